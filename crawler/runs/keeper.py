"""One row a run: begun when a portal's spider opens, closed with counts and an outcome when it ends."""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider, NotConfigured
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from archive import watchlist
from archive.records import Capture, Exchange, Run
from archive.rows import portal_row
from crawler.contact import check_contact
from crawler.desk import SOFTWARE, Desk
from crawler.manners.pace import BUSY
from crawler.portal import Portal
from crawler.runs.account import RunAccount, Scope
from crawler.runs.latency import Latency
from crawler.runs.verdict import Facts, judge
from crawler.spiders.found import Window
from pipelines.learning import with_learnt_lines

_log = logging.getLogger(__name__)


class RunKeeper:
    """Scrapy extension: opens the archive for a portal's run and closes its account.

    Off for ``scrapy shell`` and the like (``GAZETTE_KEEP`` false): looking at a page is no run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.desk = Desk.take(
            Path(crawler.settings["GAZETTE_ARCHIVE"]),
            crawler.settings.getint("GAZETTE_WORKERS"),
            crawler.settings.getfloat("GAZETTE_SECONDS_A_PAGE"),
        )
        self.portal: str = crawler.spidercls.name
        self.account: RunAccount | None = None
        self.run: Run | None = None
        self.began_at = time.monotonic()
        self.ended_at = 0.0
        self._exceptions = 0
        self._latency = Latency()
        self._has_left = False
        self._stopped_for = ""
        crawler.desk = self.desk  # type: ignore[attr-defined]
        for handler, signal in (
            (self._opened, signals.spider_opened),
            (self._idle, signals.spider_idle),
            (self._count_exception, signals.spider_error),
            (self._count_exception, signals.item_error),
            (self._latency.note, signals.response_downloaded),
            (self._closed, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunKeeper:
        if not crawler.settings.getbool("GAZETTE_KEEP", True) or not issubclass(crawler.spidercls, Portal):
            raise NotConfigured
        check_contact(crawler.settings["GAZETTE_CONTACT"])
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> RunKeeper | None:
        """The keeper of a crawl whose run is open."""
        keeper = crawler.get_extension(cls)
        return keeper if keeper and keeper.account else None

    def keep(self, exchange: Exchange, error: str = "") -> Capture:
        """Write an exchange and count it; ``error`` is the kind of what went wrong where nothing arrived."""
        assert self.account
        capture = self.desk.keep(exchange, self.account.run)
        tally = self.account.tally
        tally["captures"] += 1
        tally["bytes"] += len(exchange.body)
        tally["revisits"] += capture.kind == "revisit"
        is_fault = capture.status >= 500 and capture.status not in BUSY
        if kind := error or (f"http-{capture.status}" if is_fault else ""):
            self.account.errors[kind] += 1
        return capture

    def _opened(self, spider: Portal) -> None:
        try:
            self.account = spider.account = self._begin(spider)
        except (OSError, sqlite3.Error) as error:
            self.desk.fail(error)
            raise CloseSpider("not-begun") from error
        except Exception as error:
            # Scrapy would log it and crawl on, keeping nothing.
            _log.exception("the run could not be begun")
            raise CloseSpider("not-begun") from error
        self.desk.on_failure(self.stop)

    def _begin(self, spider: Portal) -> RunAccount:
        store, window = self.desk.store, spider.window
        store.declare(portal_row(spider))
        watchlist.declare(store.db, spider.name, [*spider.watched])
        days = (window.from_date, window.to_date)
        run = store.begin_run(spider.name, *days, SOFTWARE, len(spider.only))
        recheck_all = self._crawler.settings["GAZETTE_RECHECK"] == "all"
        reading = with_learnt_lines(store, spider.reading)
        scope = Scope(window, spider.is_article, recheck_all, spider.own_hosts, spider.only, spider.watched)
        return RunAccount(self.desk, run, reading, scope, self.stop)

    def _idle(self, spider: Portal) -> None:
        """When the listings have been walked: what else is due, then the files that articles refer to, then what their
        pages need to look as they did."""
        files = (spider.attachment(url) for url in spider.account.files_due())
        requests = spider.due() or list(filter(None, files)) or spider.requisites()
        for request in requests:
            self._crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _count_exception(self, failure: Failure) -> None:
        self._exceptions += 1

    def stop(self, why: str = "shutdown") -> None:
        """End this crawl and no other; ``why`` is the reason that the verdict hears of."""
        self._stopped_for = why
        deferred_from_coro(self._crawler.stop_async())

    def _closed(self, spider: Portal, reason: str) -> None:
        try:
            if self.account:
                self._end(self.account, spider, self._stopped_for or reason)
        finally:
            self.leave()

    def cut_off(self, spider: Portal) -> None:
        """Close a run whose spider will not be closed any more: its process was told twice to stop."""
        if not self._has_left:
            self._closed(spider, "shutdown")

    def leave(self) -> None:
        """Give the seat at the desk back, once."""
        if not self._has_left:
            self._has_left = True
            self.desk.leave(self.stop)

    def _end(self, account: RunAccount, spider: Portal, closed: str) -> None:
        self.desk.commit()
        facts = Facts(
            tally=account.tally,
            sums=self.desk.ledger.sums(account.run),
            closed=closed,
            is_windowed=spider.window != Window(),
            is_by_hand=account.addresses > 0,
            has_lists=bool(spider.ways),
            watched=account.vigil.kept,
            unwatched=account.vigil.lost,
            exceptions=self._exceptions,
            failure=self.desk.failure,
            held=account.held,
            waits=account.waits,
            portal=self.portal,
            silent=account.silent,
        )
        self.ended_at = time.monotonic()
        self.run = self._run(facts, account)
        if self.desk.can_write:
            self.desk.store.end_run(account.run, self.run)
            watchlist.looked(self.desk.store.db, self.portal, account.vigil.looks)
            self.desk.ledger.end(account.run)

    def _run(self, facts: Facts, account: RunAccount) -> Run:
        outcome, reason = judge(facts)
        tally, sums = facts.tally, facts.sums
        slowest_host, slowest_seconds = self._latency.slowest()
        longest_wait_seconds, longest_wait_host = account.longest_pause
        return Run(
            portal=self.portal,
            outcome=outcome,
            reason=reason,
            addresses=account.addresses,
            found=tally["found"],
            requests=self._crawler.stats.get_value("downloader/request_count", 0),
            captures=tally["captures"],
            revisits=tally["revisits"],
            articles_new=tally["new"],
            articles_changed=tally["changed"],
            articles_unchanged=tally["unchanged"],
            files_new=tally["file-new"],
            files_changed=tally["file-changed"],
            files_unchanged=tally["file-unchanged"],
            parts_new=tally["part"],
            parts_unchanged=tally["part-unchanged"],
            refused=account.refused.total(),
            errors=account.errors.total(),
            disagreements=tally["disagreements"],
            bytes=tally["bytes"],
            planned=sums.total(),
            stored=sums["stored"],
            failed=sums["failed"],
            skipped=sums["skipped"],
            refused_by_reason=account.refused,
            errors_by_kind=account.errors,
            failed_by_reason=account.failed,
            slowest_host=slowest_host,
            slowest_seconds=round(slowest_seconds, 3),
            longest_wait_host=longest_wait_host,
            longest_wait_seconds=round(longest_wait_seconds, 1),
            seconds=round(self.ended_at - self.began_at, 1),
        )
