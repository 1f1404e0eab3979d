"""Digests by which texts are compared across captures."""

from __future__ import annotations

import hashlib
import unicodedata


def text_digest(title: str, text: str) -> str:
    """``sha256:`` over title and text; blanks, line breaks and Unicode forms do not count, letters and case do."""
    lines = [" ".join(unicodedata.normalize("NFC", part).split()) for part in (title, text)]
    return "sha256:" + hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()
