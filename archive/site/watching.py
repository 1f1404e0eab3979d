"""What the page on watched pages tells: each with its latest change, the latest first."""

from __future__ import annotations

import sqlite3

from archive.search import WATCHED_ARTICLE
from archive.site.queries import Row, rows

MOST = 1_000
"""Pages that are shown at once; a portal may be chosen."""
_LATELY = 5


def watched(connection: sqlite3.Connection, portal: str = "", most: int = MOST) -> list[Row]:
    """The pages that are watched, with their articles: those of which there is news, the latest first, then the others
    by portal and address. ``news_at``: the instant at which it was noticed that there is another state or, as ``seen``
    has it (``archive.events.Kind``), that the page or a file of it is gone, back, elsewhere or replaced."""
    return rows(connection, _WATCHED, portal, portal, most)


def latest(connection: sqlite3.Connection) -> list[Row]:
    """The watched pages of which there was news last."""
    return [page for page in watched(connection, most=_LATELY) if page["news_at"]]


def lost(connection: sqlite3.Connection, portal: str = "") -> list[Row]:
    """The pages that are watched and were not kept when they were looked at last."""
    return rows(connection, _LOST, portal, portal)


def former(connection: sqlite3.Connection, portal: str = "") -> list[Row]:
    """The pages that were watched until some day, the latest first."""
    return rows(connection, _FORMER, portal, portal, MOST)


def by_portal(connection: sqlite3.Connection) -> dict[str, int]:
    """How many pages of each portal are watched."""
    sql = "SELECT portal, count(*) AS n FROM watched WHERE until IS NULL GROUP BY portal"
    return {row["portal"]: row["n"] for row in rows(connection, sql)}


_WATCHED = f"""
SELECT watched.url, watched.portal, watched.since, watched.looked_at, watched.reason, watched.article,
articles.id, articles.title, articles.language, articles.state, articles.revisions, articles.first_seen_at,
articles.missed_at, last.captured_at AS changed_at, last.silent,
iif(seen.state = 'published', 'found', seen.state) AS seen, seen.at AS seen_at,
nullif(max(coalesce(last.captured_at, ''), coalesce(seen.at, '')), '') AS news_at,
withheld.since AS withheld_at, coalesce(portals.title, watched.portal) AS portal_title
FROM watched LEFT JOIN articles ON articles.id = {WATCHED_ARTICLE}
LEFT JOIN revisions AS last ON last.article = articles.id AND last.number = articles.revisions AND last.number > 1
LEFT JOIN sightings AS seen
    ON seen.id = (SELECT id FROM sightings WHERE article = articles.id ORDER BY at DESC, id DESC LIMIT 1)
LEFT JOIN withheld ON withheld.article = watched.article
LEFT JOIN portals ON portals.name = watched.portal
WHERE watched.until IS NULL AND (? = '' OR watched.portal = ?)
ORDER BY news_at DESC NULLS LAST, portal_title, watched.url LIMIT ?
"""  # noqa: S608 - ours
_LOST = """
SELECT url, reason FROM watched WHERE until IS NULL AND reason <> '' AND (? = '' OR portal = ?) ORDER BY looked_at
"""
_FORMER = """
SELECT watched.url, watched.since, watched.until, articles.id, articles.title, articles.language
FROM watched LEFT JOIN articles ON articles.id = watched.article
WHERE watched.until IS NOT NULL AND (? = '' OR watched.portal = ?)
ORDER BY watched.until DESC, watched.url LIMIT ?
"""
