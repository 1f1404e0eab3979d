"""Whether somebody has an archive open: before its folder is replaced as a whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.errors import ArchiveError
from archive.lock import WriterLock


def check_unused(folder: Path) -> None:
    """Raise ``ArchiveBusyError`` where another process writes to the archive in ``folder``, ``ArchiveError`` where
    one reads it. Nothing is changed; a folder without an archive is nobody's.
    """
    database = folder / "archive.db"
    if not database.is_file():
        return
    lock = WriterLock(folder)
    lock.acquire()
    lock.release()
    if _is_open(database):
        raise ArchiveError(
            f"{folder}: another process has this archive open: `gazette serve`, an export, a demo that serves; "
            "end it first, or name another folder with --archive"
        )


def _is_open(database: Path) -> bool:
    """Whoever has a WAL database open holds a lock on it, also while nothing is asked: none but he is told no."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
        except sqlite3.DatabaseError:
            return False  # no database any more
        return False
