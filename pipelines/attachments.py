"""Files that an article links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from archive.records import Attachment, Link
from pipelines.body import Body
from pipelines.outline import squeeze, visible_text
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
_FILE = re.compile(rf"\.(?:{'|'.join(_TYPES)})(?![a-z\d])|%", re.IGNORECASE)
"""An address that may be a file's: most are none, and working an address out takes fifty times as long."""
_MOST_ATTACHMENTS = 100
_MOST_LINKS = 300
_MOST_ANCHORS = 3_000
_LONGEST_TITLE = 300


def find_links(sources: Sources, body: Body) -> tuple[tuple[Attachment, ...], tuple[Link, ...]]:
    """The files that the article offers and the http(s) pages that its text links to, each address once.

    What is a file is told by the ending of its address.
    """
    own = canonicalise(sources.document.url)
    attachments: dict[str, Attachment] = {}
    links: dict[str, Link] = {}
    # Documents are listed below the text as often as in it.
    files = (anchor for anchor in islice(body.around("a"), _MOST_ANCHORS) if _FILE.search(_href(anchor)))
    for url, text in _anchors(sources, files):
        if kind := media_type(url):
            attachments.setdefault(url, Attachment(url, text, kind))
    for url, text in _anchors(sources, islice(body.in_text("a"), _MOST_ANCHORS)):
        if text and url != own and url not in attachments:
            links.setdefault(url, Link(url, text))
    return tuple(attachments.values())[:_MOST_ATTACHMENTS], tuple(links.values())[:_MOST_LINKS]


def _anchors(sources: Sources, anchors: Iterator[HtmlElement]) -> Iterator[tuple[str, str]]:
    for anchor in anchors:
        href = _href(anchor)
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        if url := canonicalise(href, sources.document.base_url):
            yield url, (visible_text(anchor) or squeeze(anchor.get("title", "")))[:_LONGEST_TITLE]


def _href(anchor: HtmlElement) -> str:
    return (anchor.get("href") or "").strip()


def media_type(url: str) -> str:
    """The media type that the ending of an address tells; ``''`` where it is no file that we keep."""
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    return _TYPES.get(name.rpartition(".")[2].lower(), "") if "." in name else ""
