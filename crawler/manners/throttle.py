"""Waiting for a host's turn, and slowing down for a host that has too much to do."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from attrs import frozen
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from crawler.exchange.endings import WaitError
from crawler.manners.budget import Budget
from crawler.manners.hosts import Hosts, host_of
from crawler.manners.pace import BUSY
from crawler.runs.keeper import RunKeeper


@frozen
class _Sent:
    host: str
    budget: Budget
    at: float


class Throttle:
    """Downloader middleware: a request waits until its host's budget has a turn for it.

    Scrapy's AutoThrottle knows one crawler; here all portals of a process share a host's budget. A 429 or
    503 slows the host down; with ``Retry-After`` (RFC 9110, 10.2.3) nothing is sent to it until then. Where
    that is longer than a run can wait, or slowing down does not help, the host is left to a later run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = Hosts.of(crawler)
        self._sent: dict[Request, _Sent] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Throttle:
        if not crawler.settings.getbool("GAZETTE_THROTTLE"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = host_of(request.url)
        budget = self._hosts.budget(host, self._crawler.settings)
        pause = await budget.turn(self._crawler)
        self._sent[request] = _Sent(host, budget, time.monotonic())
        if (keeper := RunKeeper.of(self._crawler)) and keeper.account:
            keeper.account.paused(host, pause)

    def process_response(self, request: Request, response: Response) -> Response:
        if sent := self._sent.pop(request, None):
            if response.status in BUSY:
                self._refused(sent, response)
            else:
                self._answered(sent, request, response)
            sent.budget.done()
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if sent := self._sent.pop(request, None):
            sent.budget.done()

    def _answered(self, sent: _Sent, request: Request, response: Response) -> None:
        sent.budget.pace.answered(request.meta.get("download_latency", 0.0), response.status)
        if response.status < 400:
            self._hosts.answered(sent.host)

    def _refused(self, sent: _Sent, response: Response) -> None:
        pace = sent.budget.pace
        pace.refused(sent.at, time.monotonic())
        seconds = seconds_to_wait(response.headers.get("Retry-After"))
        if seconds:
            self._hosts.rest(sent.host, seconds, f"{response.status}, Retry-After")
        if pace.is_hopeless and not self._hosts.rests(sent.host):
            self._hosts.give_up(sent.host, _busy(sent.host, response.status))
        try:
            self._hosts.check_open(sent.host)
        except WaitError as error:
            sent.budget.drop(error)


def seconds_to_wait(retry_after: bytes | None, now: datetime | None = None) -> float:
    """What a ``Retry-After`` header asks for, in seconds or as a date; 0 where it cannot be understood."""
    text = (retry_after or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (_instant(text) - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _instant(text: str) -> datetime:
    """A date of RFC 5322; without an offset it is in UTC, as all of HTTP's are."""
    instant = parsedate_to_datetime(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _busy(host: str, status: int) -> str:
    return f"{host} answered {status} again and again, however slowly it was asked"
