"""Which languages a text can be in: by its letters, and by the small words of two dozen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from pipelines.languages import primary_of

_LETTERS: dict[str, str] = {
    "Latn": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "Hani": "\u3400-\u4dbf\u4e00-\u9fff",
    "Kana": "\u3040-\u30ff",
    "Hang": "\uac00-\ud7af",
    "Cyrl": "\u0400-\u04ff",
    "Arab": "\u0600-\u06ff",
    "Heb": "\u0590-\u05ff",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Thai": "\u0e00-\u0e7f",
    "Deva": "\u0900-\u097f",
    "Beng": "\u0980-\u09ff",
    "Guru": "\u0a00-\u0a7f",
    "Guj": "\u0a80-\u0aff",
    "Taml": "\u0b80-\u0bff",
    "Telu": "\u0c00-\u0c7f",
    "Knda": "\u0c80-\u0cff",
    "Mlym": "\u0d00-\u0d7f",
    "Sinh": "\u0d80-\u0dff",
    "Laoo": "\u0e80-\u0eff",
    "Mym": "\u1000-\u109f",
    "Geo": "\u10a0-\u10ff",
    "Ethi": "\u1200-\u137f",
    "Khm": "\u1780-\u17ff",
    "Armn": "\u0530-\u058f",
}
"""Ranges of the Unicode characters that a script is written in."""
_SCRIPTS = ("", *_LETTERS)
_OWN = {
    "Hang": "ko", "Kana": "ja", "Hani": "zh", "Hebr": "he", "Grek": "el", "Thai": "th", "Guru": "pa", "Gujr": "gu",
    "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Laoo": "lo", "Mymr": "my", "Geor": "ka",
    "Khmr": "km", "Armn": "hy", "Beng": "bn",
}  # fmt: skip
"""Scripts that governments write one language in."""
_OF_LANGUAGE: dict[str, tuple[str, ...]] = {
    **{language: (script,) for script, language in _OWN.items()},
    "yue": ("Hani",),
    "ja": ("Kana", "Hani"),
    "ko": ("Hang", "Hani"),
    **dict.fromkeys(("bn", "as"), ("Beng",)),
    **dict.fromkeys(("am", "ti"), ("Ethi",)),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "tg", "mn"), ("Cyrl",)),
    **dict.fromkeys(("sr", "uz", "az", "bs"), ("Cyrl", "Latn")),
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug", "ckb"), ("Arab",)),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), ("Deva",)),
    **dict.fromkeys(
        "en de fr es pt it nl pl cs sk sl hr hu ro sv da no nb nn fi et lv lt ga mt sq tr vi id ms sw eu ca gl".split(),
        ("Latn",),
    ),
    "af": ("Latn",),
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
    "hr": frozenset("i u je na se za da su od koji koja kao će iz te biti o nije ili".split()),
    "sl": frozenset("in je na za v se da so ki z pri kot po ali tudi bo bi ter".split()),
    "lt": frozenset("ir kad yra iš su į ar bei buvo jo kaip tai dėl nuo kurie pagal".split()),
    "lv": frozenset("un ir ka no uz ar par kas tika arī kā pie gada lai šo vai".split()),
    "et": frozenset("ja on et ei ka kui oma see mis või oli ning seda tema nende pole".split()),
    "ga": frozenset("an na agus ar go a i le de don is sa leis chun ag atá".split()),
    "mt": frozenset("ta li u għal fil fuq il ma tal minn lil dan biex huwa".split()),
    "af": frozenset("die van en in het is te wat nie vir word aan op hierdie sal om".split()),
    "gl": frozenset("o a os as e do da dos das en unha por para con que ao non".split()),
    "ca": frozenset("els les i amb és dels aquest als pel seva són també aquesta han fins".split()),
    "sq": frozenset("dhe të në e i që me për është nga një së do nuk ka si".split()),
    "sr": frozenset("и у је на се за да су од који као са i u je na se za da su od koji kao sa".split()),
    "mk": frozenset("и во на се да за од е со ќе како што или не по ги".split()),
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
_LANGUAGES_OF = {
    word: [tag for tag, small in _SMALL_WORDS.items() if word in small]
    for word in frozenset[str]().union(*_SMALL_WORDS.values())
}
"""The same by word."""
_SAME = {"nb": "no", "nn": "no", "ms": "id", "be": "uk"}
"""Languages that share most of their small words with another."""
_NEVER = {
    "ru": re.compile("[іїєґ]"),
    "uk": re.compile("[ыэъё]"),
    "bg": re.compile("[ыэёіїє]"),
    "bn": re.compile("[ৰৱ]"),
}
"""Letters that a language does not have, and its nearest relative uses all the time."""
_MOST_FOREIGN = 0.01
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4_000
_ENOUGH_LETTERS = 40
_ENOUGH_WORDS = 40
_MANY = 0.15
"""Share of small words of a text in the language that they are of."""
_TOLD = 0.12
_FAR = 1.15
"""Times as many as of any other language. Of 2,438 pages that say their language, as much of a text tells 2,308 the
same; of 38 others nearly all are in the language told (2026-11-30)."""
_SURELY = 0.75
_HARDLY = 0.03
_NOBODY = (("", 0.0), ("", 0.0))
_KANA = 5
"""One letter in five is enough of Japanese, which is half of Chinese characters."""


def spoken(text: str, tags: Sequence[str]) -> str:
    """The first of ``tags`` (BCP 47) that a text is in, as far as can be told; where it is in none of them, the
    language that its letters or most of its small words leave no doubt of, or ``''``."""
    sample = text[:_SAMPLE]
    own = (tag for tag in tags if may_be_in(text, (tag,)) and not _is_hardly_in(sample, primary_of(tag)))
    return next(own, "") or _told(sample)


def _is_hardly_in(sample: str, primary: str) -> bool:
    """Whether a longer text has next to none of a language's small words: it may be in one that has none here."""
    shares = _shares(sample)
    return bool(shares) and shares.get(_SAME.get(primary, primary), 1) < _HARDLY


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


def _told(sample: str) -> str:
    counts = _letters(sample)
    total = counts.total()
    if total < _ENOUGH_LETTERS:
        return ""
    if counts["Kana"] * _KANA > total:
        return "ja"
    script, most = counts.most_common(1)[0]
    if own := _OWN.get(script):
        return own if most > _SURELY * total and not _has_foreign(sample, own, total) else ""
    shares = {tag: share for tag, share in _shares(sample).items() if not _has_foreign(sample, tag, total)}
    (best, share), (_, next_share) = [*sorted(shares.items(), key=lambda pair: -pair[1]), *_NOBODY][:2]
    return best if share >= _TOLD and share > _FAR * next_share and _OF_LANGUAGE[best] == (script,) else ""


def _has_foreign(sample: str, tag: str, total: int) -> bool:
    """Whether a text has letters that a language does not have."""
    return tag in _NEVER and len(_NEVER[tag].findall(sample)) > _MOST_FOREIGN * total


@cache
def _script_of() -> npt.NDArray[np.uint8]:
    """The place in ``_SCRIPTS`` of each character of the basic plane; 0 for what is no letter."""
    table = np.zeros(0x10000, dtype=np.uint8)
    for place, ranges in enumerate(_LETTERS.values(), 1):
        for first, last in zip(ranges[::3], ranges[2::3], strict=True):
            table[ord(first) : ord(last) + 1] = place
    return table


@lru_cache(maxsize=4)
def _letters(sample: str) -> Counter[str]:
    """How many letters of each script there are. A table is ten times as fast as a regular expression."""
    units = np.frombuffer(sample.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    counts = np.bincount(_script_of()[units], minlength=len(_SCRIPTS)).tolist()
    return Counter(
        {script: count for script, count in zip(_SCRIPTS, counts, strict=True) if script and count}
    )


def _letters_fit(sample: str, primary: Sequence[str]) -> bool:
    counts = _letters(sample)
    total = counts.total()
    if counts["Kana"] * _KANA > total and "ja" not in primary:
        return total < _ENOUGH_LETTERS
    if total >= _ENOUGH_LETTERS and all(_has_foreign(sample, tag, total) for tag in primary):
        return False
    expected = {script for tag in primary for script in _OF_LANGUAGE[tag]}
    return total < _ENOUGH_LETTERS or sum(counts[script] for script in expected) * 4 >= total


def _words_fit(sample: str, primary: Sequence[str]) -> bool:
    tags = [_SAME.get(tag, tag) for tag in primary]
    shares = _shares(sample)
    if not shares or any(tag not in _SMALL_WORDS for tag in tags):
        return True
    best = max(shares.values())
    return best < _MANY or max(shares[tag] for tag in tags) * 3 >= best


@lru_cache(maxsize=4)
def _shares(sample: str) -> dict[str, float]:
    """Of each language's small words among the words; nothing where these are too few."""
    words = _WORD.findall(sample.casefold())
    if len(words) < _ENOUGH_WORDS:
        return {}
    counts = dict.fromkeys(_SMALL_WORDS, 0)
    for word in filter(_LANGUAGES_OF.__contains__, words):
        for tag in _LANGUAGES_OF[word]:
            counts[tag] += 1
    return {tag: count / len(words) for tag, count in counts.items()}
