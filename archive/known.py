"""What the archive holds of a portal's articles, for a crawl that is about to fetch them again."""

from __future__ import annotations

from attrs import fields, frozen
from sqlite_utils import Database

from archive.records import Capture
from archive.rows import Row, capture_from


@frozen
class Known:
    """What the archive holds of an address before it is fetched again."""

    url: str
    state: str
    title: str
    text_digest: str
    extractor: str
    published_on: str
    first_seen_at: str
    last_seen_at: str
    changed_at: str
    """When its latest revision was captured."""
    capture: Capture
    """Its latest capture that was read as what it says: a refused page or one that nobody has read yet, taken
    for it, would make an unchanged challenge page or an unread correction an unchanged article."""


def known(db: Database, portal: str) -> dict[str, Known]:
    """The portal's articles by address, with the capture to compare the next one with."""
    return {row["url"]: _known(row) for row in db.query(_KNOWN, [portal])}


_KNOWN = """
SELECT a.url, a.state, a.title, a.text_digest, a.extractor, a.first_seen_at, a.last_seen_at,
       coalesce(a.published_on, substr(a.first_seen_at, 1, 10)) AS published_on,
       r.captured_at AS changed_at, c.*
FROM articles a
JOIN revisions r ON r.article = a.id AND r.number = a.revisions
JOIN captures c ON c.id = coalesce(
    (SELECT max(id) FROM captures
     WHERE final_url = a.url AND kind = 'response' AND status = 200 AND truncated = ''
     AND captured_at <= a.last_seen_at AND NOT EXISTS (SELECT 1 FROM refusals WHERE capture = captures.id)),
    a.capture)
WHERE a.portal = ?
"""


def _known(row: Row) -> Known:
    own = {field.name: row[field.name] for field in fields(Known) if field.name != "capture"}
    return Known(**own, capture=capture_from(row))
