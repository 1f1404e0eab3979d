"""Manners: robots.txt by RFC 9309, Crawl-delay, declared hosts only, no private addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import ParseResult

from protego import Protego
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from archive.records import Capture
from crawler.endings import NotAllowedError, StoppedError
from crawler.portal import Portal
from crawler.stopping import drop_waiting

_LARGEST_ROBOTS = 500 * 1024
"""RFC 9309, 2.5: at least 500 kibibytes are parsed; what lies behind is passed over."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST_REST = 120.0
"""Seconds that a run waits when a portal asks for it; longer, and the next run goes on."""


class PrivateAddressError(IgnoreRequest):
    """A host name that leads into a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: not private, loopback, link-local, reserved."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or _translated(ip) or ip
    return ip.is_global and not ip.is_multicast


def _translated(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a NAT64 gateway makes of this one (RFC 6052)."""
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


class OwnHostsOnly:
    """Downloader middleware: a portal's requests, redirects included, go to its declared hosts.

    An address in figures that is not public is refused even if declared, except those (``host:port``) in
    ``GAZETTE_PRIVATE_ADDRESSES``; names are checked when they are resolved (``PublicResolver``).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._private = frozenset(crawler.settings.getlist("GAZETTE_PRIVATE_ADDRESSES"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OwnHostsOnly:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        parts = urlparse_cached(request)
        spider = self._crawler.spider
        if parts.scheme not in ("http", "https"):
            raise NotAllowedError("not-web", request.url)
        if isinstance(spider, Portal) and _host_and_port(parts) not in spider.own_hosts:
            raise NotAllowedError("another-host", f"{parts.netloc} is not declared by {spider.name}")
        if throttle := self._crawler.get_extension(Throttle):
            throttle.check_open(parts.hostname or "")
        if _is_private_literal(parts.hostname or "") and parts.netloc not in self._private:
            raise NotAllowedError("private-address", request.url)


def _host_and_port(parts: ParseResult) -> str:
    """As portals declare it: without the port that the scheme implies."""
    return parts.netloc.removesuffix({"http": ":80", "https": ":443"}[parts.scheme])


def _is_private_literal(host: str) -> bool:
    """Also for 127.1, 0x7f000001 and the like, which the resolver would take for addresses."""
    try:
        return not is_public(host)
    except ValueError:
        pass
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return False


class PublicResolver(CachingThreadedResolver):
    """A resolver that gives no private address away: what it answers is what is connected to."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(_only_public, name)


def _only_public(address: str, name: str) -> str:
    # An address in figures has passed OwnHostsOnly.
    if address != name and not is_public(address):
        raise PrivateAddressError(f"{name} leads to the private address {address}")
    return address


class Robots:
    """Downloader middleware: robots.txt by RFC 9309; unreachable (5xx, 429, no answer) forbids everything.

    Not Scrapy's: that takes every such answer for a permission, and of several requests that wait for one
    robots.txt all but the first for permitted.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._hosts: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_for(request)
        if rules is None and not self._crawler.crawling:
            raise StoppedError(request.url)
        if rules is None:
            raise NotAllowedError("robots-unreachable", f"the robots.txt of {request.url} cannot be read")
        if not rules.can_fetch(request.url, self._agent):
            raise NotAllowedError("robots", f"robots.txt forbids {request.url}")

    async def _rules_for(self, request: Request) -> Protego | None:
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._hosts:
            self._hosts[origin] = asyncio.ensure_future(self._fetch(origin))
        return await asyncio.shield(self._hosts[origin])

    async def _fetch(self, origin: str) -> Protego | None:
        """2.3.1: parsed where there is one, everything allowed for 4xx, None where it is unreachable."""
        meta = {"dont_obey_robotstxt": True}
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta=meta, priority=1000)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:
            # Whatever it was, KeepCapture has kept it, and without an answer nothing is allowed.
            return None
        capture: Capture | None = request.meta.get("capture")
        if (
            response.status >= 500
            or response.status == 429
            or (
                # What is missing may be the rule that forbids; too long a one is read as far as anybody would.
                capture and capture.truncated not in ("", "length")
            )
        ):
            return None
        body = response.body[:_LARGEST_ROBOTS] if response.status < 300 else b""
        rules = Protego.parse(body.decode("utf-8", "replace"))
        if throttle := self._crawler.get_extension(Throttle):
            throttle.set_floor(urlparse_cached(request).hostname or "", seconds_between(rules, self._agent))
        return rules


def seconds_between(rules: Protego, agent: str) -> float:
    """What Crawl-delay and Request-rate ask for; 0 where neither is given."""
    rate = rules.request_rate(agent)
    return max(float(rules.crawl_delay(agent) or 0), rate.seconds / rate.requests if rate else 0.0)


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below what a host's robots.txt asks for, and rests when it is asked to.

    A 429 or 503 with ``Retry-After`` (RFC 9110, 10.2.3) stops the requests to its host until then; where
    that is longer than a run can wait, for the rest of the run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors: dict[str, float] = {}
        self._closed: set[str] = set()

    def set_floor(self, slot: str, seconds: float) -> None:
        """The least time between two requests to a host; of several for one host, the longest."""
        self._floors[slot] = max(seconds, self._floors.get(slot, 0.0))
        if slot in self.crawler.engine.downloader.slots:
            held = self.crawler.engine.downloader.slots[slot]
            held.delay = max(held.delay, seconds)

    def check_open(self, host: str) -> None:
        """Raise ``NotAllowedError`` for a host that has asked us to come back later."""
        if host in self._closed:
            raise _asked_to_wait(host)

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slots = self.crawler.engine.downloader.slots
        slot.delay = max(
            slot.delay, *(floor for key, floor in self._floors.items() if slots.get(key) is slot), 0.0
        )

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if host is None or slot is None or response.status not in (429, 503):
            return
        seconds = seconds_to_wait(response.headers.get("Retry-After"))
        if seconds > _LONGEST_REST:
            self._closed.add(host)
            drop_waiting(slot, _asked_to_wait(host))
        else:
            # The slot sends its next request a delay after the last one.
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds - slot.delay)


def seconds_to_wait(retry_after: bytes | None, now: datetime | None = None) -> float:
    """What a ``Retry-After`` header asks for, in seconds or as a date; 0 where it cannot be understood."""
    text = (retry_after or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _asked_to_wait(host: str) -> NotAllowedError:
    return NotAllowedError("asked-to-wait", f"{host} asks to be left alone for a while (Retry-After)")
