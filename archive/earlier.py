"""What earlier runs left for the next one to build on."""

from __future__ import annotations

from sqlite_utils import Database

from archive.records import Capture
from archive.rows import capture_from


def interrupted_window(db: Database, portal: str, run: int) -> tuple[str, str] | None:
    """First and last day that the portal's run before ``run`` asked for, if that was interrupted; else None."""
    sql = (
        "SELECT outcome, from_date, to_date FROM runs WHERE portal = ? AND id < ? AND addresses = 0 "
        "ORDER BY id DESC LIMIT 1"
    )
    for row in db.query(sql, [portal, run]):
        if row["outcome"] == "interrupted":
            return row["from_date"], row["to_date"]
    return None


def whole_at(db: Database, url: str) -> Capture | None:
    """The latest capture from an address that brought a whole answer."""
    return next((capture_from(row) for row in db.query(_WHOLE, [url])), None)


_WHOLE = """
SELECT * FROM captures WHERE final_url = ? AND kind = 'response' AND status = 200 AND truncated = ''
ORDER BY captured_at DESC, id DESC LIMIT 1
"""


def capture_numbered(db: Database, number: int) -> Capture | None:
    """The capture with this number."""
    return next(
        (capture_from(row) for row in db.query("SELECT * FROM captures WHERE id = ?", [number])), None
    )
