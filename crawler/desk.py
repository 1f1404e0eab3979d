"""What the portals of one process share: the archive's writer, the ledger, the hosts, the reading pool."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from archive.errors import ArchiveError, unwritable
from archive.records import Capture, Exchange
from archive.store import Store
from crawler.state import CrawlState
from pipelines.pool import SECONDS_A_PAGE, ReadingPool

SOFTWARE = f"Gazette {version('gazette')}"

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_COMMITS = 1.0
_ROWS_A_COMMIT = 1000


class Desk:
    """Opened once a process; crawls take a seat and give it back, the last one closes it.

    The order of a commit is the order of trust: WARC records, rows, then ``crawl.db`` with the ledger's terminal
    records.
    """

    _open: dict[Path, Desk] = {}

    def __init__(self, folder: Path, workers: int = 0, seconds_a_page: float = SECONDS_A_PAGE) -> None:
        self.store = Store(folder, SOFTWARE)
        try:
            self._state = CrawlState(folder)
        except ArchiveError:
            self.store.close()
            raise
        self.ledger, self.memory, self.hosts = self._state.ledger, self._state.memory, self._state.hosts
        self.pool = ReadingPool(workers, seconds_a_page, on_gone=self._stop_all)
        self.failure = ""
        self.can_write = True
        self._folder = folder
        self._seats = 0
        self._stops: list[Callable[[str], None]] = []
        self._clock: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def take(cls, folder: Path, workers: int = 0, seconds_a_page: float = SECONDS_A_PAGE) -> Desk:
        """The process's desk for ``folder``, opened where it is not yet. Pair with ``leave()``."""
        folder = folder.absolute()
        if folder not in cls._open:
            cls._open[folder] = cls(folder, workers, seconds_a_page)
        desk = cls._open[folder]
        desk._seats += 1
        return desk

    def leave(self, stop: Callable[[str], None] | None = None) -> None:
        """Give a seat back, and with it the ``stop`` that was handed to ``on_failure``."""
        if stop in self._stops:
            self._stops.remove(stop)
        self._seats -= 1
        if not self._seats:
            del self._open[self._folder]
            self._close()

    def on_failure(self, stop: Callable[[str], None]) -> None:
        """``stop(reason)`` is called when nothing can be written or read any more: no crawl may go on then."""
        self._stops.append(stop)
        if not self._clock:
            clock = self._clock = create_looping_call(self.commit)
            clock.start(_SECONDS_BETWEEN_COMMITS, now=False)

    def keep(self, exchange: Exchange, run: int) -> Capture:
        """Write an exchange before anybody interprets it."""
        try:
            return self.store.keep(exchange, run)
        except (OSError, sqlite3.Error) as error:
            self.fail(error)
            raise

    def commit(self) -> None:
        """Write all that waits; a failure stops every crawl of the process."""
        if not self.can_write:
            return
        try:
            self.store.flush()
            self._state.flush()
        except (OSError, sqlite3.Error) as error:
            self.fail(error)

    def commit_if_full(self) -> None:
        if self.store.pending >= _ROWS_A_COMMIT:
            self.commit()

    def fail(self, error: Exception) -> None:
        """Nothing can be written any more: end every crawl of the process."""
        self.can_write = False
        self._stop_all(str(unwritable(self._folder, error)))

    def _stop_all(self, reason: str) -> None:
        if not self.failure:
            self.failure = reason
            _log.critical("%s; then crawl again", reason)
            for stop in self._stops:
                stop(reason)

    def _close(self) -> None:
        if self._clock:
            self._clock.stop()
        self.pool.close()
        try:
            self.store.close()
            # Only now: an ending that stands in the ledger without its rows would never be made good.
            self._state.flush()
        except (OSError, sqlite3.Error) as error:
            self.fail(error)
        finally:
            self._state.close()
