"""The files that articles offer and their further pages, one row for each state: what it says, what it said before, and
what has become of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from typing import Any

from archive.attached import NOTHING_NEW
from archive.former import ever
from archive.period import instants
from archive.rows import named
from archive.search import Query

COLUMNS: dict[str, str] = {
    "article": "number of the article that offers the file",
    "url": "its canonical address",
    "portal": "name of the portal in this archive",
    "portal_title": "the portal's own name",
    "title": "headline of the article",
    "language": "BCP 47 tag of the article's text",
    "file_url": "address of the file",
    "file_title": "what the article calls it",
    "type": "media type, as far as it is known",
    "page": "which page of the article it is, from 2; 0 for a file",
    "state": "number of this state of the file; empty where the file was never had",
    "is_latest": "1 where it is the file's latest state of those that the article offered, else 0",
    "noticed_at": "when this state was first captured (UTC)",
    "before_at": "when the state before it was first captured (UTC); empty for the first",
    "text_before": "what the file said before",
    "text": "what it says",
    "reason": "why there is no text, or not all of it",
    "checked_at": "when the file was last asked for (UTC)",
    "missed_reason": "why it was not brought then; http-404, http-410: it is not at its address",
    "removed_at": "when the article's page was first captured without it (UTC); empty where it is offered still",
    "capture": "number of the capture that shows this state",
    "captured_url": "address that the capture came from, after redirects",
    "payload_digest": "SHA-256 of its bytes",
    "record_id": "WARC-Record-ID of it",
    "warc_file": "WARC file that holds it",
    "warc_offset": "place of the record in that file, in bytes",
    "warc_length": "length of the record, in bytes",
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
    "title": "articles.title",
    "language": "articles.language",
    "file_url": "offered.url",
    "file_title": "offered.title",
    "type": "offered.type",
    "page": "offered.page",
    "state": "state.number",
    "is_latest": "state.id IS NOT NULL AND later.id IS NULL",
    "noticed_at": "state.captured_at",
    "before_at": "earlier.captured_at",
    "text_before": "earlier.text",
    "text": "coalesce(state.text, '')",
    "reason": "coalesce(state.reason, '')",
    "checked_at": "offered.checked_at",
    "missed_reason": "offered.missed_reason",
    "removed_at": "offered.removed_at",
    "capture": "state.capture",
    "captured_url": "captures.final_url",
    "capture_before": "earlier.capture",
    "payload_digest_before": "captures_before.payload_digest",
    "record_id_before": "captures_before.record_id",
    "imported_from_before": "captures_before.imported_from",
}
_SELECT = ", ".join(f"{_FROM.get(name, f'captures.{name}')} AS {name}" for name in COLUMNS)
_OFFERED = "captured_at <= coalesce(offered.removed_at, '9')"
"""What a file says to others after an article offered it no more is no state of the article's file."""
_JOINED = (
    "articles JOIN attachments AS offered ON offered.article = articles.id "
    "LEFT JOIN file_revisions AS state ON state.url = offered.url AND offered.capture IS NOT NULL "
    f"AND state.{_OFFERED} "
    "LEFT JOIN file_revisions AS earlier ON earlier.url = state.url AND earlier.number = state.number - 1 "
    "LEFT JOIN file_revisions AS later ON later.url = state.url AND later.number = state.number + 1 "
    f"AND later.{_OFFERED} "
    "LEFT JOIN portals ON portals.name = articles.portal "
    "LEFT JOIN captures ON captures.id = state.capture "
    "LEFT JOIN captures AS captures_before ON captures_before.id = earlier.capture"
)
_IS_NONE = f"offered.page > 0 AND offered.reason LIKE '{NOTHING_NEW}%'"
"""What was thought to be a further page and is none."""


def file_states(
    connection: sqlite3.Connection, query: Query, noticed_from: str = "", noticed_to: str = ""
) -> Generator[dict[str, Any]]:
    """The states of all files and further pages of the articles that ``query`` finds, now or in an earlier state, with
    ``COLUMNS`` as keys, article by article, in the order in which these offer them.

    A file that was never had is a row without a state. ``query``'s sort, limit and offset do not count, its days are
    the articles'. ``noticed_from``, ``noticed_to``: periods (``archive.period``) in UTC in which a state was first
    captured. Close the generator where it is not read to its end.
    """
    condition, parameters = ever(query)
    first, last = instants(noticed_from, noticed_to)
    condition += f" AND NOT ({_IS_NONE})"
    if noticed_from or noticed_to:
        condition += " AND state.captured_at BETWEEN :noticed_from AND :noticed_to"
    found = connection.execute(
        f"SELECT {_SELECT} FROM {_JOINED} WHERE {condition} "  # noqa: S608 - ours
        "ORDER BY articles.id, offered.position, state.number",
        parameters | {"noticed_from": first, "noticed_to": last},
    )
    yield from named(found)
