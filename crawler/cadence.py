"""How often a portal is crawled, and when it is due again: pure functions of its runs and the clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import frozen

from archive.attempts import Attempts

_CADENCE = re.compile(r"([1-9]\d{0,2})([hd])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=31)
_SLOTS_FROM = datetime(1970, 1, 5, tzinfo=UTC)
"""A Monday: weekly portals are due on Mondays, daily ones at midnight UTC."""
_CLOSEST = 4
"""The part of a cadence that lies at least between the beginnings of two runs."""
_FIRST_REST = timedelta(minutes=30)
_MOST_DOUBLINGS = 12
"""2¹² times half an hour is longer than the longest cadence."""


@frozen
class Timetable:
    """Which portals are due, and when the next one of the others will be."""

    due: tuple[str, ...]
    """Those that have waited longest first: where a crawl is stopped, it is not always the same that are left."""
    later: Mapping[str, datetime]

    @classmethod
    def of(cls, cadences: Mapping[str, str], latest: Mapping[str, Attempts], now: datetime) -> Timetable:
        """The timetable of portals, given as name to cadence."""
        dues = {name: due_at(cadence(every), latest.get(name), now) for name, every in cadences.items()}
        waited = sorted(
            dues, key=lambda name: (latest[name].began_at if name in latest else _SLOTS_FROM, name)
        )
        return cls(
            due=tuple(name for name in waited if dues[name] <= now),
            later={name: due for name, due in dues.items() if due > now},
        )

    def __str__(self) -> str:
        """One line for the person, or the log, that asked."""
        said = f"{len(self.due)} of {len(self.due) + len(self.later)} portals are due"
        if not self.later:
            return said
        name = min(self.later, key=lambda name: (self.later[name], name))
        return f"{said}; next is {name} at {self.later[name]:%Y-%m-%dT%H:%M:%SZ}"


def is_cadence(value: Any) -> bool:
    """Whether ``value`` is a time between two runs: hours or days, ``6h`` or ``1d``, from 1h to 31d."""
    found = _CADENCE.fullmatch(value) if isinstance(value, str) else None
    return bool(found) and _SHORTEST <= cadence(value) <= _LONGEST


def cadence(every: str) -> timedelta:
    """The time that ``6h`` or ``1d`` names."""
    found = _CADENCE.fullmatch(every)
    if not found:
        raise ValueError(f"{every!r} is no cadence: write hours or days, as 6h or 1d")
    return int(found[1]) * _UNITS[found[2]]


def due_at(every: timedelta, latest: Attempts | None, now: datetime) -> datetime:
    """When a portal is to be crawled next; not after ``now`` where it is due.

    Due once in each slot of its cadence, so that a run that began late does not make the next one late, nor
    keep it from being due at the same hour as ever. After a run in vain sooner, see ``rest``. A run that lies
    in the future tells that the clock was set back, and nothing else; one that waits, as its portal has asked,
    is gone on with as soon as may be.
    """
    if latest is None or max(latest.began_at, latest.ended_at) > now:
        return now
    if latest.outcome == "waiting":
        return latest.ended_at
    next_slot = _slot_after(latest.began_at + every / _CLOSEST, every)
    return min(next_slot, latest.ended_at + rest(latest)) if latest.in_vain else next_slot


def rest(latest: Attempts) -> timedelta:
    """How long a portal is left alone after runs in vain: half an hour, doubled with each further one.

    A run that was interrupted says nothing about the portal: the first one is gone on with at once.
    """
    failures = latest.in_vain - (latest.outcome != "failed")
    return _FIRST_REST * 2 ** min(failures - 1, _MOST_DOUBLINGS) if failures else timedelta(0)


def _slot_after(instant: datetime, every: timedelta) -> datetime:
    """The first beginning of a slot that is not before ``instant``."""
    return _SLOTS_FROM - ((_SLOTS_FROM - instant) // every) * every
