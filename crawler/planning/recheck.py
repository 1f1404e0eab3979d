"""How often an article is looked at again: rarer with its age, oftener when it has changed lately, and ever more
rarely where its page was not to be had."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta

from attrs import frozen

_BY_AGE = (
    (timedelta(days=2), timedelta(hours=6)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=31), timedelta(days=7)),
)
"""Age up to which, interval. Corrections come within hours, the weekly look covers a month."""
_WHOLE_FILE = timedelta(days=7)
_CYCLE = timedelta(days=182)
"""Everything older has its turn once in this time, on a day of its own: a month's sample is a sixth of it, and
a silent edit two years later still has a chance."""
_REST = timedelta(days=30)
"""An article whose turn comes soon after the weekly look-back has let it go waits for so long."""
_VAIN = (timedelta(days=1), timedelta(days=31))
"""The shortest and the longest time between two looks at what is not there: the first nights confirm it, and one a
month notices a return. Between two looks lies as long again as it has not been there."""
_SPREAD = 0.2
"""Share of that time by which looks at different addresses drift apart: what vanished together in one night is not
looked for together in one night every month."""
_SLACK = 0.9
"""A nightly run that starts some minutes earlier than yesterday's still finds what is due."""
_AHEAD = timedelta(days=1)
"""A look that lies further in the future was dated by a clock that was wrong."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@frozen
class History:
    """What is known of an article when it is asked whether it is due. Days or instants, ISO 8601."""

    url: str
    published_on: str
    first_seen_at: str
    changed_at: str
    """When its text was last seen to have changed; empty where it never did."""
    last_seen_at: str
    vain_since: str = ""
    """When a look first found something else in its place since it was last seen; empty where none did."""
    vain_at: str = ""
    """When the latest look did."""


def is_due(article: History, now: datetime | None = None) -> bool:
    """Whether an article is to be fetched again now. A look of a day to come tells nothing."""
    now = now or datetime.now(UTC)
    if _instant(article.last_seen_at) - now > _AHEAD:
        return True
    if article.vain_at:
        return now - _instant(article.vain_at) >= _vain_interval(article, now) * _patience(article.url)
    since_look = now - _instant(article.last_seen_at)
    every = interval(_age(article, now))
    if every:
        return since_look >= every * _SLACK
    return since_look >= _REST * _SLACK and _instant(article.last_seen_at) < last_turn(article.url, now)


def is_file_due(file: History, has_validator: bool, now: datetime | None = None) -> bool:
    """Whether an attached file is to be fetched again now: as an article of its age would be, but no oftener than once
    a week where it would be sent whole each time."""
    now = now or datetime.now(UTC)
    is_too_soon = abs(now - _instant(file.last_seen_at)) < _WHOLE_FILE * _SLACK
    return (has_validator or not is_too_soon) and is_due(file, now)


def interval(age: timedelta) -> timedelta | None:
    """The time between two looks at an article of this age; None where it has only its turn."""
    return next((every for limit, every in _BY_AGE if age <= limit), None)


def _vain_interval(article: History, now: datetime) -> timedelta:
    """The time from the latest look in vain to the next: as long as they have been in vain, within bounds. What is
    new enough to be looked at every few hours is looked for as often at first."""
    shortest, longest = _VAIN
    so_far = _instant(article.vain_at) - _instant(article.vain_since)
    return min(max(so_far, min(shortest, interval(_age(article, now)) or shortest)), longest)


def _patience(url: str) -> float:
    """The share of an interval after which an address is looked at: always the same, and not everybody's."""
    return _SLACK - _SPREAD * (zlib.crc32(url.encode()) % 1000) / 1000


def last_turn(url: str, now: datetime) -> datetime:
    """The latest instant at which an old article's turn came. The turns of all are spread over the cycle evenly."""
    offset = timedelta(minutes=zlib.crc32(url.encode()) % int(_CYCLE / timedelta(minutes=1)))
    return now - (now - _EPOCH - offset) % _CYCLE


def _age(article: History, now: datetime) -> timedelta:
    """A change makes an article as interesting as if it were new; none is younger than we have known it."""
    age = now - min(_instant(article.published_on), _instant(article.first_seen_at))
    return min(age, now - _instant(article.changed_at)) if article.changed_at else age


def _instant(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
