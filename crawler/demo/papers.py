"""Attachments: an article's text as a plain PDF 1.4 (ISO 32000), whose text can be extracted again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from textwrap import wrap

_LINES_A_PAGE = 46
_ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})


@lru_cache(maxsize=32)
def pdf(title: str, paragraphs: tuple[str, ...]) -> bytes:
    """Pages of A4 in Helvetica. Characters outside Windows-1252 become question marks."""
    lines = [title, "", *(line for paragraph in paragraphs for line in (*_wrapped(paragraph), ""))]
    pages = [lines[start : start + _LINES_A_PAGE] for start in range(0, len(lines), _LINES_A_PAGE)]
    return _file(_objects(title, pages))


def _wrapped(paragraph: str) -> list[str]:
    return [part for line in paragraph.splitlines() for part in wrap(line.removeprefix("## "), 88)]


def _objects(title: str, pages: Sequence[Sequence[str]]) -> list[bytes]:
    """Catalogue, page tree, font and information; then a page and its content in turn."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * place) for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /Producer (Gazette demonstration) >>" % _string(title),
    ]
    for place, lines in enumerate(pages):
        objects += [_page(content=6 + 2 * place), _content(lines)]
    return objects


def _page(content: int) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
        b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % content
    )


def _content(lines: Sequence[str]) -> bytes:
    shown = b"\n".join(b"(%s) Tj T*" % _string(line) for line in lines)
    stream = b"BT /F1 11 Tf 15 TL 56 780 Td\n%s\nET" % shown
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)


def _string(text: str) -> bytes:
    return text.translate(_ESCAPES).encode("cp1252", "replace")


def _file(objects: Sequence[bytes]) -> bytes:
    """Header, objects, cross-reference table and trailer."""
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
