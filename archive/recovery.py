"""After a kill: make the rows agree with the WARC files again. Nothing that was captured is lost."""

from __future__ import annotations

import logging
import zlib
from pathlib import Path

from attrs import evolve
from sqlite_utils import Database

from archive.database import last_chain, transaction
from archive.records import Capture
from archive.rows import capture_row, chained
from archive.warc import scan

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 20
_log = logging.getLogger(__name__)


def recover(db: Database, folder: Path) -> int:
    """Give every whole record that has no row its row; set a torn last record aside. Returns rows added.

    A torn tail is moved to ``<file>.torn-<offset>``: it was never committed, but it may be all there is.
    """
    indexed = _indexed_ends(db)
    added = 0
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        end = indexed.get(path.name, 0)
        if path.stat().st_size > end:
            _set_torn_tail_aside(path, whole_length(path, end))
            added += _adopt(db, list(scan(path, end)))
    return added


def whole_length(path: Path, start: int) -> int:
    """How many bytes of ``path`` are whole records, given that those before ``start`` are."""
    end, read = start, start
    member = zlib.decompressobj(_GZIP)
    with path.open("rb") as file:
        file.seek(start)
        while data := file.read(_PIECE):
            while data:
                read += len(data)
                try:
                    member.decompress(data)
                except zlib.error:
                    return end
                data = member.unused_data
                read -= len(data)
                if member.eof:
                    end, member = read, zlib.decompressobj(_GZIP)
    return end


def _indexed_ends(db: Database) -> dict[str, int]:
    rows = db.query(
        "SELECT warc_file, max(warc_offset + warc_length) AS end FROM captures GROUP BY warc_file"
    )
    return {row["warc_file"]: row["end"] for row in rows}


def _set_torn_tail_aside(path: Path, whole: int) -> None:
    with path.open("r+b") as file:
        file.seek(whole)
        if torn := file.read():
            path.with_name(f"{path.name}.torn-{whole}").write_bytes(torn)
            file.truncate(whole)
            _log.warning("%s: %d bytes of a torn last record set aside", path, len(torn))


def _adopt(db: Database, captures: list[Capture]) -> int:
    chain, rows = last_chain(db), []
    for capture in captures:
        chain = chained(chain, capture)
        row = capture_row(evolve(capture, id=0), None, chain)
        del row["id"]
        rows.append(row)
    with transaction(db):
        db.table("captures").insert_all(rows)
    if rows:
        _log.warning("%s: %d captures without a row given one", captures[0].warc_file, len(rows))
    return len(rows)
