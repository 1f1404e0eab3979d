"""The ledgers of the archive's portals, computed no more often than they change."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from archive.coverage import Coverage, coverage
from archive.site.metadata import DATABASE
from archive.site.queries import ask

if TYPE_CHECKING:
    from datasette.app import Datasette

FRESH_S = 30
"""While a crawl writes every second, a ledger is shown as it was so long ago."""
PATIENT_S = 600
"""The same for a page that has other things to show, and must not wait for ledgers all the time."""
_LIMIT_MS = 5_000
"""What reading a ledger may take; at 300,000 articles it is 30 ms."""

Stamp = tuple[object, ...]


@frozen
class _Kept:
    stamp: Stamp
    at: float
    found: Coverage


_kept: dict[tuple[str, str], _Kept] = {}
"""By path of the database and name of the portal. As many as there are portals: no visitor adds to them."""


def today() -> date:
    """The day (UTC) up to which ledgers go."""
    return datetime.now(UTC).date()


async def ledger(datasette: Datasette, portal: str, fresh_s: float = FRESH_S) -> Coverage:
    """The ledger of a portal that is known to be in the archive.

    As it is, or, where something has been written since, as it was ``fresh_s`` seconds ago at most.
    """
    path, now = Path(datasette.get_database(DATABASE).path), today()
    stamp, kept = _stamp(path, now), _kept.get((str(path), portal))
    if kept and (kept.stamp == stamp or time.monotonic() - kept.at < fresh_s):
        return kept.found
    found = await ask(datasette, coverage, portal, now, limit_ms=_LIMIT_MS)
    _kept[str(path), portal] = _Kept(stamp, time.monotonic(), found)
    return found


def _stamp(path: Path, day: date) -> Stamp:
    """Changes whenever anything is written to the database, and every day."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return (day, *(os.stat(file).st_mtime_ns if file.exists() else 0 for file in files))
