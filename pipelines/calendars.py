"""The two other calendars in which governments date what they publish: the solar Hijri of Iran and Afghanistan, the
lunar Hijri of Arab states.

Both count years that begin with 13, 14 or 15 at present; the name of the month tells which is meant, where the month
is a figure the language of the page. The lunar calendar is converted as Umm al-Qura has it (Saudi Arabia's official
one): elsewhere the moon may be seen a day earlier or later.
"""

from __future__ import annotations

import re
from datetime import date

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from pipelines.languages import primary_of

_SOLAR = (
    "فروردین|حمل|وری|farvardin|hamal",
    "اردیبهشت|ثور|غویی|ordibehesht|sawr|saur",
    "خرداد|جوزا|غبرگولی|khordad|jawza",
    "تیر|سرطان|چنگاښ|tir|saratan",
    "مرداد|امرداد|اسد|زمری|mordad|asad",
    "شهریور|سنبله|وږی|shahrivar|sonbola|sunbula",
    "مهر|میزان|تله|mehr|mizan",
    "آبان|عقرب|لړم|aban|aqrab",
    "آذر|قوس|لیندۍ|azar|qaws",
    "دی|جدی|مرغومی|dey|jadi",
    "بهمن|دلو|سلواغه|bahman|dalw",
    "اسفند|حوت|کب|esfand|hut",
)
_LUNAR = (
    "محرم|المحرم|muharram",
    "صفر|safar",
    "ربيع الأول|rabi al-?awwal",
    "ربيع الآخر|ربيع الثاني|rabi al-?thani|rabi al-?akhir",
    "جمادى الأولى|جمادى الأول|jumada al-?awwal|jumada al-?ula",
    "جمادى الآخرة|جمادى الثانية|جمادى الآخر|jumada al-?thani|jumada al-?akhira",
    "رجب|rajab",
    "شعبان|sha'?ban",
    "رمضان|ramadan|ramazan",
    "شوال|shawwal",
    "ذو القعدة|ذي القعدة|ذوالقعدة|dhu al-?qi'?dah?",
    "ذو الحجة|ذي الحجة|ذوالحجة|dhu al-?hijjah?",
)
_LETTERS = {
    "ی": "[یيى]",
    "ي": "[یيى]",
    "ى": "[یيى]",
    "ک": "[کك]",
    "أ": "[اأ]",
    "آ": "[اآ]",
    "ة": "[ةه]",
    "ا": "[اأإآ]",
}
"""Letters that are typed with another code point or without their mark."""
_SOLAR_LANGUAGES = frozenset({"fa", "ps", "prs", "haz", "ckb"})
_LUNAR_LANGUAGES = frozenset({"ar", "ur"})


def _either(names: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in names)


_SOLAR_MONTHS = tuple(re.compile(_either(names), re.IGNORECASE) for names in _SOLAR)
_LUNAR_MONTHS = tuple(re.compile(_either(names), re.IGNORECASE) for names in _LUNAR)
MONTH = "|".join(sorted(map(_either, "|".join((*_SOLAR, *_LUNAR)).split("|")), key=len, reverse=True))
"""Matches the name of a month of either calendar."""
YEAR = r"(?P<year>1[345]\d\d)(?!\d)(?:\s?(?:هـ?|ھ|ش|ق|AH|SH)(?!\w))?"


def month_named(name: str) -> tuple[int, bool]:
    """The month that ``name`` means, 1 to 12, and whether it is one of the lunar calendar. Raises ``KeyError``."""
    for months, lunar in ((_SOLAR_MONTHS, False), (_LUNAR_MONTHS, True)):
        for number, month in enumerate(months, 1):
            if month.fullmatch(name):
                return number, lunar
    raise KeyError(name)


def is_hijri_year(year: int) -> bool:
    """Whether years of both calendars, and none of ours that is of interest, have this number."""
    return 1300 <= year < 1600


def is_lunar(languages: tuple[str, ...]) -> bool | None:
    """Which calendar figures are of on a page in these languages; ``None`` where in neither."""
    for primary in map(primary_of, languages):
        if primary in _SOLAR_LANGUAGES | _LUNAR_LANGUAGES:
            return primary in _LUNAR_LANGUAGES
    return None


def gregorian(year: int, month: int, day: int, lunar: bool) -> date | None:
    """The day in the Gregorian calendar; ``None`` where the other has no such day, or years are not converted."""
    try:
        found = (Hijri if lunar else JalaliDate)(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)
