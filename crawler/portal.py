"""A portal: a declaration of some ten lines, and the one spider that walks what it declares."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from attrs import evolve
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response
from twisted.python.failure import Failure

from archive.errors import UsageError
from archive.records import Capture, Hint, Page, Reading, Refusal, Rules
from crawler.account import Account, LooseAccount
from crawler.declaration import check_declaration, is_day
from crawler.endings import ending_of
from crawler.ledger import Kind, Plan
from crawler.revisit import conditional_headers
from crawler.spiders.found import Found, Way, Window
from crawler.spiders.listing import Listing
from pipelines.dates import parse_date
from pipelines.stages import CapturedFile, CapturedPage
from pipelines.urls import canonical_link, canonicalise

_HEAD = 64 * 1024
"""Bytes of a page in which its canonical link is looked for."""
_MOST_LISTINGS = 5_000
"""Pages of one way in one run: a calendar can be paged for ever."""
_GONE = ("http-404", "http-410")
_PRIORITY: dict[Kind, int] = {"listing": 0, "attachment": 5, "article": 10}
"""Articles before further listings, so that few planned addresses wait in memory."""


class Portal(scrapy.Spider):
    """A government news site that is crawled. Subclass it with the fields below; nothing else is needed.

    Raises ``DeclarationError`` when the class is created and a field is missing or wrong, ``UsageError``
    when it is started with days that are none.
    """

    title: ClassVar[str]
    publisher: ClassVar[str]
    country: ClassVar[str]
    languages: ClassVar[tuple[str, ...]]
    timezone: ClassVar[str]
    licence: ClassVar[str]
    home_url: ClassVar[str]
    first_date: ClassVar[str]
    ways: ClassVar[tuple[Way, ...]]
    article_url: ClassVar[str]
    """Regular expression that is searched in the address (path and query) of an article and of nothing else."""
    hosts: ClassVar[tuple[str, ...]] = ()
    """Further hosts that belong to the portal; the one of ``home_url`` always does."""
    rules: ClassVar[tuple[Rules, ...]] = ()
    """How its pages are read, latest first; helps where the general reading goes wrong."""

    account: Account
    window: Window

    handle_httpstatus_list = [304]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_declaration(cls)
        cls._article = re.compile(cls.article_url)
        cls.own_hosts = frozenset((urlsplit(cls.home_url).netloc, *cls.hosts))
        cls.reading = Reading(
            portal=cls.name,
            site_name=cls.title,
            publisher=cls.publisher,
            languages=cls.languages,
            timezone=cls.timezone,
            rules=cls.rules,
            article_url=cls.article_url,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Portal:
        """Spider arguments: ``from`` and ``to`` (``YYYY-MM-DD``), the days whose articles are wanted."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.window = Window(_day(kwargs, "from"), _day(kwargs, "to"))
        spider.account = LooseAccount()
        spider._listings = Counter()
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The ways' beginnings, what the last run left open, and known articles that are due."""
        for index, way in enumerate(self.ways):
            for url in way.start(self.window):
                for request in self._plan(Plan(url, "listing", index)):
                    yield request
        for plan in self.account.left:
            yield self._request(plan)
        for plan in self.account.due():
            for request in self._plan(plan):
                yield request

    def parse_listing(self, response: Response, plan: Plan) -> Iterator[Request]:
        """Plan what a listing names; go on to its next page while it names articles not met before."""
        try:
            found = list(self.ways[plan.way].read(response, self.window))
        except ValueError as error:
            self.logger.error("%s", error)
            self.account.settle(plan, "failed", "not-a-listing")
            return
        self._listings[plan.way] += 1
        planned = [request for item in found if item.kind == "article" for request in self._article_of(item, response)]
        yield from planned
        for item in found:
            if item.kind == "listing" and (planned or not item.further) and self._listings[plan.way] < _MOST_LISTINGS:
                yield from self._plan(Plan(canonicalise(response.urljoin(item.url)), "listing", plan.way))
        self.account.settle(plan, "stored", "listing")

    def parse_article(self, response: Response, plan: Plan) -> Iterator[Request | CapturedPage]:
        """Hand the page on, unless it says that it is another one or that nothing changed."""
        capture: Capture = response.meta["capture"]
        if response.status == 304 or capture.kind == "revisit":
            self.account.unchanged(plan, capture)
            return
        url = canonicalise(response.url)
        if url != plan.url:
            yield from self._moved(response, plan, url)
        elif canonical := self._other_canonical(response, plan):
            self.account.settle(plan, "skipped", "alternate")
            yield from self._plan(Plan(canonical, "article", plan.way, evolve(plan.hint, origin="canonical")))
        else:
            yield from self._page(response, plan, capture)

    def parse_attachment(self, response: Response, plan: Plan) -> Iterator[CapturedFile]:
        """Hand an attached file on."""
        capture: Capture = response.meta["capture"]
        yield CapturedFile(plan.url, response.body, capture, partial(self.account.settle, plan))

    def failed(self, failure: Failure) -> None:
        """The end of a planned address that brought no page."""
        plan: Plan = failure.request.cb_kwargs["plan"]  # type: ignore[attr-defined]
        ending, reason = ending_of(failure)
        if reason in _GONE and plan.kind == "article":
            self.account.missing(plan, failure.value.response.meta["capture"])
        if reason in _GONE and self._is_further_page(plan):
            ending, reason = "skipped", "end-of-listing"
        if plan.kind == "attachment":
            self.account.unattached(plan, reason)
        self.account.settle(plan, ending, reason)

    def is_article(self, url: str) -> bool:
        """Whether ``url`` (canonical) is the address of one of this portal's articles."""
        parts = urlsplit(url)
        return parts.netloc in self.own_hosts and bool(
            self._article.search(parts._replace(scheme="", netloc="").geturl())
        )

    def attachment(self, url: str) -> Request | None:
        """The request for an attached file; None where it is not ours to fetch or was planned already."""
        if urlsplit(url).netloc not in self.own_hosts:
            return None
        return next(self._plan(Plan(url, "attachment")), None)

    def _is_further_page(self, plan: Plan) -> bool:
        """Whether an address is a listing's next page, which may turn out not to exist."""
        way = self.ways[plan.way]
        return plan.kind == "listing" and isinstance(way, Listing) and plan.url != way.url

    def _article_of(self, item: Found, response: Response) -> Iterator[Request]:
        url = canonicalise(response.urljoin(item.url))
        if not self.is_article(url):
            return
        self.account.found(url)
        if self.window.may_hold(self._day_of(item.hint.published)) and self.account.wants(url, self._hinted(item.hint)):
            yield from self._plan(Plan(url, "article", hint=item.hint))

    def _hinted(self, hint: Hint) -> str:
        claim = parse_date(hint.modified, languages=self.languages, timezone=self.timezone) if hint.modified else None
        return claim.value if claim else ""

    def _day_of(self, published: str) -> str:
        claim = parse_date(published, languages=self.languages, timezone=self.timezone) if published else None
        return claim.on if claim else ""

    def _plan(self, plan: Plan) -> Iterator[Request]:
        if plan.url and self.account.plan(plan):
            yield self._request(plan)

    def _request(self, plan: Plan) -> Request:
        earlier = self.account.earlier(plan.url)
        return Request(
            plan.url,
            callback={
                "listing": self.parse_listing,
                "article": self.parse_article,
                "attachment": self.parse_attachment,
            }[plan.kind],
            errback=self.failed,
            headers=conditional_headers(earlier) if earlier else None,
            cb_kwargs={"plan": plan},
            meta={"target_url": plan.url, "earlier": earlier},
            priority=_PRIORITY[plan.kind],
            # The ledger knows what was planned; Scrapy's own filter would swallow a request without a word.
            dont_filter=True,
        )

    def _moved(self, response: Response, plan: Plan, url: str) -> Iterator[CapturedPage]:
        capture: Capture = response.meta["capture"]
        if not self.is_article(url):
            self.account.refuse(plan, Refusal(plan.url, "redirect-elsewhere", f"leads to {url}"), capture)
            return
        self.account.moved(plan, url, capture)
        there = Plan(url, "article", plan.way, plan.hint)
        if self.account.plan(there):
            yield from self._page(response, there, capture)

    def _other_canonical(self, response: Response, plan: Plan) -> str:
        """The page's own word for its address, where that is another article of this portal."""
        if plan.hint.origin == "canonical":
            return ""  # two pages that name each other: the second one is read as it is
        canonical = canonical_link(response.body[:_HEAD], response.url)
        return canonical if canonical != plan.url and self.is_article(canonical) else ""

    def _page(self, response: Response, plan: Plan, capture: Capture) -> Iterator[CapturedPage]:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if not isinstance(response, HtmlResponse):
            self.account.refuse(plan, Refusal(plan.url, "not-html", content_type), capture)
            return
        page = Page(
            url=plan.url,
            body=response.body,
            content_type=content_type,
            captured_at=capture.captured_at,
            reading=self.account.reading or self.reading,
            hint=plan.hint,
        )
        account = self.account
        yield CapturedPage(page, capture, self.window, partial(account.settle, plan), partial(account.refuse, plan))


def _day(arguments: dict[str, Any], name: str) -> str:
    value = str(arguments.get(name) or "")
    if value and not is_day(value):
        raise UsageError(f"{name} {value!r} is not a day; write it as 2026-01-31")
    return value
