"""A page as it looked: which captures stand for what it needs. Of each address the one that is nearest in time to that
of the page, as web archives replay pages (RFC 7089 calls it the closest memento)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from attrs import frozen
from lxml import etree
from lxml.html import HtmlElement
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from archive import withheld
from archive.addresses import led_to
from archive.captures import original, stored
from archive.errors import CaptureMissingError, UsageError
from archive.records import Requisite
from archive.requisites import is_style, of_page, of_style, style_text
from archive.rows import by_name
from archive.trees import base_of, parsed

Needs = tuple[Requisite, ...]
_HOPS = 5
"""Redirects that are followed."""
_MOST = 2_000
"""Things that a page may need; one that names more was not written by a person."""


@frozen
class ReplayedPage:
    """The page of a state of an article, for one who may alter its tree."""

    tree: HtmlElement
    base_url: str
    captured_at: str


@frozen
class Replay:
    """What there is of all that a page needs to look as it did."""

    captures: tuple[Mapping[str, Any], ...]
    """Rows of ``captures``, each once, in the order of time."""
    missing: tuple[str, ...]
    """Addresses of what was never captured, in the order of the page."""


class Parts:
    """What stands for addresses at an instant."""

    def __init__(self, connection: sqlite3.Connection, at: str) -> None:
        self._connection, self._at = connection, at
        self._found: dict[str, Mapping[str, Any] | None] = {}

    def of(self, url: str) -> Mapping[str, Any] | None:
        """The row of the capture that is shown in the place of ``url``; None where there is none."""
        if url not in self._found:
            self._found[url] = self._nearest(url)
        return self._found[url]

    def _nearest(self, url: str) -> Mapping[str, Any] | None:
        for _ in range(_HOPS):
            found = next(iter(by_name(self._connection.execute(_NEAREST, (url, self._at)))), None)
            if not found or withheld.of_capture(self._connection, found["id"]):
                return None
            if not found["redirect_url"]:
                # An answer that nothing is new need not say of what.
                kind = original(self._connection, found)["content_type"]
                return {**found, "content_type": kind}
            url = led_to(url, found["redirect_url"])
        return None


def page_of_state(connection: sqlite3.Connection, folder: Path, number: int) -> ReplayedPage:
    """The page that the capture ``number`` brought. Raises ``UsageError`` where no state of an article was read from
    it, ``CaptureMissingError`` where its bytes are not at hand."""
    row = next(iter(by_name(connection.execute(_STATE, (number,)))), None)
    if row is None:
        raise UsageError(f"capture {number}: no state of an article was read from it")
    payload = stored(connection, folder, row).payload
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    tree = parsed(_text(payload, row["content_type"], row["encoding"]), parser)
    return ReplayedPage(tree, base_of(tree, row["final_url"]), row["captured_at"])


def needed(
    connection: sqlite3.Connection, folder: Path, number: int, styles: dict[int, Needs] | None = None
) -> Replay:
    """All that the page needs that the capture ``number`` brought, and what that needs in its turn. ``styles``
    remembers what each stylesheet needs, for who asks of many pages. Raises as ``page_of_state`` does."""
    styles = {} if styles is None else styles
    page = page_of_state(connection, folder, number)
    parts = Parts(connection, page.captured_at)
    found: dict[str, Mapping[str, Any] | None] = {}
    waiting: list[Requisite] = [*of_page(page.tree, page.base_url)]
    for one in waiting:
        if one.url in found or len(found) >= _MOST:
            continue
        found[one.url] = part = parts.of(one.url)
        if part and is_style(part["content_type"]):
            if part["id"] not in styles:
                style = style_text(stored(connection, folder, part).payload)
                styles[part["id"]] = of_style(style, part["final_url"])
            waiting += styles[part["id"]]
    captures = {part["id"]: part for part in found.values() if part}
    in_time = sorted(captures.values(), key=lambda part: (part["captured_at"], part["id"]))
    return Replay(tuple(in_time), tuple(url for url, part in found.items() if not part))


def needed_by(connection: sqlite3.Connection, folder: Path, numbers: Sequence[int]) -> set[int]:
    """The captures of all that the pages need that these captures brought, as ``needed``, with those that hold the
    bytes of revisits. A page whose bytes are not at hand needs nothing."""
    styles: dict[int, Needs] = {}
    found: dict[int, Mapping[str, Any]] = {}
    for number in numbers:
        with suppress(CaptureMissingError):
            found |= {part["id"]: part for part in needed(connection, folder, number, styles).captures}
    return found.keys() | {original(connection, part)["id"] for part in found.values()}


def _text(payload: bytes, content_type: str, encoding: str) -> str:
    """The page's characters: UTF-8 where it is that, else by what explains most of it: what it says itself, or the
    ``encoding`` in which the latest state of its article was read."""
    with suppress(UnicodeDecodeError):
        return payload.decode("utf-8-sig")
    told = (http_content_type_encoding(content_type), html_body_declared_encoding(payload), encoding)
    texts = [payload.decode(each, "replace") for each in (*filter(None, told), "utf-8")]
    return min(texts, key=lambda text: text.count("\ufffd"))


_STATE = """
SELECT c.*, a.encoding FROM captures c JOIN revisions r ON r.capture = c.id JOIN articles a ON a.id = r.article
WHERE c.id = ?
"""
_NEAREST = """
SELECT * FROM captures
WHERE final_url = ? AND kind <> 'error' AND (
    status IN (200, 304) AND content_type NOT LIKE '%html%' OR redirect_url <> '')
ORDER BY abs(julianday(captured_at) - julianday(?)), id LIMIT 1
"""
