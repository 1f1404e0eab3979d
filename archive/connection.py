"""Opening ``archive.db`` to read: the one place. Readers never wait for the writer, nor it for them (WAL).

SQLite's readers of a WAL database write, too: to the index that they share with the writer, beside the file. Where
nothing can be written, on a disc or in another user's folder, the file is opened as one that does not change.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from archive import search
from archive.errors import ArchiveError
from archive.migrations import migrations


@contextmanager
def open_archive(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads, with our SQL functions and rows by column name.

    Raises ``ArchiveError`` where ``folder`` holds no archive, or one that ``gazette migrate`` has to bring up
    to date first.
    """
    connection = _connect(database_path(folder))
    try:
        _check(connection, folder)
        yield connection
    finally:
        connection.close()


def database_path(folder: Path) -> Path:
    """The database of the archive in ``folder``; ``ArchiveError`` where there is none."""
    path = folder / "archive.db"
    if not path.is_file():
        raise ArchiveError(
            f"{folder}: no archive here (archive.db is missing); `gazette crawl --archive {folder}` begins "
            "one, as does `gazette import`; --archive or GAZETTE_ARCHIVE names another folder"
        )
    return path


def is_still(path: Path) -> bool:
    """Whether the database at ``path`` is to be read as a file that does not change (SQLite's ``immutable``).

    Who may not write to the folder is no writer himself, and a live one has a ``-wal`` file and a ``-shm`` file. A
    ``-wal`` file with something in it and no index holds what the database would lack.
    """
    wal, index = path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
    if os.access(path.parent, os.W_OK) or (wal.exists() and index.exists()):
        return False
    return not wal.exists() or wal.stat().st_size == 0


def _connect(path: Path) -> sqlite3.Connection:
    still = "&immutable=1" if is_still(path) else ""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True)
    connection.row_factory = sqlite3.Row
    search.register(connection)
    return connection


def _check(connection: sqlite3.Connection, folder: Path) -> None:
    can_write = os.access(folder, os.W_OK)
    elsewhere = "copy the whole folder to where you may write, and name the copy with --archive"
    try:
        pending = migrations.pending(Database(connection))
    except sqlite3.OperationalError as error:
        # It is sound as far as anybody knows: there is a -wal file, and no index of it can be made.
        remedy = "restore it from a backup" if can_write else elsewhere
        raise ArchiveError(f"{folder / 'archive.db'}: cannot be opened ({error}); {remedy}") from error
    except sqlite3.DatabaseError as error:
        raise ArchiveError(
            f"{folder / 'archive.db'}: cannot be read as a database ({error}); restore it from a backup"
        ) from error
    if pending:
        first = "" if can_write else f"{elsewhere}; "
        raise ArchiveError(
            f"{folder}: written by an older Gazette; {first}run `gazette migrate --archive {folder}` first"
        )
