"""To whom a portal's requests may go, redirects included."""

from __future__ import annotations

import logging
from itertools import pairwise
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from archive.records import WITHHELD
from crawler.exchange.endings import NotAllowedError
from crawler.manners.addresses import is_loopback, is_name_of_this_machine, is_private_literal
from crawler.manners.hosts import Hosts, host_of
from crawler.manners.robots import IS_ROBOTS
from crawler.portal import Portal
from crawler.runs.protocol import Account
from pipelines.urls import canonicalise

_log = logging.getLogger(__name__)


class OwnHostsOnly:
    """Downloader middleware: a portal's requests go to its declared hosts, by one hop from one to another, and nowhere
    that leads to what is withheld.

    A robots.txt may lie elsewhere (RFC 9309, 2.3.1.2). An address in figures that is not public is refused
    even if declared, except those (``host:port``) in ``GAZETTE_PRIVATE_ADDRESSES``; names are checked when
    they are resolved (``PublicResolver``). ``localhost`` cannot be allowed: a resolver is asked for names without
    their port, so that the door would be open to every server of this machine. Capitals make no other host.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = Hosts.of(crawler)
        self._private = frozenset(map(str.lower, crawler.settings.getlist("GAZETTE_PRIVATE_ADDRESSES")))
        self._told: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OwnHostsOnly:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        parts = urlparse_cached(request)
        if parts.scheme not in ("http", "https"):
            raise NotAllowedError("not-web", request.url)
        if not request.meta.get(IS_ROBOTS):
            self._check_declared(request)
        host, place = parts.hostname or "", parts.netloc.lower()
        is_shut = is_private_literal(host) and place not in self._private
        if is_shut or is_name_of_this_machine(host):
            raise self._private_address(request, place)
        self._hosts.check_open(host_of(request.url))

    def _private_address(self, request: Request, place: str) -> NotAllowedError:
        """The refusal, with what allows a demo portal: not where somebody's link or redirect leads to this machine."""
        host, remedy = urlparse_cached(request).hostname or "", ""
        is_name = is_name_of_this_machine(host)
        if (is_name or is_loopback(host)) and self._is_asked_for(request, place):
            figures = place.replace(host, "127.0.0.1") if is_name else place
            allowed = " ".join([*sorted(self._private - {place}), figures])
            remedy = f'a demo portal on this machine is allowed by export GAZETTE_DEMO_HOSTS="{allowed}"'
            if is_name:
                remedy = f"only figures can be allowed, not names: write {figures} in its place; {remedy}"
        if remedy and place not in self._told:
            self._told.add(place)
            _log.warning("%s is a private address, which is not asked; %s", place, remedy)
        return NotAllowedError("private-address", request.url, remedy)

    def _is_asked_for(self, request: Request, place: str) -> bool:
        """Whether the user has named ``place``: as a portal's home, or as what is to be looked at."""
        spider = self._crawler.spider
        is_home = not isinstance(spider, Portal) or urlsplit(spider.home_url).netloc.lower() == place
        return is_home and "redirect_urls" not in request.meta

    def _check_declared(self, request: Request) -> None:
        spider, host = self._crawler.spider, host_of(request.url)
        if isinstance(spider, Portal) and host not in spider.own_hosts:
            raise NotAllowedError("another-host", f"{host} is not declared by {spider.name}")
        if _hops_between_hosts(request) > 1:
            raise NotAllowedError("led-round-hosts", f"{request.url} is a second host further")
        # What is planned is settled before it is asked for; only here is seen where it leads.
        if isinstance(spider, Portal) and _is_led_to_withheld(request, spider.account):
            raise NotAllowedError(WITHHELD, f"{request.url} is closed to everybody in this archive")


def _is_led_to_withheld(request: Request, account: Account) -> bool:
    return "redirect_urls" in request.meta and account.is_withheld(canonicalise(request.url))


def _hops_between_hosts(request: Request) -> int:
    """How often the redirects that led here have changed the host."""
    hosts = [host_of(url) for url in (*request.meta.get("redirect_urls", ()), request.url)]
    return sum(one != other for one, other in pairwise(hosts))
