"""What the pages on coverage show: a year of a portal day by day, and a year of all portals month by month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from archive.coverage import STATES, Coverage, Day, State
from archive.gaps import LACKING, Gap, cause, gaps
from archive.site import wording

SIGNS: dict[State, str] = {"fine": "", "quiet": "·", "gap": "▼", "down": "✕", "unknown": "?", "before": ""}
"""What tells the states apart for who sees no colours."""
WORDS: dict[State, str] = {
    "fine": "as expected",
    "quiet": "quiet",
    "gap": "gap",
    "down": "crawler down",
    "unknown": "not yet known",
    "before": "before the history",
}
_MONTHS = 12
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@frozen
class MonthCell:
    """A month of a portal in one word."""

    month: str
    """``2026-05``."""
    state: State
    days: int
    """On which something is missing."""


@frozen
class DayCell:
    """A day of a portal."""

    state: State
    count: str
    """Articles held; empty where nothing is said of none."""
    words: str
    """The state, where it is other than expected."""
    title: str
    """All that is known of the day."""


@frozen
class PortalRow:
    """A portal in the overview."""

    name: str
    first: date | None
    watched: date | None
    """See ``Coverage``."""
    months: tuple[MonthCell, ...]
    gaps: int
    """Gaps that reach into these months."""


def months_until(today: date) -> list[str]:
    """The last twelve months, the present one last."""
    number = today.year * 12 + today.month - 1
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(number - _MONTHS + 1, number + 1)]


def portal_row(found: Coverage, months: Sequence[str]) -> PortalRow:
    """A portal over ``months``, which follow each other."""
    met = sum(gap.last.isoformat() >= months[0] for gap in gaps(found))
    cells = tuple(_month(found, month) for month in months)
    return PortalRow(found.portal, found.first, found.watched, cells, met)


def year_rows(found: Coverage, year: int) -> list[tuple[str, list[DayCell]]]:
    """The months of ``year``, each with its days, as far as they have come; none without a history."""
    if not found.days:
        return []
    today = found.days[-1].day.isoformat()
    months = (f"{year:04}-{month:02}" for month in range(1, 13))
    return [
        (month, [_cell(day) for day in _days(found, month) if day.day.isoformat() <= today])
        for month in months
        if month <= today[:7]
    ]


def years(found: Coverage, today: date) -> list[int]:
    """The years of a portal's history, the latest first; this one where it has none."""
    first = found.first or today
    return list(range(max(today.year, first.year), first.year - 1, -1))


def gaps_in(met: Sequence[Gap], year: int) -> list[Gap]:
    """The gaps that reach into ``year``, the latest first."""
    return [gap for gap in reversed(met) if gap.first.year <= year <= gap.last.year]


def cause_words(gap: Gap) -> str:
    """``archive.gaps.cause`` with the days as the site writes them."""
    return _DAY.sub(lambda found: wording.day_words(found[0]), cause(gap))


def _cell(day: Day) -> DayCell:
    is_told = day.articles or day.state in ("fine", *LACKING)
    words = WORDS[day.state] if day.state != "fine" else ""
    return DayCell(day.state, str(day.articles) if is_told else "", words, _title(day))


def _title(day: Day) -> str:
    said = [STATES[day.state]]
    if day.state != "before":
        said.append(f"{day.articles} held, {day.low} to {day.high} expected")
    said += [
        f"{number} {what}" for number, what in ((day.refused, "refused"), (day.failed, "failed")) if number
    ]
    return f"{wording.day_words(day.day.isoformat())}: {', '.join(said)}"


def _month(found: Coverage, month: str) -> MonthCell:
    states = [day.state for day in _days(found, month)]
    lacking = [state for state in states if state in LACKING]
    for state in ("down", "gap", "fine", "quiet", "unknown"):
        if state in states:
            return MonthCell(month, state, len(lacking))
    return MonthCell(month, "before", 0)


def _days(found: Coverage, month: str) -> Iterator[Day]:
    year, number = int(month[:4]), int(month[5:])
    return found.between(date(year, number, 1), date(year, number, monthrange(year, number)[1]))
