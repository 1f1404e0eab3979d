"""The ledger of a portal, day by day: what could be expected, what is held, and whether anybody looked.

Computed anew from articles, runs and refusals whenever it is asked for: a run that fills a gap, and one that
never came, change what is to be said of days long past.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby, islice
from math import ceil, floor
from statistics import median
from typing import Any, Literal

from attrs import Factory, asdict, define, fields, frozen

from archive.history import Profile, counts_by_day, profile
from archive.looks import Looks, looks

State = Literal["fine", "quiet", "gap", "down", "unknown", "before"]

STATES: dict[State, str] = {
    "fine": "as many articles as expected",
    "quiet": "no article, or few, as on other days of rest",
    "gap": "fewer articles than expected, though the crawler ran",
    "down": "the crawler was down: what was published may be missing",
    "unknown": "not yet known: the day is too new, the history too short, or nobody has crawled",
    "before": "before the first article that the archive holds",
}
"""What the state of a day means."""

_LEARNT = 91
"""Days that a profile is learnt from: thirteen of each weekday."""
_EVER = 10_000
"""Weeks. Which days to learn from is decided here: after a long gap they lie far back."""
_MISSED = 4
"""Articles from which on a free day is no chance, if as many pages were refused or failed: 2 % of Poisson's days."""
_ONE, _YEAR, _SEASON = timedelta(days=1), timedelta(days=364), 14
"""Feasts of the moon move by less than a fortnight from one year to the next, or by a month and less back."""
_LONGEST_FEAST = 16
"""Days, weekends before and after included: from Christmas to Epiphany. What is longer was no feast."""


@frozen
class Day:
    """One day of a portal. ``refused`` and ``failed`` count by the day of the crawl: when a page that is not
    held was published, nobody knows."""

    day: date
    state: State
    articles: int = 0
    low: int = 0
    """Fewer are a gap, unless the day is one of rest."""
    usual: float = 0
    """See ``Profile.usual``."""
    high: int = 0
    refused: int = 0
    failed: int = 0


DAY_COLUMNS = ("portal", *(field.name for field in fields(Day)))
"""The columns of ``day_row``. New ones are added at the end only."""


@frozen
class Coverage:
    """All that is known of a portal's days."""

    portal: str
    days: tuple[Day, ...]
    """From the first of its history to today, none left out; empty where the archive holds no article."""
    looks: Looks
    refused: Mapping[date, Counter[str]]
    """Reasons by day of the crawl."""

    @property
    def first(self) -> date | None:
        """The day on which its history begins (``history.first_day``): often long before the first run."""
        return self.days[0].day if self.days else None

    @property
    def watched(self) -> date | None:
        """The day since which it is watched: what was changed or taken away before, nobody here could see."""
        return self.looks.began

    def between(self, first: date, last: date) -> Iterator[Day]:
        """Every day from ``first`` to ``last``, both included, also those before the history and to come."""
        for number in range((last - first).days + 1):
            yield self.on(first + timedelta(days=number))

    def on(self, day: date) -> Day:
        if not self.days:
            return Day(day, "unknown")
        if day < self.days[0].day:
            return Day(day, "before")
        place = (day - self.days[0].day).days
        return self.days[place] if place < len(self.days) else Day(day, "unknown")


def coverage(connection: sqlite3.Connection, portal: str, today: date) -> Coverage:
    """The ledger of ``portal`` up to ``today``, which is not judged yet."""
    counts = counts_by_day(connection, portal, date.min, today + _ONE)
    runs, refused = looks(connection, portal), _refused(connection, portal)
    days = _Judge(counts, runs, {day: reasons.total() for day, reasons in refused.items()}, today).days()
    return Coverage(portal, tuple(days), runs, refused)


def coverages(connection: sqlite3.Connection, portal: str, today: date) -> list[Coverage]:
    """The ledger of ``portal``, where it is empty those of every portal that was ever declared, by name."""
    names = [row[0] for row in connection.execute("SELECT name FROM portals ORDER BY name")]
    return [coverage(connection, name, today) for name in names if portal in ("", name)]


def day_row(portal: str, day: Day) -> dict[str, Any]:
    """A day as a row of numbers and strings, for spreadsheets and programs."""
    return {"portal": portal, **asdict(day), "day": day.day.isoformat()}


def _refused(connection: sqlite3.Connection, portal: str) -> dict[date, Counter[str]]:
    found: dict[date, Counter[str]] = defaultdict(Counter)
    sql = (
        "SELECT substr(refused_at, 1, 10) AS day, reason, count(*) FROM refusals WHERE portal = ? "
        "GROUP BY day, reason"
    )
    for day, reason, pages in connection.execute(sql, (portal,)):
        found[date.fromisoformat(day)][reason] += pages
    return found


@define
class _Judge:
    """Goes through the days of a portal, learning as it goes what is usual."""

    counts: Mapping[date, int]
    looks: Looks
    refused: Mapping[date, int]
    today: date
    _seen: set[date] = Factory(set)
    _good: dict[date, int] = Factory(dict)
    """The days learnt from, in order. Where all is missing there is nothing to learn."""
    _rows_by_rest: dict[float, dict[date, int]] = Factory(dict)
    _usual_loss: float = 0

    def days(self) -> Iterator[Day]:
        """Expectations come from the days before, those of the first three months from these themselves."""
        self._seen = _seen(self.counts, self.looks)
        first = ((day, count) for day, count in self.counts.items() if day in self._seen)
        self._good = dict(islice(first, _LEARNT))
        usual = self._usual()
        for day, count in self.counts.items():
            if day.day == 1:
                usual = self._usual()
            is_short = day in self._seen and self._is_short(day, usual)
            if day in self._seen and not (is_short and count <= usual.rest):
                self._learn(day)
            yield self._day(day, usual, is_short)

    def _usual(self) -> Profile:
        self._usual_loss = median(map(self._loss, self._good)) if self._good else 0
        return profile(self._good, until=self.today, weeks=_EVER)

    def _learn(self, day: date) -> None:
        self._good[day] = self.counts[day]
        if len(self._good) > _LEARNT:
            del self._good[next(iter(self._good))]

    def _is_short(self, day: date, usual: Profile) -> bool:
        """Whether too few articles are held, or none while about as many pages as are missing were lost."""
        count, in_a_row = self.counts[day], self._rows(usual.rest)
        missing = usual.usual(day) - count
        if usual.mature and count <= usual.rest and _MISSED <= missing <= self._lost(day):
            return True
        if not usual.is_short(day, count, in_a_row.get(day, 0)):
            return False
        before = (day - _YEAR + timedelta(days=shift) for shift in range(-_SEASON, _SEASON + 1))
        feasts = (in_a_row.get(at, 0) for at in before)
        festive_days = max(days if days <= _LONGEST_FEAST else 0 for days in feasts)
        return usual.is_short(day, count, in_a_row.get(day, 0), festive_days)

    def _lost(self, day: date) -> float:
        """Pages of a day and the next that were refused or not got, beyond those that always are."""
        return sum(self._loss(at) for at in (day, day + _ONE)) - 2 * self._usual_loss

    def _loss(self, day: date) -> int:
        return self.refused.get(day, 0) + self.looks.failed[day]

    def _rows(self, rest: float) -> dict[date, int]:
        """Days that brought ``rest`` articles at most, and how many there are of them in a row.

        Those on which nobody looked count too: what touches an outage is no holiday. Days that a run may
        still see do not.
        """
        if rest not in self._rows_by_rest:
            found = self._rows_by_rest[rest] = {}
            for is_rest, row in groupby(self.counts, lambda day: self._rests(day, rest)):
                days = list(row) if is_rest else []
                found |= dict.fromkeys(days, len(days))
        return self._rows_by_rest[rest]

    def _rests(self, day: date, rest: float) -> bool:
        is_judged = day in self._seen or (day < self.today and self.looks.is_overdue(day, self.today))
        return is_judged and self.counts[day] <= rest

    def _day(self, day: date, usual: Profile, is_short: bool) -> Day:
        expected = usual.on(day)
        return Day(
            day,
            self._state(day, usual, is_short),
            self.counts[day],
            ceil(expected.low),
            round(usual.usual(day), 2),
            floor(expected.high),
            self.refused.get(day, 0),
            self.looks.failed[day],
        )

    def _state(self, day: date, usual: Profile, is_short: bool) -> State:
        if day >= self.today:
            return "unknown"
        is_enough = usual.mature and self.counts[day] >= max(1, usual.on(day).low)
        if is_enough and not is_short:
            return "fine"
        if day not in self._seen:
            return "down" if self.looks.is_overdue(day, self.today) else "unknown"
        if not usual.mature:
            return "unknown"
        return "gap" if is_short else "quiet"


def _seen(counts: Mapping[date, int], runs: Looks) -> set[date]:
    """The days that somebody looked at, soon or late.

    Late: a run after an outage that brought articles of a day of it, on which nothing ran, went back as far,
    and so saw the days that came after as well.
    """
    seen: set[date] = set()
    has_been_reached = False
    for day, count in counts.items():
        if runs.saw(day):
            seen.add(day)
            has_been_reached = False
            continue
        is_late = count > 0 and not runs.ran(day) and not runs.ran(day - _ONE)
        has_been_reached |= is_late and runs.next_finished(day) is not None
        if has_been_reached:
            seen.add(day)
    return seen
