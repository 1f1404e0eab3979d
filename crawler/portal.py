"""A portal: a declaration of some ten lines, and the one spider that walks what it declares."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from attrs import evolve
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Headers, HtmlResponse, Request, Response
from scrapy.responsetypes import responsetypes
from twisted.python.failure import Failure

from archive.errors import UsageError
from archive.records import Capture, Hint, Page, Reading, Refusal, Rules
from archive.rows import hint_text
from archive.warc import StoredCapture
from crawler.account import Account, LooseAccount
from crawler.declaration import check_declaration, is_day
from crawler.endings import StoppedError, WaitError, ending_of
from crawler.ledger import Kind, Plan
from crawler.revisit import conditional_headers
from crawler.spiders.found import Found, Way, Window
from pipelines.dates import parse_date
from pipelines.stages import CapturedFile, CapturedPage
from pipelines.urls import canonical_link, canonicalise

_HEAD = 64 * 1024
"""Bytes of a page in which its canonical link is looked for."""
_MOST_LISTINGS = 5_000
"""Pages of one way in one run: a calendar can be paged for ever."""
Planned = Request | CapturedPage
_LONGEST_URL = 2083
"""Longer ones are made by traps (sitemaps.org allows 2,048); Scrapy drops them without a word."""
_DUE_AT_ONCE = 500
"""Requests that wait in memory."""
_FAMILIAR_PAGES = 3
"""Some portals pin old articles to the top of their lists, and correct the order afterwards."""
_GONE = ("http-404", "http-410")
_ABSENT = (*_GONE, "http-400")
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
    hours: ClassVar[str] = ""
    """The hours of its day in which it may be asked: ``22:00-06:00``; empty: at any time."""
    rules: ClassVar[tuple[Rules, ...]] = ()
    """How its pages are read, latest first; helps where the general reading goes wrong."""

    own_hosts: ClassVar[frozenset[str]]
    reading: ClassVar[Reading]
    """What the readers of its pages are told."""
    account: Account
    window: Window
    _article: ClassVar[re.Pattern[str]]
    _due: Iterator[Plan] | None
    _listings: Counter[int]
    """Pages read of each way."""
    _met: defaultdict[int, set[str]]
    """Articles that each way has named."""
    _familiar: Counter[int]
    """Pages in a row, of each way, that named nothing new to the archive."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_declaration(cls)
        cls._article = re.compile(cls.article_url)
        cls.own_hosts = frozenset((urlsplit(cls.home_url).netloc, *cls.hosts))
        for index, way in enumerate(cls.ways):
            for url in way.start(Window()):
                setattr(cls, f"check_way_{index}", _canary(index, url))
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
        spider._due = None
        spider._met = defaultdict(set)
        spider._familiar = Counter()
        return spider

    async def start(self) -> AsyncIterator[Planned]:
        """The ways' beginnings and what the last run left open; see ``due`` for the rest."""
        for index, way in enumerate(self.ways):
            for url in way.start(self.window):
                for request in self._plan(Plan(url, "listing", index)):
                    yield request
        for plan in self.account.left:
            for request in self._begin(plan):
                yield request

    def parse_listing(self, response: Response, plan: Plan) -> Iterator[Planned]:
        """Plan what a listing names; go on to its next page until the way repeats itself or earlier runs."""
        if _is_cut(response):
            self.account.settle(plan, "failed", "truncated")
            return
        try:
            found = list(self.ways[plan.way].read(response, self.window))
        except ValueError as error:
            self.logger.error("%s", error)
            self.account.settle(plan, "failed", "not-a-listing")
            return
        self._listings[plan.way] += 1
        articles = [(url, item.hint) for item in found if (url := self._article_at(item, response))]
        goes_on = self._meets(plan.way, articles) and not self._has_caught_up(plan.way, articles)
        for url, hint in articles:
            yield from self._wanted(url, hint)
        for item in found:
            if item.kind == "listing" and (goes_on or not item.further):
                yield from self._next_listing(_absolute(item.url, response), plan.way)
        self.account.settle(plan, "stored", "listing")

    def parse_article(self, response: Response, plan: Plan) -> Iterator[Planned]:
        """Hand the page on, unless it says that it is another one or that nothing changed."""
        capture: Capture = response.meta["capture"]
        url = canonicalise(response.url)
        if url != plan.url:
            yield from self._moved(response, plan, url)
        elif capture.kind == "revisit":
            self.account.unchanged(plan, capture)
        elif canonical := self._other_canonical(response, plan):
            self.account.settle(plan, "skipped", "alternate")
            yield from self._plan(Plan(canonical, "article", plan.way, evolve(plan.hint, origin="canonical")))
        else:
            yield from self._page(response, plan, capture)

    def parse_attachment(self, response: Response, plan: Plan) -> Iterator[CapturedFile]:
        """Hand an attached file on."""
        capture: Capture = response.meta["capture"]
        if capture.truncated:
            self.account.unattached(plan, "truncated")
            self.account.settle(plan, "failed", "truncated")
            return
        yield CapturedFile(plan.url, response.body, capture, partial(self.account.settle, plan))

    def failed(self, failure: Failure) -> None:
        """The end of a planned address that brought no page."""
        plan: Plan = failure.request.cb_kwargs["plan"]  # type: ignore[attr-defined]
        if not self.crawler.crawling and failure.check(StoppedError, DownloadCancelledError):
            return  # stays open: the next run begins with it
        if isinstance(failure.value, WaitError):
            self.account.wait(plan, failure.value)
            return
        ending, reason = ending_of(failure)
        if reason in _GONE and plan.kind == "article":
            self.account.missing(plan, failure.request.meta["capture"])  # type: ignore[attr-defined]
        if reason in _ABSENT and plan.kind == "listing" and self.ways[plan.way].may_be_absent(plan.url):
            ending, reason = "skipped", "end-of-listing"
        if plan.kind == "attachment":
            self.account.unattached(plan, reason)
        self.account.settle(plan, ending, reason)

    def is_article(self, url: str) -> bool:
        """Whether ``url`` (canonical) is the address of one of this portal's articles."""
        parts = urlsplit(url)
        is_ours = parts.netloc in self.own_hosts and len(url) <= _LONGEST_URL
        return is_ours and bool(self._article.search(parts._replace(scheme="", netloc="").geturl()))

    def due(self) -> list[Request]:
        """Requests for the next known articles that are due and that no listing has named; empty at the end.

        Asked for when the listings have been walked: what they say of an article goes before what is known.
        """
        self._due = self._due or self.account.due(self.window)
        fresh = (self._request(plan) for plan in self._due if self.account.plan(plan))
        return list(islice(fresh, _DUE_AT_ONCE))

    def attachment(self, url: str) -> Request | None:
        """The request for an attached file; None where it is not ours to fetch or was planned already."""
        if urlsplit(url).netloc not in self.own_hosts:
            return None
        plan = Plan(url, "attachment")
        return self._request(plan) if self.account.plan(plan) else None

    def _article_at(self, item: Found, response: Response) -> str:
        url = _absolute(item.url, response) if item.kind == "article" else ""
        return url if self.is_article(url) else ""

    def _meets(self, way: int, articles: Sequence[tuple[str, Hint]]) -> bool:
        """Whether a way names an article that it has not named in this run: if not, it goes in circles."""
        urls = {url for url, _ in articles}
        is_news = not urls <= self._met[way]
        self._met[way] |= urls
        return is_news

    def _has_caught_up(self, way: int, articles: Sequence[tuple[str, Hint]]) -> bool:
        """Whether some pages in a row named only what earlier runs have found: no need to walk to the end."""
        is_caught_up = self.window == Window() and self.account.has_caught_up(url for url, _ in articles)
        self._familiar[way] = self._familiar[way] + 1 if is_caught_up else 0
        return self._familiar[way] >= _FAMILIAR_PAGES

    def _wanted(self, url: str, hint: Hint) -> Iterator[Planned]:
        self.account.found(url)
        is_in_window = self.window.may_hold(self._day_of(hint.published))
        if is_in_window and self.account.wants(url, self._hinted(hint)):
            yield from self._plan(Plan(url, "article", hint=hint))

    def _next_listing(self, url: str, way: int) -> Iterator[Planned]:
        if self._listings[way] < _MOST_LISTINGS and len(url) <= _LONGEST_URL:
            yield from self._plan(Plan(url, "listing", way))

    def _hinted(self, hint: Hint) -> str:
        claim = (
            parse_date(hint.modified, languages=self.languages, timezone=self.timezone)
            if hint.modified
            else None
        )
        return claim.value if claim else ""

    def _day_of(self, published: str) -> str:
        claim = parse_date(published, languages=self.languages, timezone=self.timezone) if published else None
        return claim.on if claim else ""

    def _plan(self, plan: Plan) -> Iterator[Planned]:
        if plan.url and self.account.plan(plan):
            yield from self._begin(plan)

    def _begin(self, plan: Plan) -> Iterator[Planned]:
        """Fetch a planned address, or go on with what a killed run had captured of it."""
        kept = self.account.unread(plan.url) if plan.kind == "article" else None
        if kept:
            capture, stored = kept
            yield from self.parse_article(_kept_response(self._request(plan), capture, stored), plan)
        else:
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
            meta={
                "target_url": plan.url,
                "earlier": earlier,
                "hint": hint_text(plan.hint),
                "handle_httpstatus_list": [304] if earlier else [],
            },
            priority=_PRIORITY[plan.kind],
            # The ledger knows what was planned; Scrapy's own filter would swallow a request without a word.
            dont_filter=True,
        )

    def _moved(self, response: Response, plan: Plan, url: str) -> Iterator[Planned]:
        capture: Capture = response.meta["capture"]
        if not self.is_article(url):
            self.account.refuse(plan, Refusal(plan.url, "redirect-elsewhere", f"leads to {url}"), capture)
            return
        self.account.moved(plan, url, capture)
        there = Plan(url, "article", plan.way, plan.hint)
        if not self.account.plan(there):
            return
        if capture.kind == "revisit" and response.status == 200:
            self.account.unchanged(there, capture)
        elif response.status == 304:  # an answer to what we know of the old address: the page is not in it
            yield self._request(there)
        else:
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
        yield CapturedPage(
            page, capture, self.window, partial(account.settle, plan), partial(account.refuse, plan)
        )


def _is_cut(response: Response) -> bool:
    """Whether less has arrived than was sent; unknown where nothing is kept (``scrapy check``)."""
    capture: Capture | None = response.meta.get("capture")
    return bool(capture and capture.truncated)


def _absolute(link: str, response: Response) -> str:
    """The canonical address of what a page links to; empty for what is none."""
    try:
        return canonicalise(response.urljoin(link))
    except ValueError:
        return ""


def _kept_response(request: Request, capture: Capture, stored: StoredCapture) -> Response:
    """A captured page as the network would have brought it."""
    request.meta["capture"] = capture
    headers = {name: value for name, value in stored.headers if name.lower() != "content-encoding"}
    kind = responsetypes.from_args(headers=Headers(headers), url=stored.url, body=stored.payload[:5000])
    return kind(stored.url, status=stored.status, headers=headers, body=stored.payload, request=request)


def _canary(way: int, url: str) -> Callable[[Portal, Response], Iterator[Planned]]:
    """What ``scrapy check`` asks of a way: that its beginning still names something to fetch."""

    def check(self: Portal, response: Response) -> Iterator[Planned]:
        return self.parse_listing(response, Plan(url, "listing", way))

    check.__name__ = f"check_way_{way}"
    # The form of Scrapy's contracts.
    check.__doc__ = f"@url {url}\n@returns requests 1"
    return check


def _day(arguments: dict[str, Any], name: str) -> str:
    value = str(arguments.get(name) or "")
    if value and not is_day(value):
        raise UsageError(f"{name} {value!r} is not a day; write it as 2026-01-31")
    return value
