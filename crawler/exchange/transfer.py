"""One transfer over the network: Scrapy's own, except that what has arrived is not thrown away.

The one file that relies on inner names of Scrapy (2.19: ``_ScrapyAgent``) and Twisted.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

TIME_IS_UP = "time_is_up"
"""The flag of a response whose body had not all arrived in time."""
GIVE_UP = object()
"""The signal on which every transfer ends at once, as if it had been lost."""


class KeepingHandler(HTTP11DownloadHandler):
    """Downloads http and https. A body that takes too long is handed on as far as it came, with a flag.

    It has no limit of size: ``KeepCapture`` ends a body that grows too large, and keeps what there is of it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twisted would ask a second time, unseen, where a kept connection ends without an answer.
        self._pool.retryAutomatically = False
        self._running: WeakSet[Deferred[Response]] = WeakSet()
        crawler.signals.connect(self._give_up, GIVE_UP)

    async def download_request(self, request: Request) -> Response:
        agent = _KeepingAgent(
            contextFactory=self._contextFactory,
            pool=self._pool,
            fail_on_dataloss=False,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            transfer = agent.download_request(request)
            self._running.add(transfer)
            return await maybe_deferred_to_future(transfer)

    def _give_up(self) -> None:
        for transfer in list(self._running):
            transfer.cancel()


class _KeepingAgent(_ScrapyAgent):
    def _cb_timeout(self, result: Any, request: Request, url: str, timeout: float) -> Any:
        timer: Any = self._timeout_cl
        reader = self._txresponse._bodyProtocol if self._txresponse else None
        if timer.active() or not reader:
            return super()._cb_timeout(result, request, url, timeout)
        parts = {
            "txresponse": self._txresponse,
            "body": reader._bodybuf.getvalue(),
            "ip_address": reader._ip_address,
            "flags": [TIME_IS_UP],
        }
        return self._cb_bodydone(parts, url)  # type: ignore[arg-type]
