"""What was observed of a portal, as far as its health can be told from it: runs, articles by day."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import Factory, frozen

from archive.history import counts_by_day
from archive.rows import by_name
from archive.samples import FIELDS

REMEMBERED = timedelta(days=2 * 365)
"""How far back articles are counted: a portal that speaks once a month needs so long to be known."""
_MOST_RUNS = 2_500
"""A year of runs every four hours, or 91 days of hourly ones."""


@frozen
class RunSeen:
    """What a run's row says of its portal."""

    started_at: datetime
    ended_at: datetime | None = None
    outcome: str = "finished"
    reason: str = ""
    is_windowed: bool = False
    """Whether only some days were asked for: such a run says nothing of what is usual."""
    found: int = 0
    """Times that a listing named an article."""
    new: int = 0
    known: int = 0
    """Articles found again, changed or as they were."""
    refused: int = 0
    sampled: int = 0
    """Articles of the last 31 days that it read anew; the figures below are of these."""
    present: Mapping[str, int] = Factory(dict)
    """Field (``archive.samples.FIELDS``) to the number of articles that have it."""
    median_length: int = 0
    """Of the texts, in characters."""
    languages: Mapping[str, int] = Factory(dict)

    @property
    def is_whole(self) -> bool:
        """Whether it came to its own end, good or bad, or as the portal asked."""
        return self.outcome not in ("running", "interrupted")

    @property
    def pages(self) -> int:
        """Pages that were judged: articles and refusals."""
        return self.new + self.known + self.refused


@frozen
class Observed:
    portal: str
    runs: tuple[RunSeen, ...] = ()
    """Latest first."""
    counts: Mapping[date, int] = Factory(dict)
    """Articles by day, 0 included, for every day that the portal is known to have seen; see ``history``."""
    zone: tzinfo = UTC
    alive_at: datetime | None = None
    """The last sign of life of a run that has not ended: its latest capture."""

    @property
    def signs_of_life(self) -> list[datetime]:
        """When a run was at work that has not ended, or found that the portal asks it to wait."""
        waited = [run.ended_at for run in self.runs if run.outcome == "waiting" and run.ended_at]
        return [*waited, *([self.alive_at] if self.alive_at else [])]

    @property
    def usual_runs(self) -> list[RunSeen]:
        """Those that came to their end and asked for whatever there is, latest first."""
        return [run for run in self.runs if run.is_whole and not run.is_windowed]

    @property
    def since(self) -> date | None:
        """The portal's day of the first run that is remembered: a silence before it was nobody's to notice."""
        return self.runs[-1].started_at.astimezone(self.zone).date() if self.runs else None

    @property
    def until(self) -> date | None:
        """The portal's day of the last run that saw articles: what is missing before it is not our absence."""
        for run in self.usual_runs:
            if run.found or run.new or run.known:
                return run.started_at.astimezone(self.zone).date()
        return None


def observed(connection: sqlite3.Connection, portal: str, now: datetime) -> Observed:
    """What the archive knows of ``portal``; without runs and counts where it does not know it."""
    runs = _runs(connection, portal)
    zone = _zone(connection, portal)
    today = now.astimezone(zone).date()
    return Observed(
        portal=portal,
        runs=runs,
        counts=counts_by_day(connection, portal, today - REMEMBERED, today),
        zone=zone,
        alive_at=_alive_at(connection, portal) if runs and runs[0].outcome == "running" else None,
    )


def _runs(connection: sqlite3.Connection, portal: str) -> tuple[RunSeen, ...]:
    found = connection.execute(
        # Who asked for single addresses did not look at the portal.
        "SELECT * FROM runs WHERE portal = ? AND addresses = 0 ORDER BY started_at DESC, id DESC LIMIT ?",
        (portal, _MOST_RUNS),
    )
    return tuple(map(_run, by_name(found)))


def _run(row: Mapping[str, Any]) -> RunSeen:
    return RunSeen(
        started_at=datetime.fromisoformat(row["started_at"]),
        ended_at=datetime.fromisoformat(row["finished_at"]) if row["finished_at"] else None,
        outcome=row["outcome"],
        reason=row["reason"],
        is_windowed=bool(row["from_date"] or row["to_date"]),
        found=row["found"],
        new=row["articles_new"],
        known=row["articles_changed"] + row["articles_unchanged"],
        refused=row["refused"],
        sampled=row["sampled"],
        present={name: row[f"with_{name}"] for name in FIELDS},
        median_length=row["median_length"],
        languages=Counter(json.loads(row["languages"])),
    )


def _alive_at(connection: sqlite3.Connection, portal: str) -> datetime | None:
    sql = (
        "SELECT coalesce(max(captured_at), (SELECT started_at FROM runs WHERE id = latest.id)) FROM "
        "(SELECT id FROM runs WHERE portal = ? AND addresses = 0 ORDER BY started_at DESC, id DESC LIMIT 1) AS latest "
        "LEFT JOIN captures ON captures.run = latest.id"
    )
    at = connection.execute(sql, (portal,)).fetchone()[0]
    return datetime.fromisoformat(at).astimezone(UTC) if at else None


def _zone(connection: sqlite3.Connection, portal: str) -> tzinfo:
    row = connection.execute("SELECT timezone FROM portals WHERE name = ?", (portal,)).fetchone()
    try:
        return ZoneInfo(row[0] if row else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
