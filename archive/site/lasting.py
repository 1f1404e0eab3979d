"""The address by which a state is cited: it leads to it in every archive that holds the capture, whatever its numbers.

Numbers are of one archive: two that are taken together, or one that is made anew from its WARC files, count otherwise,
and ``/article/70/revision/2`` would lead to another text without a sign of it. The instant of the capture and the
digest of its bytes are in its record, and go with that.
"""

from __future__ import annotations

import re
import sqlite3

from archive.site.queries import Row, row

FIGURES = 12
"""Of the digest: what two captures of one instant do not share by chance."""
_CLOSED = """
SELECT captures.id FROM withheld_addresses JOIN captures ON captures.final_url = withheld_addresses.url
WHERE captures.captured_at = ? AND captures.payload_digest GLOB ? ORDER BY captures.id LIMIT 1
"""
_FIND = """
SELECT revisions.article, revisions.number FROM revisions JOIN captures ON captures.id = revisions.capture
WHERE revisions.captured_at = ? AND captures.payload_digest GLOB ? ORDER BY revisions.id LIMIT 1
"""
_BEGUN_EARLIER = """
SELECT renumbered.article, max(revisions.number) AS number FROM captures
JOIN renumbered ON renumbered.capture = captures.id
JOIN revisions ON revisions.article = renumbered.article AND revisions.captured_at <= captures.captured_at
WHERE captures.captured_at = ? AND captures.payload_digest GLOB ? GROUP BY renumbered.article LIMIT 1
"""
"""Of a state that is known from an older capture by now."""
_PARTS = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-([\da-f]+)")


def lasting_path(state: Row) -> str:
    """Of a state (as ``article.revision`` gives it): ``/cited/20261130T004332567Z-224aeaf2a6cd``."""
    digest = state["payload_digest"].partition(":")[2][:FIGURES]
    return f"/cited/{re.sub('[-:.]', '', state['captured_at'])}-{digest}"


def cited_state(connection: sqlite3.Connection, name: str) -> Row | None:
    """Article and number of the state that ``name``, the last part of such a path, names; ``None`` for none."""
    return _found(connection, _FIND, name) or _found(connection, _BEGUN_EARLIER, name)


def closed_capture(connection: sqlite3.Connection, name: str) -> int:
    """The number of the capture that ``name`` names, of what is withheld; 0 for none."""
    found = _found(connection, _CLOSED, name)
    return int(found["id"]) if found else 0


def _found(connection: sqlite3.Connection, sql: str, name: str) -> Row | None:
    parts = _PARTS.fullmatch(name)
    if parts is None:
        return None
    year, month, day, hour, minute, second, thousandths, digest = parts.groups()
    instant = f"{year}-{month}-{day}T{hour}:{minute}:{second}.{thousandths}Z"
    return row(connection, sql, instant, f"*:{digest}*")
