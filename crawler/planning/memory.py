"""What earlier runs learnt of addresses that are no articles of the archive, in ``crawl.db``.

Without it every run would fetch anew what the run before fetched and did not keep: a page that is another
article's, an article of days that nobody had asked for, a page that was refused.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import asdict, frozen
from sqlite_utils import Database, Migrations

from crawler.planning.recheck import History, is_due

migrations = Migrations("gazette-memory")

_A_WHILE = timedelta(days=30)
"""A page may cease to be another's."""
OUTSIDE = "outside-dates"
ALTERNATES = frozenset({"alternate", "moved"})


@migrations(name="0001_memory")
def _memory(db: Database) -> None:
    db.execute("""
        CREATE TABLE memory (
            portal TEXT NOT NULL, url TEXT NOT NULL, word TEXT NOT NULL, about TEXT NOT NULL, capture INTEGER NOT NULL,
            first_at TEXT NOT NULL, last_at TEXT NOT NULL, PRIMARY KEY (portal, url)
        ) WITHOUT ROWID
    """)


@frozen
class Note:
    """What is remembered of an address."""

    url: str
    word: str
    """``outside-dates``, ``alternate``, ``moved``, the reason of a refusal, or a status that is one (``http-403``)."""
    about: str
    """The day on which it was published (``YYYY-MM-DD``); the address of the article that it is."""
    capture: int
    """Number of the capture from which that was learnt."""
    first_at: str
    last_at: str

    def holds(self, now: datetime | None = None) -> bool:
        """Whether the address need not be asked for again yet."""
        now = now or datetime.now(UTC)
        if self.word in ALTERNATES:
            return abs(now - datetime.fromisoformat(self.last_at)) < _A_WHILE
        return self.word == OUTSIDE or not is_due(
            History(self.url, self.first_at, self.first_at, "", self.last_at), now
        )


class Memory:
    """The notes of all portals. New ones wait until their ``CrawlState`` is flushed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[str, Note]] = []

    def of(self, portal: str) -> dict[str, Note]:
        """What is remembered of a portal's addresses, what waits to be written included."""
        rows = self._db.query(
            "SELECT url, word, about, capture, first_at, last_at FROM memory WHERE portal = ?", [portal]
        )
        written = {row["url"]: Note(**row) for row in rows}
        return written | {note.url: note for whose, note in self._waiting if whose == portal}

    def note(self, portal: str, note: Note) -> None:
        """Remember ``note`` in place of what was known of its address."""
        self._waiting.append((portal, note))

    @property
    def waits(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._waiting)

    def write(self) -> None:
        """Write what waits, into the transaction that is open."""
        rows = ({"portal": portal, **asdict(note)} for portal, note in self._waiting)
        self._db.table("memory").insert_all(rows, replace=True, batch_size=1000)

    def written(self) -> None:
        """What waited stands in the file."""
        self._waiting.clear()
