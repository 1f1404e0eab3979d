"""What went wrong at a portal, from when to when, and whether somebody was told: once each way.

Kept in ``archive.db``, so that neither a restart nor another process tells it twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, fields, frozen
from sqlite_utils import Database

from archive.database import transaction
from archive.errors import ArchiveError
from archive.finding import Finding
from archive.lock import taken
from archive.rows import by_name

Event = Literal["opened", "closed"]


@frozen
class Incident:
    """A row of ``incidents``."""

    id: int
    portal: str
    kind: str
    detail: str
    """As it was last seen."""
    opened_at: str
    closed_at: str | None


@frozen
class Alarm:
    """Something to be told by one channel."""

    incident: Incident
    event: Event


@frozen
class Untold:
    """An alarm that could not be delivered when it was last tried."""

    portal: str
    kind: str
    event: Event
    channel: str
    tries: int
    error: str


@contextmanager
def one_check(folder: Path) -> Iterator[None]:
    """One check of an archive at a time, the next one waits: two would tell the same alarm twice.

    Beside the writer's lock: health is looked at while a crawl hangs, too.
    Raises ``ArchiveError`` where nothing can be written: who cannot remember what was told would tell it every time.
    """
    try:
        lock = taken(folder / "alarms.lock")
    except OSError as error:
        raise ArchiveError(
            f"{folder}: nothing was looked at: what is told could not be remembered here ({error.strerror}), and "
            f"would be told again by every check; check the archive that is crawled into; `gazette status --archive "
            f"{folder}` shows what was known to be wrong"
        ) from error
    with lock:
        yield


def open_incidents(connection: sqlite3.Connection) -> list[Incident]:
    """What is wrong now, as far as it was noticed, oldest first."""
    return _incidents(connection, "WHERE closed_at IS NULL ORDER BY opened_at, id")


def note(db: Database, portal: str, found: Iterable[Finding], at: str) -> list[Alarm]:
    """Bring the portal's incidents up to what was ``found`` at the instant ``at``; returns what is new."""
    now = {finding.kind: finding.detail for finding in found}
    with transaction(db):
        known = {each.kind: each for each in open_incidents(db.conn) if each.portal == portal}
        over = [evolve(each, closed_at=at) for kind, each in known.items() if kind not in now]
        db.conn.executemany(
            "UPDATE incidents SET closed_at = ? WHERE id = ?", [(at, each.id) for each in over]
        )
        db.conn.executemany(
            "INSERT INTO incidents (portal, kind, detail, opened_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (portal, kind) WHERE closed_at IS NULL DO UPDATE SET detail = excluded.detail",
            [(portal, kind, detail, at) for kind, detail in now.items()],
        )
        begun = [each for each in open_incidents(db.conn) if each.portal == portal and each.kind not in known]
    return [*(Alarm(each, "opened") for each in begun), *(Alarm(each, "closed") for each in over)]


def close_strangers(db: Database, declared: Collection[str], why: str, at: str) -> list[Alarm]:
    """Close, at the instant ``at``, what is wrong with portals that are not ``declared``; returns what is over.

    ``why`` goes before what was wrong, in the same words as it is kept and told. Where nothing is declared at all,
    nothing is closed: the declarations are what cannot be read then.
    """
    if not declared:
        return []
    with transaction(db):
        over = [
            evolve(each, closed_at=at, detail=f"{why}: {each.detail}")
            for each in open_incidents(db.conn)
            if each.portal not in declared
        ]
        db.conn.executemany(
            "UPDATE incidents SET closed_at = ?, detail = ? WHERE id = ?",
            [(at, each.detail, each.id) for each in over],
        )
    return [Alarm(each, "closed") for each in over]


def to_be_told(connection: sqlite3.Connection, channel: str) -> list[Alarm]:
    """What ``channel`` has not delivered yet: open incidents, and the end of those that it was to tell of."""
    begun = _incidents(
        connection,
        "WHERE (closed_at IS NULL OR id IN (SELECT incident FROM alarms WHERE channel = ? AND event = 'opened')) "
        "AND id NOT IN (SELECT incident FROM alarms WHERE channel = ? AND event = 'opened' AND sent_at <> '') "
        "ORDER BY opened_at, id",
        channel,
        channel,
    )
    over = _incidents(
        connection,
        "WHERE closed_at IS NOT NULL "
        "AND id IN (SELECT incident FROM alarms WHERE channel = ? AND event = 'opened') "
        "AND id NOT IN (SELECT incident FROM alarms WHERE channel = ? AND event = 'closed' AND sent_at <> '') "
        "ORDER BY closed_at, id",
        channel,
        channel,
    )
    return [*(Alarm(each, "opened") for each in begun), *(Alarm(each, "closed") for each in over)]


def tried(db: Database, channel: str, alarms: Iterable[Alarm], at: str, error: str) -> None:
    """Remember that ``alarms`` were sent at ``at``, or, with an ``error``, that they could not be."""
    rows = [(alarm.incident.id, alarm.event, channel, at, None if error else at, error) for alarm in alarms]
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO alarms (incident, event, channel, tried_at, sent_at, error) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (incident, event, channel) DO UPDATE SET tried_at = excluded.tried_at, "
            "sent_at = excluded.sent_at, tries = tries + 1, error = excluded.error",
            rows,
        )


def forget_channels(db: Database, kept: Iterable[str]) -> None:
    """Give up what channels that are no longer set up could not deliver."""
    names = tuple(kept)
    places = ", ".join("?" * len(names))
    with transaction(db):
        db.conn.execute(f"DELETE FROM alarms WHERE sent_at IS NULL AND channel NOT IN ({places})", names)  # noqa: S608


def untold(connection: sqlite3.Connection) -> list[Untold]:
    """What could not be delivered and is tried again by the next check, oldest first."""
    return list(
        _records(
            connection.execute(
                "SELECT portal, kind, event, channel, tries, error FROM alarms "
                "JOIN incidents ON incidents.id = alarms.incident WHERE sent_at IS NULL ORDER BY alarms.id"
            ),
            Untold,
        )
    )


def _incidents(connection: sqlite3.Connection, which: str, *values: str) -> list[Incident]:
    names = ", ".join(field.name for field in fields(Incident))
    found = connection.execute(f"SELECT {names} FROM incidents {which}", values)  # noqa: S608 - our own words
    return list(_records(found, Incident))


def _records(found: sqlite3.Cursor, kind: type[Any]) -> Iterator[Any]:
    return (kind(**record) for record in by_name(found))
