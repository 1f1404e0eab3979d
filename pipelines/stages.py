"""The Scrapy stages between a captured page and the archive: adapters without logic of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from attrs import evolve, frozen
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from archive.records import WITHHELD, Article, Capture, FileText, Page, Refusal, Requisite
from archive.store import Store
from pipelines.pool import ReadingPool
from pipelines.rereading import same_reader, same_reader_of_file

_PAGES_A_WORKER = 2
"""Pages that one portal may hand to the pool: one that is read, one that is ready."""
Result = TypeVar("Result")
Settle = Callable[[str, str], None]
Refuse = Callable[[Refusal, Capture], None]
Admit = Callable[[Article, Capture], bool]
Need = Callable[[str, Sequence[Requisite]], None]


class Desk(Protocol):
    """What the stages need of the crawl they are part of."""

    store: Store
    pool: ReadingPool

    def commit_if_full(self) -> None: ...


@frozen
class CapturedPage:
    """A page that may hold an article, kept already."""

    page: Page
    capture: Capture
    admit: Admit
    """Whether the article that was read is to be kept; settles its address where not."""
    settle: Settle
    refuse: Refuse
    need: Need
    """Told what the page of an article that is kept needs to look as it did."""


@frozen
class CapturedFile:
    """A file that articles refer to, or a further page of one, kept already."""

    url: str
    """By which it is known; redirects may have led elsewhere."""
    page: Page
    capture: Capture
    settle: Settle


@frozen
class ReadPage:
    """A page after reading: an article, or why there is none."""

    captured: CapturedPage
    result: Article | Refusal


@frozen
class ReadFile:
    captured: CapturedFile
    result: FileText


class Reader:
    """A stage that has the pool read, for one portal of several that share it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._under_way: set[asyncio.Task[Any]] = set()
        self._has_given_up = False

    def give_up(self) -> None:
        """Read nothing more: pages under way get no ending. They are captured, and the next run reads them."""
        self._has_given_up = True
        for task in self._under_way:
            task.cancel()

    async def _read(self, reading: Coroutine[Any, Any, Result]) -> Result:
        """What ``reading`` gives. Raises ``DropItem`` where it was given up."""
        task = asyncio.ensure_future(reading)
        self._under_way.add(task)
        if self._has_given_up:
            task.cancel()
        try:
            return await task
        except asyncio.CancelledError:
            if self._has_given_up:
                raise DropItem("the crawl was told to stop") from None
            raise
        finally:
            self._under_way.discard(task)


class ReadArticle(Reader):
    """Has pages read by the pool; what came damaged over the wire is refused unread."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadArticle:
        return cls(_desk_of(crawler))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # The pool reads in the order of asking: a portal with slow pages would keep all others waiting.
        self._places = asyncio.Semaphore(_PAGES_A_WORKER * desk.pool.workers)

    async def process_item(self, item: CapturedPage | CapturedFile) -> ReadPage | ReadFile:
        async with self._places:
            return await self._result(item)

    async def _result(self, item: CapturedPage | CapturedFile) -> ReadPage | ReadFile:
        if isinstance(item, CapturedFile):
            file = evolve(item.page, first=self._desk.store.files.first_page(item.url))
            return ReadFile(item, await self._read(self._desk.pool.read_file(file)))
        if item.capture.truncated:
            detail = f"the body is not whole ({item.capture.truncated})"
            return ReadPage(item, Refusal(item.page.url, "truncated", detail))
        return ReadPage(item, await self._read(self._desk.pool.read(item.page)))


class ReadAgain(Reader):
    """What is compared was read by one version of the reader; see ``rereading.same_reader``."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReadAgain:
        return cls(_desk_of(crawler))

    async def process_item(self, item: ReadPage | ReadFile) -> ReadPage | ReadFile:
        store, pool, reading = self._desk.store, self._desk.pool, item.captured.page.reading
        if isinstance(item, ReadFile):
            await self._read(same_reader_of_file(store, pool, item.captured.url, item.result, reading))
        elif isinstance(item.result, Article):
            await self._read(same_reader(store, pool, item.result, reading))
        return item


class StoreRevision:
    """Hands what was read to the archive's writer and closes the address's account."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StoreRevision:
        return cls(_desk_of(crawler))

    async def process_item(self, item: ReadPage | ReadFile) -> ReadPage | ReadFile:
        if isinstance(item, ReadFile):
            self._store_file(item.captured, item.result)
        elif isinstance(item.result, Refusal):
            item.captured.refuse(item.result, item.captured.capture)
        else:
            self._store_article(item.captured, item.result)
        self._desk.commit_if_full()
        return item

    def _store_article(self, captured: CapturedPage, article: Article) -> None:
        if captured.admit(article, captured.capture):
            outcome = self._desk.store.store(article, captured.capture)
            captured.settle("skipped" if outcome == WITHHELD else "stored", outcome)
            captured.need(article.url, article.requisites if outcome != WITHHELD else ())

    def _store_file(self, captured: CapturedFile, text: FileText) -> None:
        outcome = self._desk.store.files.attach(captured.url, captured.capture, text)
        captured.settle(*(("skipped", outcome) if outcome == WITHHELD else ("stored", f"file-{outcome}")))


def _desk_of(crawler: Crawler) -> Desk:
    desk: Desk | None = getattr(crawler, "desk", None)
    if desk is None:
        raise NotConfigured("nothing is kept: scrapy shell and the like have no archive open")
    return desk
