"""Keeping every retrieval as the server sent it, at every hop, before anything interprets it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Request, Response

from archive.records import Capture, Exchange, utc_now
from archive.warc import UNDONE
from crawler.exchange.endings import kind_of
from crawler.exchange.page import headers_of
from crawler.exchange.revisit import brings_nothing_new
from crawler.exchange.transfer import TIME_IS_UP
from crawler.planning.ledger import Plan
from crawler.runs.keeper import RunKeeper
from pipelines.urls import canonicalise

LARGEST_BODY = 20 * 1024 * 1024
"""Bytes of a body that are kept; the rest is cut off and the record says so (``WARC-Truncated: length``)."""
_PIECE = 1 << 20


class KeepCapture:
    """Downloader middleware, nearest to the network: sees redirects, errors, robots.txt, every attempt.

    Leaves the capture in ``request.meta['capture']``. Does nothing where no run is kept
    (``scrapy shell``, ``scrapy check``).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._received: dict[Request, int] = {}
        crawler.signals.connect(self._stop_what_is_too_large, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepCapture:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep a response of any status."""
        self._received.pop(request, None)
        if keeper := RunKeeper.of(self._crawler):
            request.meta["capture"] = keeper.keep(_exchange(keeper, request, response))
        return without_characters(response)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Keep that no response arrived, and why."""
        self._received.pop(request, None)
        keeper = RunKeeper.of(self._crawler)
        if keeper and not isinstance(exception, IgnoreRequest):
            keeper.keep(
                Exchange(
                    portal=keeper.portal,
                    target_url=request.meta.get("target_url", request.url),
                    final_url=request.url,
                    captured_at=utc_now(),
                    error=f"{type(exception).__name__}: {exception}",
                ),
                kind_of(exception),
            )

    def _stop_what_is_too_large(self, data: bytes, request: Request) -> None:
        self._received[request] = self._received.get(request, 0) + len(data)
        if self._received[request] > LARGEST_BODY:
            # Not DOWNLOAD_MAXSIZE: that throws away what has arrived.
            raise StopDownload(fail=False)


def without_characters(response: Response) -> Response:
    """Compressed, a body is no text: of one at ``….html`` Scrapy would guess the characters, for 45 ms a page."""
    if "Content-Encoding" not in response.headers or type(response) is Response:
        return response
    return Response(**{name: getattr(response, name) for name in Response.attributes})


def damage(response: Response) -> str:
    """Why a body is not whole, in the words of ``WARC-Truncated``; empty where it is.

    Scrapy passes a short body, a cut gzip stream and a flipped byte on as an ordinary 200.
    """
    if "download_stopped" in response.flags:
        return "length"
    if "dataloss" in response.flags:
        return "disconnect"
    if TIME_IS_UP in response.flags:
        return "time"
    coding = (response.headers.get("Content-Encoding") or b"").strip().lower()
    return "unspecified" if coding in (b"gzip", b"x-gzip") and not _is_whole_gzip(response.body) else ""


def _is_whole_gzip(body: bytes) -> bool:
    """Decompresses in pieces and keeps none: a bomb costs time, no memory. Zeros may pad the end (RFC 1952)."""
    while body:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            while not member.eof and (member.decompress(body, _PIECE) or member.unconsumed_tail):
                body = member.unconsumed_tail
        except zlib.error:
            return False
        if not member.eof:
            return False
        body = member.unused_data.lstrip(b"\0")
    return True


def _exchange(keeper: RunKeeper, request: Request, response: Response) -> Exchange:
    truncated = damage(response)
    earlier = _earlier_at(keeper, request, response)
    is_revisit = not truncated and brings_nothing_new(response.status, response.body, earlier)
    return Exchange(
        portal=keeper.portal,
        target_url=request.meta.get("target_url", request.url),
        final_url=response.url,
        captured_at=utc_now(),
        request_headers=tuple(_lines(request)),
        status=response.status,
        headers=tuple(_lines(response)),
        body=response.body,
        ip_address=str(response.ip_address or ""),
        truncated=truncated,
        hint=request.meta.get("hint", ""),
        revisit_of=earlier if is_revisit else None,
    )


def _earlier_at(keeper: RunKeeper, request: Request, response: Response) -> Capture | None:
    """The capture to compare with. A 304 to what a redirect has led to is an answer to other validators.

    A file is what the address of the file leads to, whatever else is known of where that is. Lists and robots.txt are
    read whatever they bring; most nights bring the same.
    """
    earlier: Capture | None = request.meta.get("earlier")
    plan: Plan | None = request.cb_kwargs.get("plan")
    if (plan is None or plan.kind == "listing") and keeper.account:
        return keeper.account.earlier(response.url, "listing") if response.status == 200 else None
    is_file = plan is not None and plan.kind == "attachment"
    if response.status == 200 and "redirect_urls" in request.meta and keeper.account and not is_file:
        earlier = keeper.account.earlier(canonicalise(response.url))
    return earlier if earlier and earlier.final_url == response.url else None


def _lines(message: Request | Response) -> Iterator[tuple[str, str]]:
    for name, value in headers_of(message):
        yield UNDONE if name.lower() == "transfer-encoding" else name, value
