"""Opening ``archive.db`` to read: the one place. Readers never wait for the writer, nor it for them (WAL)."""

from __future__ import annotations

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
            "one, --archive or GAZETTE_ARCHIVE names another folder"
        )
    return path


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    search.register(connection)
    return connection


def _check(connection: sqlite3.Connection, folder: Path) -> None:
    try:
        pending = migrations.pending(Database(connection))
    except sqlite3.DatabaseError as error:
        raise ArchiveError(
            f"{folder / 'archive.db'}: cannot be read as a database ({error}); restore it from a backup"
        ) from error
    if pending:
        raise ArchiveError(
            f"{folder}: written by an older Gazette; run `gazette migrate --archive {folder}` first"
        )
