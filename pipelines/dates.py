"""A date as a portal writes it, read into a claim: at its own precision, in the right zone, with its origin."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from archive.records import Claim, Precision
from pipelines.clock import Clock
from pipelines.moments import (
    Moment,
    claimed_days,
    plain_figures,
    read_coarse_date,
    read_machine_date,
)

FIRST_YEAR = 1990
"""Before it no portal has published."""
_TOLERANCE = timedelta(days=1)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")

_AGO = re.compile(
    r"(?:(?P<lead>hace|il y a|vor|há|fa|منذ|قبل)\s+)?(?P<count>\d{1,2}|an?|une?|una?|einem?r?)\s*(?P<unit>"
    r"minutes?|mins?|hours?|hrs?|days?|minutos?|horas?|d[ií]as?|minutes?|heures?|jours?|minuten?"
    r"|stunden?|tage?n?"
    r"|dias?|minuti|ore|giorni|минут\w?|час(?:а|ов)?|дн(?:я|ей)|день|分钟|分鐘|小时|小時|天|時間|日|分"
    r"|시간|일|분"
    r"|دقائق|دقيقة|ساعات|ساعة|أيام|يوم|मिनट|घंटे|दिन)\s*(?P<trail>ago|fa|назад|前|전|atrás|पहले)?",
    re.IGNORECASE,
)
_DAY_UNITS = re.compile(r"day|d[ií]a|jour|tag|giorn|дн|день|天|日|일|أيام|يوم|दिन", re.IGNORECASE)
_MINUTE_UNITS = re.compile(r"min|минут|分|분|دق|मिनट", re.IGNORECASE)


def parse_date(
    text: str,
    *,
    languages: tuple[str, ...] = (),
    timezone: str = "UTC",
    order: str = "",
    origin: str = "",
    captured_at: str = "",
) -> Claim | None:
    """The first date in ``text``, or ``None`` where there is none that can be trusted.

    ``languages`` (BCP 47) name months and settle the order of dates in figures unless ``order`` (``DMY``,
    ``MDY``, ``YMD``) does; 10/06/2020 is refused when neither does. A time without a zone is the portal's
    ``timezone``. With ``captured_at``, dates more than a day after it are refused and '2 hours ago' is read
    relative to it, its origin then ends in ``:relative``. Before 1990 is refused.
    """
    plain = plain_figures(text)[:400]
    order = order or figure_order(languages, timezone)
    moment = _machine(plain) or _first_day(plain, languages, order) or read_coarse_date(plain, languages)
    if moment:
        return claim_of(moment, timezone=timezone, origin=origin, captured_at=captured_at)
    return _relative(plain, timezone, origin, captured_at) if captured_at else None


def _machine(plain: str) -> Moment | None:
    stripped = plain.strip()
    if _EPOCH.fullmatch(stripped):
        instant = datetime.fromtimestamp(int(stripped[:10]), UTC)
        clock = Clock(instant.hour, instant.minute, instant.second, UTC)
        return Moment(instant.year, instant.month, instant.day, clock)
    return read_machine_date(stripped)


def _first_day(plain: str, languages: tuple[str, ...], order: str) -> Moment | None:
    found = claimed_days(plain, languages, order)
    return found[0].moment if found else None


def claim_of(
    moment: Moment, *, timezone: str, origin: str, captured_at: str = "", first_year: int = FIRST_YEAR
) -> Claim | None:
    """A moment as a claim; ``None`` where it lies before ``first_year`` or more than a day after ``captured_at``."""
    on = date(moment.year, moment.month or 1, moment.day or 1)
    if moment.year < first_year or (captured_at and on > _day_of(captured_at) + _TOLERANCE):
        return None
    if moment.clock is None or moment.day is None:
        precision: Precision = "day" if moment.day else "month" if moment.month else "year"
        return Claim(
            on.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]], on.isoformat(), precision, origin
        )
    return _timed(on, moment.clock, zone_of(timezone), origin)


def _timed(on: date, clock: Clock, portal_zone: tzinfo, origin: str) -> Claim:
    instant = datetime(
        on.year, on.month, on.day, clock.hour, clock.minute, clock.second or 0, tzinfo=clock.zone
    )
    if clock.zone is None:
        instant = instant.replace(tzinfo=portal_zone)
    elif not clock.zone.utcoffset(None):
        # Systems print UTC whatever the portal's zone; any other offset is the writer's own.
        local = instant.astimezone(portal_zone)
        on = on if _is_midnight(instant) else local.date()
        instant = instant if _is_midnight(instant) else local
    if _is_midnight(instant):
        return Claim(on.isoformat(), on.isoformat(), "day", origin)
    value = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Claim(value, on.isoformat(), "minute" if clock.second is None else "second", origin)


def _is_midnight(instant: datetime) -> bool:
    """Midnight sharp is what systems write for 'no time given'."""
    return not (instant.hour or instant.minute or instant.second)


def _relative(plain: str, timezone: str, origin: str, captured_at: str) -> Claim | None:
    match = _AGO.search(plain)
    if not match or not (match["lead"] or match["trail"]):
        return None
    count = int(match["count"]) if match["count"].isdigit() else 1
    unit = (
        "days"
        if _DAY_UNITS.match(match["unit"])
        else "minutes"
        if _MINUTE_UNITS.match(match["unit"])
        else "hours"
    )
    instant = datetime.fromisoformat(captured_at) - timedelta(**{unit: count})
    on = instant.astimezone(zone_of(timezone)).date().isoformat()
    return Claim(on, on, "day", f"{origin}:relative")


def _day_of(captured_at: str) -> date:
    return date.fromisoformat(captured_at[:10])


@cache
def zone_of(name: str) -> tzinfo:
    """The IANA zone ``name``; UTC where the machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@cache
def figure_order(languages: tuple[str, ...], timezone: str = "UTC") -> str:
    """How dates in figures are written (``DMY``, ``MDY``, ``YMD``) after CLDR; ``''`` where that is not settled.

    English alone settles nothing: its territory must be named by the language tag or follow from the zone. Where
    tag and zone name territories of different orders, nothing is settled: systems write ``en-US`` unasked.
    """
    territory = get_global("zone_territories").get(timezone, "")
    for language in languages:
        parts = language.replace("-", "_").split("_")
        at_home = _home_order(parts[0], territory)
        if len(parts) == 1 and parts[0].lower() == "en":
            return at_home
        order = (_cldr_order("_".join(parts)) if len(parts) > 1 else at_home) or _cldr_order(parts[0])
        if order:
            return order if at_home in ("", order) else ""
    return ""


def _home_order(language: str, territory: str) -> str:
    """How a language writes dates in a territory; as the territory's own languages do where CLDR has no such pair."""
    spoken = (language, *get_official_languages(territory)) if territory else ()
    return next(filter(None, (_cldr_order(f"{name}_{territory}") for name in spoken)), "")


def _cldr_order(tag: str) -> str:
    try:
        pattern = Locale.parse(tag).date_formats["short"].pattern
    except (UnknownLocaleError, ValueError, KeyError):
        return ""
    return "".join(sorted("DMY", key=lambda letter: pattern.lower().find(letter.lower())))
