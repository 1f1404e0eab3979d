"""What subscribers were told already, in ``crawl.db``: nothing is told twice, whoever asks, and nothing is left out."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from archive.database import open_for_writing, transaction
from archive.errors import ArchiveError, unwritable
from archive.lock import taken

migrations = Migrations("gazette-news")

_BEGUN = ""
"""In place of an event's name: the account was begun."""
_LOOKED = "looked"
"""The same: when it was last seen to that all was told, by this machine's clock."""


@migrations(name="0001_told")
def _told(db: Database) -> None:
    db.execute("""
        CREATE TABLE told (
            subscription TEXT NOT NULL, event TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (subscription, event)
        ) WITHOUT ROWID
    """)


class Told:
    """The accounts of all subscriptions, each under its key."""

    def __init__(self, db: Database) -> None:
        self._db = db
        migrations.apply(db)

    def begun_at(self, key: str) -> str:
        """The instant at which an account was opened: what was noticed until then is not told. Empty for none."""
        return self._at(key, _BEGUN)

    def begin(self, key: str, at: str) -> None:
        """Open an account at the instant ``at``."""
        self.note(key, {_BEGUN: at})

    def untold(self, key: str, names: Collection[str]) -> set[str]:
        """Those of ``names`` that are not in the account."""
        told = self._db.query("SELECT event FROM told WHERE subscription = ?", [key])
        return set(names) - {row["event"] for row in told}

    def note(self, key: str, events: Mapping[str, str]) -> None:
        """That all of ``events`` were told: their names, and when each was noticed."""
        with transaction(self._db):
            self._db.conn.executemany(
                "INSERT OR IGNORE INTO told (subscription, event, at) VALUES (?, ?, ?)",
                [(key, name, at) for name, at in events.items()],
            )

    def looked_at(self, key: str) -> str:
        """When it was last seen to that all was told; empty where it never was."""
        return self._at(key, _LOOKED)

    def look(self, key: str, at: str) -> None:
        """That all was told at the instant ``at``, if there was anything."""
        with transaction(self._db):
            self._db.conn.execute(
                "INSERT OR REPLACE INTO told (subscription, event, at) VALUES (?, ?, ?)", [key, _LOOKED, at]
            )

    def _at(self, key: str, name: str) -> str:
        sql = "SELECT at FROM told WHERE subscription = ? AND event = ?"
        return next((str(row["at"]) for row in self._db.query(sql, [key, name])), "")

    def forget(self, until: str) -> None:
        """Let go of what was noticed before the instant ``until``, and will be asked about no more."""
        with transaction(self._db):
            sql = "DELETE FROM told WHERE at < ? AND event NOT IN (?, ?)"
            self._db.conn.execute(sql, [until, _BEGUN, _LOOKED])


@contextmanager
def told(folder: Path) -> Iterator[Told]:
    """The accounts of the archive in ``folder``; one process has them at a time, the next one waits: two would tell the
    same twice. A crawl may be at work meanwhile.

    Raises ``ArchiveError`` where nothing can be written: who cannot remember what was told would tell it every time.
    """
    try:
        lock = taken(folder / "news.lock")
    except OSError as error:
        raise ArchiveError(
            f"{folder}: nobody was told anything: it could not be remembered here ({error.strerror}), and would be "
            "told again every time; run this where the archive is crawled into"
        ) from error
    with lock:
        db = open_for_writing(folder / "crawl.db")
        with closing(db.conn):
            try:
                yield Told(db)
            except sqlite3.Error as error:
                raise unwritable(folder, error) from error
