"""Ending a crawl soon after it was told to: by Ctrl-C, by SIGTERM, by a disk that is full."""

from __future__ import annotations

import time

from scrapy import signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawler.exchange.endings import StoppedError
from crawler.exchange.transfer import GIVE_UP
from crawler.manners.hosts import Hosts
from pipelines.stages import ReadAgain, ReadArticle, Reader

_SECONDS_TO_ARRIVE = 8.0
"""For transfers under way."""
_SECONDS_TO_READ = 16.0
"""For all pages that have arrived, before they are left to the next run: systemd and cron's users wait for
half a minute, and the rows are to be written in it, on a slow disk too."""
_SECONDS_BETWEEN_LOOKS = 0.5


class Stopping:
    """Scrapy extension: what has not been sent is not sent any more, what takes long is given up.

    Scrapy itself waits for everything that is under way or queued: minutes where robots.txt asks for a
    Crawl-delay of ten seconds or a server has ceased to answer. What was not fetched stays open in the
    ledger, and the next run begins with it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._told_at = 0.0
        self._clock = create_looping_call(self._look)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Stopping:
        return cls(crawler)

    def _opened(self) -> None:
        self._clock.start(_SECONDS_BETWEEN_LOOKS, now=False)

    def _closed(self) -> None:
        self._clock.stop()

    def _look(self) -> None:
        # Scrapy sends no signal when it begins to stop.
        if self._crawler.crawling:
            return
        self._told_at = self._told_at or time.monotonic()
        if self._crawler.engine.running:
            # Told while it was being opened: Scrapy stops only what has begun.
            self._stop = deferred_from_coro(self._crawler.engine.stop_async())
        told = StoppedError("the crawl was told to stop")
        Hosts.of(self._crawler).drop(self._crawler, told)
        for slot in self._crawler.engine.downloader.slots.values():
            _drop_waiting(slot, told)
        seconds = time.monotonic() - self._told_at
        if seconds > _SECONDS_TO_ARRIVE:
            self._crawler.signals.send_catch_log(GIVE_UP)
        readers = map(self._crawler.get_item_pipeline, (ReadArticle, ReadAgain))
        for reader in readers if seconds > _SECONDS_TO_READ else ():
            if isinstance(reader, Reader):
                reader.give_up()


def _drop_waiting(slot: Slot, error: Exception) -> None:
    """End the requests that wait for their turn with ``error``."""
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(Failure(error))
