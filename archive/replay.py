"""A page as it looked: which captures stand for what it needs. Of each address the one that is nearest in time to that
of the page, as web archives replay pages (RFC 7089 calls it the closest memento)."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from attrs import frozen
from lxml import etree
from lxml.html import HtmlElement
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from archive import addresses, withheld
from archive.addresses import ASKED, led_to
from archive.captures import original, stored
from archive.errors import CaptureMissingError, UsageError
from archive.records import Requisite
from archive.requisites import is_style, of_page, of_style, style_text
from archive.rows import by_name
from archive.search import IS_DOCUMENT
from archive.trees import base_of, parsed
from archive.warc import read_capture

Row = Mapping[str, Any]
Needs = tuple[Requisite, ...]
_HOPS = 5
"""Redirects that are followed."""
_NEAREST_TRIED = 12
_MOST = 2_000
"""Things that a page may need, itself and by its stylesheets; one that needs more was not written by a person."""
_MOST_STYLES = 100
_LIKE_IT = 10
"""Articles of a portal, those next to one and the latest, whose pages tell which pictures are the layout's."""
_ESCAPED = re.compile(rb"\x1b[$(]")
"""ISO-2022: ASCII as bytes, and meaning something else."""


@frozen
class ReplayedPage:
    """The page of a state of an article, for one who may alter its tree."""

    tree: HtmlElement
    base_url: str
    url: str
    captured_at: str
    article: int
    state: int


@frozen
class Part:
    """What is shown in the place of an address."""

    row: Row
    """Of the capture that holds the bytes."""
    at: Row
    """Of the one that is nearest in time: another, where that only says that nothing is new."""
    hops: tuple[Row, ...] = ()
    """Of the redirects that led there."""


@frozen
class Replay:
    """What there is of all that a page needs to look as it did."""

    parts: tuple[Part, ...]
    """Each once, in the order of time."""
    missing: tuple[str, ...]
    """Addresses of what was never captured, in the order of the page."""

    @property
    def styles(self) -> int:
        """How many of the parts are stylesheets."""
        return sum(is_style(part.row["content_type"]) for part in self.parts)

    @property
    def missing_styles(self) -> int:
        """How many of what was never captured are stylesheets, by their addresses."""
        return sum(".css" in url for url in self.missing)


class Parts:
    """What stands for addresses at an instant."""

    def __init__(self, connection: sqlite3.Connection, at: str) -> None:
        self._connection, self._at = connection, at
        self._found: dict[str, Part | None] = {}

    def of(self, url: str) -> Part | None:
        """What is shown in the place of ``url``; None where there is nothing."""
        if url not in self._found:
            self._found[url] = self._nearest(url)
        return self._found[url]

    def _nearest(self, url: str, hops: tuple[Row, ...] = ()) -> Part | None:
        found = by_name(self._connection.execute(_NEAREST, (url, self._at)))
        return next(filter(None, (self._part(url, row, hops) for row in found)), None)

    def _part(self, url: str, row: Row, hops: tuple[Row, ...]) -> Part | None:
        if row["redirect_url"]:
            is_too_far = len(hops) >= _HOPS
            return None if is_too_far else self._nearest(led_to(url, row["redirect_url"]), (*hops, row))
        with suppress(CaptureMissingError):
            whole = dict(original(self._connection, row))
            is_page = "html" in whole["content_type"].lower()
            if not is_page and not withheld.of_capture(self._connection, whole["id"]):
                return Part(whole, row, hops)
        return None


def page_of_state(connection: sqlite3.Connection, folder: Path, number: int) -> ReplayedPage:
    """The page that the capture ``number`` brought. Raises ``UsageError`` where no state of an article was read from
    it, or where that is a document, ``CaptureMissingError`` where its bytes are not at hand."""
    row = next(iter(by_name(connection.execute(_STATE, (number,)))), None)
    if row is None:
        raise UsageError(f"capture {number}: no state of an article was read from it")
    if row["is_document"]:
        raise UsageError(f"capture {number} is a document and no page")
    payload = stored(connection, folder, row).payload
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    tree = parsed(_text(payload, row["content_type"], row["encoding"]), parser)
    url = row["final_url"]
    return ReplayedPage(tree, base_of(tree, url), url, row["captured_at"], row["article"], row["state"])


def needed(connection: sqlite3.Connection, folder: Path, number: int) -> Replay:
    """All that the page needs that the capture ``number`` brought, and what that needs in its turn. Raises as
    ``page_of_state`` does."""
    page = page_of_state(connection, folder, number)
    parts = Parts(connection, page.captured_at)
    found: dict[str, Part | None] = {}
    styles = 0
    waiting = [*of_page(page.tree, page.base_url)]
    for one in waiting:
        if one.url in found or len(found) >= _MOST:
            continue
        found[one.url] = part = parts.of(one.url)
        if part and is_style(part.row["content_type"]) and styles < _MOST_STYLES:
            styles += 1
            waiting += _needs_of_style(folder, part.row)
    shown = {part.row["id"]: part for part in found.values() if part}
    in_time = sorted(shown.values(), key=lambda part: (part.at["captured_at"], part.at["id"]))
    return Replay(tuple(in_time), tuple(url for url, part in found.items() if not part))


def needed_by(connection: sqlite3.Connection, folder: Path, numbers: Sequence[int]) -> set[int]:
    """The captures of all that the pages need that these captures brought, as ``needed``, with those that say that it
    was there then. A page whose bytes are not at hand needs nothing, nor does a document."""
    found: set[int] = set()
    for number in numbers:
        with suppress(CaptureMissingError, UsageError):
            parts = needed(connection, folder, number).parts
            found.update(row["id"] for part in parts for row in (part.row, part.at, *part.hops))
    return found


def own_pictures(
    connection: sqlite3.Connection, folder: Path, articles: Collection[int]
) -> dict[int, set[str]]:
    """To each of ``articles`` the addresses of captured pictures that its pages name, and none of the portal's other
    articles next to it and of its latest does, nor offers any as its own. Where redirects led to them, from there."""
    read: dict[int, set[str]] = {}

    def named(numbers: Iterable[int]) -> set[str]:
        for number in numbers:
            if number not in read:
                read[number] = _named_by(connection, folder, number)
        return set().union(*(read[number] for number in numbers))

    meant, found = json.dumps([*articles]), {}
    for article in articles:
        own = named([row[0] for row in connection.execute(_OF_ARTICLE, (article,))])
        others = named([row[0] for row in connection.execute(_OTHERS, (article, meant))])
        parameters = addresses.parameters(own - others) | {"meant": meant}
        found[article] = {row[0] for row in connection.execute(_OF_ITS_OWN, parameters)} - others
    return found


def _named_by(connection: sqlite3.Connection, folder: Path, number: int) -> set[str]:
    """What the page names that a capture brought; nothing where its bytes are not at hand, or are a document's."""
    with suppress(CaptureMissingError, UsageError):
        page = page_of_state(connection, folder, number)
        return {one.url for one in of_page(page.tree, page.base_url)}
    return set()


def _needs_of_style(folder: Path, row: Row) -> Needs:
    place = (row["warc_file"], row["warc_offset"], row["warc_length"])
    with suppress(CaptureMissingError):
        return _needs(folder, *place, row["final_url"])
    return ()


@lru_cache(maxsize=512)
def _needs(folder: Path, name: str, offset: int, length: int, url: str) -> Needs:
    """What the stylesheet in a record needs, which never changes: all pages of a portal ask for it."""
    return of_style(style_text(read_capture(folder, name, offset, length).payload), url)


def _text(payload: bytes, content_type: str, encoding: str) -> str:
    """The page's characters: UTF-8 where it is that, else by what explains most of it: what it says itself, or the
    ``encoding`` in which the latest state of its article was read."""
    if not (payload.isascii() and _ESCAPED.search(payload)):
        with suppress(UnicodeDecodeError):
            return payload.decode("utf-8-sig")
    told = (encoding, http_content_type_encoding(content_type), html_body_declared_encoding(payload))
    texts = [text for each in (*filter(None, told), "utf-8") if (text := _decoded(payload, each)) is not None]
    return min(texts, key=lambda text: text.count("\ufffd"))


def _decoded(payload: bytes, encoding: str) -> str | None:
    """None where an encoding is unknown, or none of characters: whoever sent the page may have named anything."""
    try:
        return payload.decode(encoding, "replace")
    except (LookupError, ValueError):
        return None


_STATE = f"""
SELECT captures.*, a.encoding, {IS_DOCUMENT} AS is_document, r.article, r.number AS state
FROM captures JOIN revisions r ON r.capture = captures.id JOIN articles a ON a.id = r.article
WHERE captures.id = ?
"""  # noqa: S608 - ours
_OF_ARTICLE = "SELECT capture FROM revisions WHERE article = ?"
_OTHERS = f"""
WITH meant AS (SELECT id, portal FROM articles WHERE id = ?1),
others AS (
    SELECT articles.id, capture, abs(articles.id - meant.id) AS distance FROM articles JOIN meant USING (portal)
    WHERE articles.id NOT IN (SELECT value FROM json_each(?2)))
SELECT capture FROM (SELECT * FROM others ORDER BY distance LIMIT {_LIKE_IT})
UNION SELECT capture FROM (SELECT * FROM others ORDER BY id DESC LIMIT {_LIKE_IT})
"""  # noqa: S608 - our own number
_OF_ITS_OWN = f"""
{ASKED}SELECT DISTINCT final_url FROM captures JOIN asked ON final_url = url
WHERE (content_type LIKE 'image/%' OR redirect_url <> '') AND NOT EXISTS (
    SELECT 1 FROM attachments
    WHERE attachments.url = final_url AND article NOT IN (SELECT value FROM json_each(:meant)))
"""  # noqa: S608 - our own words
_NEAREST = f"""
SELECT * FROM captures
WHERE final_url = ? AND kind <> 'error' AND truncated = '' AND (status = 200 OR kind = 'revisit' OR redirect_url <> '')
ORDER BY abs(julianday(captured_at) - julianday(?)), id LIMIT {_NEAREST_TRIED}
"""  # noqa: S608 - our own number
