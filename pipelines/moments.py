"""Dates as people and machines write them: from text to figures, without any guess about zone or meaning."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

from attrs import evolve, frozen

from pipelines import calendars
from pipelines.clock import Clock, clock_after, clock_before
from pipelines.languages import primary_of
from pipelines.months import is_weekday, month_of

_ZEROES = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐"
_DIGITS = {ord(zero) + figure: str(figure) for zero in _ZEROES for figure in range(10)}
_CHINESE_FIGURES = {**{c: str(i) for i, c in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0"}
_CHINESE_NUMBER = re.compile(
    r"[〇零○一二三四五六七八九]{4}(?=年)|(?<=[和成治正國国])[〇零○一二三四五六七八九十百]{1,7}(?=\s?[年(])"
    r"|[一二三四五六七八九十]{1,3}(?=[月日号號])"
)
_FIRST_YEAR = re.compile(r"(?<=[和成治正國国])元(?=\s?[年(])")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
_ERA_LETTERS = {"R": "令和", "H": "平成", "S": "昭和"}
_BUDDHIST_ERA = 543
_FIRST_OF_CENTURY = 2500
"""Thais write the year 2569 as 69."""
_YEAR_MARK = r"\s?(?:[年년](?:\s?\((?:西暦|令和|平成|昭和)?\s?\d{1,4}\s?年?\))?|\(\d{4}\)\s?年)"
"""'2026年(令和8年)', '令和8(2026)年': the second count says the same again."""
_THAI = r"[\u0e01-\u0e4e]"
_THAI_MONTH = rf"(?:เดือน\s?)?(?P<name>(?:{_THAI}{{1,2}}\.\s?){{2}}|{_THAI}{{5,12}})\s{{0,2}}"
_THAI_ERA = r"(?:พ\.?\s?ศ\.?|พุทธศักราช|ค\.?\s?ศ\.?)\s{0,2}"

_WORDS = re.compile(r"\w+")
_BESIDE_DAY = re.compile(
    r"г|года|р|року|[월화수목금토일](?:요일)?|(?:星期|周|週)[一二三四五六日天]|[月火水木金土日](?:曜日?)?"
)
"""Words that stand beside days: 'of the year', weekdays in scripts that have signs for them."""
_WORD = r"[^\W\d_][^\s\d.,;:|/()\[\]<>«»\"“”–—•·●⋅-]{1,20}"
_DAY = r"(?<![\d.,/-])(?<!\d:)(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|º|ª|°)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_OF = r"(?:(?:de|del|of|di|do|dne)\s+|d['’]\s?)?"
_YEARS = r"(?:\.?\s?gada|\.?\sжылғы|[\s-]жылы?|[\s-]жылдын|\sж\.|[\s-]yil(?:gi|ning)?|[\s-]йил(?:ги|нинг)?)"
_OF_LEVANT = r"(?:كانون|تشرين)\s(?:[اأ]ل[اأ]?ول|الثاني)"
_NAMED = rf"(?<![^\W\d_])(?P<name>{_OF_LEVANT}|{_WORD})\.?"
_GAP = r"[\s.,/-]{0,3}"
_YEARISH = re.compile(
    rf"(?:1[03459]|2[0-6])\d\d|[年년]|\d[./-]\d\d?[./-]\d\d|[RHS]\d{{1,2}}[./]\d|{_THAI}\.?\s?\d\d"
    r"|\d\d,?\s\(?\d{1,2}:\d\d"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# The leftmost hit counts; among equals the first of this list.
_DAYS = (
    _form(
        r"(?<![\d.,-])(?P<year>\d{4})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)"
    ),
    _form(
        rf"(?:(?P<era>令和|平成|昭和|大正|民國|民国)|(?<![a-z\d])(?P<letter>[RHS]))?\s?(?<!\d)(?P<year>\d{{1,4}}){_YEAR_MARK}\s?(?P<month>\d{{1,2}})\s?[月월]"
        r"\s?(?P<day>\d{1,2})\s?[日号號일]"
    ),
    # Kazakh, Uzbek, Kyrgyz, Latvian, Mongolian: '2024 жылғы 28 қараша', '2024-yil 28-noyabr', '2024. gada …'.
    _form(rf"{_YEAR}{_YEARS}\s{{1,2}}(?P<day>\d{{1,2}})[.\s-]{{1,3}}{_NAMED}"),
    _form(rf"{_YEAR}\sоны\s(?P<month>\d{{1,2}})(?:(?:-|\s?)[рд]\w{{0,6}})?\sсарын\s(?P<day>\d{{1,2}})(?!\d)"),
    _form(rf"{_DAY}\s?tháng\s?(?P<month>\d{{1,2}})(?:\s?năm|,)?\s{{0,2}}{_YEAR}"),
    _form(rf"{_DAY}{_GAP}{_OF}{_NAMED}(?:\s?/\s?{_WORD})?{_GAP}{_OF}{_YEAR}"),
    _form(rf"{_DAY}\s{_NAMED}\s?['’]?(?P<year>\d\d)(?=,?\s\(?\d{{1,2}}:\d\d)"),
    _form(
        rf"{_DAY}\s{{0,2}}(?<![^\W\d_])(?P<hijri>{calendars.MONTH})(?![^\W\d_])\s{{0,2}}(?:ماه|سنة|عام|لعام|من عام)?"
        rf"[\s,،]{{0,2}}{calendars.YEAR}"
    ),
    _form(rf"{_NAMED}[\s-]?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,.-]{{1,3}}{_YEAR}"),
    _form(
        rf"(?<![\d.,:/-])(?P<year>\d{{4}})(?:\s(?:m"
        rf"|gada))?[\s.,/-]{{1,3}}{_NAMED}[\s-]{{1,2}}(?P<day>\d{{1,2}})(?!\d)"
    ),
    _form(rf"{_NAMED}\s{{1,2}}(?P<day>\d{{1,2}})\s(?P<clock>\d\d:\d\d:\d\d(?:\s[a-z]{{2,5}})?)\s{_YEAR}"),
    _form(
        rf"(?<![\d.,/-])(?P<thai>)(?P<day>\d{{1,2}})\s?{_THAI_MONTH}(?:{_THAI_ERA})?(?P<year>\d{{4}}|[3-9]\d)(?![\d.:])"
    ),
    re.compile(
        r"(?<![A-Za-z\d])(?P<letter>[RHS])(?P<year>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})(?P=mark)"
        r"(?P<day>\d{1,2})(?![\d./-])"
    ),
    _form(
        r"(?<![\d.,/-])(?<!(?<![a-z])[a-z])(?P<first>\d{1,2})(?P<mark>[./-])\s?(?P<second>\d{1,2})(?P=mark)\s?"
        r"(?P<year>\d{4}|\d{2})(?![\d/]|-(?!\d\d:\d\d))"
    ),
    _form(r"(?<![\d.,/-])(?P<year>1\d\d)(?P<mark>[-/.])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)"),
)
_ASCII_DAYS = tuple(form for form in _DAYS if not re.search("月|tháng|<thai>", form.pattern))
"""Those that a text in ASCII can have."""
_COARSE = (
    _form(
        rf"(?:(?P<era>令和|平成)\s?|(?<!\d)(?=\d{{4}}))(?P<year>\d{{1,4}}){_YEAR_MARK}\s?(?P<month>\d{{1,2}})\s?[月월](?!\s?\d)"
    ),
    _form(rf"(?<!{_THAI}){_THAI_MONTH}(?:{_THAI_ERA})?(?P<year>\d{{4}})(?!\d)"),
    _form(rf"{_NAMED},?\s{{1,2}}{_OF}{_YEAR}"),
    _form(r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?![\d-])"),
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:t?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<sec>[0-5]\d)?z?)?",
    re.IGNORECASE,
)
_TILL = r"\s?(?:[-–—~～]|bis|to|through|until|till?|tot|t/m|au|al|až|do|до|по)\s?"
_SPAN_BEFORE = re.compile(
    r"(?:^|[|·•(,:]|(?<!\w)(?:vom|von|from|du|del|dal|od|с))\s?(?P<day>\d{1,2})\.?(?: (?P<name>[^\W\d_]{3,}))?"
    rf"{_TILL}$",
    re.IGNORECASE,
)
_SPAN_AFTER = re.compile(rf"{_TILL}\d{{1,2}}\.?\s?(?P<name>[^\W\d_]{{3,}})", re.IGNORECASE)
_SPAN_OF_IDEOGRAPHS = re.compile(r"\s?(?:[（(].[）)])?\s?[-–—~～至到]\s?(?:\d{1,2}月)?\d{1,2}日")
_AS_OF = re.compile(
    r"\s?(?:[（(].[）)])?\s?(?:現在(?!位置)|時点|时点|현재|기준)|\s?[-–—]\s?(?:present|today|heute|aujourd['’]hui)\b"
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")


@frozen
class Moment:
    """A date as written, at its own precision. A valid day of the Gregorian calendar where it has a day."""

    year: int
    month: int | None = None
    day: int | None = None
    clock: Clock | None = None
    is_hijri: bool = False
    """Whether it was written in another calendar than the Gregorian."""


@frozen
class Found:
    """A moment and where in the text it stands."""

    moment: Moment
    start: int
    end: int


def plain_figures(text: str) -> str:
    """Full-width, Arabic-Indic, Devanagari, Thai … digits as ASCII; Chinese numerals of dates as figures."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    if "年" in text or "月" in text:
        text = _CHINESE_NUMBER.sub(_chinese_number, _FIRST_YEAR.sub("1", text))
    return text


def _chinese_number(match: re.Match[str]) -> str:
    """'一一五' and '一百一十五' as 115."""
    if not {"十", "百"} & {*match[0]}:
        return "".join(_CHINESE_FIGURES[c] for c in match[0])
    hundreds, hundred, rest = match[0].rpartition("百")
    tens, ten, units = rest.rpartition("十")
    parts = ((hundreds, hundred, 100), (tens.strip("零〇○"), ten, 10), (units.strip("零〇○"), units, 1))
    if any(len(count) > 1 or (count and count not in _CHINESE_FIGURES) for count, _, _ in parts):
        return match[0]
    return str(sum(int(_CHINESE_FIGURES.get(count, "1")) * worth for count, sign, worth in parts if sign))


def mentions_year(text: str) -> bool:
    """Whether it is worth looking for a date in ``text`` (as ``plain_figures`` leaves it)."""
    return bool(_YEARISH.search(text))


def find_days(text: str, languages: tuple[str, ...] = (), order: str = "") -> list[Found]:
    """The dates in ``text`` to the day or finer, left to right; text as ``plain_figures`` leaves it.

    ``order`` (``DMY``, ``MDY``, ``YMD`` or empty) settles dates in figures; unsettled ones are left out.
    """
    return list(_days(text, languages, order))


# A line near the title is asked for its days by whoever looks for dates, names and lists.
@lru_cache(maxsize=1_024)
def _days(text: str, languages: tuple[str, ...], order: str) -> tuple[Found, ...]:
    found: list[Found] = []
    for match in _matches(text):
        moment = _moment(match, languages, order)
        if moment and (not found or match.start() >= found[-1].end):
            found.append(_with_clock(text, match, moment, found[-1].end if found else 0))
    # '6 September 2023 / 21 Safar 1445' says the same day twice, and the moon may have been seen a day later.
    ours = [hit for hit in found if not hit.moment.is_hijri]
    return tuple(ours or found)


# Some who ask know the page's languages, others look for a day in any.
@lru_cache(maxsize=1_024)
def _matches(text: str) -> tuple[re.Match[str], ...]:
    """Where a form of dates fits, left to right, at one place in the order of the forms."""
    forms = _ASCII_DAYS if text.isascii() else _DAYS
    matches = (match for form in forms for match in form.finditer(text))
    return tuple(sorted(matches, key=re.Match.start))


def claimed_days(text: str, languages: tuple[str, ...] = (), order: str = "") -> list[Found]:
    """As ``find_days``, where a year stands in ``text`` in which a portal may have published; quick where none does."""
    return find_days(text, languages, order) if mentions_year(text) else []


def is_day(text: str) -> bool:
    """Whether a text is a day, in whatever language, and nothing else but its weekday, or 'г.' behind the year."""
    text = plain_figures(text)
    days = claimed_days(text, order="DMY")
    if len(days) != 1:
        return False
    beside = _WORDS.findall(f"{text[: days[0].start]} {text[days[0].end :]}")
    return all(is_weekday(word) or _BESIDE_DAY.fullmatch(word) for word in beside)


def is_end_of_span(text: str, day: Found) -> bool:
    """Whether a day is one of the ends of some days, of which the other is written without its year or month, or runs
    together with it: '24. - 30. Dezember 2021', '31. Dezember 2021-06. Januar 2022'."""
    after, before = _SPAN_AFTER.match(text, day.end), _SPAN_BEFORE.search(text[: day.start])
    if _SPAN_OF_IDEOGRAPHS.match(text, day.end) or (after and month_of(after["name"].lower())):
        return True
    if not before:
        return False
    # 'Number 12 – 10 June': a span ends later than it begins.
    return bool(
        month_of(before["name"].lower()) if before["name"] else int(before["day"]) < (day.moment.day or 0)
    )


def is_as_of(text: str, day: Found) -> bool:
    """Whether a day is that as of which something is so ('令和4年1月1日現在'), or since when it is ('– present')."""
    return _AS_OF.match(text, day.end) is not None


def find_month(text: str, languages: tuple[str, ...] = ()) -> Found | None:
    """The first month with its year in ``text`` ('June 2020', '2020年6月'); for texts in which no day stands."""
    for form in _COARSE:
        for match in form.finditer(text):
            if month := _month(match, languages):
                return Found(Moment(_year(match), month), match.start(), match.end())
    return None


def read_machine_date(text: str) -> Moment | None:
    """``20200610``, ``20200610T0930`` and the like: only where that is the whole text."""
    match = _COMPACT.fullmatch(text.strip())
    if not match or not _is_day(*(int(match[part]) for part in ("year", "month", "day"))):
        return None
    clock = None
    if match["hour"]:
        clock = Clock(int(match["hour"]), int(match["minute"]), int(match["sec"]) if match["sec"] else None)
    return Moment(int(match["year"]), int(match["month"]), int(match["day"]), clock)


def read_coarse_date(text: str, languages: tuple[str, ...] = ()) -> Moment | None:
    """A month ('June 2020', '2020-06') or a bare year: only where that is the whole text."""
    for form in _COARSE:
        match = form.fullmatch(text.strip(" .,:()|-"))
        month = _month(match, languages) if match else None
        if match and month:
            return Moment(_year(match), month)
    return Moment(int(text)) if _BARE_YEAR.fullmatch(text.strip()) else None


def _moment(match: re.Match[str], languages: tuple[str, ...], order: str) -> Moment | None:
    groups = match.groupdict()
    if groups.get("hijri"):
        return _hijri(int(groups["year"]), *calendars.month_named(groups["hijri"]), int(groups["day"]))
    if "first" in groups:
        day, month = _in_order(match, order)
    else:
        day, month = int(groups["day"]), _month(match, languages)
    if not _is_written_so(match, languages):
        return None
    year = _year(match)
    lunar = calendars.is_lunar(languages) if calendars.is_hijri_year(year) else None
    if lunar is not None and month and day:
        return _hijri(year, month, lunar, day)
    return Moment(year, month, day) if month and day and _is_day(year, month, day) else None


def _hijri(year: int, month: int, lunar: bool, day: int) -> Moment | None:
    found = calendars.gregorian(year, month, day, lunar)
    return Moment(found.year, found.month, found.day, is_hijri=True) if found else None


def _is_written_so(match: re.Match[str], languages: tuple[str, ...]) -> bool:
    """Whether pages in these languages write years so: 'R8' Japanese ones, '69' without more Thai ones."""
    groups = match.groupdict()
    if groups.get("letter"):
        return _speaks(languages, "ja")
    return "thai" not in groups or len(groups["year"]) == 4 or _speaks(languages, "th")


def _speaks(languages: tuple[str, ...], language: str) -> bool:
    return language in map(primary_of, languages)


def _month(match: re.Match[str], languages: tuple[str, ...]) -> int | None:
    groups = match.groupdict()
    if groups.get("month"):
        month = int(groups["month"])
        return month if 1 <= month <= 12 else None
    name = groups["name"].rstrip("'’")
    # Thais may write 'พ. ย.', the Levant has two words for some months.
    return month_of(name, languages) or month_of(name.replace(" ", ""), languages)


def _year(match: re.Match[str]) -> int:
    groups = match.groupdict()
    year, era = (
        int(match["year"]),
        groups.get("era") or _ERA_LETTERS.get((groups.get("letter") or "").upper()),
    )
    if era:
        return year + _ERAS[era]
    if len(match["year"]) == 2:
        return 2000 + year if "thai" not in groups else _FIRST_OF_CENTURY + year - _BUDDHIST_ERA
    if len(match["year"]) == 3:
        return year + _ERAS["民國"]
    return year - _BUDDHIST_ERA if 2400 < year < 2700 else year


def _in_order(match: re.Match[str], order: str) -> tuple[int, int | None]:
    """Day and month of a date in figures; month ``None`` where nothing settles which is which."""
    first, second = int(match["first"]), int(match["second"])
    if len(match["year"]) == 2 and not order:
        return first, None
    if match["mark"] == "." or order == "DMY" or first > 12 or first == second:
        return first, second
    return (second, first) if order == "MDY" or second > 12 else (first, None)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _with_clock(text: str, match: re.Match[str], moment: Moment, floor: int) -> Found:
    if "clock" in match.groupdict():
        clock, _ = clock_after(match["clock"], 0)
        return Found(evolve(moment, clock=clock), match.start(), match.end())
    clock, end = clock_after(text, match.end())
    start = match.start()
    if clock is None:
        clock, start = clock_before(text, start)
        start = max(start, floor)
    return Found(evolve(moment, clock=clock), start, end)
