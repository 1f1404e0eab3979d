"""What became of articles and their files: one row each time that one was not found, moved, came back."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from typing import Any

from archive.former import ever
from archive.period import instants
from archive.rows import named
from archive.search import Query

COLUMNS: dict[str, str] = {
    "article": "number of the article in this archive",
    "url": "canonical address",
    "portal": "name of the portal in this archive",
    "portal_title": "the portal's own name",
    "title": "headline, as it is or was last",
    "language": "BCP 47 tag of the text",
    "published_on": "the portal's local date of publication; the 1st where it names no day",
    "what": "missing, moved or published (found again) of an article; file-added, file-removed, file-returned, "
    "file-missing, file-found, file-replaced of a file; page-… of a further page",
    "seen_at": "when that was seen first (UTC)",
    "last_seen_at": "when it was last seen before that (UTC); empty where that is not known",
    "detail": "what answered in its place, or the address that its own leads to, or that of the file or page",
    "file_title": "what the article calls the file or page",
    "state": "whether the article is at its address today, as far as was observed",
    "capture": "number of the capture from that address that shows it; empty where another page's does",
    "status": "status of that answer",
    "payload_digest": "SHA-256 of its bytes",
    "record_id": "WARC-Record-ID of the capture",
    "warc_file": "WARC file that holds it",
    "imported_from": "WARC file of others, and record in it, that the capture was taken from; empty for our own",
}
"""Column name to what it holds, in the order of both formats. New columns are added at the end only."""

_FROM = {
    "article": "articles.id",
    "portal_title": "portals.title",
    "what": "sightings.state",
    "seen_at": "sightings.at",
    # Of a file that a page offers no more, rows are written together with what came after.
    "last_seen_at": "iif(sightings.last_seen_at < sightings.at, sightings.last_seen_at, '')",
    "detail": "sightings.detail",
    "file_title": "coalesce(offered.title, '')",
    "capture": "captures.id",
}
_OF_CAPTURES = ("status", "payload_digest", "record_id", "warc_file", "imported_from")
_PLACES = (
    {name: f"articles.{name}" for name in COLUMNS}
    | {name: f"captures.{name}" for name in _OF_CAPTURES}
    | _FROM
)
_SELECT = ", ".join(f"{_PLACES[name]} AS {name}" for name in COLUMNS)
_JOINED = (
    "sightings JOIN articles ON articles.id = sightings.article "
    "LEFT JOIN portals ON portals.name = articles.portal "
    "LEFT JOIN attachments AS offered ON offered.article = articles.id AND offered.url = sightings.detail "
    "LEFT JOIN captures ON captures.id = (SELECT id FROM captures AS one "
    "WHERE one.final_url = iif(offered.url IS NULL, articles.url, offered.url) AND (one.captured_at = sightings.at "
    # A move is seen when the page that the address leads to has come.
    "OR (sightings.state = 'moved' AND one.captured_at <= sightings.at AND one.status BETWEEN 300 AND 399)) "
    "ORDER BY one.captured_at DESC, one.id DESC LIMIT 1)"
)


def fates(
    connection: sqlite3.Connection, query: Query, noticed_from: str = "", noticed_to: str = ""
) -> Generator[dict[str, Any]]:
    """What became of the articles that ``query`` finds, now or in an earlier state, and of their files, with
    ``COLUMNS`` as keys; what was seen first comes first.

    Its sort, limit and offset do not count, its days are the articles'. ``noticed_from``, ``noticed_to``: periods
    (``archive.period``) in UTC. Close the generator where it is not read to its end.
    """
    condition, parameters = ever(query)
    first, last = instants(noticed_from, noticed_to)
    found = connection.execute(
        f"SELECT {_SELECT} FROM {_JOINED} WHERE {condition} "  # noqa: S608 - ours
        "AND sightings.at BETWEEN :noticed_from AND :noticed_to ORDER BY sightings.at, sightings.id",
        parameters | {"noticed_from": first, "noticed_to": last},
    )
    yield from named(found)
