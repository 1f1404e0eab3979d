"""What a portal's own history says about the articles of a day: how many there were, how many are usual.

Nothing here is declared by anybody. A weekday's range is learnt from the weeks before, with medians, so that
an outage or a burst among them does not move it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from statistics import median

from attrs import frozen

from archive.search import DAY

MATURE_DAYS, MATURE_WEEKDAYS = 28, 4
"""Observed days in all, and of each weekday, without which nothing is expected of anybody."""
_DEVIATIONS = 3.5
"""Standard deviations that are usual: by chance a day lies lower once in twelve years."""
_NORMAL = 1.4826
"""A median absolute deviation times this is a standard deviation, for normally distributed values."""
_TIMES = 3
"""As many times the usual days of rest in a row are let pass, and one day: a week of holidays, after weekends."""
_SURELY = 10
"""Articles that a silence must have swallowed: by chance alone a portal is as silent once in 20,000 times."""
_STRAYS, _SILENCE = 5, timedelta(days=90)
"""So few articles before so long a silence are old ones that a listing still shows, not a history."""


@frozen
class Expectation:
    """How many articles a weekday brings, learnt from ``days`` of them. All 0 where there were none."""

    low: float
    """Fewer than this are unusual; 0 where a day without any article is nothing to wonder at."""
    median: float
    high: float
    days: int


@frozen
class Profile:
    """What is usual for a portal."""

    portal: str
    days: int
    """Observed days that it is learnt from."""
    by_weekday: tuple[Expectation, ...]
    """Monday to Sunday."""
    per_day: float
    """The mean of all days, bursts cut off at the ``high`` of their weekday, or at one."""
    rest: float
    """Articles that a day of rest brings at most: what the quietest weekday does, where others never go so low."""
    rest_days: int
    """Days of rest in a row that are usual: as many as there were twice."""

    @property
    def mature(self) -> bool:
        """Whether there is history enough to wonder at a day: four weeks, and four of every weekday."""
        enough = all(expectation.days >= MATURE_WEEKDAYS for expectation in self.by_weekday)
        return enough and self.days >= MATURE_DAYS

    def on(self, day: date) -> Expectation:
        """What is usual on a day like ``day``."""
        return self.by_weekday[day.weekday()]

    def usual(self, day: date) -> float:
        """Articles of a day like ``day``: the weekday's median; where most days bring none, the mean of all."""
        is_quiet = not any(expectation.median for expectation in self.by_weekday)
        return self.per_day if is_quiet else self.on(day).median

    def is_short(self, day: date, count: int, rest_days: int, festive_days: int = 0) -> bool:
        """Whether ``count`` articles are fewer than ``day`` usually brings; never of a profile that is not mature,
        nor on a weekday of rest.

        ``rest_days``: how many days in a row, this one included, brought no more than ``rest``. A holiday is
        such a day, and holidays are not known beforehand: where days of rest are usual, some more in a row are
        let pass, and as many as at the same time of another year (``festive_days``). So are they on portals too
        quiet for a daily minimum.
        """
        if not self.mature or self._is_of_rest(day):
            return False
        if count > self.rest:
            return count < self.on(day).low
        if self.rest_days == 0 and count < self.on(day).low:
            return True
        is_long = rest_days > max(_TIMES * self.rest_days + 1, festive_days)
        return is_long and rest_days * self.per_day >= _SURELY

    def _is_of_rest(self, day: date) -> bool:
        """Whether its weekday brings no more than the quietest one. Where all are so quiet, none is."""
        busy = [expectation for expectation in self.by_weekday if expectation.median > self.rest]
        return bool(busy) and self.on(day) not in busy


def first_day(connection: sqlite3.Connection, portal: str) -> date | None:
    """The day on which a portal's history begins; ``None`` where it has no article.

    That is the day of its oldest article, a few stray ones left out that lie 90 days before all others. Where
    there are no more than a few, none is astray.
    """
    sql = (
        f"SELECT {DAY} AS day, count(*) FROM articles WHERE portal = ? "  # noqa: S608 - our own
        "GROUP BY day ORDER BY day LIMIT ?"
    )
    found = list(_dated(connection.execute(sql, (portal, _STRAYS + 1))))
    if not found:
        return None
    first, met = found[0][0], 0
    for (day, count), (following, _) in pairwise(found):
        met += count
        if len(found) > _STRAYS >= met and following - day > _SILENCE:
            first = following
    return first


def counts_by_day(connection: sqlite3.Connection, portal: str, begin: date, end: date) -> dict[date, int]:
    """Articles by day, from ``begin`` to the day before ``end``: every observed day is a key, also with 0.

    An article's day is the one of ``archive.search.Query``: of publication, else of modification, else the
    one on which it was first seen. Observed are the days from ``first_day`` on, as articles published long
    before the first run count by their own day. Days to come are the caller's to leave out: ``end`` is
    today at the latest.
    """
    first = first_day(connection, portal)
    if first is None:
        return {}
    begin = max(begin, first)
    counts = {begin + timedelta(days=number): 0 for number in range((end - begin).days)}
    sql = (
        f"SELECT {DAY} AS day, count(*) FROM articles WHERE portal = ? AND {DAY} >= ? AND {DAY} < ? "  # noqa: S608
        "GROUP BY day"
    )
    counts |= _dated(connection.execute(sql, (portal, begin.isoformat(), end.isoformat())))
    return counts


def profile(counts: Mapping[date, int], *, until: date, weeks: int = 13, portal: str = "") -> Profile:
    """What is usual, learnt from the last ``weeks`` weeks before ``until``, that day left out.

    ``counts`` has a key for every observed day; leave days out on which nobody looked.
    """
    begin = until - timedelta(weeks=weeks)
    learnt = {day: count for day, count in sorted(counts.items()) if begin <= day < until}
    by_weekday = tuple(
        _expectation([count for day, count in learnt.items() if day.weekday() == weekday])
        for weekday in range(7)
    )
    cut = [min(count, max(1, by_weekday[day.weekday()].high)) for day, count in learnt.items()]
    rest = _rest(by_weekday)
    per_day = sum(cut) / max(1, len(cut))
    return Profile(portal, len(learnt), by_weekday, per_day, rest, _rest_days(learnt, rest))


def _expectation(counts: Sequence[int]) -> Expectation:
    """From the counts of one weekday.

    The range is ``_DEVIATIONS`` either way, or as far as all but one of the days seen go, whichever is
    wider. The deviation is the one observed, and no less than that of a Poisson process of the same mean.
    """
    if not counts:
        return Expectation(0, 0, 0, 0)
    middle, ordered = median(counts), sorted(counts)
    observed = _NORMAL * median(abs(count - middle) for count in counts)
    last_but_one = min(1, len(counts) - 1)
    low = min(ordered[last_but_one], middle - _DEVIATIONS * max(observed, sqrt(middle)))
    high = max(ordered[-1 - last_but_one], middle + _DEVIATIONS * max(observed, sqrt(middle)))
    return Expectation(max(0.0, low), middle, high, len(counts))


def _rest(by_weekday: Sequence[Expectation]) -> float:
    quietest = min(by_weekday, key=lambda expectation: expectation.median)
    least = max(expectation.low for expectation in by_weekday)
    return min(quietest.high, least) if quietest.median < least else 0.0


def _rest_days(counts: Mapping[date, int], rest: float) -> int:
    """The longest row of days of rest but one; ``counts`` is in the order of days, which may have holes."""
    rows: list[int] = []
    last = date.min
    for day in (day for day, count in counts.items() if count <= rest):
        if rows and day - last == timedelta(days=1):
            rows[-1] += 1
        else:
            rows.append(1)
        last = day
    return sorted(rows)[-2] if len(rows) > 1 else 0


def _dated(rows: sqlite3.Cursor) -> Iterator[tuple[date, int]]:
    """The rows whose day is one: a portal may claim the 31st of June."""
    for day, count in rows:
        try:
            yield date.fromisoformat(day), count
        except ValueError:
            continue
