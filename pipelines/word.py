"""The text of documents of Word 97 to 2003 ([MS-DOC]), which WPS writes as well."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from itertools import pairwise
from struct import error, iter_unpack, unpack_from

from pipelines.compound import Compound, units

DOCUMENT = "worddocument"
_WORD_97 = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COMPRESSED = 0x40000000
_FIELD = re.compile("([\x13-\x15])")
_BEGIN, _RESULT, _END = "\x13", "\x14", "\x15"
_UNSEEN = "\0"
_PAGE = 512
_HIDING = frozenset((0x0800, 0x083C))
"""Properties of a run: deleted under review, hidden (sprmCFRMarkDel, sprmCFVanish)."""
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of a property by the last three bits of its code; 0 where they are told."""
_SIGNS = str.maketrans(
    dict.fromkeys("\r\x0b\x0c\x0e", "\n") | {"\x07": "\t", "\x1e": "-", "\x1f": "", _UNSEEN: ""}
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
    shown = _shown(kept).replace("\x07\x07", "\n").translate(_SIGNS)
    return shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), ""


def _whole(document: bytes, table: bytes) -> str:
    """All text of the file in its order, of pieces in UTF-16 or in cp1252: a character for each unit, as its parts are
    told by their lengths, and ``_UNSEEN`` for what is not shown."""
    places, pieces = _pieces(document, table)
    unseen = sorted(_unseen(document, table))
    if places[-1] > len(document):
        raise ValueError("more text than the document is long")
    found = []
    for first, end, (start,) in zip(places, places[1:], pieces, strict=False):
        at, width = ((start & ~_COMPRESSED) // 2, 1) if start & _COMPRESSED else (start, 2)
        until = at + width * (end - first)
        piece = document[at:until]
        text = piece.decode("cp1252", "replace") if width == 1 else "".join(map(chr, units(piece)))
        hidden = unseen[max(0, bisect(unseen, (at,)) - 1) : bisect(unseen, (until,))]
        found.append(_covered(text, [((one - at) // width, (other - at) // width) for one, other in hidden]))
    return "".join(found)


def _covered(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for since, until in ranges:
        since, until = max(at, since), min(until, len(text))
        if since < until:
            parts += [text[at:since], _UNSEEN * (until - since)]
            at = until
    return "".join((*parts, text[at:]))


def _unseen(document: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Where in the file stands what was deleted under review, or hidden: by the properties of runs (2.4.6.2)."""
    at, length = unpack_from("<II", document, 0xFA)
    count = max(0, (length - 4) // 8)
    first = at + 4 * (count + 1)
    for (number,) in set(iter_unpack("<I", table[first : first + 4 * count])):
        place = (number & 0x3FFFFF) * _PAGE
        runs = document[place : place + _PAGE]
        if len(runs) == _PAGE:
            yield from _unseen_of(runs)


def _unseen_of(page: bytes) -> Iterator[tuple[int, int]]:
    count = min(page[-1], (_PAGE - 5) // 5)
    places = unpack_from(f"<{count + 1}I", page)
    for number, (since, until) in enumerate(pairwise(places)):
        at = 2 * page[4 * (count + 1) + number]
        if at and any(_sets_unseen(page[at + 1 : at + 1 + page[at]])):
            yield since, until


def _sets_unseen(properties: bytes) -> Iterator[bool]:
    at = 0
    while at + 3 <= len(properties):
        (code,) = unpack_from("<H", properties, at)
        yield code in _HIDING and properties[at + 2] == 1
        size = _SIZES[code >> 13]
        at += 2 + (size or 1 + properties[at + 2])


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
