"""Worker processes that read pages, and that can be killed when a page is too much for them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from functools import cache
from multiprocessing import forkserver, resource_tracker
from typing import TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from archive.errors import GazetteError
from archive.records import Article, FileText, Page, Refusal
from pipelines import worker

SECONDS_A_PAGE = 20
"""A page takes 0.04 s; 350 kB of attributes have stopped libxml2 for 12 s, and no signal interrupts it."""
_SECONDS_BETWEEN_LOOKS = 5.0
# Seconds between SIGTERM, which workers do not heed, and SIGKILL.
CONSTS.term_timeout = 0.1


class ReadersGoneError(GazetteError):
    """No page can be read any more: worker processes cannot be started."""


_CONTEXT = multiprocessing.get_context("forkserver")
_Given = TypeVar("_Given")
_Result = TypeVar("_Result")


class ReadingPool:
    """Reads pages in processes of their own: a page may hang, eat memory or crash, the run goes on."""

    def __init__(
        self,
        workers: int = 0,
        seconds: float = SECONDS_A_PAGE,
        on_gone: Callable[[str], None] = lambda reason: None,
    ) -> None:
        """``workers``: 0 for one a core. ``seconds``: the longest that a page may take. ``on_gone(reason)`` is
        called when no page can be read any more.
        """
        self.workers = workers or os.cpu_count() or 1
        self._seconds = seconds
        self._on_gone = on_gone
        self._pool = self._new()

    def _new(self) -> ProcessPool:
        return ProcessPool(self.workers, initializer=worker.prepare, context=_CONTEXT)

    async def read(self, page: Page) -> Article | Refusal:
        """The article that ``page`` holds, or why there is none. Never raises for what a page contains."""
        try:
            return await self.call(worker.read_page, page)
        except TimeoutError:
            return Refusal(page.url, "too-slow", f"reading took more than {self._seconds:g} s")
        except (MemoryError, ProcessExpired) as error:
            return Refusal(page.url, "too-heavy", f"the reader died of it: {error or type(error).__name__}")

    async def read_file(self, file: Page) -> FileText:
        """The text of an attached file or of an article's further page, or why there is none. Never raises for what
        it contains."""
        try:
            return await self.call(worker.read_file, file)
        except TimeoutError:
            return _unread(f"too-slow: reading took more than {self._seconds:g} s")
        except (MemoryError, ProcessExpired) as error:
            return _unread(f"too-heavy: the reader died of it: {error or type(error).__name__}")

    async def call(self, function: Callable[[_Given], _Result], given: _Given) -> _Result:
        """``function(given)`` in a worker, which is ended where the caller is cancelled.

        Raises ``TimeoutError``, ``ProcessExpired`` or what it raised.

        When the worker dies another one tries once more: it may have died of something else, a signal to the
        whole process group or the kernel in need of memory. So does another pool, once, for one that has given up:
        Pebble's does when a worker dies that it does not know to be reading.
        """
        pool = self._pool
        try:
            return await self._in_worker(pool, function, given)
        except ProcessExpired:
            pool = self._pool
        except BrokenExecutor:
            pool = self._instead_of(pool)
        try:
            return await self._in_worker(pool, function, given)
        except BrokenExecutor as error:
            raise self._gone() from error

    async def _in_worker(
        self, pool: ProcessPool, function: Callable[[_Given], _Result], given: _Given
    ) -> _Result:
        """Raises ``BrokenExecutor`` where ``pool`` has given up."""
        start_server()
        reading = asyncio.wrap_future(self._scheduled(pool, function, given))
        # Pebble leaves what it had begun without an answer when it gives up.
        try:
            while not (await asyncio.wait((reading,), timeout=_SECONDS_BETWEEN_LOOKS))[0]:
                if not pool.active:
                    raise BrokenExecutor
            return await reading
        finally:
            reading.cancel()

    def _scheduled(
        self, pool: ProcessPool, function: Callable[[_Given], _Result], given: _Given
    ) -> Future[_Result]:
        try:
            return pool.schedule(function, (given,), timeout=self._seconds)
        except RuntimeError as error:
            raise BrokenExecutor from error

    def _instead_of(self, given_up: ProcessPool) -> ProcessPool:
        """A new pool; the same for all who waited for the one that has given up."""
        if self._pool is given_up:
            _end(given_up)
            self._pool = self._new()
        return self._pool

    def _gone(self) -> ReadersGoneError:
        reason = "no process can be started to read pages in; free memory"
        self._on_gone(reason)
        return ReadersGoneError(reason)

    def close(self) -> None:
        """End the workers; what they were reading is given up."""
        _end(self._pool)


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


def _unread(error: str) -> FileText:
    return FileText("", error)


@cache
def start_server() -> None:
    """Start the process that workers are forked from, once, with SIGTERM blocked for it and for them.

    It has imported everything: a new worker is ready at once, and no fork of a process with threads and an event loop.

    A signal to the whole process group is the crawler's business: it ends its workers in its own time.
    """
    _CONTEXT.set_forkserver_preload(["pipelines.warmed"])
    # First, as its start takes the block away.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
