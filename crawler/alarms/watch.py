"""Looking after the portals: what is wrong is noted, told once, and told again when it is over."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import frozen
from sqlite_utils import Database

from archive import incidents
from archive.alarms import findings
from archive.connection import database_path, open_archive
from archive.database import open_for_writing
from archive.errors import GazetteError, UsageError
from archive.finding import Finding
from archive.incidents import Alarm, Incident
from archive.observed import observed
from archive.records import format_instant, utc_now
from crawler.alarms.channels import Channel, channels, try_to_send
from crawler.alarms.message import TEST, line, message


@frozen
class Watch:
    """What a check found."""

    news: tuple[Alarm, ...] = ()
    """What has gone wrong or is over since the check before."""
    open: tuple[Incident, ...] = ()
    failures: tuple[str, ...] = ()
    """Channels that could not deliver, and why; the next check tries again."""


def check(folder: Path, portals: Mapping[str, timedelta]) -> Watch:
    """Hold each portal against its history, note what is wrong, and deliver what nobody was told yet.

    ``portals``: names, and how much time should lie between two runs.
    Raises ``ArchiveError`` where there is no archive, ``UsageError`` where a channel is set up wrongly.
    """
    ways, now = channels(os.environ), datetime.now(UTC)
    with (
        incidents.one_check(database_path(folder).parent),
        open_archive(folder) as connection,
        closing(open_for_writing(database_path(folder))) as db,
    ):
        news = tuple(
            alarm
            for portal, every in sorted(portals.items())
            for alarm in incidents.note(
                db, portal, _found(connection, portal, every, now), format_instant(now)
            )
        )
        incidents.forget_channels(db, [way.name for way in ways])
        failures = tuple(failure for way in ways if (failure := _tell(db, way)))
        wrong = tuple(each for each in incidents.open_incidents(connection) if each.portal in portals)
        return Watch(news, wrong, failures)


def after_crawl(folder: Path, declared: Mapping[str, timedelta], crawled: Iterable[str]) -> None:
    """Check, and say on standard error what is new; what goes wrong here takes nothing from the crawl.

    Looked at are the portals that were crawled and those of the archive: one that belongs to another archive
    is not missed in this one.
    """
    try:
        names = _held(folder) | set(crawled)
        seen = check(folder, {name: every for name, every in declared.items() if name in names})
    except (GazetteError, OSError, sqlite3.Error) as error:
        print(f"health could not be checked: {error}; `gazette alarms` tries again", file=sys.stderr)
        return
    for words in (*map(line, seen.news), *seen.failures):
        print(f"alarm: {words}", file=sys.stderr)


def told(seen: Watch) -> tuple[str, ...]:
    """What is wrong now and what is over since the last check, a line each."""
    over = [alarm for alarm in seen.news if alarm.event == "closed"]
    wrong = [Alarm(incident, "opened") for incident in seen.open]
    return tuple(map(line, [*over, *wrong])) or ("nothing is wrong",)


def chosen(declared: Mapping[str, timedelta], names: Collection[str]) -> dict[str, timedelta]:
    """The declared portals, or those of ``names``; ``UsageError`` where one is not declared."""
    if unknown := sorted(set(names) - set(declared)):
        raise UsageError(
            f"no portal is called {', '.join(unknown)}; `scrapy list` names those that are declared"
        )
    return {name: declared[name] for name in names or declared}


def send_test() -> Watch:
    """Send a test by every channel. Raises ``UsageError`` where none is set up."""
    ways = channels(os.environ)
    if not ways:
        raise UsageError(
            "no channel is set up: set GAZETTE_ALARM_WEBHOOK to an address, or GAZETTE_ALARM_EMAIL to one of yours"
        )
    tries = ((way.name, try_to_send(way, TEST)) for way in ways)
    return Watch(failures=tuple(f"{name}: not delivered: {error}" for name, error in tries if error))


def _found(
    connection: sqlite3.Connection, portal: str, every: timedelta, now: datetime
) -> tuple[Finding, ...]:
    opened = {
        incident.kind: datetime.fromisoformat(incident.opened_at)
        for incident in incidents.open_incidents(connection)
        if incident.portal == portal
    }
    return findings(observed(connection, portal, now), every, now, opened)


def _tell(db: Database, way: Channel) -> str:
    """Deliver what ``way`` still has to tell, in one message; returns why that failed."""
    alarms = incidents.to_be_told(db.conn, way.name)
    if not alarms:
        return ""
    error = try_to_send(way, message(alarms))
    incidents.tried(db, way.name, alarms, utc_now(), error)
    return f"{way.name}: not delivered: {error}; the next check tries again" if error else ""


def _held(folder: Path) -> set[str]:
    with open_archive(folder) as connection:
        return {row["name"] for row in connection.execute("SELECT name FROM portals")}
