"""A portal: a declaration of some ten lines, and the one spider that walks what it declares."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import scrapy
from attrs import evolve
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Request, Response
from twisted.python.failure import Failure

from archive.errors import UsageError
from archive.period import first_day, last_day
from archive.records import WITHHELD, Capture, Hint, Reading, Rules
from archive.requisites import is_style, of_style, style_text
from archive.rows import hint_from
from crawler.declaration import check_declaration
from crawler.exchange.barriers import barrier_at, barrier_behind
from crawler.exchange.endings import FORBIDDEN, GONE, StoppedError, WaitError, ending_of
from crawler.exchange.kept import as_response
from crawler.exchange.page import content_type_of, may_be_article, page_of
from crawler.omissions import fill_in
from crawler.planning.asking import request_for, tell_more
from crawler.planning.days import Days
from crawler.planning.ledger import Plan
from crawler.planning.twins import is_to_print
from crawler.planning.walk import Walk
from crawler.planning.watched import Watched
from crawler.planning.whereabouts import Home, Whereabouts, reason_astray
from crawler.runs.loose import LooseAccount
from crawler.runs.protocol import Account
from crawler.spiders.follow import Follow
from crawler.spiders.found import Found, Way, Window
from pipelines.quality import refuse
from pipelines.stages import CapturedFile, CapturedPage
from pipelines.urls import canonicalise

Planned = Request | CapturedPage
LONGEST_URL = 2083
"""Longer ones are made by traps (sitemaps.org allows 2,048); Scrapy drops them without a word."""
_AT_ONCE = 20
"""The priority of what is asked for before any article."""
_DUE_AT_ONCE = 500
"""Requests that wait in memory."""
_PDF = b"%PDF-"
_ABSENT = (*GONE, "http-400")
_NOT_FOR_US = (*GONE, *FORBIDDEN)


class Portal(scrapy.Spider):
    """A government news site that is crawled. Subclass it with the fields below; nothing else is needed.

    What may be left out is in ``crawler.omissions``.

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
    every: ClassVar[str] = "1d"
    """How often ``gazette crawl --due`` crawls it: hours or days, as ``6h``."""
    hours: ClassVar[str] = ""
    """The hours of its day in which it may be asked: ``22:00-06:00``; empty: at any time."""
    rules: ClassVar[tuple[Rules, ...]] = ()
    """How its pages are read, latest first; helps where the general reading goes wrong."""
    watch: ClassVar[tuple[str, ...]] = ()
    """Addresses of pages that every crawl looks at, whatever lists name: kept even if they are no articles."""
    follow: ClassVar[Follow | None] = None
    """Which links of its articles are followed: none, unless it asks for that."""

    keeps_pictures: ClassVar[bool] = False
    """Whether the pictures of its articles are fetched and kept, as their files always are; those on its hosts."""

    keeps_requisites: ClassVar[bool] = True
    """Whether what its pages need to look as they did is fetched and kept, as far as it is on its hosts: stylesheets,
    what these need, icons, and pictures that several pages show."""

    own_hosts: ClassVar[frozenset[str]]
    watched: ClassVar[Watched]
    """The pages of ``watch``, by canonical addresses."""
    reading: ClassVar[Reading]
    """What the readers of its pages are told."""
    account: Account
    window: Window
    only: tuple[str, ...]
    """Addresses that were named by hand; the run asks for nothing else. Empty where it asks for all of the portal."""
    _article: ClassVar[re.Pattern[str]]
    _due: Iterator[Plan] | None
    _days: Days
    _walks: defaultdict[int, Walk]
    _asked: WeakValueDictionary[str, Request]
    """The requests for articles that wait for an answer, by address."""
    _followed: int
    _whereabouts: Whereabouts

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        fill_in(cls)
        check_declaration(cls)
        cls._article = re.compile(cls.article_url)
        cls.watched = Watched(cls.watch)
        cls.own_hosts = frozenset(map(str.lower, (urlsplit(cls.home_url).netloc, *cls.hosts)))
        cls.reading = Reading(
            portal=cls.name,
            site_name=cls.title,
            publisher=cls.publisher,
            languages=cls.languages,
            timezone=cls.timezone,
            rules=cls.rules,
            article_url=cls.article_url,
            keeps_pictures=cls.keeps_pictures,
            keeps_requisites=cls.keeps_requisites,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Portal:
        """Spider arguments: ``from`` and ``to`` (see ``archive.period``), the days whose articles are wanted; ``only``,
        addresses of its articles, divided by blanks, that are all that is asked for."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.window = Window(_day(kwargs, "from", first_day), _day(kwargs, "to", last_day))
        spider.only = tuple(filter(cls.is_article, str(kwargs.get("only") or "").split()))
        spider.account = LooseAccount()
        spider._days = Days(spider.window, cls.languages, cls.timezone)
        spider._due = None
        spider._walks = defaultdict(Walk)
        spider._asked = WeakValueDictionary()
        spider._followed = 0
        spider._whereabouts = Whereabouts(spider.is_article)
        return spider

    async def start(self) -> AsyncIterator[Planned]:
        """The ways' beginnings and what the account begins with; see ``due`` for the rest."""
        # Those that tell first: what they say of an article is handed on with its page.
        ways = sorted(enumerate(self.ways), key=lambda numbered: not numbered[1].tells)
        for index, way in () if self.only else ways:
            for place, url in enumerate(way.start(self.window.begun(self.first_date))):
                for planned in self._plan(Plan(url, "listing", index)):
                    if way.tells and place == 0 and isinstance(planned, Request):
                        planned.priority = _AT_ONCE
                    yield planned
        for url in self.watched if self.window == Window() and not self.only else ():
            for planned in self._plan(Plan(self.account.stands_for(url), "article")):
                yield planned
        for plan in self.account.left:
            if plan.kind == "article" and not self._is_wanted_still(plan):
                self.account.settle(plan, "skipped", "held")  # stored, and killed before the ledger was told
                continue
            for request in self._begin(plan):
                yield request

    def parse_listing(self, response: Response, plan: Plan) -> Iterator[Planned]:
        """Plan what a listing names; go on to its next page until the way repeats itself or earlier runs."""
        if _is_cut(response):
            self.account.settle(plan, "failed", "truncated")
            return
        try:
            found = list(self.ways[plan.way].read(response, self.window.begun(self.first_date)))
        except ValueError as error:
            self.logger.error("%s", error)
            barred = barrier_at(response, plan.url)
            self.account.settle(plan, "failed", barred.reason if barred else "not-a-listing")
            return
        articles = list(self._articles(found, response))
        if not articles and (barred := barrier_at(response, plan.url)):
            self.account.settle(plan, "failed", barred.reason)
            return
        walk = self._walks[plan.way]
        goes_on = walk.goes_on({url for url, _ in articles}, self._is_in_vain(walk, articles))
        for url, hint in articles:
            yield from self._wanted(Plan(url, "article", hint=hint))
        for item in found:
            if item.kind == "listing" and (goes_on or not item.further):
                yield from self._next_listing(_absolute(item.url, response), plan.way)
        self.account.settle(plan, "stored", "listing")

    def parse_article(self, response: Response, plan: Plan) -> Iterator[Planned]:
        """Hand the page on, unless it lives elsewhere or nothing in it is new."""
        home = self._whereabouts.of(response, plan, self.account)
        if home.by == "asked":
            yield from self._at_home(response, plan, home)
        elif home.by == "canonical":
            yield from self._alternate(response, plan, home.url)
        elif self.is_article(home.url):
            yield from self._moved(response, plan, home)
        else:
            yield from self._astray(response, plan, home.url)

    def parse_attachment(self, response: Response, plan: Plan) -> Iterator[CapturedFile]:
        """Hand an attached file or a further page of an article on."""
        capture: Capture = response.meta["capture"]
        if capture.kind == "revisit" or response.status == 304:
            self.account.file_unchanged(plan, capture)
            return
        is_page = isinstance(response, HtmlResponse) and _PDF not in response.body[:1024]
        barred = barrier_at(response, plan.url) if is_page else None
        if reason := "truncated" if capture.truncated else barred.reason if barred else "":
            self.account.unattached(plan, reason)
            self.account.settle(plan, "failed", reason)
            return
        self.account.expect(plan)
        reading = self.account.reading or self.reading
        page = page_of(response, reading, captured_at=capture.captured_at)
        yield CapturedFile(plan.url, page, capture, partial(self.account.settle, plan))

    def parse_requisite(self, response: Response, plan: Plan) -> Iterator[Request]:
        """What it brought is kept already; a stylesheet needs more in its turn."""
        capture: Capture = response.meta["capture"]
        if response.status == 304 and capture.kind != "revisit":
            # A redirect has led on, with the conditions of what was there before.
            yield request_for(plan, None, self.parse_requisite, self.failed)
            return
        if capture.truncated:
            self.account.settle(plan, "failed", "truncated")
            return
        earlier: Capture | None = response.meta["earlier"] if response.status == 304 else None
        if is_style(earlier.content_type if earlier else content_type_of(response)):
            body = self.account.kept(earlier).payload if earlier else response.body
            self.account.need(response.url, of_style(style_text(body), response.url))
        self.account.settle(
            plan, "stored", "part-unchanged" if earlier or capture.kind == "revisit" else "part"
        )

    def failed(self, failure: Failure) -> Iterator[Planned]:
        """The end of a planned address that brought no page; on to another address of that page, if it has one."""
        request: Request = failure.request  # type: ignore[attr-defined]
        plan: Plan = request.cb_kwargs["plan"]
        if not self.crawler.crawling and failure.check(StoppedError, DownloadCancelledError):
            return  # stays open: the next run begins with it
        if isinstance(failure.value, WaitError):
            self.account.wait(plan, failure.value)
            return
        ending, reason = ending_of(failure)
        if reason == WITHHELD:
            # Neither a twin of it nor the page that says it is the same.
            self.account.led_to_withheld([plan.url, *request.meta.get("redirect_urls", ())], request.url)
            self.account.settle(plan, ending, reason)
            return
        if "named_by" in request.meta:
            yield from self._page_itself(request.meta["named_by"], plan)
            return
        if barred := barrier_behind(failure, plan.url, self.is_article):
            if plan.kind == "article":
                self.account.refuse(plan, barred, request.meta["capture"])
                return
            reason = barred.reason
        if reason in GONE and plan.kind == "article":
            self.account.missing(plan, request.meta["capture"], reason)
        if reason in FORBIDDEN and plan.kind == "article":
            self.account.denied(plan, request.meta["capture"], reason)
        if reason in _ABSENT and plan.kind == "listing" and self.ways[plan.way].may_be_absent(plan.url):
            ending, reason = "skipped", "end-of-listing"
        if plan.kind == "attachment":
            self.account.unattached(plan, reason)
        if plan.kind == "requisite" and reason in _NOT_FOR_US:
            ending = "skipped"  # many pages name an icon that never was
        self.account.settle(plan, ending, reason)
        if plan.kind == "article":
            for twin in self.account.twins(plan.url):
                yield from self._wanted(evolve(plan, url=twin, via="twin"))

    @classmethod
    def is_article(cls, url: str) -> bool:
        """Whether ``url`` (canonical) is the address of one of this portal's articles."""
        parts = urlsplit(url)
        is_ours = parts.netloc.lower() in cls.own_hosts and len(url) <= LONGEST_URL
        path = parts._replace(scheme="", netloc="").geturl()
        return is_ours and (url in cls.watched or bool(cls._article.search(path)))

    @classmethod
    def hint_of(cls, url: str) -> Hint:
        """What the declaration says of the page at ``url`` (canonical)."""
        return Hint(watched="any") if url in cls.watched else Hint()

    def due(self) -> list[Request]:
        """Requests for the next known articles that are due and that no listing has named; empty at the end.

        Asked for when the listings have been walked: what they say of an article goes before what is known.
        """
        if self.only:
            return []
        self._due = self._due or self.account.due(self.window)
        fresh = (self._request(plan) for plan in self._due if self.account.plan(plan))
        return list(islice(fresh, _DUE_AT_ONCE))

    def attachment(self, url: str) -> Request | None:
        """The request for an attached file; None where it is not ours to fetch or was planned already."""
        if urlsplit(url).netloc.lower() not in self.own_hosts:
            return None
        plan = Plan(url, "attachment")
        return self._request(plan) if self.account.plan(plan) else None

    def requisites(self) -> list[Request]:
        """Requests for what the pages that were read need to look as they did."""
        return [self._request(plan) for plan in self.account.requisites_due()]

    def _articles(self, found: list[Found], response: Response) -> Iterator[tuple[str, Hint]]:
        """The addresses under which the articles that a page names are asked for, with what it says of them."""
        urls = [(_absolute(item.url, response), item.hint) for item in found if item.kind == "article"]
        # Those for a printer last: of twins the first is asked for.
        for url, hint in sorted(urls, key=lambda named: is_to_print(named[0])):
            if self.is_article(url):
                yield self.account.stands_for(url, response.url), hint

    def _is_in_vain(self, walk: Walk, articles: list[tuple[str, Hint]]) -> bool:
        """Whether a page names only what earlier runs have found, or only what is older than the days asked for."""
        if self.window == Window():
            return self.account.has_caught_up(url for url, _ in articles)
        return walk.is_past(self._days.of(articles), self._days.earliest)

    def _is_wanted_still(self, plan: Plan) -> bool:
        """Whether what an earlier run left is to be asked for: always where a person had named it; what is watched not
        in a run of certain days."""
        if plan.url in self.watched and self.window != Window():
            return False
        return plan.via == "hand" or self.account.wants(plan.url, self._days.modified_at(plan.hint))

    def _wanted(self, plan: Plan) -> Iterator[Planned]:
        self.account.found(plan.url)
        is_of_the_days = self._days.may_hold(plan.url, plan.hint)
        if is_of_the_days and self.account.wants(plan.url, self._days.modified_at(plan.hint)):
            yield from self._plan(plan)

    def _next_listing(self, url: str, way: int) -> Iterator[Planned]:
        if url in self.watched:
            self.account.watched_list(url)
        elif not self._walks[way].is_too_long and len(url) <= LONGEST_URL:
            yield from self._plan(Plan(url, "listing", way))

    def _linked(self, page: HtmlResponse, plan: Plan) -> Iterator[Planned]:
        """What the links of an article lead to, as far as the portal asks for that."""
        if (
            self.follow is None
            or self.only
            or plan.depth >= self.follow.depth
            or self._followed > self.follow.most
        ):
            return
        for url, hint in self._articles([Found(href) for href in self.follow.read(page)], page):
            if self._followed == self.follow.most:
                self.logger.warning("%s: %d links were followed, no more", self.name, self._followed)
                self._followed += 1
                return
            for planned in self._wanted(Plan(url, "article", hint=hint, depth=plan.depth + 1, via="link")):
                self._followed += 1
                yield planned

    def _plan(self, plan: Plan) -> Iterator[Planned]:
        if plan.url and self.account.plan(plan):
            yield from self._begin(plan)
        elif asked := self._asked.get(plan.url):
            tell_more(asked, plan.hint)

    def _begin(self, plan: Plan) -> Iterator[Planned]:
        """Fetch a planned address, or go on with what a killed run had captured of it."""
        kept = self.account.unread(plan.url) if plan.kind == "article" else None
        if kept:
            capture, stored = kept
            request = self._request(plan)
            yield from self.parse_article(as_response(request, capture, stored), request.cb_kwargs["plan"])
        else:
            yield self._request(plan)

    def _request(self, plan: Plan) -> Request:
        callbacks = {
            "listing": self.parse_listing,
            "article": self.parse_article,
            "attachment": self.parse_attachment,
            "requisite": self.parse_requisite,
        }
        earlier = self.account.earlier(plan.url, plan.kind)
        if not plan.hint.statements and earlier and earlier.hint:
            plan = evolve(plan, hint=hint_from(earlier.hint))  # what was told of it before holds
        if plan.kind == "article":
            plan = evolve(plan, hint=evolve(plan.hint, watched=self.account.watching(plan.url)))
        request = request_for(plan, earlier, callbacks[plan.kind], self.failed)
        if plan.kind == "article":
            self._asked[plan.url] = request
        return request

    def _astray(self, response: Response, plan: Plan, url: str) -> Iterator[Planned]:
        """A redirect has led to what is no article."""
        if "named_by" in response.meta:
            yield from self._page_itself(response.meta["named_by"], plan)
        else:
            barred = barrier_at(response, plan.url)
            reason = reason_astray(plan.url, url, self.home_url, self.account.is_list(url))
            refusal = barred or refuse(plan.url, reason, f"leads to {url}")
            self.account.refuse(plan, refusal, response.meta["capture"])

    def _moved(self, response: Response, plan: Plan, home: Home) -> Iterator[Planned]:
        """A redirect has led to an article."""
        there = evolve(plan, url=home.url, hint=evolve(plan.hint, watched=self.account.watching(home.url)))
        is_new = self.account.plan(there)
        if plan.via == "canonical" and not is_new:
            # A circle: the page at that address gave this one as its own.
            yield from self._page(response, plan, home.url)
            return
        self.account.moved(plan, home.url, response.meta["capture"])
        if is_new:
            yield from self._at_home(response, there, home)

    def _alternate(self, response: Response, plan: Plan, url: str) -> Iterator[Planned]:
        """The article that a page says it is; should there be none, the page itself is read."""
        self.account.alternate(plan, url, response.meta["capture"])
        for planned in self._wanted(evolve(plan, url=url, via="canonical")):
            if isinstance(planned, Request):
                planned.meta["named_by"] = response
            yield planned

    def _page_itself(self, named_by: Response, plan: Plan) -> Iterator[Planned]:
        """The page that named ``plan``'s address, which holds no article: so it is one of its own."""
        yield from self._page(named_by, plan, canonicalise(named_by.url))

    def _at_home(self, response: Response, plan: Plan, home: Home) -> Iterator[Planned]:
        """What came from where the article lives."""
        if home.brings == "no-answer":
            yield self._request(plan)
        elif home.brings == "nothing-new":
            self.account.unchanged(plan, response.meta["capture"])
        else:
            yield from self._page(response, plan, plan.url)

    def _page(self, response: Response, plan: Plan, url: str) -> Iterator[Planned]:
        """The page as that of the article at ``url``, and what it links to."""
        capture: Capture = response.meta["capture"]
        if response.status != 200:
            self._unusual(response, plan, capture)
            return
        if not may_be_article(response):
            self.account.refuse(plan, refuse(plan.url, "not-html", content_type_of(response)), capture)
            return
        reading = self.account.reading or self.reading
        page = page_of(response, reading, plan.hint, url=url, captured_at=capture.captured_at)
        account = self.account
        account.expect(plan)
        yield CapturedPage(
            page,
            capture,
            partial(account.admit, plan),
            partial(account.settle, plan),
            partial(account.refuse, plan),
            account.need,
        )
        if isinstance(response, HtmlResponse):
            yield from self._linked(response, plan)

    def _unusual(self, response: Response, plan: Plan, capture: Capture) -> None:
        """An answer that is a success by its status, and yet not the page: 202 of a firewall, 206 of a part."""
        if barred := barrier_at(response, plan.url):
            self.account.refuse(plan, barred, capture)
        else:
            self.account.settle(plan, "failed", f"http-{response.status}")


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


def _day(arguments: dict[str, Any], name: str, day_of: Callable[[str], str]) -> str:
    try:
        return day_of(str(arguments.get(name) or ""))
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error
