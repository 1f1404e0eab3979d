"""Too few articles: held against what the portal's days usually bring. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise, takewhile

from archive.chances import of_at_most
from archive.finding import SURE, Finding, Opened, has_fallen
from archive.health import Days, usual_days
from archive.observed import Observed

_SILENT_DAYS = 3
"""Days without a word, where it usually speaks, before we wonder: holidays come as one or two."""
_WINDOWS = ((7, 0.25), (14, 0.4), (28, 0.55))
"""Days, and the share of what is usual below which they are far fewer: the longer, the surer."""
_FEWEST_ACTIVE = 4
"""Days on which the portal usually speaks, without which a window says nothing."""
_FEWEST_PAUSES, _TIMES, _MORE = 8, 3, timedelta(days=7)
"""Pauses that must be known; times the longest, and how much more, that are too long."""


def scarcity(observed: Observed, opened: Opened) -> Iterator[Finding]:
    """Silence, else far fewer articles than usual, else a newest one that is too old.

    Judged are the days before the last run that saw articles: what is missing since is our own absence.
    """
    until = observed.until
    if until is None:
        return
    silence = list(_silence(observed, until))
    yield from silence
    if not silence:
        yield from _far_fewer(observed, until, opened)
        yield from _too_old(observed, until)


def _silence(observed: Observed, until: date) -> Iterator[Finding]:
    days = list(takewhile(lambda day: not observed.counts[day], _days_before(observed, until)))
    usual = usual_days(observed.counts, days[-1] if days else until)
    if days and _is_silence(days, usual):
        expected = f"about {usual.expected(days):.0f} were to be expected"
        yield Finding("nothing-new", f"no article from {days[-1]} to {days[0]}, where {expected}")


def _is_silence(days: Sequence[date], usual: Days) -> bool:
    """Whether no article on any of ``days`` is no accident."""
    is_long = sum(map(usual.is_active, days)) >= _SILENT_DAYS
    return is_long and usual.mature and _chance(0, usual.expected(days), usual) < SURE


def _far_fewer(observed: Observed, until: date, opened: Opened) -> Iterator[Finding]:
    judged = _judged_days(observed, until)
    for length, share in _WINDOWS:
        days = judged[:length]
        usual = usual_days(observed.counts, _reference_day(observed, days, opened))
        is_open = "far-fewer" in opened and length == _WINDOWS[0][0]
        if usual.mature and _are_far_fewer(observed, days, usual, share, is_open):
            count = sum(observed.counts[day] for day in days)
            expected = f"about {usual.expected(days):.0f} are usual"
            yield Finding("far-fewer", f"{count} articles from {days[-1]} to {days[0]}, where {expected}")
            return


def _are_far_fewer(
    observed: Observed, days: Sequence[date], usual: Days, share: float, is_open: bool
) -> bool:
    if sum(map(usual.is_active, days)) < _FEWEST_ACTIVE:
        return False
    count, expected = sum(observed.counts[day] for day in days), usual.expected(days)
    if not has_fallen(count, expected, share, is_open):
        return False
    return is_open or _chance(count, expected, usual) < SURE


def _too_old(observed: Observed, until: date) -> Iterator[Finding]:
    """For portals that speak too seldom for any expectation by the day."""
    spoken = _days_with_articles(observed, until)
    pauses = [later - earlier for earlier, later in pairwise(spoken)]
    if len(pauses) < _FEWEST_PAUSES:
        return
    age, longest = until - max(spoken[-1], observed.since or spoken[-1]), max(pauses)
    if age > _TIMES * longest + _MORE:
        pause = f"the longest pause was {longest.days} days"
        yield Finding(
            "too-old", f"the newest article is of {spoken[-1]}, none came in {age.days} days; {pause}"
        )


def _days_with_articles(observed: Observed, until: date) -> list[date]:
    return sorted(day for day, count in observed.counts.items() if count and day < until)


def _days_before(observed: Observed, until: date) -> list[date]:
    """The days since the portal is crawled and before ``until``, latest first."""
    since = observed.since or until
    return sorted((day for day in observed.counts if since <= day < until), reverse=True)


def _judged_days(observed: Observed, until: date) -> list[date]:
    """The last four weeks, latest first; after a silence that is over, which had its own alarm, those since."""
    days = _days_before(observed, until)[: _WINDOWS[-1][0]]
    usual = usual_days(observed.counts, days[-1] if days else until)
    spoken: list[date] = []
    for has_spoken, group in groupby(days, lambda day: observed.counts[day] > 0):
        following = list(group)
        if not has_spoken and _is_silence(following, usual):
            break
        spoken += following
    count = sum(observed.counts[day] for day in spoken)
    return days if has_fallen(count, usual.expected(spoken), 1.0, is_open=True) else spoken


def _reference_day(observed: Observed, days: Sequence[date], opened: Opened) -> date:
    """The day before which things were as usual."""
    first = days[-1] if days else date.max
    if "far-fewer" in opened:
        noticed_on = opened["far-fewer"].astimezone(observed.zone).date()
        return min(first, noticed_on - timedelta(days=len(days)))
    return first


def _chance(count: int, expected: float, usual: Days) -> float:
    """Of so few articles; the less history there is, the wider what may be."""
    uncertainty = 1 + expected / max(usual.articles, 1)
    return of_at_most(count, expected, usual.dispersion * uncertainty)
