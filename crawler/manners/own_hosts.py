"""To whom a portal's requests may go, redirects included."""

from __future__ import annotations

from itertools import pairwise

from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.endings import NotAllowedError
from crawler.manners.addresses import is_private_literal
from crawler.manners.hosts import Hosts, host_of
from crawler.manners.robots import IS_ROBOTS
from crawler.portal import Portal


class OwnHostsOnly:
    """Downloader middleware: a portal's requests go to its declared hosts, by one hop from one to another.

    A robots.txt may lie elsewhere (RFC 9309, 2.3.1.2). An address in figures that is not public is refused
    even if declared, except those (``host:port``) in ``GAZETTE_PRIVATE_ADDRESSES``; names are checked when
    they are resolved (``PublicResolver``).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = Hosts.of(crawler)
        self._private = frozenset(crawler.settings.getlist("GAZETTE_PRIVATE_ADDRESSES"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OwnHostsOnly:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        parts = urlparse_cached(request)
        if parts.scheme not in ("http", "https"):
            raise NotAllowedError("not-web", request.url)
        if not request.meta.get(IS_ROBOTS):
            self._check_declared(request)
        if is_private_literal(parts.hostname or "") and parts.netloc not in self._private:
            raise NotAllowedError("private-address", request.url)
        self._hosts.check_open(host_of(request.url))

    def _check_declared(self, request: Request) -> None:
        spider, host = self._crawler.spider, host_of(request.url)
        if isinstance(spider, Portal) and host not in spider.own_hosts:
            raise NotAllowedError("another-host", f"{host} is not declared by {spider.name}")
        if _hops_between_hosts(request) > 1:
            raise NotAllowedError("led-round-hosts", f"{request.url} is a second host further")


def _hops_between_hosts(request: Request) -> int:
    """How often the redirects that led here have changed the host."""
    hosts = [host_of(url) for url in (*request.meta.get("redirect_urls", ()), request.url)]
    return sum(one != other for one, other in pairwise(hosts))
