"""Files that are nothing but text: tables in CSV, notes, bills."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from pipelines.encoding import decode

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script)\b|<\?xml", re.IGNORECASE)
_BEGINNING = 2_000
_END = b"\x1a"
"""Ends a file of DOS."""
_BROKEN = 0.002
_TRADITIONAL, _OF_TAIWAN = "big5hkscs", frozenset(("zh-Hant", "zh-TW", "zh-HK", "zh-MO"))
_ENCODINGS = {
    "zh": "gb18030", "ja": "cp932", "ko": "cp949", "th": "cp874", "vi": "cp1258", "el": "cp1253", "tr": "cp1254",
    "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "ur": "cp1256",
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr"), "cp1251"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs", "ro", "sq"), "cp1250"),
    **dict.fromkeys(("lt", "lv", "et"), "cp1257"),
}  # fmt: skip
"""What programs write that know no Unicode."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def plain_text(body: bytes, languages: Sequence[str] = ()) -> str:
    """The text of a file, its lines as they stand; empty where it is none: bytes of another kind, or a page.

    ``languages``: the portal's, by which a file in no Unicode is read: figures and a few words do not tell theirs.
    """
    body = body.rstrip(_END)
    if _MARKUP.search(body[:_BEGINNING]) or (_BINARY.search(body) and not body.startswith(_UTF_16)):
        return ""
    decoded = decode(body)
    if decoded.origin == "detector":
        for encoding in map(_encoding_of, languages):
            with suppress(UnicodeDecodeError, LookupError):
                return body.decode(encoding).strip()
    return "" if decoded.replacement_share > _BROKEN else decoded.html.strip()


def _encoding_of(language: str) -> str:
    return _TRADITIONAL if language in _OF_TAIWAN else _ENCODINGS.get(language.partition("-")[0], "")
