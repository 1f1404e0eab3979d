"""What the portals of one process share: the archive's writer, the ledger, the hosts, the reading pool."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from archive.records import Capture, Exchange
from archive.store import Store
from crawler.hosts import Hosts
from crawler.ledger import Ledger
from pipelines.pool import ReadingPool

SOFTWARE = f"Gazette {version('gazette')}"

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_COMMITS = 1.0
_ROWS_A_COMMIT = 1000


class Desk:
    """Opened once a process; crawls take a seat and give it back, the last one closes it.

    The order of a commit is the order of trust: WARC records, rows, then the ledger's terminal records.
    """

    _open: dict[Path, Desk] = {}

    def __init__(self, folder: Path, workers: int = 0) -> None:
        self.store = Store(folder, SOFTWARE)
        self.ledger = Ledger(folder)
        self.hosts = Hosts(folder)
        self.pool = ReadingPool(workers)
        self.failure = ""
        self._folder = folder
        self._seats = 0
        self._stops: list[Callable[[str], None]] = []
        self._clock: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def take(cls, folder: Path, workers: int = 0) -> Desk:
        """The process's desk for ``folder``, opened where it is not yet. Pair with ``leave()``."""
        folder = folder.absolute()
        if folder not in cls._open:
            cls._open[folder] = cls(folder, workers)
        desk = cls._open[folder]
        desk._seats += 1
        return desk

    def leave(self) -> None:
        self._seats -= 1
        if not self._seats:
            del self._open[self._folder]
            self._close()

    def on_failure(self, stop: Callable[[str], None]) -> None:
        """``stop(reason)`` is called when nothing can be written any more: no crawl may go on then."""
        self._stops.append(stop)
        if not self._clock:
            clock = self._clock = create_looping_call(self.commit)
            clock.start(_SECONDS_BETWEEN_COMMITS, now=False)

    def keep(self, exchange: Exchange, run: int) -> Capture:
        """Write an exchange before anybody interprets it."""
        try:
            return self.store.keep(exchange, run)
        except (OSError, sqlite3.Error) as error:
            self._fail(error)
            raise

    def commit(self) -> None:
        """Write all that waits; a failure stops every crawl of the process."""
        if self.failure:
            return
        try:
            self.store.flush()
            self.ledger.flush()
            self.hosts.flush()
        except (OSError, sqlite3.Error) as error:
            self._fail(error)

    def commit_if_full(self) -> None:
        if self.store.pending >= _ROWS_A_COMMIT:
            self.commit()

    def _fail(self, error: Exception) -> None:
        if not self.failure:
            self.failure = f"{self._folder}: cannot be written: {error}"
            _log.critical("%s; free the disk or mend its rights, then crawl again", self.failure)
            for stop in self._stops:
                stop(self.failure)

    def _close(self) -> None:
        if self._clock:
            self._clock.stop()
        self.pool.close()
        for part in (self.store, self.ledger, self.hosts):
            try:
                part.close()
            except (OSError, sqlite3.Error) as error:
                self._fail(error)
