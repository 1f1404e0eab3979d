"""What a subscriber reads: a message of all that is new of a search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from archive.events import Event
from archive.site import telling
from archive.site.wording import day_words, instant_words
from archive.terminal import printable
from crawler.channels import Message
from crawler.news.subscriptions import Subscription

MOST = 25
"""Events that a message describes; of further ones it has the titles and addresses."""
_MOST_NAMED = 75
_MOST_FOR_PROGRAMS = 1_000
"""A portal that is new may bring tens of thousands."""
_LONGEST = 300
"""Characters of the words on each."""
_WEIGHTS = {"silent": 0, "missing": 0, "moved": 0, "new": 2}


def by_weight(events: Sequence[Event]) -> list[Event]:
    """What was changed without a word or is gone comes first, and what is new last: there may be hundreds of those."""
    return sorted(events, key=lambda event: _WEIGHTS.get(event.kind, 1))


def digest(subscription: Subscription, events: Sequence[Event], more: Sequence[Event], site: str) -> Message:
    """The message on ``events``, which have their texts, and on ``more``, which are only named."""
    blocks = ["\n".join(_lines(event, site)) for event in events]
    if more:
        blocks.append("\n".join(_lines_of_more(subscription, more, site)))
    blocks.append(_footer(subscription, site))
    fresh = [*events, *more]
    subject = f"Gazette: {subscription.name}: {_counts(fresh)}"
    told = tuple(_event(event, subscription, site) for event in fresh[:_MOST_FOR_PROGRAMS])
    return Message(subject, "\n\n".join(blocks), told)


def _lines_of_more(subscription: Subscription, more: Sequence[Event], site: str) -> Iterator[str]:
    where = f": {site}search{_query(subscription)}" if site else ""
    yield f"And {len(more)} more ({_counts(more)}){where}"
    for event in more[:_MOST_NAMED]:
        yield printable(f"{telling.title(event)} {_page(event, site) or event.url}")
    if len(more) > _MOST_NAMED:
        yield f"… and {len(more) - _MOST_NAMED} that are not named here"


def _counts(events: Sequence[Event]) -> str:
    return ", ".join(
        f"{number} {label}"
        for label, number in Counter(telling.kind_words(event.kind) for event in events).most_common()
    )


def _lines(event: Event, site: str) -> Iterator[str]:
    yield printable(telling.title(event))
    published = f", published {day_words(event.published_on)}" if event.published_on else ""
    yield printable(f"{event.publisher}{published}, noticed {instant_words(event.at)}")
    if summary := telling.summary(event, longest=_LONGEST):
        yield printable(summary)
    if page := _page(event, site):
        yield page
    yield printable(event.url)


def _footer(subscription: Subscription, site: str) -> str:
    feed = f" As a feed: {site}search.atom{_query(subscription)}" if site else ""
    return f'-- \nYou are told what is new of "{subscription.name}" by Gazette.{feed}'


def _query(subscription: Subscription) -> str:
    return f"?{subscription.parameters}" if subscription.parameters else ""


def _page(event: Event, site: str) -> str:
    """Where the site shows it; empty where nobody has said where that is."""
    return f"{site}{telling.path(event).removeprefix('/')}" if site else ""


def _event(event: Event, subscription: Subscription, site: str) -> dict[str, Any]:
    return {
        "subscription": subscription.name,
        "event": event.kind,
        "id": telling.name(event),
        "at": event.at,
        "article": event.article,
        "revision": event.number or None,
        "portal": event.portal,
        "url": event.url,
        "title": event.title,
        "published_on": event.published_on or None,
        "detail": event.detail,
        "page": _page(event, site),
    }
