"""Looking at a few addresses of a portal without a run: for the contributor's commands. Keeps nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import HtmlResponse, Request, Response
from scrapy.settings import Settings
from scrapy.utils.response import get_meta_refresh
from twisted.python.failure import Failure

from archive.errors import GazetteError
from crawler.contact import check_contact
from crawler.exchange.endings import NotAllowedError, ending_of
from pipelines.urls import canonicalise

_MOST_HOPS = 5
_MOST_TIMEOUTS = 3
_LONGEST_REFRESH = 5
_LOOKING: dict[str, Any] = {
    "GAZETTE_KEEP": False,
    # A person waits: what is slow now is said to be slow.
    "RETRY_TIMES": 1,
    # What fails is told in the report.
    "LOG_LEVEL": "CRITICAL",
    # The scout follows them itself, to its own hosts only.
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
}
_SECONDS_AN_EXCHANGE = 20.0

Result = TypeVar("Result")


class Scout:
    """Asks for one address after the other, by the crawler's own manners, and not for more than it may."""

    def __init__(self, crawler: Crawler, most: int) -> None:
        self.hosts: frozenset[str] = frozenset()
        """``host:port`` that may be asked; any public one while it is empty."""
        self.failures: dict[str, str] = {}
        """Address to why nothing came of it."""
        self.asked = 0
        self.robots: dict[str, Response] = {}
        """``host:port`` to its robots.txt, as the crawler's manners fetched it."""
        self._crawler = crawler
        self._left = most
        self._timeouts = 0
        self._answers: dict[str, Response | None] = {}
        crawler.signals.connect(self._remember_robots, signals.response_received)

    async def ask(self, url: str) -> Response | None:
        """The answer at ``url`` where it is a whole 200, else None and the reason in ``failures``; asked once."""
        target = url
        for _ in range(_MOST_HOPS):
            response = await self._exchange(url, target)
            if response is None:
                return None
            onward = _onward(target, response)
            if not onward:
                return self._if_good(url, response)
            target = onward
        self.failures[url] = "redirect-loop"
        return None

    async def _exchange(self, url: str, target: str) -> Response | None:
        if target not in self._answers:
            self._answers[target] = await self._ask_for(url, target)
        return self._answers[target]

    async def _ask_for(self, url: str, target: str) -> Response | None:
        if self.hosts and urlsplit(target).netloc.lower() not in self.hosts:
            self.failures[url] = f"another-host ({urlsplit(target).netloc})"
        elif self._timeouts >= _MOST_TIMEOUTS:
            self.failures[url] = "not asked: the host has ceased to answer"
        elif self._left <= 0:
            self.failures[url] = "not asked: enough has been asked for one look"
        else:
            self._left -= 1
            self.asked += 1
            try:
                return await self._crawler.engine.download_async(Request(target, dont_filter=True))
            except NotAllowedError as error:
                self.failures[url] = (
                    f"{error.reason}{f' ({error.remedy})' if error.remedy and target == url else ''}"
                )
            except Exception as error:
                # Every failure of the network is one line of the report.
                self.failures[url] = ending_of(Failure(error))[1]
                self._timeouts += self.failures[url] == "timeout"
        return None

    def _if_good(self, url: str, response: Response) -> Response | None:
        if response.status != 200:
            self.failures[url] = f"http-{response.status}"
        elif "dataloss" in response.flags or "download_stopped" in response.flags:
            self.failures[url] = "truncated"
        else:
            return response
        return None

    def _remember_robots(self, response: Response, request: Request) -> None:
        parts = urlsplit(response.url)
        if parts.path == "/robots.txt":
            self.robots[parts.netloc] = response


Errand = Callable[[Scout], Awaitable[Result]]


class ErrandSpider(scrapy.Spider, Generic[Result]):
    """Runs one errand; what it returned or raised is kept in ``done`` or ``error``."""

    name = "scout"
    done: Result
    error: BaseException | None = None

    def __init__(self, errand: Errand[Result], most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._errand = errand
        self._most = most

    async def start(self) -> AsyncIterator[Any]:
        try:
            self.done = await self._errand(Scout(self.crawler, self._most))
        except Exception as error:
            self.error = error
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:
            yield request


def send(errand: Errand[Result], settings: Settings, most: int) -> Result:
    """Run ``errand`` in a process that keeps nothing; at most ``most`` exchanges, each bounded in time and size.

    Once a process: Scrapy's reactor does not start twice. Raises ``UsageError`` without a contact, what the
    errand raises, ``GazetteError`` where it was stopped.
    """
    check_contact(settings["GAZETTE_CONTACT"])
    own = settings.copy()
    seconds = min(_SECONDS_AN_EXCHANGE, own.getfloat("DOWNLOAD_TIMEOUT"))
    own.setdict({**_LOOKING, "DOWNLOAD_TIMEOUT": seconds}, priority="cmdline")
    process = AsyncCrawlerProcess(own)
    process.crawl(ErrandSpider, errand=errand, most=most)
    (crawler,) = process.crawlers
    process.start()
    spider: Any = crawler.spider
    if spider is not None and spider.error:
        raise spider.error
    if spider is None or not hasattr(spider, "done"):
        raise GazetteError("stopped before the look was finished; nothing was written")
    done: Result = spider.done
    return done


def _onward(url: str, response: Response) -> str:
    """Where an answer sends a browser on to; empty where it stays."""
    location = response.headers.get("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        return canonicalise(location.decode("latin-1"), url)
    if isinstance(response, HtmlResponse) and b"refresh" in response.body[:16384].lower():
        seconds, target = get_meta_refresh(response)
        if target and seconds is not None and seconds <= _LONGEST_REFRESH:
            there = canonicalise(target, url)
            return "" if there == canonicalise(url) else there
    return ""
