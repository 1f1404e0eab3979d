"""Subscribers are told what is new of their searches: once, by each of their channels, or again until it arrives."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import evolve, frozen

from archive import events
from archive.connection import database_path, open_archive
from archive.errors import GazetteError, UsageError
from archive.events import Event
from archive.filters import check_portals, in_vain
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


def tell(
    folder: Path, subscriptions: Subscriptions, chosen: Sequence[Subscription], at_once: bool = False
) -> tuple[Outcome, ...]:
    """Tell each subscriber of ``chosen`` what was noticed since they were told last, a message each: those who name
    hours of the day once behind each, unless all are to be told ``at_once``.

    A subscription begins when it is first seen here: what is in the archive by then is not told.
    Raises ``ArchiveError`` where there is no archive, or where nothing can be remembered.
    """
    with _telling(folder, subscriptions) as telling:
        outcomes = tuple(outcome for one in chosen for outcome in _tell(telling, one, at_once))
        telling.accounts.forget(telling.since)
    return outcomes


def preview(
    folder: Path, subscriptions: Subscriptions, chosen: Sequence[Subscription], at_once: bool = False
) -> tuple[str, ...]:
    """What is to be told of each, to whom, and when, if not now; nothing is sent, and nothing noted. Raises as ``tell``
    does, and ``UsageError`` for a portal that there is not."""
    with _telling(folder, subscriptions) as telling:
        return tuple(words for one in chosen for words in _preview(telling, one, at_once))


def send_test(
    folder: Path, subscriptions: Subscriptions, chosen: Sequence[Subscription]
) -> tuple[Outcome, ...]:
    """Send a test by every channel of each, with the latest that its search tells; nothing is noted as told. Raises as
    ``preview`` does."""
    outcomes: list[Outcome] = []
    with _telling(folder, subscriptions) as telling:
        for one in chosen:
            check_portals(telling.connection, [one.query.portal], "portal ")
            message = telling.message(one, [*telling.found(one).values()][:_SAMPLE])
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
    now: str
    """When the latest of all was noticed, by which the archive's time goes: this machine's clock may be wrong."""
    since: str

    def found(self, one: Subscription) -> Named:
        """All that is told of the search, as far as it is no older than the window, in the order of its weight."""
        noticed = events.since(self.connection, one.query, self.since)
        return {
            _name(event): event for event in by_weight([each for each in noticed if one.wants(each.kind)])
        }

    def fresh(self, key: str, found: Named) -> Named:
        """What was noticed after the account was begun, and is not in it yet."""
        begun_at = self.accounts.begun_at(key)
        later = {called: event for called, event in found.items() if begun_at and event.at > begun_at}
        untold = self.accounts.untold(key, later) if later else set()
        return {called: event for called, event in later.items() if called in untold}

    def is_due(self, one: Subscription, key: str) -> bool:
        """Whether one of its hours has begun since its account was last looked at; hours go by this machine's clock."""
        looked_at = self.accounts.looked_at(key)
        return one.hours.is_due(datetime.fromisoformat(looked_at) if looked_at else None, datetime.now(UTC))

    def message(self, one: Subscription, fresh: Sequence[Event]) -> Message:
        shown = [events.with_texts(self.connection, event) for event in fresh[:MOST]]
        return digest(one, shown, fresh[MOST:], self.site)


@contextmanager
def _telling(folder: Path, subscriptions: Subscriptions) -> Iterator[_Telling]:
    with open_archive(folder) as connection, told(database_path(folder).parent) as accounts:
        latest = events.latest_at(connection) or utc_now()
        since = format_instant(datetime.fromisoformat(latest) - _WINDOW)
        yield _Telling(connection, accounts, subscriptions.site, latest, since)


def _name(event: Event) -> str:
    """The name of an event in an account: a state has one, whether it is told as new, changed, or silent, as what comes
    before it may be learnt later."""
    return name(evolve(event, kind="changed")) if event.number else name(event)


def _preview(telling: _Telling, one: Subscription, at_once: bool) -> Iterator[str]:
    check_portals(telling.connection, [one.query.portal], "portal ")
    found = telling.found(one)
    for channel in one.channels:
        key = one.key(channel)
        if not telling.accounts.begun_at(key):
            yield f"{one.name}: {channel.name}: would begin"
        elif fresh := telling.fresh(key, found):
            message = telling.message(one, [*fresh.values()])
            when = "" if at_once or telling.is_due(one, key) else f", at {one.hours}"
            yield f"{channel.name}{when}: {message.subject}\n\n{message.text}"


def _tell(telling: _Telling, one: Subscription, at_once: bool) -> Iterator[Outcome]:
    try:
        check_portals(telling.connection, [one.query.portal], "portal ")
    except UsageError as error:
        yield Outcome(one.name, "nobody was told", str(error), failed=True)
        return
    found = telling.found(one)
    for channel in one.channels:
        key = one.key(channel)
        if not telling.accounts.begun_at(key):
            telling.accounts.begin(key, telling.now)
            telling.accounts.look(key, utc_now())
            yield Outcome(one.name, channel.name, _begins(telling, one))
        elif at_once or telling.is_due(one, key):
            yield _tell_fresh(telling, one, channel, telling.fresh(key, found))
        else:
            yield Outcome(one.name, channel.name, f"is told at {one.hours}")


def _tell_fresh(telling: _Telling, one: Subscription, channel: Channel, fresh: Named) -> Outcome:
    key = one.key(channel)
    outcome = Outcome(one.name, channel.name, "nothing new")
    if fresh:
        outcome = _sent(one, channel, telling.message(one, [*fresh.values()]), _told_of(len(fresh)))
    if not outcome.failed:
        telling.accounts.note(key, {called: event.at for called, event in fresh.items()})
        telling.accounts.look(key, utc_now())
    return outcome


def _begins(telling: _Telling, one: Subscription) -> str:
    """That a subscription begins, and what of it no article has so far: it may be misspelt."""
    return "; ".join(("begins: what is noticed from now on is told", *in_vain(telling.connection, one.query)))


def _told_of(number: int) -> str:
    return f"told of {number} thing{'s' if number > 1 else ''}"


def _sent(one: Subscription, channel: Channel, message: Message, words: str) -> Outcome:
    error = try_to_send(channel, message)
    if error:
        return Outcome(
            one.name, channel.name, f"not delivered: {error}; the next crawl tries again", failed=True
        )
    return Outcome(one.name, channel.name, f"{words}, to {channel.place}")
