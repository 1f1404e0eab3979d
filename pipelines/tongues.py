"""Whether a text can be in one of some languages: by its letters, and by the small words of two dozen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.languages import primary_of

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
    "sv": frozenset("och att det som en på är av för med till den har inte om ett i".split()),
    "da": frozenset("og at det som en på er af for med til den har ikke om et i der".split()),
    "no": frozenset("og at det som en på er av for med til den har ikke om et i".split()),
    "fi": frozenset("ja on ei se että oli mutta kun myös ovat joka sekä tai sen hän".split()),
    "pl": frozenset("i w na z do się nie jest że o od za przez dla oraz po to".split()),
    "cs": frozenset("a v na se je že z do s o pro od za by ve k jsou".split()),
    "sk": frozenset("a v na sa je že z do s o pre od za by vo k sú".split()),
    "hu": frozenset("a az és hogy nem is egy meg ez volt van el csak még már".split()),
    "ro": frozenset("și în de la a cu pe din să nu este pentru că care au o un".split()),
    "tr": frozenset("ve bir bu için ile da de olarak olan daha çok gibi en her".split()),
    "id": frozenset("yang dan di dengan untuk dari pada ini itu dalam akan tidak ke oleh juga".split()),
    "vi": frozenset("và của các có là được trong cho với những không một đã này về".split()),
    "ru": frozenset("и в не на что с по как для от из о за к также это его будет".split()),
    "uk": frozenset("і в не на що з до та для від як про у за це його також буде".split()),
    "bg": frozenset("и в на не за се от да е са с по че като ще до това".split()),
    "ar": frozenset("في من على إلى أن هذا التي عن مع هذه الذي بعد كما لم".split()),
    "fa": frozenset("در به از که این را با است برای آن یک شد خود تا".split()),
    "ur": frozenset("کے میں کی سے کا اور ہے کو نے پر کہ کر ہیں".split()),
}
_SAME = {"nb": "no", "nn": "no", "ms": "id", "be": "uk"}
"""Languages that share most of their small words with another."""
_NEVER = {"ru": re.compile("[іїєґ]"), "uk": re.compile("[ыэъё]")}
"""Letters that a language does not have, and its nearest relative uses all the time."""
_MOST_FOREIGN = 0.01
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000
_ENOUGH_LETTERS = 40
_ENOUGH_WORDS = 40
_KANA = 5
"""One letter in five is enough of Japanese, which is half of Chinese characters."""


def may_be_in(text: str, languages: Sequence[str]) -> bool:
    """Whether a text may be in one of ``languages`` (BCP 47 tags); ``True`` where that cannot be told.

    Says ``False`` only where the letters, or most small words of a longer text, are those of others.
    """
    primary = [primary_of(tag) for tag in languages]
    if not primary or any(tag not in _OF_LANGUAGE for tag in primary):
        return True
    sample = text[:_SAMPLE]
    if not _letters_fit(sample, primary):
        return False
    return _words_fit(sample, primary)


def _letters_fit(sample: str, primary: Sequence[str]) -> bool:
    counts = {script: len(letters.findall(sample)) for script, letters in _SCRIPTS.items()}
    total = sum(counts.values())
    if counts["Kana"] * _KANA > total and "ja" not in primary:
        return total < _ENOUGH_LETTERS
    if all(tag in _NEVER for tag in primary):
        foreign = min(len(_NEVER[tag].findall(sample)) for tag in primary)
        if foreign > _MOST_FOREIGN * total >= _MOST_FOREIGN * _ENOUGH_LETTERS:
            return False
    expected = {script for tag in primary for script in _OF_LANGUAGE[tag]}
    return total < _ENOUGH_LETTERS or sum(counts[script] for script in expected) * 4 >= total


def _words_fit(sample: str, primary: Sequence[str]) -> bool:
    words = Counter(_WORD.findall(sample.casefold()))
    tags = [_SAME.get(tag, tag) for tag in primary]
    if words.total() < _ENOUGH_WORDS or any(tag not in _SMALL_WORDS for tag in tags):
        return True
    shares = {tag: sum(words[word] for word in small) / words.total() for tag, small in _SMALL_WORDS.items()}
    best = max(shares.values())
    return best < 0.15 or max(shares[tag] for tag in tags) * 3 >= best
