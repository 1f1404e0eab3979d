"""After a kill: make the rows agree with the WARC files again. Nothing that was captured is lost."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve
from sqlite_utils import Database

from archive.database import last_chain, transaction
from archive.records import Capture
from archive.rows import capture_row, chained
from archive.warc import record_ends, scan

_log = logging.getLogger(__name__)


def recover(db: Database, folder: Path) -> int:
    """Give every whole capture that has no row its row; set aside what follows. Returns rows added.

    What follows, a torn record or a request without its answer, is moved to ``<file>.torn-<offset>``: it was
    never committed, but it may be all there is.
    """
    indexed = _indexed_ends(db)
    added = 0
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        end = indexed.get(path.name, 0)
        if path.stat().st_size > end:
            captures = list(scan(path, end))
            _set_tail_aside(path, _end(captures) or end or _first_record(path))
            added += _adopt(db, captures)
    return added


def _end(captures: Sequence[Capture]) -> int:
    return captures[-1].warc_offset + captures[-1].warc_length if captures else 0


def _first_record(path: Path) -> int:
    """The length of the record that says what the file is; 0 where not even that is whole."""
    return next(record_ends(path, 0), 0)


def _indexed_ends(db: Database) -> dict[str, int]:
    rows = db.query(
        "SELECT warc_file, max(warc_offset + warc_length) AS end FROM captures GROUP BY warc_file"
    )
    return {row["warc_file"]: row["end"] for row in rows}


def _set_tail_aside(path: Path, end: int) -> None:
    with path.open("r+b") as file:
        file.seek(end)
        if tail := file.read():
            path.with_name(f"{path.name}.torn-{end}").write_bytes(tail)
            file.truncate(end)
            _log.warning("%s: %d bytes after the last whole capture set aside", path, len(tail))


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
