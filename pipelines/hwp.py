"""The text of documents of Hangul (HWP 5.0, as Hancom has published it), in which Korea's offices write."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from struct import unpack_from

from pipelines.compound import Compound, units

HEADER = "fileheader"
LARGEST = 10_000_000
"""Bytes that are unpacked of one section."""
_LONGEST = 2_500_000
"""Characters after which no further section is read."""
_COMPRESSED, _LOCKED = 1, 2 | 4
"""Bits of the header. Locked: by a password, or for copies that are given out to be read alone."""
_TEXT_OF_PARAGRAPH, _CONTROL, _COMMENTS = 67, 71, 93
_COMMENT = b"tmct"
_DEEPEST = 0x3FF
_LONG = 0xFFF
_SECTION = re.compile(r"bodytext/section(\d+)")
_SIGNS = {9: "\t", 10: "\n", 24: "-", 30: "\u00a0", 31: " "}
_ALONE = frozenset((0, 10, 13, *range(24, 32)))
_LENGTH = 8
"""Units of 16 bits that any other control takes, with what it refers to."""


def hwp_text(compound: Compound) -> tuple[str, str]:
    """Paragraphs, those in the cells of tables among them, a line each, and why that is not all of it.

    Raises ``zlib.error`` or ``ValueError`` where the document is damaged.
    """
    (flags,) = unpack_from("<I", compound[HEADER], 36)
    if flags & _LOCKED:
        return "", "encrypted"
    sections = sorted((int(match[1]), name) for name in compound.names if (match := _SECTION.fullmatch(name)))
    texts: list[str] = []
    for _, name in sections:
        texts.append(_section(compound[name], bool(flags & _COMPRESSED)))
        if sum(map(len, texts)) > _LONGEST:
            break
    return "\n".join(texts), ""


def _section(stream: bytes, is_compressed: bool) -> str:
    content = zlib.decompressobj(-15).decompress(stream, LARGEST + 1) if is_compressed else stream
    if len(content) > LARGEST:
        raise ValueError(f"a section is larger than {LARGEST:,} bytes")
    return "\n".join(map(_paragraph, _paragraphs(content)))


def _paragraphs(content: bytes) -> Iterator[bytes]:
    """The texts of paragraphs; not of comments, which are what a control of their own holds, or stand last."""
    comment = _DEEPEST
    for tag, level, record in _records(content):
        if tag == _COMMENTS:
            return
        if level <= comment:
            comment = level if tag == _CONTROL and record[:4] == _COMMENT else _DEEPEST
        if tag == _TEXT_OF_PARAGRAPH and level <= comment:
            yield record


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Tag, level and content of each."""
    at = 0
    while at + 4 <= len(content):
        (head,) = unpack_from("<I", content, at)
        at, size = at + 4, head >> 20
        if size == _LONG and at + 4 <= len(content):
            (size,) = unpack_from("<I", content, at)
            at += 4
        yield head & 0x3FF, head >> 10 & 0x3FF, content[at : at + size]
        at += size


def _paragraph(record: bytes) -> str:
    written = units(record)
    parts: list[str] = []
    at = since = 0
    while at < len(written):
        unit = written[at]
        if unit >= 32:
            at += 1
            continue
        parts += [_letters(record, since, at), _SIGNS.get(unit, "")]
        at += 1 if unit in _ALONE else _LENGTH
        since = at
    return "".join((*parts, _letters(record, since, at)))


def _letters(record: bytes, since: int, until: int) -> str:
    return record[2 * since : 2 * until].decode("utf-16-le", "replace")
