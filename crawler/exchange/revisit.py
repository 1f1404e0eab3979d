"""Asking only for what changed: conditional GET (RFC 9110, 13.1) and payloads that are known already."""

from __future__ import annotations

import zlib

from archive.records import Capture
from archive.warc import sha256


def conditional_headers(earlier: Capture) -> dict[str, str]:
    """``If-None-Match`` and ``If-Modified-Since`` for what an earlier capture brought."""
    headers = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified}
    return {name: value for name, value in headers.items() if value}


def is_audited(url: str, day: str, one_in: int) -> bool:
    """Whether a 304 for ``url`` is checked on ``day``: one in so many, another choice of addresses every day."""
    return one_in > 0 and zlib.crc32(f"{url} {day}".encode()) % one_in == 0


def brings_nothing_new(status: int, body: bytes, earlier: Capture | None) -> bool:
    """Whether a response says (304) or shows (the same bytes) that nothing has changed since ``earlier``."""
    if earlier is None:
        return False
    return status == 304 or (status == 200 and sha256(body) == earlier.payload_digest)
