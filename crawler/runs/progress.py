"""What a crawl says while it runs: a live table on a terminal, plain lines under cron."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.logformatter import LogFormatter
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from crawler.runs.keeper import RunKeeper

_SECONDS_BETWEEN_LINES = 30.0
_MOST_ROWS = 30
"""A live table is not taller than a terminal."""
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

    def dropped(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Nothing: what is left to the next run is counted by the ledger."""


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


@frozen
class Row:
    """A portal in the live table."""

    portal: str
    counts: Counter[str]
    rate: float
    """Pages a second."""
    state: str


def row_of(keeper: RunKeeper) -> Row:
    """A portal as things stand."""
    state = keeper.run.outcome if keeper.run else "running" if keeper.account else "waiting"
    return Row(keeper.portal, counts_of(keeper), _rate(keeper), state)


def live_table(rows: Sequence[Row], waiting: int) -> Table:
    """One row a portal, the latest of them, and how many wait for their turn; fits into 80 columns."""
    table = Table("portal", *_TITLES.values(), "/s", "state", box=None, padding=(0, 1, 0, 0))
    for column in table.columns[1:-1]:
        column.justify = "right"
    for row in rows[-_MOST_ROWS:]:
        counts = (str(row.counts[name]) for name in _TITLES)
        table.add_row(row.portal, *counts, f"{row.rate:.1f}", row.state)
    table.caption = f"{waiting} portals wait for their turn" if waiting else None
    return table


def counts_of(keeper: RunKeeper) -> Counter[str]:
    if keeper.account is None:
        return Counter()
    counts = Counter(keeper.account.tally)
    counts["pages"] = counts["captures"]
    counts["refused"], counts["errors"] = keeper.account.refused.total(), keeper.account.errors.total()
    return counts


def _rate(keeper: RunKeeper) -> float:
    ended = keeper.ended_at or time.monotonic()
    return counts_of(keeper)["pages"] / max(ended - keeper.began_at, 0.001)
