"""The text of documents of Word 97 to 2003 ([MS-DOC]), which WPS writes as well."""

from __future__ import annotations

import re
from struct import error, iter_unpack, unpack_from

from pipelines.compound import Compound

DOCUMENT = "worddocument"
_WORD_97 = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COMPRESSED = 0x40000000
_FIELD = re.compile("([\x13-\x15])")
_BEGIN, _RESULT, _END = "\x13", "\x14", "\x15"
_SIGNS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x07": "\t", "\x1e": "-", "\x1f": ""}
)


def word_text(compound: Compound) -> tuple[str, str]:
    """Paragraphs, a line each, and the cells of a row divided by tabs; footnotes, endnotes and text boxes behind them.
    And why that is not all of it.

    An empty cell ends its line: which mark is that of a cell and which that of a row is told by the layout alone.
    Raises ``ValueError`` where the document is damaged.
    """
    document = compound[DOCUMENT]
    sign, flags = unpack_from("<H8xH", document)
    if sign != _WORD_97:
        return "", f"no text is read from documents of this version (sign {sign:#06x})"
    if flags & _ENCRYPTED:
        return "", "encrypted"
    try:
        text = _whole(document, compound["1table" if flags & _SECOND_TABLE else "0table"])
        parts = unpack_from("<8i", document, 0x4C)
    except (error, KeyError) as fault:
        raise ValueError(f"damaged: {fault}") from fault
    main, notes, headers, _, comments, endnotes, boxes, _ = parts
    behind = main + notes + headers + comments
    kept = text[: main + notes] + text[behind : behind + endnotes + boxes]
    return _shown(kept).replace("\x07\x07", "\n").translate(_SIGNS), ""


def _whole(document: bytes, table: bytes) -> str:
    """All text of the file in its order: of pieces, each in UTF-16 or in cp1252."""
    places, pieces = _pieces(document, table)
    found = []
    for first, end, (start,) in zip(places, places[1:], pieces, strict=False):
        if start & _COMPRESSED:
            at = (start & ~_COMPRESSED) // 2
            found.append(document[at : at + end - first].decode("cp1252", "replace"))
        else:
            found.append(document[start : start + 2 * (end - first)].decode("utf-16-le", "replace"))
    return "".join(found)


def _pieces(document: bytes, table: bytes) -> tuple[list[int], list[tuple[int]]]:
    """Where the pieces begin and end in the text, and where they stand in the file."""
    at, length = unpack_from("<II", document, 0x1A2)
    end = at + length
    # What changes the look of pieces comes first (Prc), each with its length.
    while at < end and table[at] == 1:
        at += 3 + int(unpack_from("<H", table, at + 1)[0])
    if at >= end or table[at] != 2:
        raise ValueError("the table of pieces is missing")
    count = (unpack_from("<I", table, at + 1)[0] - 4) // 12
    places = list(unpack_from(f"<{count + 1}I", table, at + 5))
    first = at + 5 + 4 * (count + 1)
    return places, list(iter_unpack("<2xI2x", table[first : first + 8 * count]))


def _shown(text: str) -> str:
    """Without the codes of fields, whose results stand behind them: links, numbers of pages."""
    kept: list[str] = []
    fields: list[bool] = []
    hidden = 0
    for part in _FIELD.split(text):
        if part == _BEGIN:
            fields.append(True)
            hidden += 1
        elif part == _RESULT and fields and fields[-1]:
            fields[-1] = False
            hidden -= 1
        elif part == _END and fields:
            hidden -= fields.pop()
        elif not hidden:
            kept.append(part)
    return "".join(kept)
