"""How the archive's portals are doing, for a person and for monitoring."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from archive.health import Health, health
from archive.incidents import Incident, Untold, open_incidents, untold
from archive.observed import observed
from archive.search import DAY
from archive.timestamps import Standing, standing

Row = dict[str, Any]


@frozen
class PortalStatus:
    """What is known of one portal; the counts of ``last_run`` are those of its row in ``runs``."""

    name: str
    title: str
    last_run: Row | None
    """Its latest row in ``runs``; ``None`` where it never ran."""
    refused: dict[str, int]
    """Reason to number of pages, in the last run."""
    articles: int
    newest_on: str | None
    """The latest day of an article."""
    captures: int
    imported: int
    """Those of the captures that others made."""
    warc_bytes: int
    health: Health
    """What is usual for it."""
    incidents: tuple[Incident, ...]
    """What was wrong when it was last looked at (after a crawl, or by ``gazette alarms``)."""

    @property
    def outcome(self) -> str:
        return self.last_run["outcome"] if self.last_run else "never ran"

    @property
    def word(self) -> str:
        """Its health in a word or two; ``learning`` where there is too little history to wonder at a quiet day."""
        if self.incidents:
            return ", ".join(incident.kind for incident in self.incidents)
        if self.outcome in ("never ran", "failed"):
            return self.outcome
        return "well" if self.health.days.mature else "learning"


@frozen
class Writer:
    """The process that is writing to the archive."""

    pid: int
    since: str


@frozen
class ArchiveStatus:
    portals: tuple[PortalStatus, ...]
    writer: Writer | None
    warc_bytes: int
    """Size of everything in the ``warc/`` folder."""
    database_bytes: int
    free_bytes: int
    """What is left on the disk."""
    unborn: tuple[Incident, ...] = ()
    """Incidents of portals that are declared and never ran: the archive knows nothing else of them."""
    untold: tuple[Untold, ...] = ()
    """Alarms that could not be delivered yet."""
    others: int = 0
    """Portals of the archive that were not asked for."""
    certified: Standing | None = None
    """How far timestamp authorities have certified the captures; None where none was ever asked, and where portals
    are named: it is of the whole archive."""


def archive_status(
    connection: sqlite3.Connection, folder: Path, names: Collection[str] = ()
) -> ArchiveStatus:
    """The state of every portal that was ever declared, by name, or of those of ``names``."""
    writer = _writer(folder / "archive.lock")
    captures = _captures(connection)
    known = dict(connection.execute("SELECT name, title FROM portals ORDER BY name").fetchall())
    incidents = [each for each in open_incidents(connection) if not names or each.portal in names]
    shown = {name: title for name, title in known.items() if not names or name in names}
    return ArchiveStatus(
        portals=tuple(
            _portal(
                connection,
                name,
                title,
                captures.get(name, (0, 0, 0)),
                _last_run(connection, name, writer),
                tuple(incident for incident in incidents if incident.portal == name),
            )
            for name, title in shown.items()
        ),
        writer=writer,
        warc_bytes=sum(path.stat().st_size for path in (folder / "warc").glob("*") if path.is_file()),
        database_bytes=(folder / "archive.db").stat().st_size,
        free_bytes=shutil.disk_usage(folder).free,
        unborn=tuple(incident for incident in incidents if incident.portal not in known),
        untold=tuple(each for each in untold(connection) if not names or each.portal in names),
        others=len(known) - len(shown),
        certified=None if names else standing(connection),
    )


def failing(status: ArchiveStatus, now: datetime, max_age: timedelta | None) -> tuple[str, ...]:
    """One line for whatever needs somebody: a portal whose last run failed or was interrupted, or, with
    ``max_age``, was begun before that time; an incident; an alarm that could not be delivered; with ``max_age``
    captures that have waited longer for a timestamp, where some have one."""
    complaints = [f"{each.portal}: {each.detail}" for each in status.unborn]
    for portal in status.portals:
        if portal.outcome in ("failed", "interrupted"):
            reason = (portal.last_run or {})["reason"] or "no reason given"
            complaints.append(f"{portal.name}: last run {portal.outcome}: {reason}")
        elif max_age and _is_stale(portal, now - max_age):
            complaints.append(f"{portal.name}: no run begun within {max_age.total_seconds() / 3600:g} hours")
        wrong = (each for each in portal.incidents if each.kind != "run-failed")
        complaints += [f"{portal.name}: {each.detail} ({each.kind})" for each in wrong]
    complaints += [
        f"{each.portal}: alarm ({each.kind}) not delivered by {each.channel}: {each.error}"
        for each in status.untold
    ]
    waiting = status.certified.waiting_since if status.certified else ""
    if max_age and waiting and datetime.fromisoformat(waiting) < now - max_age:
        complaints.append(f"captures since {waiting} have no timestamp: `gazette timestamp` asks for one")
    return tuple(complaints)


def _is_stale(portal: PortalStatus, limit: datetime) -> bool:
    started = portal.last_run["started_at"] if portal.last_run else ""
    return not started or datetime.fromisoformat(started) < limit


def _portal(
    connection: sqlite3.Connection,
    name: str,
    title: str,
    captures: tuple[int, int, int],
    run: Row | None,
    incidents: tuple[Incident, ...],
) -> PortalStatus:
    newest = connection.execute(
        f"SELECT {DAY} FROM articles WHERE portal = ? ORDER BY {DAY} DESC LIMIT 1",  # noqa: S608 - our own
        (name,),
    ).fetchone()
    counted = connection.execute("SELECT count(*) FROM articles WHERE portal = ?", (name,)).fetchone()
    return PortalStatus(
        name=name,
        title=title,
        last_run=run,
        refused=_refused(connection, run["id"]) if run else {},
        articles=counted[0],
        newest_on=newest[0] if newest else None,
        captures=captures[0],
        imported=captures[1],
        warc_bytes=captures[2],
        health=health(observed(connection, name, datetime.now(UTC))),
        incidents=incidents,
    )


def _captures(connection: sqlite3.Connection) -> dict[str, tuple[int, int, int]]:
    """Portal to the number of its captures, of those by others, and their bytes: one walk for all, there is no index
    for it."""
    grouped = connection.execute(
        "SELECT portal, count(*), sum(imported_from <> ''), sum(warc_length) FROM captures GROUP BY portal"
    )
    return {portal: (number, imported, size) for portal, number, imported, size in grouped}


def _last_run(connection: sqlite3.Connection, portal: str, writer: Writer | None) -> Row | None:
    """The latest visit: who asked for single addresses did not look at the portal."""
    found = connection.execute(
        "SELECT * FROM runs WHERE portal = ? AND addresses = 0 ORDER BY started_at DESC, id DESC LIMIT 1",
        (portal,),
    )
    row = found.fetchone()
    if row is None:
        return None
    run = dict(zip((column[0] for column in found.description), row, strict=True))
    died = writer is None or run["started_at"] < writer.since
    if run["outcome"] == "running" and died:
        run |= {"outcome": "interrupted", "reason": "the process ended without a word"}
    return run


def _refused(connection: sqlite3.Connection, run: int) -> dict[str, int]:
    reasons = connection.execute(
        "SELECT reason, count(*) AS pages FROM refusals WHERE run = ? "
        "GROUP BY reason ORDER BY pages DESC, reason",
        (run,),
    )
    return {reason: pages for reason, pages in reasons}  # noqa: C416 - rows may be of sqlite3.Row


def _writer(lock: Path) -> Writer | None:
    """The living process that ``lock`` names. Only read: to try the lock could keep a starting crawl out."""
    try:
        owner = json.loads(lock.read_text())
        writer = Writer(int(owner["pid"]), str(owner["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return writer if _lives(writer.pid) else None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
