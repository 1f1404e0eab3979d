"""What a crawl says while it runs: a live table on a terminal, plain lines under cron."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.logformatter import LogFormatter
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from archive.records import Run
from crawler.runs import RunKeeper

_SECONDS_BETWEEN_LINES = 30.0
COUNTS = ("found", "pages", "new", "changed", "unchanged", "missing", "refused", "errors")
"""What is counted while a portal is crawled: ``found`` addresses that listings named, ``pages`` retrieved."""
_TITLES = {
    "pages": "pages",
    "new": "new",
    "changed": "changed",
    "unchanged": "same",
    "missing": "missing",
    "refused": "refused",
    "errors": "errors",
}


class QuietItems(LogFormatter):
    """Scrapy logs every item whole; ours hold pages."""

    def scraped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing."""


class Progress:
    """Scrapy extension: plain lines on standard error, unless a live table shows the same."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._clock: AsyncioLoopingCall | LoopingCall | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        if crawler.settings.getbool("GAZETTE_LIVE"):
            raise NotConfigured
        return cls(crawler)

    def _opened(self) -> None:
        self._say("begun")
        self._clock = create_looping_call(self._say, "so far")
        self._clock.start(_SECONDS_BETWEEN_LINES, now=False)

    def _closed(self) -> None:
        if self._clock:
            self._clock.stop()

    def _say(self, when: str) -> None:
        if keeper := RunKeeper.of(self._crawler):
            counts = counts_of(keeper)
            words = ", ".join(f"{counts[name]} {name}" for name in COUNTS)
            print(
                f"{keeper.portal}: {when}: {words}, {_rate(keeper):.1f} pages/s", file=sys.stderr, flush=True
            )


def live_table(keepers: Iterable[RunKeeper]) -> Table:
    """One row a portal, as things stand; fits into 80 columns."""
    table = Table("portal", *_TITLES.values(), "/s", "state", box=None, padding=(0, 1, 0, 0))
    for column in table.columns[1:-1]:
        column.justify = "right"
    for keeper in keepers:
        counts = counts_of(keeper)
        state = keeper.run.outcome if keeper.run else "running" if keeper.account else "waiting"
        table.add_row(keeper.portal, *(str(counts[name]) for name in _TITLES), f"{_rate(keeper):.1f}", state)
    return table


def report(run: Run, seconds: float, longest_pause: tuple[float, str] = (0.0, "")) -> str:
    """A finished run in some lines of plain text. ``longest_pause``: seconds, and the host they were kept for."""
    pause, host = longest_pause
    left = run.planned - run.stored - run.failed - run.skipped
    lines = [
        f"{run.portal}: {run.outcome}{': ' + run.reason if run.reason else ''}",
        f"  articles: {run.articles_new} new, {run.articles_changed} changed, {run.articles_unchanged} unchanged, "
        f"{run.refused} refused",
        f"  addresses: {run.planned} planned = {run.stored} stored + {run.failed} failed + {run.skipped} skipped"
        + (f" + {left} left to a later run" if left else ""),
        f"  network: {run.requests} requests, {run.captures} captures ({run.revisits} revisits), {run.errors} errors, "
        f"{run.bytes / 1e6:.1f} MB, {seconds:.0f} s"
        + (f", longest wait {pause:.1f} s for {host}" if host else ""),
    ]
    return "\n".join(lines)


def counts_of(keeper: RunKeeper) -> Counter[str]:
    tally = Counter(keeper.account.tally) if keeper.account else Counter()
    tally["pages"] = tally["captures"]
    return tally


def _rate(keeper: RunKeeper) -> float:
    ended = keeper.ended_at or time.monotonic()
    return counts_of(keeper)["pages"] / max(ended - keeper.began_at, 0.001)
