"""Subscribers are told what is new of their searches: once, by each of their channels, or again until it arrives."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import evolve, frozen

from archive import events
from archive.connection import database_path, open_archive
from archive.errors import GazetteError, UsageError
from archive.events import Event
from archive.filters import check_portals
from archive.records import format_instant, utc_now
from archive.site.telling import name
from crawler.channels import Channel, Message, try_to_send
from crawler.news.digest import MOST, by_weight, digest
from crawler.news.subscriptions import Subscription, Subscriptions
from crawler.news.told import Told, told

_WINDOW = timedelta(days=31)
"""What was noticed longer ago is no news. Pages are read after they were captured, by a later crawl perhaps: what was
noticed last is no measure of what was told."""
_SAMPLE = 3
Named = Mapping[str, Event]
"""Events by the names that they have for good."""


@frozen
class Outcome:
    """What became of one subscription by one of its channels."""

    subscription: str
    channel: str
    words: str
    failed: bool = False

    def __str__(self) -> str:
        return f"{self.subscription}: {self.channel}: {self.words}"


def tell(folder: Path, subscriptions: Subscriptions, chosen: Sequence[Subscription]) -> tuple[Outcome, ...]:
    """Tell each subscriber of ``chosen`` what was noticed since they were told last, a message each.

    A subscription begins when it is first seen here: what is in the archive by then is not told.
    Raises ``ArchiveError`` where there is no archive, or where nothing can be remembered.
    """
    since = format_instant(datetime.now(UTC) - _WINDOW)
    with open_archive(folder) as connection, told(database_path(folder).parent) as accounts:
        outcomes = [
            outcome
            for one in chosen
            for outcome in _tell(_Telling(connection, accounts, subscriptions.site, since), one)
        ]
        # What was told before the window began was noticed before it, too.
        accounts.forget(since)
    return tuple(outcomes)


def preview(
    folder: Path, subscriptions: Subscriptions, chosen: Sequence[Subscription]
) -> tuple[Message, ...]:
    """What would be told of each now, by whatever channel; nothing is sent, and nothing noted."""
    since = format_instant(datetime.now(UTC) - _WINDOW)
    with open_archive(folder) as connection, told(database_path(folder).parent) as accounts:
        telling = _Telling(connection, accounts, subscriptions.site, since)
        return tuple(message for one in chosen for message in _untold(telling, one))


def send_test(
    folder: Path, subscriptions: Subscriptions, chosen: Sequence[Subscription]
) -> tuple[Outcome, ...]:
    """Send a test by every channel of each, with the latest of its search; nothing is noted as told."""
    outcomes: list[Outcome] = []
    with open_archive(folder) as connection:
        for one in chosen:
            wanted = [event for event in events.latest(connection, one.query) if one.wants(event.kind)]
            message = digest(one, wanted[:_SAMPLE], (), subscriptions.site)
            test = evolve(message, subject=f"Gazette: {one.name}: a test")
            outcomes += [_sent(one, channel, test, "a test") for channel in one.channels]
    return tuple(outcomes)


def after_crawl(folder: Path, subscriptions: Subscriptions) -> None:
    """Tell, and say on standard error what could not be told; what goes wrong here takes nothing from the crawl."""
    try:
        outcomes = tell(folder, subscriptions, subscriptions.all)
    except (GazetteError, OSError, sqlite3.Error) as error:
        print(f"subscribers were not told: {error}; `gazette notify` tries again", file=sys.stderr)
        return
    for outcome in outcomes:
        if outcome.failed:
            print(f"news: {outcome}", file=sys.stderr)


@frozen
class _Telling:
    """What telling needs of the archive."""

    connection: sqlite3.Connection
    accounts: Told
    site: str
    since: str

    def found(self, one: Subscription) -> Named:
        """All that is told of the search, as far as it is no older than the window, in the order of its weight."""
        noticed = events.since(self.connection, one.query, self.since)
        return {name(event): event for event in by_weight([each for each in noticed if one.wants(each.kind)])}

    def fresh(self, key: str, found: Named) -> Named:
        """What is not in the account yet; nothing before it is begun."""
        if not self.accounts.has_begun(key):
            return {}
        untold = self.accounts.untold(key, found)
        return {called: event for called, event in found.items() if called in untold}

    def message(self, one: Subscription, fresh: Sequence[Event]) -> Message:
        shown = [events.with_texts(self.connection, event) for event in fresh[:MOST]]
        return digest(one, shown, fresh[MOST:], self.site)


def _untold(telling: _Telling, one: Subscription) -> Iterator[Message]:
    found = telling.found(one)
    for channel in one.channels:
        if fresh := telling.fresh(one.key(channel), found):
            yield telling.message(one, [*fresh.values()])


def _tell(telling: _Telling, one: Subscription) -> Iterator[Outcome]:
    try:
        check_portals(telling.connection, [one.query.portal], "portal ")
    except UsageError as error:
        yield Outcome(one.name, "nobody was told", str(error), failed=True)
        return
    found = telling.found(one)
    for channel in one.channels:
        key = one.key(channel)
        if not telling.accounts.has_begun(key):
            telling.accounts.begin(key, found, utc_now())
            yield Outcome(one.name, channel.name, "begins: what is noticed from now on is told")
        elif fresh := telling.fresh(key, found):
            outcome = _sent(one, channel, telling.message(one, [*fresh.values()]), _told_of(len(fresh)))
            if not outcome.failed:
                telling.accounts.note(key, fresh, utc_now())
            yield outcome
        else:
            yield Outcome(one.name, channel.name, "nothing new")


def _told_of(number: int) -> str:
    return f"told of {number} thing{'s' if number > 1 else ''}"


def _sent(one: Subscription, channel: Channel, message: Message, words: str) -> Outcome:
    error = try_to_send(channel, message)
    if error:
        return Outcome(one.name, channel.name, f"not delivered: {error}; the next try may", failed=True)
    return Outcome(one.name, channel.name, f"{words}, to {channel.place}")
