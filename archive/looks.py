"""On which days somebody looked at a portal: what its runs say, read once and asked by the day."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median

from attrs import define, frozen

_REACH = 3
"""Days after which a run need not have seen a day any more: feeds and front pages drop what is older."""


@frozen
class Look:
    """A run, as far as it tells who looked when."""

    on: date
    """The day (UTC) on which it began."""
    outcome: str
    reason: str
    from_date: str
    to_date: str
    failed: int
    """Planned addresses that it did not get."""


@define(slots=False)
class Looks:
    """All runs of one portal, in the order in which they began."""

    each: Sequence[Look]

    @property
    def began(self) -> date | None:
        """The day of the first run, whatever became of it."""
        return self.each[0].on if self.each else None

    @cached_property
    def regular(self) -> list[date]:
        """The days on which runs began that finished and asked for no days of their own, each once."""
        wanted = (look for look in self._finished if not look.from_date and not look.to_date)
        return sorted({look.on for look in wanted})

    @cached_property
    def reach(self) -> int:
        """Days within which a run sees a day: three, or twice the usual time between two runs and one."""
        between = [(after - before).days for before, after in pairwise(self.regular)]
        return max(_REACH, round(2 * median(between)) + 1) if between else _REACH

    @cached_property
    def failed(self) -> Counter[date]:
        """Addresses that were not got, by the day of the run."""
        found: Counter[date] = Counter()
        for look in self.each:
            found[look.on] += look.failed
        return found

    def saw(self, day: date) -> bool:
        """Whether a finished run could see all of ``day``: it began soon enough after it, or asked for it.

        The first finished run saw every day before: it reads each listing to its end.
        """
        following = self.next_finished(day)
        if following and (day < self.regular[0] or (following - day).days <= self.reach):
            return True
        return any(_asks_for(look, day) for look in self._windows)

    def ran(self, day: date) -> bool:
        """Whether a run began on ``day``, whatever became of it."""
        return day in self._days

    def is_overdue(self, day: date, today: date) -> bool:
        """Whether a run that sees ``day`` should have been there by now; none where none ever began, as all that is
        held was imported."""
        return bool(self.each) and (today - day).days > self.reach

    def last_finished(self, day: date) -> date | None:
        """The day of the last regular run that finished, up to ``day``."""
        place = bisect_right(self.regular, day)
        return self.regular[place - 1] if place else None

    def next_finished(self, day: date) -> date | None:
        """The day of the first regular run after ``day`` that finished."""
        place = bisect_right(self.regular, day)
        return self.regular[place] if place < len(self.regular) else None

    def unfinished(self, first: date, last: date) -> list[Look]:
        """The runs that began in these days, both included, or on the day after, and did not finish.

        The latest of all may still be running; an older one that says so was killed.
        """
        end, ended = last + timedelta(days=1), list(self.each)
        if ended and ended[-1].outcome == "running":
            ended.pop()
        return [look for look in ended if first <= look.on <= end and look.outcome != "finished"]

    @cached_property
    def _finished(self) -> list[Look]:
        return [look for look in self.each if look.outcome == "finished"]

    @cached_property
    def _windows(self) -> list[Look]:
        return [look for look in self._finished if look.from_date or look.to_date]

    @cached_property
    def _days(self) -> frozenset[date]:
        return frozenset(look.on for look in self.each)


def looks(connection: sqlite3.Connection, portal: str) -> Looks:
    """What the runs of a portal say; those that asked for single addresses saw no day."""
    found = connection.execute(
        "SELECT substr(started_at, 1, 10), outcome, reason, from_date, to_date, failed FROM runs "
        "WHERE portal = ? AND addresses = 0 ORDER BY started_at, id",
        (portal,),
    )
    return Looks([Look(date.fromisoformat(day), *told) for day, *told in found])


def _asks_for(look: Look, day: date) -> bool:
    """Whether a run with days of its own asked for ``day``, when that was over."""
    return look.from_date <= day.isoformat() <= (look.to_date or "9999") and look.on > day
