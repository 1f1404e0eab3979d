"""A few pages of a portal, read: which addresses are articles' is settled by reading, not by their looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen
from scrapy.http import HtmlResponse, Response

from archive.documents import is_listed
from archive.records import DOCUMENT, Article, Hint, Reading, Refusal
from crawler.exchange.page import may_be_article, page_of
from crawler.scout import Scout
from pipelines.pool import ReadingPool


@frozen
class Sample:
    """One address that was asked for, and what reading it gave."""

    url: str
    result: Article | Refusal
    response: Response | None = None

    @property
    def article(self) -> Article | None:
        return self.result if isinstance(self.result, Article) else None

    @property
    def is_good(self) -> bool:
        """Whether it reads as an article: text and title, and the day of its publication or change. A document says
        no day of itself: for one that a list gives a title to that is enough."""
        article = self.article
        if article is None or not article.title:
            return False
        is_titled_document = DOCUMENT in article.flags and is_listed(article)
        return bool(article.published or article.modified or is_titled_document)


class Sampler:
    """Fetches and reads pages, each address once. ``close()`` ends its reader."""

    def __init__(self, scout: Scout, reading: Reading, hints: Mapping[str, Hint]) -> None:
        self.samples: dict[str, Sample] = {}
        """By address, in the order in which they were asked for."""
        self._scout = scout
        self._reading = reading
        self._hints = hints
        self._pool = ReadingPool(workers=1)

    async def take(self, url: str) -> Sample:
        if url not in self.samples:
            self.samples[url] = await self._take(url)
        return self.samples[url]

    def good(self) -> list[Sample]:
        return [sample for sample in self.samples.values() if sample.is_good]

    def articles(self) -> list[Article]:
        return [sample.article for sample in self.good() if sample.article]

    def pages(self) -> list[HtmlResponse]:
        """The pages of the good ones."""
        return [sample.response for sample in self.good() if isinstance(sample.response, HtmlResponse)]

    async def again(self, reading: Reading) -> list[Sample]:
        """The good ones, read with what is known by now."""
        self._reading = reading
        return [
            Sample(sample.url, await self._read(sample.url, sample.response), sample.response)
            for sample in self.good()
            if sample.response is not None
        ]

    def close(self) -> None:
        self._pool.close()

    async def _take(self, url: str) -> Sample:
        response = await self._scout.ask(url)
        if response is None:
            return Sample(url, Refusal(url, "not-fetched", self._scout.failures.get(url, "")))
        if not may_be_article(response):
            return Sample(url, Refusal(url, "not-html", type(response).__name__))
        return Sample(url, await self._read(url, response), response)

    async def _read(self, url: str, response: Response) -> Article | Refusal:
        return await self._pool.read(page_of(response, self._reading, self._hints.get(url, Hint())))


MUST = ("title", "text", "date")
"""Fields without which an article is hardly one."""
MAY = ("section", "authors", "language", "description", "images", "source_line")


def is_empty(article: Article, field: str) -> bool:
    """``date`` is that of publication or of the last change: many portals tell only one."""
    return not (article.published or article.modified if field == "date" else getattr(article, field))


def missing_everywhere(articles: Sequence[Article], fields: Sequence[str]) -> list[str]:
    """Fields that none of the articles has."""
    return [field for field in fields if articles and all(is_empty(article, field) for article in articles)]
