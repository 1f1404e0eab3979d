"""How a request that brought no page ended: the ledger's word for every kind of failure."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.ledger import Ending


class NotAllowedError(IgnoreRequest):
    """A request that we do not make; ``reason`` is its word in the ledger."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


_FAILED = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "no-such-host"),
    (DownloadConnectionRefusedError, "connection-refused"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too-large"),
    (DownloadFailedError, "connection-lost"),
)


def ending_of(failure: Failure) -> tuple[Ending, str]:
    """``skipped`` for what we chose not to fetch, ``failed`` for what we could not; with the reason."""
    error = failure.value
    if isinstance(error, HttpError):
        return "failed", f"http-{error.response.status}"
    if isinstance(error, NotAllowedError):
        return "skipped", error.reason
    if isinstance(error, IgnoreRequest):
        return "skipped", "ignored"
    named = (reason for kind, reason in _FAILED if isinstance(error, kind))
    return "failed", next(named, type(error).__name__)
