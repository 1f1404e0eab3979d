"""How a request that brought no page ended: the ledger's word for every kind of failure."""

from __future__ import annotations

from typing import Literal

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from archive import vanished

Ending = Literal["stored", "failed", "skipped"]
GONE = tuple(f"http-{status}" for status in vanished.GONE)
"""The page is not there, by the portal's own word: nobody asks again, and it is no fault of a run."""
FORBIDDEN = frozenset(f"http-{status}" for status in vanished.FORBIDDEN)
"""The page is not for us."""


class NotAllowedError(IgnoreRequest):
    """A request that we do not make; ``reason`` is its word in the ledger, ``remedy`` what allows it, if anything."""

    def __init__(self, reason: str, detail: str, remedy: str = "") -> None:
        super().__init__(f"{reason}: {detail}{f': {remedy}' if remedy else ''}")
        self.reason = reason
        self.remedy = remedy


class WaitError(IgnoreRequest):
    """A request that is left to a later run, as its host is to be left alone; the message says why.

    ``is_fault``: not only because the host has asked for it, so that somebody should see it.
    """

    def __init__(self, message: str, *, is_fault: bool) -> None:
        super().__init__(message)
        self.is_fault = is_fault


class StoppedError(IgnoreRequest):
    """A request that was not made or not finished because the crawl was told to stop."""


FAILED = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "no-such-host"),
    (DownloadConnectionRefusedError, "connection-refused"),
    (DownloadFailedError, "connection-lost"),
    # A Location that is no address, a header that is none.
    (ValueError, "malformed"),
)
"""What a request raises that brought nothing, and the ledger's word for it; the first that fits counts."""


def ending_of(failure: Failure) -> tuple[Ending, str]:
    """``skipped`` for what we chose not to fetch, ``failed`` for what we could not; with the reason."""
    error = failure.value
    if isinstance(error, HttpError):
        return "failed", f"http-{error.response.status}"
    if isinstance(error, NotAllowedError):
        return "skipped", error.reason
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    return "failed", kind_of(error)


def kind_of(error: BaseException | None) -> str:
    """The word for why no response arrived."""
    return next((reason for kind, reason in FAILED if isinstance(error, kind)), type(error).__name__)


def _ignored(message: str) -> tuple[Ending, str]:
    """Scrapy has one exception, and only words for the difference."""
    if "redirections" in message:
        return "failed", "redirect-loop"
    return ("failed", "too-large") if "DOWNLOAD_MAXSIZE" in message else ("skipped", "ignored")
