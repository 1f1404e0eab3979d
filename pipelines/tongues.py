"""Whether a text can be in one of some languages: by its letters, and by the small words of the Latin ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SCRIPTS: dict[str, re.Pattern[str]] = {
    "Latn": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "Hani": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "Kana": re.compile(r"[\u3040-\u30ff]"),
    "Hang": re.compile(r"[\uac00-\ud7af]"),
    "Cyrl": re.compile(r"[\u0400-\u04ff]"),
    "Arab": re.compile(r"[\u0600-\u06ff]"),
    "Hebr": re.compile(r"[\u0590-\u05ff]"),
    "Grek": re.compile(r"[\u0370-\u03ff]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
    "Deva": re.compile(r"[\u0900-\u097f]"),
}
_OF_LANGUAGE: dict[str, tuple[str, ...]] = {
    "zh": ("Hani",),
    "yue": ("Hani",),
    "ja": ("Kana", "Hani"),
    "ko": ("Hang", "Hani"),
    "el": ("Grek",),
    "he": ("Hebr",),
    "th": ("Thai",),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "tg", "mn"), ("Cyrl",)),
    **dict.fromkeys(("sr", "uz", "az", "bs"), ("Cyrl", "Latn")),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug", "ckb"), ("Arab",)),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), ("Deva",)),
    **dict.fromkeys(
        "en de fr es pt it nl pl cs sk sl hr hu ro sv da no nb nn fi et lv lt ga mt sq tr vi id ms sw eu ca gl".split(),
        ("Latn",),
    ),
}
_SMALL_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset("the of and to in is that for with was on are by this have be from".split()),
    "de": frozenset("der die das und den dem des ist von zu mit für auf nicht sich eine auch".split()),
    "fr": frozenset("le les des et du dans pour une par est qui sur que au avec ce aux".split()),
    "es": frozenset("el los las y del en una por para con que se al su como es".split()),
    "pt": frozenset("o os as e do da dos das em uma por para com que ao não".split()),
    "it": frozenset("il lo gli e di della dei che in per con una sono del alla nel".split()),
    "nl": frozenset("de het een en van voor met zijn op niet aan dat te is door ook".split()),
}
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000
_ENOUGH_LETTERS = 40
_ENOUGH_WORDS = 60


def may_be_in(text: str, languages: Sequence[str]) -> bool:
    """Whether a text may be in one of ``languages`` (BCP 47 tags); ``True`` where that cannot be told.

    Says ``False`` only where the letters, or most small words of a longer text, are those of others.
    """
    primary = [tag.lower().split("-")[0] for tag in languages]
    if not primary or any(tag not in _OF_LANGUAGE for tag in primary):
        return True
    sample = text[:_SAMPLE]
    if not _letters_fit(sample, primary):
        return False
    return _words_fit(sample, primary)


def _letters_fit(sample: str, primary: Sequence[str]) -> bool:
    counts = {script: len(letters.findall(sample)) for script, letters in _SCRIPTS.items()}
    total = sum(counts.values())
    expected = {script for tag in primary for script in _OF_LANGUAGE[tag]}
    return total < _ENOUGH_LETTERS or sum(counts[script] for script in expected) * 4 >= total


def _words_fit(sample: str, primary: Sequence[str]) -> bool:
    words = Counter(_WORD.findall(sample.casefold()))
    if words.total() < _ENOUGH_WORDS or any(tag not in _SMALL_WORDS for tag in primary):
        return True
    shares = {tag: sum(words[word] for word in small) / words.total() for tag, small in _SMALL_WORDS.items()}
    best = max(shares.values())
    return best < 0.15 or max(shares[tag] for tag in primary) * 3 >= best
