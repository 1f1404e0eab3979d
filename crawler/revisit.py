"""Asking only for what changed: conditional GET (RFC 9110, 13.1) and payloads that are known already."""

from __future__ import annotations

import zlib

from archive.records import Capture, utc_now
from archive.warc import sha256

_AUDIT = 16
"""One request in so many is made without conditions: some servers keep their validators after a change."""


def conditional_headers(earlier: Capture) -> dict[str, str]:
    """``If-None-Match`` and ``If-Modified-Since`` for what an earlier capture brought; empty for an audit."""
    if zlib.crc32(f"{earlier.final_url} {utc_now()[:10]}".encode()) % _AUDIT == 0:
        return {}
    headers = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified}
    return {name: value for name, value in headers.items() if value}


def brings_nothing_new(status: int, body: bytes, earlier: Capture | None) -> bool:
    """Whether a response says (304) or shows (the same bytes) that nothing has changed since ``earlier``."""
    if earlier is None:
        return False
    return status == 304 or (status == 200 and sha256(body) == earlier.payload_digest)
