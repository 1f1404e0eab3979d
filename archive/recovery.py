"""After a kill: make the rows agree with the WARC files again. Nothing that was captured is lost."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from attrs import evolve
from sqlite_utils import Database

from archive.database import head, transaction
from archive.records import Capture, format_instant
from archive.rows import capture_row, chained
from archive.warc import record_ends, scan

_log = logging.getLogger(__name__)


def recover(db: Database, folder: Path) -> int:
    """Give every whole capture that a crawl has left without a row its row; set aside what follows. Returns rows added.

    What follows, a torn record, a request without its answer or what no crawl of this archive can have left, is moved
    to ``<file>.torn-<offset>``: it was never committed, but it may be all there is.
    """
    indexed, begun = _indexed_ends(db), Begun(db.conn)
    added = 0
    for path in sorted((folder / "warc").glob("*.warc.gz")):
        end = indexed.get(path.name, 0)
        if path.stat().st_size > end:
            whole = list(scan(path, end))
            captures = list(takewhile(begun.can_have_left, whole))
            if stranger := next(iter(whole[len(captures) :]), None):
                _log.warning(
                    "%s: %s; `gazette import` takes it as captured by others", path, told_of(stranger)
                )
            _set_tail_aside(path, _end(captures) or end or _first_record(path))
            added += _adopt(db, captures)
    return added


class Begun:
    """When the latest run of each portal began: what a kill leaves without a row was captured after that, as rows of
    earlier runs were written when these ended; and none has a row elsewhere."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._runs = dict(connection.execute(_LATEST_RUNS).fetchall())
        (self._newest,) = connection.execute(_NEWEST).fetchone()

    def can_have_left(self, capture: Capture) -> bool:
        """Whether ``capture`` may be without a row because a process was killed. Those of others may be of any age."""
        begun = self._runs.get(capture.portal, self._newest or "")
        is_young = bool(capture.imported_from) or capture.captured_at >= _earlier(begun)
        return is_young and self._connection.execute(_ELSEWHERE, [capture.record_id]).fetchone() is None


def told_of(capture: Capture) -> str:
    """Why a capture is none that a crawl of this archive has left."""
    return (
        f"the capture of {capture.final_url} from {capture.captured_at}, byte {capture.warc_offset}, has no row and "
        f"is a copy of another, or older than the latest run of {capture.portal}: no crawl that was killed has left it"
    )


def _earlier(instant: str) -> str:
    return format_instant(datetime.fromisoformat(instant) - _CLOCK) if instant else ""


_CLOCK = timedelta(hours=1)
"""By which a clock may have been set back while a crawl was at work."""
_LATEST_RUNS = "SELECT portal, started_at FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY portal)"
_ELSEWHERE = "SELECT 1 FROM captures WHERE record_id = ?"
_NEWEST = "SELECT max(captured_at) FROM captures WHERE imported_from = ''"


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
    (_, chain), rows = head(db.conn), []
    for capture in captures:
        chain = chained(chain, capture)
        # What a crawl has not read it finds by itself.
        row = capture_row(evolve(capture, id=0), None, chain) | {"unread": int(bool(capture.imported_from))}
        del row["id"]
        rows.append(row)
    with transaction(db):
        db.table("captures").insert_all(rows)
    if rows:
        _log.warning("%s: %d captures without a row given one", captures[0].warc_file, len(rows))
    return len(rows)
