"""What the archive holds of a portal's articles, for a crawl that is about to fetch them again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import fields, frozen
from sqlite_utils import Database

from archive.records import Capture, format_instant
from archive.rows import Row, capture_from
from archive.vanished import FORBIDDEN, GONE


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
    vain_since: str
    """When a visit first found something else in its place since it was last seen; empty where none did."""
    vain_at: str
    """When the latest visit did."""
    capture: Capture
    """Its latest capture that was read as what it says: a refused page or one that nobody has read yet, taken
    for it, would make an unchanged challenge page or an unread correction an unchanged article."""


def known(db: Database, portal: str, passing: Iterable[str] = ()) -> dict[str, Known]:
    """The portal's articles by address, with the capture to compare the next one with.

    A page that was refused for a ``passing`` reason (a captcha) says nothing of the article: no visit in vain.
    """
    vain = {url: instants for url, *instants in _vain(db, portal, tuple(passing))}
    return {row["url"]: _known(row, *vain.get(row["url"], ("", ""))) for row in db.query(_KNOWN, [portal])}


_KNOWN = """
SELECT a.url, a.state, a.title, a.text_digest, a.extractor, a.first_seen_at, a.last_seen_at,
       coalesce(a.published_on, substr(a.first_seen_at, 1, 10)) AS published_on,
       r.captured_at AS changed_at, c.*
FROM articles a
JOIN revisions r ON r.article = a.id AND r.number = a.revisions
JOIN captures c ON c.id = coalesce(
    (SELECT id FROM captures
     WHERE final_url = a.url AND kind = 'response' AND status = 200 AND truncated = '' AND unread = 0
     AND captured_at <= a.last_seen_at AND NOT EXISTS (SELECT 1 FROM refusals WHERE capture = captures.id)
     ORDER BY captured_at DESC, id DESC LIMIT 1),
    a.capture)
WHERE a.portal = ?
"""

_VAIN = f"""
SELECT url, min(at), max(at) FROM (
    SELECT r.url, r.refused_at AS at FROM refusals r
    JOIN articles a ON a.url = r.url AND a.portal = r.portal AND r.refused_at > a.last_seen_at
    WHERE r.portal = ? AND r.reason NOT IN ({{}})
    UNION ALL
    SELECT a.url, c.captured_at FROM articles a
    JOIN captures c ON c.final_url = a.url AND c.captured_at > a.last_seen_at
    WHERE a.portal = ? AND a.state = 'missing' AND c.status IN {(*GONE, 301, 302, 303, 307, 308)}
    UNION ALL
    SELECT a.url, c.captured_at FROM articles a
    JOIN captures c ON c.final_url = a.url AND c.captured_at > a.last_seen_at
    AND c.status IN {FORBIDDEN}
    JOIN runs ON runs.id = c.run AND runs.found > 0
    WHERE a.portal = ? AND NOT EXISTS (SELECT 1 FROM refusals WHERE capture = c.id)
) WHERE at < ? GROUP BY url
"""  # noqa: S608 - our own numbers
"""Visits that ended with something else than the article: a page that was refused, a word that there is none, a way
that led to one; a word that it is not for us (403), of a portal that shows its lists. What failed otherwise is tried
again by the ledger; what nobody has read yet may be the article. A visit that lies a day ahead or more was dated by a
clock that was wrong."""


def _vain(db: Database, portal: str, passing: tuple[str, ...]) -> list[tuple[str, str, str]]:
    sql = _VAIN.format(", ".join("?" * len(passing)))
    tomorrow = format_instant(datetime.now(UTC) + timedelta(days=1))
    return db.conn.execute(sql, (portal, *passing, portal, portal, tomorrow)).fetchall()


def _known(row: Row, vain_since: str, vain_at: str) -> Known:
    apart = ("capture", "vain_since", "vain_at")
    own = {field.name: row[field.name] for field in fields(Known) if field.name not in apart}
    return Known(**own, vain_since=vain_since, vain_at=vain_at, capture=capture_from(row))
