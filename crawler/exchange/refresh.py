"""Meta refresh: pages whose markup sends a browser on to another address."""

from __future__ import annotations

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import Request, Response

_HEAD = 4 * 4096
"""Bytes of the 4,096 characters that Scrapy looks at."""


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's, but asked only about pages that have the word.

    It decodes the whole page, and of one that declares no encoding it guesses that first: 3 ms for 10 kB,
    seconds for megabytes, in which no other download goes on.
    """

    # Scrapy's still declares an argument that it warns of.
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request that a page sends a browser on to, else the page itself."""
        if b"refresh" not in response.body[:_HEAD].lower():
            return response
        return super().process_response(request, response)
