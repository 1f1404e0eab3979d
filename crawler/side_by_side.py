"""Many portals in one process: so many at once, the others in turn, none in another's way."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from threading import Thread
from typing import Any

from attrs import frozen
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from archive.records import Run
from crawler.portal import Portal
from crawler.runs.by_hand import ByHand
from crawler.runs.keeper import RunKeeper
from crawler.runs.progress import Row, row_of

_log = logging.getLogger(__name__)


@frozen
class Ended:
    """A run that has ended. All that is kept of it: crawlers hold what they know of every article."""

    run: Run
    row: Row
    by_hand: ByHand
    """What came of addresses that were named by hand."""
    files_missed: int
    """Files that were asked for and not got."""


class SideBySide(AsyncCrawlerProcess):
    """Scrapy's process for several spiders, with a queue.

    The asynchronous one, as it installs the reactor by itself: the other one leaves that to the first
    spider, and a fault of that one would be all others' end.
    """

    def __init__(self, settings: Settings) -> None:
        if loop := settings["ASYNCIO_EVENT_LOOP"]:
            # Scrapy lets Python make one and drops it for this one, unclosed: a traceback now and then at the end.
            asyncio.set_event_loop(load_object(loop)())
        super().__init__(settings)
        self.ended: list[Ended] = []
        """In the order in which they ended; without portals whose run could not be begun."""
        self._waiting: deque[str] = deque()
        self._arguments: Callable[[str], Mapping[str, str]] = lambda _: {}
        self._is_stopping = False

    def crawl_all(self, names: Iterable[str], arguments: Callable[[str], Mapping[str, str]]) -> None:
        """Crawl the portals, ``GAZETTE_AT_ONCE`` of them side by side; returns when all have ended. ``arguments`` gives
        the spider's of each.

        A portal that fails, in whatever way, is logged and makes room for the next. A first SIGTERM or
        Ctrl-C ends those that run and begins no other; a second one leaves what is being fetched or read.
        """
        self._waiting.extend(names)
        self._arguments = arguments
        for _ in range(self.settings.getint("GAZETTE_AT_ONCE")):
            self._begin_next()
        _leave_threads_behind()
        self.start()
        for crawler in tuple(self.crawlers):
            self._cut_off(crawler)

    async def stop(self) -> None:
        """What Scrapy calls on a first signal, and at the end."""
        self._is_stopping = True
        await super().stop()

    def rows(self) -> list[Row]:
        """How each portal is doing that has begun: those that have ended first."""
        keepers = (_keeper_of(crawler) for crawler in tuple(self.crawlers))
        return [ended.row for ended in self.ended] + [row_of(keeper) for keeper in keepers if keeper]

    @property
    def waiting(self) -> int:
        """How many portals wait for their turn."""
        return len(self._waiting)

    def _begin_next(self) -> None:
        if self._waiting and not self._is_stopping:
            crawler = self.create_crawler(name := self._waiting.popleft())
            self.crawl(crawler, **self._arguments(name)).add_done_callback(partial(self._end, crawler))

    def _end(self, crawler: Crawler, task: asyncio.Task[None]) -> None:
        if error := None if task.cancelled() else task.exception():
            _log.error("%s: could not be begun", crawler.spidercls.name, exc_info=error)
        self._count(crawler)
        self._begin_next()

    def _cut_off(self, crawler: Crawler) -> None:
        keeper = _keeper_of(crawler)
        if keeper and isinstance(crawler.spider, Portal):
            keeper.cut_off(crawler.spider)
        self._count(crawler)

    def _count(self, crawler: Crawler) -> None:
        keeper = _keeper_of(crawler)
        if keeper:
            keeper.leave()
        if keeper and keeper.run and keeper.account:
            account = keeper.account
            missed = account.tally["failed attachment"]
            self.ended.append(Ended(keeper.run, row_of(keeper), account.by_hand, missed))


def _keeper_of(crawler: Crawler) -> RunKeeper | None:
    """None where the crawl failed before there was one."""
    try:
        return crawler.get_extension(RunKeeper)
    except RuntimeError:
        return None


def _leave_threads_behind() -> None:
    """Do not wait, at the end, for names that are being looked up: a silent name server takes a minute."""
    from twisted.internet import reactor as installed  # there is one only now

    reactor: Any = installed
    threads = reactor.getThreadPool()
    threads.threadFactory = partial(Thread, daemon=True)
    reactor.removeSystemEventTrigger(reactor.threadpoolShutdownID)
