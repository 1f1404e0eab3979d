"""Months and weekdays as the world's languages name them, from CLDR through babel.

What all languages say together stands in ``months.json``, which ``python -m pipelines.months`` writes: to ask
babel for it takes half a second and 77 MB in every process that reads.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from pipelines.languages import primary_of

# Languages of government portals, tried together where a page's own language does not know a word.
_LANGUAGES = (
    "en", "fr", "de", "de_AT", "es", "pt", "it", "nl", "ca", "ru", "uk", "be", "pl", "cs", "sk", "sl", "hr", "sr",
    "bg", "mk", "ro", "hu", "el", "tr", "az", "kk", "uz", "ky", "tg", "mn", "ka", "hy", "sq", "lt", "lv",
    "et", "fi", "sv", "da", "nb", "is", "ga", "cy", "mt", "ar", "ar_LB", "ar_DZ", "ar_MA", "fa", "he", "hi",
    "bn", "mr", "ne", "pa", "gu", "ta", "te", "kn", "ml", "si", "ur", "th", "lo", "km", "my", "vi", "id",
    "ms", "fil", "sw", "am", "af", "eu", "gl",
)  # fmt: skip
_LESSER = ("or", "as", "tk", "tt", "ug", "ps", "sd", "bs", "lb", "fo", "so")
"""Of these the names in full: what they are cut to is often a word of others."""
_RELATIVES = {
    "ar": ("ar", "ar_LB", "ar_DZ", "ar_MA"),
    "de": ("de", "de_AT"),
    "no": ("nb",),
    "zh": (),
    "ja": (),
    "ko": (),
}
_EXTRA = {
    "en": {"sept": 9},
    "de": {"feber": 2},
    # As Greeks say them.
    "el": {
        name + ending: number
        for number, name in enumerate(
            "γεναρη φλεβαρη μαρτη απριλη μαη ιουνη ιουλη αυγουστο σεπτεμβρη οκτωβρη νοεμβρη δεκεμβρη".split(),
            1,
        )
        for ending in ("", "ς")
    },
    "es": {"setiembre": 9, "set": 9},
    "hi": {"दिसम्बर": 12, "नवम्बर": 11, "सितम्बर": 9},
    "id": {"nopember": 11, "pebruari": 2},
    # As they stand behind 'gada' and '-жылдын': in January, of January.
    "lv": {
        name: number
        for number, name in enumerate(
            "janvari februari marta aprili maija junija julija augusta septembri oktobri novembri decembri".split(),
            1,
        )
    },
    "ky": {
        name: number
        for number, name in enumerate(
            "январы февралы марты апрели майы июну июлу августу сентябры октябры ноябры декабры".split(), 1
        )
    },
    "pt": {"marco": 3},
    "tr": {"subat": 2},
}
# Letters that writers of Arabic leave out or vary, and the accents of Latin, Greek and Cyrillic.
_VARIANTS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ك": "ک", "ı": "i", ".": None})
_FILE = "months.json"
_HEBREW_IN = "ב"
_FIRST_ACCENT, _LAST_ACCENT = "\u0300", "\u036f"


def month_of(word: str, languages: tuple[str, ...] = ()) -> int | None:
    """The month (1 to 12) that ``word`` names, in full or abbreviated; ``None`` where it names none.

    ``languages`` (BCP 47) are asked in order, then English, then all languages that have the word: a name
    that stands for different months (*listopad*) is then refused.
    """
    key = _key(word)
    for language in (*languages, "en"):
        if key in (names := _names_in(language)):
            return names[key]
    everywhere: dict[str, int] = _everywhere()["months"]
    return everywhere.get(key) or everywhere.get(key.removeprefix(_HEBREW_IN))


def is_english_month(word: str) -> bool:
    """Whether ``word`` names a month in English, in full or abbreviated."""
    return _key(word) in _names_in("en")


def is_weekday(word: str) -> bool:
    """Whether ``word`` names a day of the week in any language that portals use, in full or abbreviated."""
    return _key(word.strip(" ,.")) in _everywhere()["weekdays"]


def names_everywhere() -> dict[str, Any]:
    """What ``months.json`` holds, asked of babel: names of months that mean the same in all languages that have
    them, to their number, and names of weekdays in the same form.
    """
    meanings: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for name, month in (*_EXTRA.get(language, {}).items(), *_cldr_names(language)):
            meanings.setdefault(_key(name), set()).add(month)
    for language in _LESSER:
        for name, month in _cldr_names(language, ("wide",)):
            meanings.setdefault(name, set()).add(month)
    months = {name: months.pop() for name, months in sorted(meanings.items()) if len(months) == 1}
    contexts = [Locale.parse(language).days["format"] for language in _LANGUAGES]
    weekdays = {_key(name) for days in contexts for w in ("wide", "abbreviated") for name in days[w].values()}
    return {"months": months, "weekdays": sorted(weekdays)}


def _key(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in decomposed if not _FIRST_ACCENT <= c <= _LAST_ACCENT)
    return unicodedata.normalize("NFC", bare).translate(_VARIANTS).strip()


@cache
def _names_in(language: str) -> dict[str, int]:
    primary = primary_of(language)
    names = {_key(name): month for name, month in _EXTRA.get(primary, {}).items()}
    for locale in _RELATIVES.get(primary, (primary,)):
        for name, month in _cldr_names(locale):
            names.setdefault(name, month)
    return names


@cache
def _everywhere() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("pipelines").joinpath(_FILE).read_text("utf-8"))
    return {**found, "weekdays": frozenset(found["weekdays"])}


def _cldr_names(locale: str, widths: tuple[str, ...] = ("wide", "abbreviated")) -> Iterator[tuple[str, int]]:
    try:
        contexts = Locale.parse(locale).months
    except (UnknownLocaleError, ValueError):
        return
    for context in ("format", "stand-alone"):
        for width in widths:
            for month, name in contexts[context][width].items():
                # CLDR's bare numbers ('tháng 6', '6월') are read as numbers, elsewhere.
                if len(key := _key(name)) >= 2 and not any(c.isdigit() for c in key):
                    yield key, month


if __name__ == "__main__":
    text = json.dumps(names_everywhere(), ensure_ascii=False, indent=0)
    Path(__file__).with_name(_FILE).write_text(text + "\n", "utf-8")
