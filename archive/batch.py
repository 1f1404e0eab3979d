"""Rows and statements that wait in memory, and are written together in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlite_utils import Database

from archive.database import transaction
from archive.rows import Row, storable

SUBJECTS = ("captures", "articles", "revisions", "refusals", "file_revisions")
PARTS = ("images", "attachments", "links")
"""A batch is written in this order: subjects, changes to them (which may clear old parts), new parts, and
what is said of parts."""

Statement = tuple[str, tuple[Any, ...]]


class Batch:
    """What is to be written next. Nothing of it is in the database before ``write``."""

    def __init__(self, db: Database, take: Callable[[str], int]) -> None:
        """``take(table)`` gives the number of the next row."""
        self._db, self._take = db, take
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._changes: list[Statement] = []
        self._closing: list[Statement] = []
        self._addresses: set[str] = set()

    @property
    def pending(self) -> int:
        """Rows and statements that wait."""
        return sum(map(len, self._rows.values())) + len(self._changes) + len(self._closing)

    def add(self, table: str, *rows: Row) -> None:
        """Rows of one of ``SUBJECTS`` or ``PARTS``."""
        self._rows[table] += rows

    def hung(self, table: str, article: int) -> list[Row]:
        """What hangs on an article in one of ``PARTS``, as the database has it."""
        sql = f"SELECT * FROM {table} WHERE article = ? ORDER BY position"  # noqa: S608 - our own names
        return list(self._db.query(sql, [article]))

    def hang(self, table: str, article: int, before: Sequence[Row], rows: Sequence[Row]) -> bool:
        """Put ``rows`` in the place of what hangs on an article, ``before``; False where they say the same."""
        if _are_same(before, rows):
            return False
        self.change(f"DELETE FROM {table} WHERE article = ?", article)  # noqa: S608 - our own names
        self.add(table, *({"id": row.get("id") or self._take(table), **row} for row in rows))
        return True

    def change(self, sql: str, *parameters: Any) -> None:
        """A statement that follows the subjects and goes before the parts."""
        self._changes.append((sql, parameters))

    def close(self, sql: str, *parameters: Any) -> None:
        """A statement that comes last."""
        self._closing.append((sql, parameters))

    def concern(self, url: str) -> None:
        """What waits says something of this address: what the database says of it is not the whole truth."""
        self._addresses.add(url)

    def concerns(self, url: str) -> bool:
        return url in self._addresses

    def write(self) -> None:
        """Write all in one transaction; afterwards nothing waits."""
        with transaction(self._db):
            self._insert(SUBJECTS)
            self._execute(self._changes)
            self._insert(PARTS)
            self._execute(self._closing)
        for waiting in (self._rows, self._changes, self._closing, self._addresses):
            waiting.clear()

    def _insert(self, tables: tuple[str, ...]) -> None:
        for table in tables:
            if rows := self._rows[table]:
                self._db.table(table).insert_all(
                    ({name: storable(value) for name, value in row.items()} for row in rows), batch_size=1000
                )

    def _execute(self, statements: list[Statement]) -> None:
        for sql, parameters in statements:
            self._db.execute(sql, parameters)


def _are_same(before: Sequence[Row], after: Sequence[Row]) -> bool:
    """Whether rows say the same, apart from what only the table knows of them: the number of a new one."""
    return len(before) == len(after) and all(
        {name: old[name] for name in new} == new for old, new in zip(before, after, strict=True)
    )
