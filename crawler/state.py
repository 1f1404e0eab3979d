"""The crawler's own state between runs, ``crawl.db``: by a crawl opened here and nowhere else, never served.

What subscribers were told stands in it, too (``news/told.py``).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.database import open_for_writing, transaction
from archive.errors import unwritable
from crawler.manners import hosts
from crawler.planning import ledger, memory

_MIGRATIONS = (ledger.migrations, memory.migrations, hosts.migrations)


class CrawlState:
    """The ledger, the memory and the hosts of one process. What they hold back is written by ``flush()``."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the archive's. Raises ``ArchiveError`` where ``crawl.db`` cannot be used."""
        self._db = open_for_writing(folder / "crawl.db")
        try:
            for migrations in _MIGRATIONS:
                migrations.apply(self._db)
            self.ledger = ledger.Ledger(self._db)
            self.memory = memory.Memory(self._db)
            self.hosts = hosts.Hosts(self._db)
        except sqlite3.Error as error:
            self._db.conn.close()
            raise unwritable(folder, error) from error
        self._parts = (self.ledger, self.memory, self.hosts)

    def flush(self) -> None:
        """Write what waits in one transaction: after a kill, ledger, memory and hosts tell of the same moment."""
        waiting = [part for part in self._parts if part.waits]
        if not waiting:
            return
        with transaction(self._db):
            for part in waiting:
                part.write()
        # Not before: what could not be written still waits.
        for part in waiting:
            part.written()

    def close(self) -> None:
        """Let the file go. What was not flushed is not written: it may tell of rows that are not there."""
        self._db.conn.close()
