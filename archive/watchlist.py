"""Which pages portals' declarations watch, since when, when each was looked at last and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from attrs import frozen
from sqlite_utils import Database

from archive.addresses import forms
from archive.database import transaction
from archive.records import utc_now


@frozen
class Look:
    """What came of looking at a watched page."""

    url: str
    """As the declaration names it."""
    at: str | None
    """An instant; ``None`` where the portal was not asked, as its robots.txt forbids that, or an order here."""
    reason: str
    """Why nothing was kept; empty where something was, or all is as before, or the article tells what became of it."""


def declare(db: Database, portal: str, urls: Collection[str]) -> None:
    """Bring the rows of a portal up to what its declaration watches now.

    What it no longer names was watched until now, and has another row from the day on which it is named once more. An
    address that is only spelled otherwise (http and https, ``www.``, a slash at its end) goes on in its row.
    """
    rows = db.execute(_CARRIED, [portal]).fetchall()
    if not urls and not rows:
        return
    named = {_page(url): url for url in urls}
    going_on: dict[str, int] = {}
    for number, url in rows:
        if (page := _page(url)) in named:
            going_on.setdefault(page, number)
    now, kept = utc_now(), set(going_on.values())
    with transaction(db):
        db.conn.executemany(
            "UPDATE watched SET until = ?, is_stray = 0 WHERE id = ?",
            [(now, number) for number, _ in rows if number not in kept],
        )
        db.conn.executemany(
            "UPDATE watched SET url = ?, until = NULL, is_stray = 0 WHERE id = ?",
            [(named[page], number) for page, number in going_on.items()],
        )
        db.conn.executemany(
            "INSERT INTO watched (portal, url, since) VALUES (?, ?, ?)",
            [(portal, url, now) for page, url in named.items() if page not in going_on],
        )
        _note_articles(db.conn, portal)


def looked(db: Database, portal: str, looks: Collection[Look]) -> None:
    """Note what came of looking at pages that are watched, and which articles they are now."""
    with transaction(db):
        db.conn.executemany(
            "UPDATE watched SET looked_at = coalesce(?, looked_at), reason = ? "
            "WHERE portal = ? AND url = ? AND until IS NULL",
            [(look.at, look.reason, portal, look.url) for look in looks],
        )
        _note_articles(db.conn, portal)


def close_strangers(db: Database, declared: Collection[str], at: str) -> None:
    """End at the instant ``at`` what portals watched that are not ``declared`` any more, until they are: they may be
    declared elsewhere, or not to be read today. Where nothing is declared at all, nothing ends."""
    if declared:
        with transaction(db):
            db.conn.execute(_CLOSE_STRANGERS, [at, json.dumps([*declared])])


def is_any(connection: sqlite3.Connection) -> bool:
    """Whether any page is watched."""
    return connection.execute("SELECT 1 FROM watched WHERE until IS NULL LIMIT 1").fetchone() is not None


def _page(url: str) -> str:
    """Equal for addresses of one page."""
    return next(iter(forms(url)), url)


def _note_articles(connection: sqlite3.Connection, portal: str) -> None:
    """Of several articles at forms of one address the portal's own counts, then one that has not moved away, then the
    one at the very address; what is withheld keeps its number."""
    for number, url in connection.execute(_OPEN, [portal]).fetchall():
        asked = {"portal": portal, "url": url, "forms": json.dumps([url, *forms(url)])}
        found = connection.execute(_HELD, asked).fetchone() or connection.execute(_WITHHELD, asked).fetchone()
        if found:
            connection.execute("UPDATE watched SET article = ? WHERE id = ?", [found[0], number])


_OPEN = "SELECT id, url FROM watched WHERE portal = ? AND until IS NULL"
_CARRIED = "SELECT id, url FROM watched WHERE portal = ? AND (until IS NULL OR is_stray) ORDER BY id"
"""The rows that a declaration finds: also those that ended because nobody declared their portal."""
_CLOSE_STRANGERS = """
UPDATE watched SET until = ?, is_stray = 1
WHERE until IS NULL AND portal NOT IN (SELECT value FROM json_each(?))
"""
_HELD = """
SELECT id FROM articles WHERE url IN (SELECT value FROM json_each(:forms))
ORDER BY portal = :portal DESC, state = 'moved', url = :url DESC, id DESC LIMIT 1
"""
_WITHHELD = (
    "SELECT article FROM withheld_addresses WHERE url IN (SELECT value FROM json_each(:forms)) LIMIT 1"
)
