"""Files that are nothing but text: tables in CSV, notes, bills."""

from __future__ import annotations

import re

from pipelines.encoding import decode

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script)\b|<\?xml", re.IGNORECASE)
_BEGINNING = 2_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def plain_text(body: bytes) -> str:
    """The text of a file, its lines as they stand; empty where it is none: bytes of another kind, or a page."""
    if _MARKUP.search(body[:_BEGINNING]) or (_BINARY.search(body) and not body.startswith(_UTF_16)):
        return ""
    decoded = decode(body)
    return "" if decoded.replacement_share else decoded.html.strip()
