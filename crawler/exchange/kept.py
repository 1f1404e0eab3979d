"""Captured pages that are read from their records: nobody is asked for them again."""

from __future__ import annotations

from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from archive.records import Capture
from archive.warc import StoredCapture


def as_response(request: Request, capture: Capture, stored: StoredCapture) -> Response:
    """A captured page as the network would have brought it."""
    request.meta["capture"] = capture
    headers = {name: value for name, value in stored.headers if name.lower() != "content-encoding"}
    kind = responsetypes.from_args(headers=Headers(headers), url=stored.url, body=stored.payload[:5000])
    return kind(stored.url, status=stored.status, headers=headers, body=stored.payload, request=request)
