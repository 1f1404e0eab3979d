"""``withheld.db``: the rows of articles that are withheld, taken out of ``archive.db`` and kept to be put back.

It lies beside ``archive.db``, can be read by its owner alone, and is shown to nobody. What counts is the table
``withheld`` of ``archive.db``: rows of an article that is not listed there are left from a command that was killed.
A row that was put here before a migration gets the defaults of the columns that this has added.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from archive.errors import ArchiveError
from archive.rows import Row

NAME = "withheld.db"
FILES = "file_revisions"
Taken = tuple[str, Row]
"""A row and the name of its table."""


class Sealed:
    """An open ``withheld.db``; use as a context manager. What a method has written is on the disk when it returns."""

    def __init__(self, folder: Path) -> None:
        """Open that of the archive in ``folder``, or make it. Raises ``ArchiveError`` where it is no database."""
        path = folder / NAME
        # Before SQLite would make it for everybody to read; its journal gets the rights of the file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._connection.execute(_TABLE)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise ArchiveError(f"{path}: cannot be opened: {error}; restore it from a backup") from error

    def __enter__(self) -> Sealed:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def put(self, article: int, rows: Iterable[Taken]) -> None:
        """Keep the rows of an article, in place of what an earlier command left of it and of its files."""
        taken = list(rows)
        kept = [(article, table, json.dumps(row, ensure_ascii=False)) for table, row in taken]
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._drop(article, {row["url"] for table, row in taken if table == FILES})
            self._connection.executemany(
                "INSERT INTO sealed (article, table_name, row) VALUES (?, ?, ?)", kept
            )

    def of(self, article: int) -> list[Taken]:
        """What is kept of an article, in the order in which it was put."""
        return self._rows("article = ?", article)

    def files(self, urls: Iterable[str]) -> list[Taken]:
        """The states of files at these addresses, of whatever article they are kept."""
        return self._rows(_OF_FILES, json.dumps(list(urls)))

    def texts(self, article: int) -> set[str]:
        """The ``text_digest`` of every state of an article."""
        return {row["text_digest"] for table, row in self.of(article) if table == "revisions"}

    def drop(self, article: int, files: Iterable[str]) -> None:
        """Keep no more of an article, and of the states of files at these addresses."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._drop(article, files)

    def _drop(self, article: int, files: Iterable[str]) -> None:
        self._connection.execute("DELETE FROM sealed WHERE article = ?", (article,))
        self._connection.execute(f"DELETE FROM sealed WHERE {_OF_FILES}", (json.dumps(list(files)),))  # noqa: S608

    def _rows(self, condition: str, value: object) -> list[Taken]:
        sql = f"SELECT table_name, row FROM sealed WHERE {condition} ORDER BY id"  # noqa: S608 - our own words
        return [(table, json.loads(row)) for table, row in self._connection.execute(sql, (value,))]


_OF_FILES = f"""
table_name = '{FILES}' AND json_extract(row, '$.url') IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - our own words
_TABLE = """
CREATE TABLE IF NOT EXISTS sealed (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL, table_name TEXT NOT NULL, row TEXT NOT NULL)
"""
