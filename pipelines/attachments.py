"""Files that an article links to, and the text of those that are PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import frozen
from lxml.html import HtmlElement
from pypdf import PdfReader

from archive.records import Attachment, Link
from pipelines.body import Body
from pipelines.outline import short_text, squeeze, visible_text
from pipelines.sources import Sources
from pipelines.urls import canonicalise

_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "wps": "application/vnd.ms-works",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "et": "application/vnd.ms-excel",
    "csv": "text/csv",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "ofd": "application/ofd",
    "epub": "application/epub+zip",
    "hwp": "application/x-hwp",
    "hwpx": "application/hwp+zip",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "gz": "application/gzip",
}
_KNOWN = frozenset(_TYPES.values())
_NAMED = frozenset("file filename file_name attname attachment attach download filepath fileurl".split())
"""What forms call the name of the file that they send."""
_FILE = re.compile(rf"\.(?:{'|'.join(_TYPES)})(?![a-z\d])|%", re.IGNORECASE)
"""An address that may be a file's: most are none, and working an address out takes fifty times as long."""
_SAID_KIND = re.compile(rf"(?<![a-z\d])(?:{'|'.join(_TYPES)})(?![a-z\d])", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:x?html?|shtml)$", re.IGNORECASE)
_MOST_ATTACHMENTS = 100
_MOST_LINKS = 300
_MOST_ANCHORS = 3_000
_LONGEST_TITLE = 300
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TRAILING_SPACE = re.compile(r"[ \t\u00a0]+(?=\n|$)")
_EMPTY_LINES = re.compile(r"\n{3,}")


@frozen
class PdfText:
    """What could be read of a PDF."""

    text: str
    """Pages divided by an empty line."""
    pages: int
    """Pages that were read."""
    truncated: bool
    """Whether pages or characters were left out because of the limits."""
    error: str
    """Why there is no (or not all) text, empty where nothing went wrong."""


def find_links(sources: Sources, body: Body) -> tuple[tuple[Attachment, ...], tuple[Link, ...]]:
    """The files that the article offers and the http(s) pages that its text links to, each address once.

    What is a file is told by the ending of its address, of the name in its query or in ``download``, or by ``type``.
    """
    own = canonicalise(sources.document.url)
    attachments: dict[str, Attachment] = {}
    links: dict[str, Link] = {}
    # Documents are listed below the text as often as in it.
    files = (anchor for anchor in islice(body.around("a"), _MOST_ANCHORS) if _may_be_file(anchor))
    for anchor, url, text in _anchors(sources, files):
        if kind := media_type(url) or _type_told(anchor):
            attachments.setdefault(url, Attachment(url, text or _name_told(anchor), kind))
    for _, url, text in _anchors(sources, islice(body.in_text("a"), _MOST_ANCHORS)):
        if text and url != own and url not in attachments:
            links.setdefault(url, Link(url, text))
    return tuple(attachments.values())[:_MOST_ATTACHMENTS], tuple(links.values())[:_MOST_LINKS]


def _may_be_file(anchor: HtmlElement) -> bool:
    is_told = anchor.get("type") is not None or anchor.get("download") is not None
    return is_told or _FILE.search(_href(anchor)) is not None


def _type_told(anchor: HtmlElement) -> str:
    """The media type that a link tells of what it leads to: by ``type``, or, where it is to be saved, by the name
    for that or by what it says ('Plan (PDF, 2 MB)')."""
    told = anchor.get("type", "").partition(";")[0].strip().lower()
    if told in _KNOWN or anchor.get("download") is None:
        return told if told in _KNOWN else ""
    said = _SAID_KIND.search(short_text(anchor, _LONGEST_TITLE))
    return _type_of(_name_told(anchor)) or (_TYPES[said[0].lower()] if said else "")


def _name_told(anchor: HtmlElement) -> str:
    return squeeze(anchor.get("download", ""))[:_LONGEST_TITLE]


def _anchors(sources: Sources, anchors: Iterator[HtmlElement]) -> Iterator[tuple[HtmlElement, str, str]]:
    for anchor in anchors:
        href = _href(anchor)
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        if url := canonicalise(href, sources.document.base_url):
            yield anchor, url, (visible_text(anchor) or squeeze(anchor.get("title", "")))[:_LONGEST_TITLE]


def _href(anchor: HtmlElement) -> str:
    return (anchor.get("href") or "").strip()


def media_type(url: str) -> str:
    """The media type that an address tells by its ending, or by a file's name in its query; ``''`` for no file of ours.

    ``/get.aspx?file=plan.pdf`` sends a file, ``/viewer.html?file=plan.pdf`` shows one, ``/search?q=plan.pdf`` looks
    for one.
    """
    parts = urlsplit(url)
    if _PAGE.search(parts.path):
        return ""
    named = (value for name, value in parse_qsl(parts.query) if name.lower() in _NAMED)
    return next(filter(None, map(_type_of, (unquote(parts.path), *named))), "")


def _type_of(path: str) -> str:
    name = path.rpartition("/")[2]
    return _TYPES.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def pdf_text(body: bytes, *, max_pages: int = 200, max_chars: int = 2_000_000) -> PdfText:
    """The text of a PDF file, cleaned; never raises, whatever the bytes.

    Reads at most ``max_pages`` pages and ``max_chars`` characters. A page that cannot be read is left out and
    named in ``error``. Time and memory are bounded by the worker that calls this, not here.
    """
    try:
        reader = PdfReader(BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText("", 0, False, "encrypted")
        return _read_pages(reader, max_pages, max_chars)
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # pypdf raises whatever the damage provokes: KeyError, RecursionError, zlib.error …
        return PdfText("", 0, False, _reason(error))


def _read_pages(reader: PdfReader, max_pages: int, max_chars: int) -> PdfText:
    texts: list[str] = []
    length, errors, count = 0, [], len(reader.pages)
    for number in range(min(count, max_pages)):
        try:
            text = clean(reader.pages[number].extract_text() or "")
        except MemoryError:
            raise
        except Exception as error:
            errors.append(f"page {number + 1}: {_reason(error)}")
            continue
        texts.append(text)
        length += len(text) + 2
        if length > max_chars:
            break
    whole = "\n\n".join(filter(None, texts))
    truncated = len(whole) > max_chars or len(texts) + len(errors) < count
    return PdfText(whole[:max_chars], len(texts), truncated, "; ".join(errors[:5]))


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def clean(text: str) -> str:
    """Without control characters and lone surrogates, without spaces at line ends, at most one empty line."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _EMPTY_LINES.sub("\n\n", _TRAILING_SPACE.sub("", text)).strip()
