"""Which pages portals' declarations watch, since when, when each was looked at last and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from attrs import frozen
from sqlite_utils import Database

from archive.addresses import held
from archive.database import transaction
from archive.records import utc_now


@frozen
class Look:
    """What came of looking at a watched page."""

    url: str
    """As the declaration names it."""
    at: str
    """An instant."""
    reason: str
    """Why nothing was kept; empty where something was, or all is as before, or the article tells what became of it."""


def declare(db: Database, portal: str, urls: Collection[str]) -> None:
    """Bring the rows of a portal up to what its declaration watches now: what it no longer names was watched until
    now, and is so again where it is named once more."""
    if not urls and not db.execute("SELECT 1 FROM watched WHERE portal = ? LIMIT 1", [portal]).fetchone():
        return
    now = utc_now()
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO watched (portal, url, since) VALUES (?, ?, ?) "
            "ON CONFLICT (portal, url) DO UPDATE SET until = NULL",
            [(portal, url, now) for url in urls],
        )
        db.conn.execute(
            "UPDATE watched SET until = ? WHERE portal = ? AND until IS NULL "
            "AND url NOT IN (SELECT value FROM json_each(?))",
            [now, portal, json.dumps([*urls])],
        )


def looked(db: Database, portal: str, looks: Collection[Look]) -> None:
    """Note what came of looking at pages that are watched, and which articles they are now."""
    articles = held(db.conn, [look.url for look in looks])
    with transaction(db):
        db.conn.executemany(
            "UPDATE watched SET looked_at = ?, reason = ?, article = coalesce(?, article) WHERE portal = ? AND url = ?",
            [(look.at, look.reason, articles.get(look.url), portal, look.url) for look in looks],
        )


def is_any(connection: sqlite3.Connection) -> bool:
    """Whether any page is watched."""
    return connection.execute("SELECT 1 FROM watched WHERE until IS NULL LIMIT 1").fetchone() is not None
