"""Checking now and then whether a host's 304 tells the truth, and not relying on it where it does not."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from archive.records import utc_now
from crawler.exchange.revisit import is_audited
from crawler.manners.hosts import Hosts, host_of
from crawler.runs.keeper import RunKeeper

_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Audit:
    """Downloader middleware: some 304 are followed by the same request without conditions.

    Some servers keep their validators after a change, others answer 304 to any. An article that turns out to
    have changed all the same shows it (``RunAccount.settle``); its host is then asked without conditions.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = Hosts.of(crawler)
        self._one_in = crawler.settings.getint("GAZETTE_AUDIT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Audit:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if not self._hosts.trusts(host_of(request.url)):
            _ask_for_all(request)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        keeper = RunKeeper.of(self._crawler)
        is_conditional = any(name in request.headers for name in _CONDITIONS)
        if not (keeper and keeper.account and response.status == 304 and is_conditional):
            return response
        if not is_audited(request.url, utc_now()[:10], self._one_in):
            return response
        keeper.account.audited.add(request.url)
        return _ask_for_all(request.copy())


def _ask_for_all(request: Request) -> Request:
    for name in _CONDITIONS:
        request.headers.pop(name, None)
    return request
