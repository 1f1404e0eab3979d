"""Asking a portal in its declared hours only."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.manners.hours import Hours
from crawler.portal import Portal
from crawler.runs.keeper import RunKeeper

_SECONDS_BETWEEN_LOOKS = 1.0


class KeepHours:
    """Scrapy extension: outside its portal's hours a run ends before it has asked for anything; at the end
    of them it stops, and what is open waits for the next run. Looking at a page is no run."""

    def __init__(self, crawler: Crawler, hours: Hours) -> None:
        self._crawler = crawler
        self._hours = hours
        self._clock = create_looping_call(self._look)
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepHours:
        portal, is_run = crawler.spidercls, crawler.settings.getbool("GAZETTE_KEEP", True)
        if not (is_run and issubclass(portal, Portal) and portal.hours):
            raise NotConfigured
        return cls(crawler, Hours.read(portal.hours, portal.timezone))

    def _opened(self) -> None:
        if not self._hours.hold(datetime.now(UTC)):
            self._say(f"it may be asked only in its hours, {self._hours}")
            raise CloseSpider("outside-hours")
        self._clock.start(_SECONDS_BETWEEN_LOOKS, now=False)

    def _closed(self) -> None:
        if self._clock.running:
            self._clock.stop()

    def _look(self) -> None:
        keeper = RunKeeper.of(self._crawler)
        if keeper and self._crawler.crawling and not self._hours.hold(datetime.now(UTC)):
            self._say(f"its hours, {self._hours}, are over")
            keeper.stop("hours-over")

    def _say(self, why: str) -> None:
        if (keeper := RunKeeper.of(self._crawler)) and keeper.account:
            keeper.account.waits[why] = False
