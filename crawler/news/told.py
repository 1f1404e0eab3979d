"""What subscribers were told already, in ``crawl.db``: nothing is told twice, whoever asks, and nothing is left out."""

from __future__ import annotations

import fcntl
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from archive.database import open_for_writing, transaction
from archive.errors import ArchiveError

migrations = Migrations("gazette-news")

_BEGUN = ""
"""In place of an event's name: the account was begun."""


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

    def has_begun(self, key: str) -> bool:
        return _BEGUN in self._of(key)

    def begin(self, key: str, names: Iterable[str], at: str) -> None:
        """Open an account at the instant ``at``: what was noticed before is not told."""
        self.note(key, [_BEGUN, *names], at)

    def untold(self, key: str, names: Collection[str]) -> set[str]:
        """Those of ``names`` that are not in the account."""
        return set(names) - self._of(key)

    def note(self, key: str, names: Iterable[str], at: str) -> None:
        """That all of ``names`` were told at the instant ``at``."""
        with transaction(self._db):
            self._db.conn.executemany(
                "INSERT OR IGNORE INTO told (subscription, event, at) VALUES (?, ?, ?)",
                [(key, name, at) for name in names],
            )

    def forget(self, until: str) -> None:
        """Let go of what was told before the instant ``until``, and can be asked about no more."""
        with transaction(self._db):
            self._db.conn.execute("DELETE FROM told WHERE at < ? AND event <> ?", [until, _BEGUN])

    def _of(self, key: str) -> set[str]:
        return {
            row["event"] for row in self._db.query("SELECT event FROM told WHERE subscription = ?", [key])
        }


@contextmanager
def told(folder: Path) -> Iterator[Told]:
    """The accounts of the archive in ``folder``; one process has them at a time, the next one waits: two would tell the
    same twice. A crawl may be at work meanwhile.

    Raises ``ArchiveError`` where nothing can be written: who cannot remember what was told would tell it every time.
    """
    try:
        lock = (folder / "news.lock").open("a")
    except OSError as error:
        raise ArchiveError(
            f"{folder}: nobody was told anything: it could not be remembered here ({error.strerror}), and would be "
            "told again every time; run this where the archive is crawled into"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        db = open_for_writing(folder / "crawl.db")
        with closing(db.conn):
            yield Told(db)
