"""Manners: robots.txt by RFC 9309, Crawl-delay, declared hosts only, no private addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.endings import NotAllowedError
from crawler.portal import Portal

_LARGEST_ROBOTS = 500 * 1024
"""RFC 9309, 2.5: at least 500 kibibytes are parsed; what lies behind is passed over."""


class PrivateAddressError(IgnoreRequest):
    """A host name that leads into a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: not private, loopback, link-local, reserved."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


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
        if isinstance(spider, Portal) and parts.netloc not in spider.own_hosts:
            raise NotAllowedError("another-host", f"{parts.netloc} is not declared by {spider.name}")
        if _is_private_literal(parts.hostname or "") and parts.netloc not in self._private:
            raise NotAllowedError("private-address", request.url)


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
        if response.status >= 500 or response.status == 429:
            return None
        body = response.body[:_LARGEST_ROBOTS] if response.status < 300 else b""
        rules = Protego.parse(body.decode("utf-8", "replace"))
        if throttle := self._crawler.get_extension(Throttle):
            throttle.set_floor(urlparse_cached(request).hostname or "", _seconds_between(rules, self._agent))
        return rules


def _seconds_between(rules: Protego, agent: str) -> float:
    """What Crawl-delay and Request-rate ask for; 0 where neither is given."""
    rate = rules.request_rate(agent)
    return max(float(rules.crawl_delay(agent) or 0), rate.seconds / rate.requests if rate else 0.0)


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below what a host's robots.txt asks for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors: dict[str, float] = {}

    def set_floor(self, slot: str, seconds: float) -> None:
        """The least time between two requests to a host."""
        self._floors[slot] = seconds
        if slot in self.crawler.engine.downloader.slots:
            held = self.crawler.engine.downloader.slots[slot]
            held.delay = max(held.delay, seconds)

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slots = self.crawler.engine.downloader.slots
        slot.delay = max(slot.delay, *(floor for key, floor in self._floors.items() if slots.get(key) is slot), 0.0)
