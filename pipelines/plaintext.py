"""Files that are nothing but text: tables in CSV, notes, bills."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO

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
_MOST = 2_500_000
"""Characters, whole lines of which are looked at: more than are kept."""
_DIVIDERS, _FEWEST_ROWS = ",;", 3
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def plain_text(body: bytes, languages: Sequence[str] = ()) -> str:
    """The text of a file, its lines as they stand, the cells of a table (CSV) divided by tabs; empty where it is none:
    bytes of another kind, or a page.

    ``languages``: the portal's, by which a file in no Unicode is read: figures and a few words do not tell theirs.
    """
    text = _decoded(body.rstrip(_END), languages).strip()
    if len(text) > _MOST:
        text = text[:_MOST].rpartition("\n")[0] or text
    return next(filter(None, (_table(text, divider) for divider in _DIVIDERS)), text)


def _decoded(body: bytes, languages: Sequence[str]) -> str:
    if _MARKUP.search(body[:_BEGINNING]) or (_BINARY.search(body) and not body.startswith(_UTF_16)):
        return ""
    decoded = decode(body)
    if decoded.origin == "detector":
        for encoding in map(_encoding_of, languages):
            with suppress(UnicodeDecodeError, LookupError):
                return body.decode(encoding)
    return "" if decoded.replacement_share > _BROKEN else decoded.html


def _table(text: str, divider: str) -> str:
    """A text as rows, where all its lines have as many cells (RFC 4180); else empty."""
    try:
        rows = [row for row in csv.reader(StringIO(text), delimiter=divider) if row]
    except csv.Error:
        return ""
    if len(rows) < _FEWEST_ROWS or len(set(map(len, rows))) != 1 or len(rows[0]) < 2:
        return ""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def _encoding_of(language: str) -> str:
    return _TRADITIONAL if language in _OF_TAIWAN else _ENCODINGS.get(language.partition("-")[0], "")
