"""The changes of articles, one row each: what a text said before and after, and when that was noticed."""

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
    "language": "BCP 47 tag of the text",
    "state": "number of the state that the change made; the one before it is one less",
    "noticed_at": "when this state was first captured (UTC)",
    "before_at": "when the state before it was first captured (UTC)",
    "silent": "1 where title or text changed and no date that the portal gives did, else 0",
    "significance": "share of the text that changed, 0 to 1",
    "title_before": "headline before",
    "title": "headline after",
    "text_before": "text before, in the form of an article's text",
    "text": "text after",
    "published_before": "when it was published, as the portal claimed before",
    "published_at": "the same after",
    "modified_before": "when it was modified, as the portal claimed before",
    "modified_at": "the same after",
    "capture": "number of the capture that shows this state",
    "payload_digest": "SHA-256 of its bytes",
    "record_id": "WARC-Record-ID of it",
    "capture_before": "number of the capture that shows the state before",
    "payload_digest_before": "SHA-256 of its bytes",
    "record_id_before": "WARC-Record-ID of it",
    "imported_from": "WARC file of others, and record in it, that the capture of this state was taken from",
    "imported_from_before": "the same of the state before",
}
"""Column name to what it holds, in the order of both formats. New columns are added at the end only."""

_FROM = {
    "article": "articles.id",
    "url": "articles.url",
    "portal": "articles.portal",
    "portal_title": "portals.title",
    "language": "articles.language",
    "state": "revisions.number",
    "noticed_at": "revisions.captured_at",
    "before_at": "earlier.captured_at",
    "published_before": "earlier.published_at",
    "modified_before": "earlier.modified_at",
    "title_before": "earlier.title",
    "text_before": "earlier.text",
    "payload_digest": "captures.payload_digest",
    "record_id": "captures.record_id",
    "capture_before": "earlier.capture",
    "payload_digest_before": "captures_before.payload_digest",
    "record_id_before": "captures_before.record_id",
    "imported_from": "captures.imported_from",
    "imported_from_before": "captures_before.imported_from",
}
_SELECT = ", ".join(f"{_FROM.get(name, f'revisions.{name}')} AS {name}" for name in COLUMNS)
_JOINED = (
    "revisions JOIN articles ON articles.id = revisions.article "
    "JOIN revisions AS earlier ON earlier.article = articles.id AND earlier.number = revisions.number - 1 "
    "LEFT JOIN portals ON portals.name = articles.portal "
    "LEFT JOIN captures ON captures.id = revisions.capture "
    "LEFT JOIN captures AS captures_before ON captures_before.id = earlier.capture"
)


def changes(
    connection: sqlite3.Connection, query: Query, noticed_from: str = "", noticed_to: str = ""
) -> Generator[dict[str, Any]]:
    """The changes of the articles that ``query`` finds, now or in an earlier state, with ``COLUMNS`` as keys.

    Those noticed first come first; only silent ones where ``query`` asks for these. Its sort, limit and offset do
    not count, its days are the articles'. ``noticed_from``, ``noticed_to``: periods (``archive.period``) in UTC.
    Close the generator where it is not read to its end.
    """
    condition, parameters = ever(query)
    first, last = instants(noticed_from, noticed_to)
    condition += " AND revisions.captured_at BETWEEN :noticed_from AND :noticed_to"
    if query.changed == "silent":
        condition += " AND revisions.silent"
    found = connection.execute(
        f"SELECT {_SELECT} FROM {_JOINED} WHERE {condition} ORDER BY revisions.captured_at, revisions.id",  # noqa: S608
        parameters | {"noticed_from": first, "noticed_to": last},
    )
    yield from named(found)
