"""In which of the encodings of Latin letters a page is written, told by the letters that its language has.

All of them can explain any bytes: 'ñ' of a Spanish page is 'ń' in Central Europe. No language has both.
"""

from __future__ import annotations

import re
from collections import Counter

from attrs import frozen

_ALPHABETS: dict[str, dict[str, str]] = {
    "cp1252": {
        "fr": "àâæçéèêëîïôœùûüÿ", "de": "äöüß", "es": "áéíñóúü", "pt": "áâãàçéêíóôõúü", "it": "àèéìíîòóùú",
        "nl": "áèéëïóöü", "sv": "åäöéà", "da": "æøåé", "no": "æøåéòô", "fi": "äöåéšž", "is": "áðéíóúýþæö",
        "ca": "àçèéíïòóúü", "et": "äõöüšž", "sq": "çë", "ga": "áéíóú", "eu": "ñçü", "gl": "áéíñóúü",
    },
    "cp1250": {
        "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű",
        "ro": "ăâîşţ", "hr": "čćđšž", "sl": "čšžćđ", "bs": "čćđšž",
    },
    "cp1254": {"tr": "çğıiöşüâîû", "az": "çğıiöşüə"},
    "cp1257": {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"},
    "iso8859_2": {
        "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű",
        "hr": "čćđšž", "sl": "čšžćđ",
    },
    "cp1258": {"vi": "ăâđêôơưàáãèéìíĩòóõùúũý\u0300\u0301\u0303\u0309\u0323"},
}  # fmt: skip
"""The letters beyond ASCII of languages, by the encodings that hold them; of equals the first is the more usual."""
LATIN = frozenset(_ALPHABETS)
_SIGNS = frozenset("\u00a0\u00ad“”„‚‘’«»‹›–—…•·©®™°§€£†‡¿¡º\u0307")
_LANGUAGE = re.compile(rb"<html\b[^<>]{0,300}?\blang\s{0,3}=\s{0,3}[\"']?([a-z]{2})", re.IGNORECASE)
_HEAD = 5_000
_ENOUGH = 0.95
_ENOUGH_TOLD = 0.85
"""The share of its letters that a page in the language it names has to have: it names people of others too."""


@frozen
class _Guess:
    share: float
    encoding: str


def latin_encoding(sample: bytes, page: bytes) -> str:
    """The encoding in ``LATIN`` whose letters of one language are nearly all that a sample has, ``''`` where none is.

    Where the head of ``page`` names the language, that is asked first.
    """
    counts = Counter(byte for byte in sample if byte >= 0x80)
    told = _LANGUAGE.search(page[:_HEAD])
    if told and (own := _best(counts, told[1].decode().lower())) and own.share >= _ENOUGH_TOLD:
        return own.encoding
    best = _best(counts)
    return best.encoding if best and best.share >= _ENOUGH else ""


def _best(counts: Counter[int], only: str = "") -> _Guess | None:
    guesses = [
        _Guess(_share(counts, encoding, letters), encoding)
        for encoding, languages in _ALPHABETS.items()
        for language, letters in languages.items()
        if not only or language == only
    ]
    return max(guesses, key=lambda guess: guess.share, default=None)


def _share(counts: Counter[int], encoding: str, letters: str) -> float:
    """The share of what is no sign among the characters of a sample that are letters of an alphabet."""
    own = total = 0
    for byte, count in counts.items():
        character = bytes([byte]).decode(encoding, "replace")
        if character not in _SIGNS:
            total += count
            own += count if character.lower()[:1] in letters else 0
    return own / total if total else 0.0
