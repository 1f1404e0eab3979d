"""Histories of portals that never were: articles day by day by chance, and the nightly runs that saw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random

from archive.alarms import findings
from archive.finding import Finding, Opened
from archive.observed import Observed, RunSeen
from archive.samples import FIELDS

FIRST = date(2026, 1, 5)
"""A Monday."""
OFFICE = (6.0, 6.0, 6.0, 6.0, 5.0, 0.2, 0.1)
"""Articles a day, Monday to Sunday, of a ministry with office hours."""
DAY = timedelta(days=1)
Changes = Callable[[RunSeen], dict[str, object]]


def on(number: int) -> date:
    """Day ``number`` of a history, from 0."""
    return FIRST + number * DAY


def counts_of(
    days: int, rates: Sequence[float] = OFFICE, *, seed: int = 1, scatter: float = 0.0
) -> dict[date, int]:
    """Articles by day. ``scatter`` is the variance of a day's own mood, 0 for chance alone (Poisson)."""
    chance = Random(seed)
    return {on(number): _draw(chance, rates[on(number).weekday()], scatter) for number in range(days)}


def seen(
    counts: Mapping[date, int], changes: Mapping[date, dict[str, object]] | None = None, runs: int = 200
) -> Observed:
    """The portal as it is known after the run in the night that follows the last day of ``counts``.

    ``changes`` replaces figures of the run that saw a day's articles.
    """
    nights = [_night(day, counts[day], (changes or {}).get(day, {})) for day in sorted(counts)[-runs:]]
    return Observed("xx_lived", tuple(reversed(nights)), counts)


def kinds(observed: Observed, opened: Opened | None = None) -> list[str]:
    """What is found on the morning after the last run, by kind."""
    return [finding.kind for finding in found(observed, opened)]


def found(observed: Observed, opened: Opened | None = None) -> tuple[Finding, ...]:
    now = observed.runs[0].started_at + timedelta(hours=5)
    return findings(observed, DAY, now, opened or {})


def _night(day: date, count: int, changes: dict[str, object]) -> RunSeen:
    """The run of the night after ``day``; nine of ten articles have an author, all have the rest."""
    started_at = datetime.combine(day + DAY, time(3, 15), UTC)
    size = int(changes.get("sampled", count))  # type: ignore[call-overload]
    present = dict.fromkeys(FIELDS, size) | {"author": size - size // 8}
    usual: dict[str, object] = {
        "ended_at": started_at + timedelta(minutes=9),
        "found": 40,
        "new": count,
        "known": 12,
        "refused": day.day % 2,
        "sampled": size,
        "present": present,
        "median_length": 1800 + 37 * (day.toordinal() % 11) if size else 0,
        "languages": {"en": size} if size else {},
    }
    return RunSeen(started_at, **usual | changes)  # type: ignore[arg-type]


def _draw(chance: Random, rate: float, scatter: float) -> int:
    mood = chance.gammavariate(1 / scatter, scatter) if scatter else 1.0
    left, count = exp(-rate * mood), -1
    while left < 1:
        left /= max(chance.random(), 1e-12)
        count += 1
    return count
