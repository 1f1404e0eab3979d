"""robots.txt by RFC 9309: what it forbids is not asked for, and where it cannot be read nothing is."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from attrs import frozen
from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure

from archive.records import Capture
from crawler.exchange.endings import NotAllowedError, StoppedError, WaitError, ending_of
from crawler.exchange.unreached import explained
from crawler.manners.hosts import Hosts, RobotsText, host_of

IS_ROBOTS = "is_robots"
"""The mark of requests for a robots.txt, in their ``meta``."""
_LARGEST = 500 * 1024
"""2.5: at least 500 kibibytes are parsed; what lies behind is passed over."""
_LONGEST_DELAY = 300.0
"""Seconds between two requests: some 300 pages a day. Who asks for more asks not to be crawled."""

_log = logging.getLogger(__name__)


@frozen
class Ruling:
    """What the robots.txt of one origin says."""

    rules: Protego
    delay: float
    """Seconds that it asks for between two requests."""


class Robots:
    """Downloader middleware: unreachable (5xx, 429, no answer) forbids everything, missing (4xx) allows it.

    Not Scrapy's: that takes every such answer for a permission, and of several requests that wait for one
    robots.txt all but the first for permitted.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._hosts = Hosts.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get(IS_ROBOTS):
            return
        ruling = await self._ruling_for(request)
        if ruling is None:
            place = robots_for(request.url)
            why = f"{place}: {explained(self._hosts.silent.get(place, 'no answer'))}"
            raise NotAllowedError(
                "robots-unreachable", f"the robots.txt of {request.url} cannot be read", why
            )
        if not ruling.rules.can_fetch(request.url, self._agent):
            raise NotAllowedError("robots", f"robots.txt forbids {request.url}")
        if ruling.delay > _LONGEST_DELAY:
            raise NotAllowedError("crawl-delay", f"robots.txt asks for {ruling.delay:g} s between requests")

    async def _ruling_for(self, request: Request) -> Ruling | None:
        """Asked for once a day by all portals of the process together."""
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        asked = self._hosts.rulings
        if origin not in asked or self._is_stale(origin):
            asked[origin] = asyncio.ensure_future(self._rule(origin))
        asking = asked[origin]
        try:
            return await asyncio.shield(asking)
        except StoppedError:
            if not self._crawler.crawling:
                raise
            # It was another portal's crawl that was told to stop.
            if asked.get(origin) is asking:
                del asked[origin]
            return await self._ruling_for(request)

    def _is_stale(self, origin: str) -> bool:
        """Whether a run has gone on for longer than a robots.txt may be relied on."""
        asking = self._hosts.rulings[origin]
        has_one = asking.done() and not asking.exception() and asking.result() is not None
        return has_one and self._hosts.robots(origin) is None

    async def _rule(self, origin: str) -> Ruling | None:
        """2.3.1: parsed where there is one, everything allowed for 4xx, None where it is unreachable."""
        kept = self._hosts.robots(origin) or await self._fetch(origin)
        if kept is None:
            return None
        rules = Protego.parse(kept.body.decode("utf-8-sig", "replace"))
        ruling = Ruling(rules, seconds_between(rules, self._agent))
        if ruling.delay <= _LONGEST_DELAY:
            pace = self._hosts.budget(host_of(origin), self._crawler.settings).pace
            pace.floor = max(pace.floor, ruling.delay)
        else:
            _log.warning(_TOO_SLOW, origin, ruling.delay, _LONGEST_DELAY)
        return ruling

    async def _fetch(self, origin: str) -> RobotsText | None:
        """The first 500 kibibytes, empty where there is none; None where it is unreachable."""
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta={IS_ROBOTS: True}, priority=1000)
        self._hosts.silent.pop(request.url, None)
        try:
            response = await self._crawler.engine.download_async(request)
            body = _body_of(response)
            if body is None:
                self._hosts.silent[request.url] = _fault_of(response)
        except WaitError:
            raise
        except Exception as error:
            if not self._crawler.crawling:
                raise StoppedError(request.url) from error
            # Whatever it was, KeepCapture has kept it. 2.3.1.2: who is led on for too long may take it that
            # there is none; otherwise nothing is allowed without an answer.
            reason = ending_of(Failure(error))[1]
            body = b"" if reason == "redirect-loop" else None
            if body is None:
                self._hosts.silent[request.url] = str(error) if reason == "ignored" else reason
        return None if body is None else self._hosts.keep_robots(origin, body)


def _body_of(response: Response) -> bytes | None:
    capture: Capture | None = response.meta.get("capture")
    # What is missing may be the rule that forbids; too long a one is read as far as anybody would.
    is_cut = capture and capture.truncated not in ("", "length")
    if response.status >= 500 or response.status == 429 or is_cut:
        return None
    return _whole_lines(response.body) if response.status < 300 else b""


def _fault_of(response: Response) -> str:
    """Why an answer cannot be relied on."""
    return "truncated" if response.status < 300 else f"http-{response.status}"


def robots_for(url: str) -> str:
    """The address of the robots.txt that speaks for ``url``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def _whole_lines(body: bytes) -> bytes:
    """As much as is read. Half a line may forbid what the whole one does not."""
    return body if len(body) <= _LARGEST else body[:_LARGEST].rpartition(b"\n")[0]


def seconds_between(rules: Protego, agent: str) -> float:
    """What Crawl-delay and Request-rate ask for, the longer of the two; 0 where neither is given.

    A Request-rate that is given for some hours of the day is kept at all of them.
    """
    rate = rules.request_rate(agent)
    return max(float(rules.crawl_delay(agent) or 0), rate.seconds / rate.requests if rate else 0.0)


_TOO_SLOW = (
    "the robots.txt of %s asks for %g s between two requests; more than %g s is no pace to crawl at, so "
    "nothing is fetched there. Ask its webmaster for another Crawl-delay for Gazette"
)
