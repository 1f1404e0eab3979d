"""What the front page tells: the newest articles, how many there are, what changed without a word."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from attrs import frozen

from archive.site.queries import Row, row, rows

NEWEST, CHANGES, MONTHS, TROUBLES = 12, 6, 24, 20
_RECENT = 2_000
"""Revisions that are looked through for silent ones: enough for weeks, and the same work for any archive."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@frozen
class Month:
    month: str
    """``2020-06``."""
    count: int
    share: float
    """Of the largest month, 0 to 1."""


def newest(connection: sqlite3.Connection, today: str) -> list[Row]:
    """The articles published last; one that claims a day after ``today`` does not stay on top of the list."""
    sql = (
        "SELECT articles.id, articles.title, articles.section, articles.language, articles.published_on, "
        "articles.published_precision, articles.state, articles.portal, "
        "coalesce(portals.title, articles.portal) AS portal_title "
        "FROM articles LEFT JOIN portals ON portals.name = articles.portal "
    )
    dated = sql + "WHERE published_on <= ? ORDER BY published_on DESC, articles.id DESC LIMIT ?"
    found = rows(connection, dated, today, NEWEST)
    return found or rows(connection, f"{sql} ORDER BY articles.id DESC LIMIT ?", NEWEST)


def by_portal(connection: sqlite3.Connection) -> dict[str, int]:
    """Articles by portal; read from an index alone."""
    sql = "SELECT portal, count(*) AS n FROM articles GROUP BY portal"
    return {row["portal"]: row["n"] for row in rows(connection, sql)}


def by_month(connection: sqlite3.Connection, today: str) -> list[Month]:
    """The last months up to the newest that has articles and is not to come, empty ones between included."""
    sql = (
        "SELECT substr(published_on, 1, 7) AS month, count(*) AS n FROM articles WHERE published_on <= ? "
        "AND published_on >= (SELECT date(max(published_on), 'start of month', ?) FROM articles "
        "WHERE published_on <= ?) GROUP BY month"
    )
    found = rows(connection, sql, today, f"-{MONTHS - 1} months", today)
    counts = {row["month"]: row["n"] for row in found if _MONTH.fullmatch(row["month"])}
    largest = max(counts.values(), default=0)
    return [Month(month, counts.get(month, 0), counts.get(month, 0) / largest) for month in _between(counts)]


def portals(connection: sqlite3.Connection) -> list[Row]:
    """Every portal with its latest visit, by title."""
    return rows(
        connection,
        "SELECT portals.name, portals.title, portals.publisher, runs.id AS run, runs.outcome, "
        "runs.started_at, runs.articles_new, runs.articles_changed "
        "FROM portals LEFT JOIN runs ON runs.id = (SELECT id FROM runs WHERE portal = portals.name "
        "AND addresses = 0 ORDER BY started_at DESC, id DESC LIMIT 1) ORDER BY portals.title",
    )


def troubles(connection: sqlite3.Connection) -> list[Row]:
    """The portals with which something is wrong, as far as it was noticed, longest first."""
    return rows(
        connection,
        "SELECT incidents.id, incidents.kind, incidents.detail, incidents.opened_at, "
        "coalesce(portals.title, incidents.portal) AS portal_title "
        "FROM incidents LEFT JOIN portals ON portals.name = incidents.portal "
        "WHERE closed_at IS NULL ORDER BY opened_at, incidents.id LIMIT ?",
        TROUBLES,
    )


def portal(connection: sqlite3.Connection, name: str) -> Row | None:
    """What was declared of a portal."""
    return row(connection, "SELECT name, title, first_date FROM portals WHERE name = ?", name)


def silent_edits(connection: sqlite3.Connection) -> list[Row]:
    """The latest revisions that changed a text or title while the dates claimed for it stayed the same."""
    return rows(connection, _SILENT_EDITS, _RECENT, CHANGES)


# Titles and texts are compared when the few that are shown have been found.
_SILENT_EDITS = """
SELECT revisions.article, revisions.number, revisions.captured_at, revisions.title, revisions.significance,
articles.language, revisions.title IS NOT earlier.title AS title_changed,
revisions.text IS NOT earlier.text AS text_changed
FROM (
    SELECT revisions.id FROM (SELECT id FROM revisions ORDER BY captured_at DESC LIMIT ?) AS recent
    JOIN revisions ON revisions.id = recent.id WHERE revisions.silent AND revisions.number > 1
    ORDER BY revisions.captured_at DESC, revisions.id DESC LIMIT ?
) AS latest
JOIN revisions ON revisions.id = latest.id JOIN articles ON articles.id = revisions.article
LEFT JOIN revisions AS earlier ON earlier.article = revisions.article AND earlier.number = revisions.number - 1
ORDER BY revisions.captured_at DESC, revisions.id DESC
"""


def vanished(connection: sqlite3.Connection) -> list[Row]:
    """The articles that were missed last at their address."""
    # Two ranges rather than <>: so the index on the state leads past all that are where they were.
    return rows(
        connection,
        "SELECT id, title, language, last_seen_at, missed_at, misses FROM articles "
        "WHERE (state < 'published' OR state > 'published') AND missed_at IS NOT NULL "
        "ORDER BY missed_at DESC, id DESC LIMIT ?",
        CHANGES,
    )


def files(connection: sqlite3.Connection) -> list[Row]:
    """What happened last to attached files and further pages, with their articles."""
    return rows(connection, _FILES, CHANGES)


_FILES = """
SELECT articles.id, articles.title, articles.language, sightings.at, sightings.state,
coalesce((SELECT title FROM attachments WHERE article = articles.id AND url = sightings.detail), '') AS file
FROM sightings JOIN articles ON articles.id = sightings.article
WHERE sightings.detail <> '' AND sightings.state GLOB '*-*'
ORDER BY sightings.at DESC, sightings.id DESC LIMIT ?
"""


def _between(months: Iterable[str]) -> list[str]:
    """Every month from the first of ``months`` to the last."""
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in months]
    everyone = range(min(numbers), max(numbers) + 1) if numbers else ()
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in everyone]
