"""Files that an article links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

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
    "txt": "text/plain",
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
_PARAMETERS = frozenset("file filename file_name attname attachment attach download filepath fileurl".split())
"""What forms call the name of the file that they send."""
_FILE = re.compile(rf"\.(?:{'|'.join(_TYPES)})(?![a-z\d])|%", re.IGNORECASE)
"""An address that may be a file's: most are none, and working an address out takes fifty times as long."""
_NAMED_IN_SENTENCES = frozenset(("txt", "csv", "gz", "et"))
"""Endings with which what is said ends as well: of a program's files, of hosts in Ethiopia."""
_NAMED = "|".join(kind for kind in _TYPES if kind not in _NAMED_IN_SENTENCES)
_NAMES_FILE = re.compile(
    rf"[^\s./]\.(?P<kind>{_NAMED})\s*(?:[(\[（][^()\[\]（）]{{0,60}}[)\]）])?\s*$", re.IGNORECASE
)
"""Words that end with the name of a file, perhaps with its size in brackets."""
_SAID_KIND = re.compile(rf"(?<![a-z\d])(?:{'|'.join(_TYPES)})(?![a-z\d])", re.IGNORECASE)
_PAGE = re.compile(r"\.(?:x?html?|shtml)$", re.IGNORECASE)
_MOST_PARTS = 20
_MOST_ATTACHMENTS = 100
_MOST_LINKS = 300
_MOST_ANCHORS = 3_000
_LONGEST_TITLE = 300


def find_links(sources: Sources, body: Body) -> tuple[tuple[Attachment, ...], tuple[Link, ...]]:
    """The files that the article offers and the http(s) pages that its text links to, each address once.

    What is a file is told by the ending of its address, of the name in its query, in ``download`` or in the link's
    words ('공고문.hwp'), or by ``type``.
    """
    own = canonicalise(sources.document.url)
    attachments: dict[str, Attachment] = {}
    links: dict[str, Link] = {}
    # Documents are listed below the text as often as in it.
    files = (anchor for anchor in islice(body.around("a"), _MOST_ANCHORS) if _may_be_file(anchor))
    for anchor, url, text in _anchors(sources, files):
        if kind := media_type(url) or _type_told(anchor) or _type_named(url, text):
            attachments.setdefault(url, Attachment(url, text or _name_told(anchor), kind))
    for _, url, text in _anchors(sources, islice(body.in_text("a"), _MOST_ANCHORS)):
        if text and url != own and url not in attachments:
            links.setdefault(url, Link(url, text))
    return tuple(attachments.values())[:_MOST_ATTACHMENTS], tuple(links.values())[:_MOST_LINKS]


def _may_be_file(anchor: HtmlElement) -> bool:
    is_told = anchor.get("type") is not None or anchor.get("download") is not None
    return is_told or _FILE.search(_href(anchor)) is not None or _NAMES_FILE.search(_text(anchor)) is not None


def _type_told(anchor: HtmlElement) -> str:
    """The media type that a link tells of what it leads to: by ``type``, or, where it is to be saved, by the name
    for that or by what it says ('Plan (PDF, 2 MB)')."""
    told = anchor.get("type", "").partition(";")[0].strip().lower()
    if told in _KNOWN or anchor.get("download") is None:
        return told if told in _KNOWN else ""
    said = _SAID_KIND.search(short_text(anchor, _LONGEST_TITLE))
    return _type_of(_name_told(anchor)) or (_TYPES[said[0].lower()] if said else "")


def _text(anchor: HtmlElement) -> str:
    return "".join(islice(anchor.itertext(), _MOST_PARTS))


def _type_named(url: str, text: str) -> str:
    """The media type of the file with whose name a link's words end, its size aside; not of one to a page."""
    named = _NAMES_FILE.search(text)
    return _TYPES[named["kind"].lower()] if named and not _PAGE.search(urlsplit(url).path) else ""


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


def leads_to_file(url: str, words: str) -> bool:
    """Whether the address of a link, or its ``words``, tell that it leads to a file."""
    return bool((_FILE.search(url) and media_type(url)) or _type_named(url, words))


def media_type(url: str) -> str:
    """The media type that an address tells by its ending, or by a file's name in its query; ``''`` for no file of ours.

    ``/get.aspx?file=plan.pdf`` sends a file, ``/viewer.html?file=plan.pdf`` shows one, ``/search?q=plan.pdf`` looks
    for one.
    """
    parts = urlsplit(url)
    if _PAGE.search(parts.path):
        return ""
    named = (value for name, value in parse_qsl(parts.query) if name.lower() in _PARAMETERS)
    return next(filter(None, map(_type_of, (unquote(parts.path), *named))), "")


def _type_of(path: str) -> str:
    name = path.rpartition("/")[2]
    return _TYPES.get(name.rpartition(".")[2].lower(), "") if "." in name else ""
