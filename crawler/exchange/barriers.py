"""What stands in the way of a page: a firewall's answer, a captcha, a login, a portal that is closed."""

from __future__ import annotations

from collections.abc import Callable

from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from archive.records import Refusal
from archive.vanished import LED_AWAY
from crawler.exchange.page import content_type_of, headers_of
from pipelines.encoding import decode
from pipelines.quality import barrier, reason_of_address, refuse
from pipelines.urls import canonicalise

_HEAD = 200_000
"""Bytes of an answer that are looked at: what stands in the way is small."""


def barrier_at(response: Response, url: str) -> Refusal | None:
    """What an answer that holds no page says stands in the way; ``None`` where it says nothing of the kind."""
    html = decode(response.body[:_HEAD], content_type_of(response)).html
    found = barrier(response.status, headers_of(response), html)
    return refuse(url, *found) if found else None


def barrier_behind(failure: Failure, url: str, is_article: Callable[[str], bool]) -> Refusal | None:
    """The same of a request that failed; ``None`` where no response arrived.

    An article's address that leads to another one, which is not there either, is not said to be gone, nor led
    away: a portal that sends everybody to its login page, or to a front page that is down, would otherwise have
    deleted everything.
    """
    error = failure.value
    if not isinstance(error, HttpError):
        return None
    response, there = error.response, canonicalise(error.response.url)
    if barred := barrier_at(response, url):
        return barred
    if there == url or is_article(there) or not is_article(url):
        return None
    reason = reason_of_address(there)
    reason = "redirect-elsewhere" if reason in LED_AWAY else reason
    return refuse(url, reason, f"leads to {there}, which answers {response.status}")
