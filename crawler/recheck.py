"""How often an article is looked at again: rarer with its age, oftener when it has changed lately."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_BY_AGE = (
    (timedelta(days=2), timedelta(hours=6)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=31), timedelta(days=7)),
)
"""Age up to which, interval. Corrections come within hours, the weekly look covers a month."""
_OLD = timedelta(days=30)
"""Interval for everything older: a silent edit two years later still has a chance."""
_SLACK = 0.9
"""A nightly run that starts some minutes earlier than yesterday's still finds what is due."""


def interval(age: timedelta, since_change: timedelta) -> timedelta:
    """The time between two looks at an article of this ``age`` whose text last changed so long ago.

    A change makes an article as interesting as if it were new.
    """
    effective = min(age, since_change)
    return next((every for limit, every in _BY_AGE if effective <= limit), _OLD)


def is_due(published_on: str, changed_at: str, last_captured_at: str, now: datetime | None = None) -> bool:
    """Whether an article, last captured then, is to be fetched again now."""
    now = now or datetime.now(UTC)
    published, changed, captured = map(_instant, (published_on, changed_at, last_captured_at))
    return now - captured >= interval(now - published, now - changed) * _SLACK


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
