"""Opening ``archive.db`` to write, and the one kind of transaction that is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from archive import search, syndication
from archive.errors import ArchiveError, unwritable

_SECONDS_TO_WAIT = 30
"""For a reader's checkpoint or a backup; another writer is kept out by the lock."""


def open_for_writing(path: Path) -> Database:
    """A database of ours: WAL, fsync at each commit, foreign keys checked, our SQL functions there.

    Raises ``ArchiveError`` with the path where the file is none, or cannot be written.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=_SECONDS_TO_WAIT)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        if error.sqlite_errorname.startswith("SQLITE_READONLY"):
            raise unwritable(path.parent, error) from error
        raise ArchiveError(f"{path}: cannot be opened: {error}; restore it from a backup") from error
    search.register(connection)
    syndication.register(connection)
    return Database(connection)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One short write. ``IMMEDIATE``: a transaction that reads first and then writes fails under contention."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("COMMIT")


def rewrite(db: Database) -> bool:
    """Write the file anew, so that nothing of what was ever deleted can be found in it or in its log; False where
    somebody reads it at this moment, and keeps the log from being emptied.

    Takes as long as to copy the file, and twice its size on the disk meanwhile. Raises ``sqlite3.Error``.
    """
    db.conn.execute("VACUUM")
    is_busy, *_ = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number of the latest capture, and the chain digest that the next one continues; 0 and empty before the first."""
    row = connection.execute("SELECT id, chain_digest FROM captures ORDER BY id DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, "")
