"""What ``scrapy check`` asks of a portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from scrapy.http import Response

from crawler.ledger import Plan


def canary(way: int, url: str) -> Callable[[Any, Response], Iterator[Any]]:
    """The method that checks whether the beginning of a way still names something to fetch."""

    def check(self: Any, response: Response) -> Iterator[Any]:
        found: Iterator[Any] = self.parse_listing(response, Plan(url, "listing", way))
        return found

    check.__name__ = f"check_way_{way}"
    # The form of Scrapy's contracts.
    check.__doc__ = f"@url {url}\n@returns requests 1"
    return check
