"""Pages that were not kept as articles: what a crawler needs to know before it fetches them again."""

from __future__ import annotations

from attrs import frozen
from sqlite_utils import Database

from archive.records import Capture, Refusal
from archive.rows import capture_from


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
