"""What can be read of an attached file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from archive.pictures import picture_type
from archive.records import FileText
from pipelines import compound, hwp, word
from pipelines.compound import Compound
from pipelines.office import office_text
from pipelines.pdf import pdf_text
from pipelines.plaintext import plain_text
from pipelines.rtf import rtf_text

OTHER_KIND = "no text is read from files of this kind"
LONGEST = 2_000_000
"""Characters that are kept of a file's text."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SET_TOGETHER = re.compile("[\u2e80-\u2fdf\ufb00-\ufb06\ufb50-\ufdef\ufe70-\ufefc]+")
"""Letters as they are set: 'ﬁ' in one sign, Arabic ones by their place in the word, Chinese ones as radicals."""
_EMPTY_LINES = re.compile(r"\n{3,}")
_WORKBOOK = frozenset(("workbook", "book"))
"""What Excel calls its stream."""
_DRAWING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,1000}?-->\s*){0,3}"
    rb"(?:<!DOCTYPE svg[^>\[]{0,500}(?:\[[^\]]{0,5000}\]\s*)?>\s*)?<svg[\s>]",
    re.DOTALL,
)
"""SVG: its words are of a picture."""
_HTML = (b"<html", b"<!doctype html", b"<head", b"<body")
_BEGINNING = 1_024
_PDF, _ZIP, _RTF = b"%PDF-", b"PK\x03\x04", b"{\\rtf"


def file_text(body: bytes, languages: Sequence[str] = ()) -> FileText:
    """The text of a document, told by its first bytes; never raises, whatever they are. ``languages``: the portal's.

    Time and memory are bounded by the worker that calls this, not here.
    """
    if picture_type(body) or _DRAWING.match(body):
        return FileText("")
    try:
        text, error = _read(body, languages)
    except MemoryError:
        raise
    except Exception as fault:  # pypdf and lxml raise whatever the damage provokes
        return FileText("", f"{type(fault).__name__}: {fault}"[:200])
    text = _clean(text)
    if len(text) > LONGEST:
        text, error = text[:LONGEST], "; ".join(filter(None, (error, f"longer than {LONGEST:,} characters")))
    return FileText(text, error)


def is_file(body: bytes) -> bool:
    """Whether these are the bytes of a file of a kind that is read, and of no page."""
    return is_pdf(body) or body.startswith((_ZIP, _RTF, compound.SIGN))


def is_document(body: bytes) -> bool:
    """Whether an answer's bytes are such a file where a page may be: its first bytes tell, no header."""
    beginning = body[:_BEGINNING].lower()
    return is_file(body) and not any(sign in beginning for sign in _HTML)


def is_pdf(body: bytes) -> bool:
    """Whether these are the bytes of a PDF file."""
    # The mark of a PDF may stand a little below the top (ISO 32000-1, Annex H).
    return _PDF in body[:_BEGINNING]


def _read(body: bytes, languages: Sequence[str]) -> tuple[str, str]:
    if is_pdf(body):
        return pdf_text(body)
    if body.startswith(_ZIP):
        return office_text(body)
    if body.startswith(compound.SIGN):
        return _of_compound(body)
    if body.startswith(_RTF):
        return rtf_text(body), ""
    text = plain_text(body, languages)
    return text, "" if text else OTHER_KIND


def _of_compound(body: bytes) -> tuple[str, str]:
    streams = Compound(body)
    names = set(streams.names)
    if word.DOCUMENT in names:
        return word.word_text(streams)
    if _WORKBOOK & names:
        # Here: xlrd takes a while to load, and most portals have no such file that night.
        from pipelines.workbook import workbook_text

        return workbook_text(body)
    return hwp.hwp_text(streams) if hwp.HEADER in names else ("", OTHER_KIND)


def _clean(text: str) -> str:
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SET_TOGETHER.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), text)
    # No expression: one for blanks before a line's end is quadratic in rows of empty cells.
    lines = (line.rstrip(" \t\u00a0") for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
