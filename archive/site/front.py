"""What the front page tells: the newest articles, how many there are, what changed without a word."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import date

from attrs import frozen

from archive.site.queries import Row, rows

NEWEST, CHANGES, MONTHS = 12, 6, 24
_RECENT = 2_000
"""Revisions that are looked through for silent ones: enough for weeks, and the same work for any archive."""


@frozen
class Month:
    month: str
    """``2020-06``."""
    count: int
    share: float
    """Of the largest month, 0 to 1."""

    @property
    def last_day(self) -> str:
        """A day that no day of the month comes after, for a filter."""
        return f"{self.month}-31"


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


def counts(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Articles by portal and month of publication (empty where it is not known); read from an index alone."""
    sql = (
        "SELECT portal, coalesce(substr(published_on, 1, 7), '') AS month, count(*) AS n "
        "FROM articles GROUP BY portal, month"
    )
    return {(row["portal"], row["month"]): row["n"] for row in rows(connection, sql)}


def portals(connection: sqlite3.Connection) -> list[Row]:
    """Every portal with its latest run, by title."""
    return rows(
        connection,
        "SELECT portals.name, portals.title, portals.publisher, portals.country, runs.outcome, runs.started_at, "
        "runs.articles_new, runs.articles_changed, runs.id AS run "
        "FROM portals LEFT JOIN runs ON runs.id = (SELECT id FROM runs WHERE portal = portals.name "
        "ORDER BY started_at DESC, id DESC LIMIT 1) ORDER BY portals.title",
    )


def silent_edits(connection: sqlite3.Connection) -> list[Row]:
    """The latest revisions that changed a text while the dates claimed for it stayed the same."""
    return rows(
        connection,
        "SELECT revisions.article, revisions.number, revisions.captured_at, revisions.title, "
        "revisions.significance, articles.language FROM "
        "(SELECT id FROM revisions ORDER BY captured_at DESC LIMIT ?) AS recent "
        "JOIN revisions ON revisions.id = recent.id JOIN articles ON articles.id = revisions.article "
        "WHERE revisions.silent AND revisions.number > 1 "
        "ORDER BY revisions.captured_at DESC, revisions.id DESC LIMIT ?",
        _RECENT,
        CHANGES,
    )


def vanished(connection: sqlite3.Connection) -> list[Row]:
    """The articles that were missed last at their address."""
    return rows(
        connection,
        "SELECT id, title, language, last_seen_at, missed_at, misses FROM articles "
        "WHERE state NOT IN ('published', 'moved') AND missed_at IS NOT NULL "
        "ORDER BY missed_at DESC, id DESC LIMIT ?",
        CHANGES,
    )


def by_portal(found: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Articles by portal."""
    totals: Counter[str] = Counter()
    for (portal, _), count in found.items():
        totals[portal] += count
    return dict(totals)


def by_month(found: Mapping[tuple[str, str], int], today: date) -> list[Month]:
    """The last months up to the newest that has articles and is not to come, empty ones between included."""
    totals: Counter[str] = Counter()
    for (_, month), count in found.items():
        totals[month] += count
    past = [month for month in totals if _is_month(month) and month <= today.isoformat()[:7]]
    if not past:
        return []
    months = _months_until(max(past), since=min(past))
    largest = max(totals[month] for month in months)
    return [Month(month, totals[month], totals[month] / largest) for month in months]


def _is_month(text: str) -> bool:
    return len(text) == 7 and text[:4].isdecimal() and text[4] == "-" and "01" <= text[5:] <= "12"


def _months_until(last: str, since: str) -> list[str]:
    number = int(last[:4]) * 12 + int(last[5:]) - 1
    months = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(max(0, number - MONTHS + 1), number + 1)]
    return [month for month in months if month >= since]
