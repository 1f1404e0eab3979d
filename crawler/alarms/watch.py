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

from archive import incidents, watchlist
from archive.alarms import findings
from archive.connection import database_path, open_archive
from archive.database import open_for_writing
from archive.errors import ArchiveError, GazetteError, UsageError
from archive.finding import Finding
from archive.incidents import Alarm, Incident
from archive.observed import observed
from archive.records import format_instant, utc_now
from crawler.alarms.channels import channels
from crawler.alarms.message import TEST, line, message
from crawler.channels import Channel, try_to_send
from crawler.loader import check_names, undeclared

_UNDECLARED = "the portal is not declared any more, and nobody looks at it; it was"
"""Why an incident is over without having ended. Its own words follow."""


@frozen
class Watch:
    """What a check found."""

    news: tuple[Alarm, ...] = ()
    """What has gone wrong or is over since the check before."""
    open: tuple[Incident, ...] = ()
    failures: tuple[str, ...] = ()
    """Channels that could not deliver, and why; the next check tries again."""
    delivered: tuple[str, ...] = ()
    """What a test has delivered, and by which channel."""


@frozen
class Watched:
    """Whose health is looked at, and how much time should lie between two runs of each."""

    portals: Mapping[str, timedelta]
    idle: tuple[str, ...] = ()
    """Portals that are declared and that nobody has ever crawled into this archive."""
    declared: frozenset[str] = frozenset()
    """All that are declared, whether looked at or not."""
    strange: tuple[str, ...] = ()
    """Portals of the archive that should be looked at, but are not declared: nobody knows their cadence."""

    def passed_over(self) -> str:
        """What is said of those that cannot be looked at; empty where there are none."""
        return f"not looked at: {undeclared(self.strange)}" if self.strange else ""

    def check_seen(self, folder: Path) -> None:
        """``ArchiveError`` where there was nobody to look at: who looks at nothing must not seem to find all well."""
        if self.portals:
            return
        if self.strange:
            raise ArchiveError(
                f"{folder}: no portal was looked at: none of those in this archive is declared here"
            )
        raise ArchiveError(
            f"{folder}: no portal was looked at: nothing was ever crawled into this archive; "
            "`gazette crawl` brings portals in, `gazette alarms NAME` misses one that should be there"
        )

    def line(self) -> str:
        """What is said of the idle ones, which are nobody's fault; empty where there are none."""
        if not self.idle:
            return ""
        names, name = ", ".join(self.idle), self.idle[0]
        return (
            f"declared, and never crawled into this archive: {names} "
            f"(`gazette crawl {name}` brings it in, `gazette alarms {name}` misses it)"
        )


def check(folder: Path, watched: Watched) -> Watch:
    """Hold each portal against its history, note what is wrong, and deliver what nobody was told yet.

    What an idle portal was missed for, when it was named, is over: nobody expects it any more. So is all that
    was wrong with a portal that is not declared any more, told with that reason.
    Raises ``ArchiveError`` where there is no archive, ``UsageError`` where a channel is set up wrongly.
    """
    ways, now = channels(os.environ), datetime.now(UTC)
    with (
        incidents.one_check(database_path(folder).parent),
        open_archive(folder) as connection,
        closing(open_for_writing(database_path(folder))) as db,
    ):
        at = format_instant(now)
        news = tuple(
            alarm
            for portal in sorted((*watched.portals, *watched.idle))
            for alarm in incidents.note(db, portal, _found(connection, portal, watched, now), at)
        )
        news += tuple(incidents.close_strangers(db, watched.declared, _UNDECLARED, at))
        incidents.forget_channels(db, [way.name for way in ways])
        failures = tuple(failure for way in ways if (failure := _tell(db, way)))
        wrong = tuple(each for each in incidents.open_incidents(connection) if each.portal in watched.portals)
        return Watch(news, wrong, failures)


def after_crawl(folder: Path, declared: Mapping[str, timedelta], crawled: Iterable[str]) -> None:
    """Check, and say on standard error what is new; what goes wrong here takes nothing from the crawl.

    Looked at are the portals that were crawled and those of the archive: one that belongs to another archive
    is not missed in this one.
    """
    try:
        names = _held(folder) | set(crawled)
        with closing(open_for_writing(database_path(folder))) as db:
            watchlist.close_strangers(db, declared.keys(), utc_now())
        seen = check(
            folder,
            Watched(
                {name: every for name, every in declared.items() if name in names},
                declared=frozenset(declared),
            ),
        )
    except (GazetteError, OSError, sqlite3.Error) as error:
        print(f"health could not be checked: {error}; `gazette alarms` tries again", file=sys.stderr)
        return
    for words in (*map(line, seen.news), *seen.failures):
        print(f"alarm: {words}", file=sys.stderr)


def told(seen: Watch, watched: Watched) -> tuple[str, ...]:
    """What is wrong now and what is over since the last check, a line each; else that nothing is, and of whom.

    Nothing of either where no portal was looked at.
    """
    over = [alarm for alarm in seen.news if alarm.event == "closed"]
    wrong = [Alarm(incident, "opened") for incident in seen.open]
    well = (_all_well(watched),) if watched.portals else ()
    return tuple(map(line, [*over, *wrong])) or well


def _all_well(watched: Watched) -> str:
    looked_at = ", ".join(sorted(watched.portals))
    return f"nothing is wrong with {looked_at}" if watched.strange else "nothing is wrong"


def watched(folder: Path, declared: Mapping[str, timedelta], names: Collection[str]) -> Watched:
    """The declared portals of ``names``; without any those that were ever crawled into this archive.

    Raises ``UsageError`` where a name is not declared, ``ArchiveError`` where there is no archive.
    """
    held = _held(folder)
    check_names(names, declared, held)
    expected = set(names) or held
    return Watched(
        portals={name: every for name, every in declared.items() if name in expected},
        idle=() if names else tuple(sorted(declared.keys() - expected)),
        declared=frozenset(declared),
        strange=tuple(sorted(expected - declared.keys())),
    )


def send_test() -> Watch:
    """Send a test by every channel. Raises ``UsageError`` where none is set up."""
    ways = channels(os.environ)
    if not ways:
        raise UsageError(
            "no channel is set up: set GAZETTE_ALARM_WEBHOOK to an address, or GAZETTE_ALARM_EMAIL to one of yours"
        )
    tries = [(way, try_to_send(way, TEST)) for way in ways]
    return Watch(
        failures=tuple(f"{way.name}: not delivered: {error}" for way, error in tries if error),
        delivered=tuple(
            f"{way.name}: delivered to {way.place}: {TEST.subject}" for way, error in tries if not error
        ),
    )


def _found(
    connection: sqlite3.Connection, portal: str, watched: Watched, now: datetime
) -> tuple[Finding, ...]:
    if portal in watched.idle:
        return ()
    opened = {
        incident.kind: datetime.fromisoformat(incident.opened_at)
        for incident in incidents.open_incidents(connection)
        if incident.portal == portal
    }
    return findings(observed(connection, portal, now), watched.portals[portal], now, opened)


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
        return {row["name"] for row in connection.execute(_HELD)}


_HELD = """
SELECT name FROM portals
WHERE NOT EXISTS (SELECT 1 FROM runs WHERE portal = name) OR EXISTS (
    SELECT 1 FROM runs WHERE portal = name AND addresses = 0)
"""
"""Nobody has ever crawled a portal from which only single articles were saved."""
