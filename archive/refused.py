"""Pages that were not kept as articles: for a crawler that fetches them again, and for readers with better rules."""

from __future__ import annotations

from attrs import frozen
from sqlite_utils import Database

from archive.records import Capture, Refusal
from archive.rows import capture_from
from archive.vanished import GONE


@frozen
class Refused:
    """A refusal and the capture that was read for it."""

    refusal: Refusal
    capture: Capture


def refused_pages(db: Database, portal: str, version: str) -> dict[str, Refused]:
    """The portal's refused pages by address, each with its latest whole response.

    Only what ``version`` of the software refused: another one may read more in the same bytes.
    """
    rows = db.query(_REFUSED, {"portal": portal, "version": version})
    return {row["url"]: Refused(_refusal(row), capture_from(row)) for row in rows}


def unkept(db: Database, url: str) -> list[Refused]:
    """What was refused at an address since an article was last seen there, or ever; oldest first.

    Whole pages and documents, and revisits of such, that came from this very address. Where the portal has said since
    that nothing is there, an article that is held stays as it was observed: nothing of it comes back.
    """
    return [Refused(_refusal(row), capture_from(row)) for row in db.query(_UNKEPT, {"url": url})]


_MAY_BE_READ = "(f.reason <> 'not-html' OR f.detail LIKE '%/pdf%')"
"""Documents were refused so before they were read."""

UNKEPT_URLS = f"""
SELECT f.url, f.portal, a.id IS NOT NULL AS is_held
FROM refusals f JOIN captures c ON c.id = f.capture LEFT JOIN articles a ON a.url = f.url
WHERE c.final_url = f.url AND c.status = 200 AND c.truncated = '' AND {_MAY_BE_READ}
AND (:portal = '' OR f.portal = :portal) AND c.captured_at >= :since
AND (a.id IS NULL OR a.last_seen_at < c.captured_at)
GROUP BY f.url ORDER BY f.id
"""  # noqa: S608 - ours
"""Addresses with refused pages at which no article was seen since, of one portal or of all, captured since a day."""

_UNKEPT = f"""
SELECT f.url, f.reason, f.detail, c.* FROM refusals f JOIN captures c ON c.id = f.capture
LEFT JOIN articles a ON a.url = f.url
WHERE f.url = :url AND c.final_url = f.url AND c.truncated = '' AND {_MAY_BE_READ}
AND (c.status = 200 OR c.kind = 'revisit')
AND (a.id IS NULL OR c.captured_at > a.last_seen_at AND NOT EXISTS (
    SELECT 1 FROM captures g
    WHERE g.final_url = f.url AND g.status IN {GONE} AND g.captured_at > c.captured_at))
ORDER BY c.id
"""  # noqa: S608 - our own numbers


def _refusal(row: dict[str, str]) -> Refusal:
    return Refusal(row["url"], row["reason"], row["detail"])


_REFUSED = """
SELECT f.url, f.reason, f.detail, c.* FROM refusals f JOIN captures c ON c.id = f.capture
WHERE f.id IN (
    SELECT max(f.id) FROM refusals f
    JOIN captures c ON c.id = f.capture AND c.kind = 'response' AND c.status = 200 AND c.truncated = ''
    JOIN runs r ON r.id = f.run AND r.gazette_version = :version
    WHERE f.portal = :portal AND c.final_url = f.url GROUP BY f.url)
"""
