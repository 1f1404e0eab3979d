"""Captures by their rows: which one is meant, and the bytes it brought."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive.errors import CaptureMissingError, UsageError
from archive.rows import by_name
from archive.warc import StoredCapture, read_capture

_RECORD = re.compile(r"<?urn:uuid:(?P<name>[\da-fA-F-]{36})>?")
_BY_URL = """
SELECT * FROM captures WHERE id = coalesce(
    (SELECT id FROM captures WHERE final_url = :which AND kind <> 'error' ORDER BY captured_at DESC, id DESC LIMIT 1),
    (SELECT capture FROM articles WHERE url = :which))
"""
_SAME_BYTES = """
SELECT * FROM captures WHERE final_url = ? AND payload_digest = ? AND kind = 'response'
ORDER BY id DESC LIMIT 1
"""


def chosen(connection: sqlite3.Connection, which: str) -> sqlite3.Row:
    """The row of the capture with this number or record id, or of the latest of this address.

    Raises ``UsageError`` where there is none.
    """
    sql = "SELECT * FROM captures WHERE id = :which" if which.isdecimal() else _BY_URL
    if record := _RECORD.fullmatch(which):
        sql, which = "SELECT * FROM captures WHERE record_id = :which", f"urn:uuid:{record['name'].lower()}"
    row: sqlite3.Row | None = connection.execute(sql, {"which": which}).fetchone()
    if row is None:
        raise UsageError(
            f"{which}: no capture has this number, name or address; `gazette search` prints addresses of articles"
        )
    return row


def stored(
    connection: sqlite3.Connection, folder: Path, row: Mapping[str, Any] | sqlite3.Row
) -> StoredCapture:
    """What the capture of ``row`` brought; of a revisit, the capture whose bytes it brought again.

    Raises ``CaptureMissingError`` where no bytes were kept or they cannot be read.
    """
    if row["kind"] == "error":
        raise CaptureMissingError(
            f"capture {row['id']}: no response arrived ({row['error']}); nothing to read"
        )
    row = original(connection, row)
    return read_capture(folder, row["warc_file"], row["warc_offset"], row["warc_length"])


def provenance(row: sqlite3.Row) -> str:
    """One line that says where a capture comes from and where it is kept."""
    return (
        "capture {id}: {final_url} at {captured_at}, status {status}, {kind}, {payload_digest}, "
        "{warc_file} from byte {warc_offset}, {record_id}"
    ).format(**dict(row)) + (f", captured by others: {row['imported_from']}" if row["imported_from"] else "")


def original(
    connection: sqlite3.Connection, revisit: Mapping[str, Any] | sqlite3.Row
) -> Mapping[str, Any] | sqlite3.Row:
    """The row of the capture that holds the bytes which a revisit brought again; of any other the row itself.

    Raises ``CaptureMissingError`` where there is none.
    """
    if revisit["kind"] != "revisit":
        return revisit
    found = connection.execute(_SAME_BYTES, (revisit["final_url"], revisit["payload_digest"]))
    row = next(iter(by_name(found)), None)
    if row is None:
        raise CaptureMissingError(
            f"capture {revisit['id']}: a revisit of bytes that no capture of {revisit['final_url']} holds; "
            f"look for {revisit['payload_digest']} in the WARC files"
        )
    return row
