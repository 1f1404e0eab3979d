"""What a capture brought as a browser shows it, in a frame that nothing gets out of: a page with what it needs from the
archive and from nowhere else, without scripts, forms and frames; a stylesheet, a picture, a font.

``archive.site.security.REPLAYED`` forbids all of it once more, whatever is left in here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from attrs import frozen
from lxml import etree
from lxml.html import HtmlElement

from archive.captures import chosen, original, stored
from archive.errors import UsageError
from archive.pictures import picture_type
from archive.replay import Parts, page_of_state
from archive.requisites import (
    Change,
    is_needed,
    is_style,
    style_text,
    through_page,
    through_style,
)

_NOWHERE = "data:text/css,"
"""In place of what was never captured: a stylesheet without rules, and no picture."""
_DROPPED = "script iframe frame frameset object embed applet base template portal audio source track".split()
_ATTRIBUTES = frozenset(
    "srcset sizes integrity crossorigin nonce ping action formaction target srcdoc autofocus xlink:href".split()
)
"""That name further addresses, or what the bytes must be."""
_SVG = "image/svg+xml"
_SHOWN_BY_BEGINNING = {
    b"wOFF": "font/woff",
    b"wOF2": "font/woff2",
    b"OTTO": "font/otf",
    b"\0\1\0\0": "font/ttf",
    b"\0\0\1\0": "image/x-icon",
}


@frozen
class Shown:
    """What a browser is given."""

    body: bytes
    content_type: str
    url: str
    captured_at: str
    is_page: bool = False


@frozen
class Paths:
    """Where the site has what a page leads to."""

    part: Callable[[int], str]
    """The address of what a capture brought, by its number."""
    page: Callable[[str], str]
    """The address at which the archive looks for the page at an address."""


def shown(connection: sqlite3.Connection, folder: Path, number: int, paths: Paths) -> Shown:
    """What the capture ``number`` brought. Raises ``UsageError`` where that is nothing that is shown, and
    ``CaptureMissingError`` where its bytes are not at hand."""
    row = chosen(connection, str(number))
    kind, place = original(connection, row)["content_type"], (row["final_url"], row["captured_at"])
    if is_style(kind):
        style = style_text(stored(connection, folder, row).payload)
        change = _from_archive(Parts(connection, row["captured_at"]), paths)
        body = through_style(style, row["final_url"], change).encode()
        return Shown(body, "text/css; charset=utf-8", *place)
    if "html" in kind.lower() or not kind:
        body = _page(connection, folder, number, paths)
        return Shown(body, "text/html; charset=utf-8", *place, is_page=True)
    body = stored(connection, folder, row).payload
    return Shown(body, _type_of(body, kind, number), *place)


def _type_of(body: bytes, told: str, number: int) -> str:
    """By the bytes; a drawing by its word, as the frame keeps scripts from running in it."""
    kind = picture_type(body) or _SHOWN_BY_BEGINNING.get(body[:4], "")
    if not kind and told.lower().startswith(_SVG):
        kind = _SVG
    if not kind:
        raise UsageError(f"capture {number} is neither page, stylesheet, picture nor font")
    return kind


def _page(connection: sqlite3.Connection, folder: Path, number: int, paths: Paths) -> bytes:
    page = page_of_state(connection, folder, number)
    through_page(page.tree, page.base_url, _from_archive(Parts(connection, page.captured_at), paths))
    etree.strip_elements(page.tree, *_DROPPED, with_tail=False)
    for element in list(page.tree.iter(etree.Element)):
        if _is_unseen(element):
            element.drop_tree()
        else:
            _disarm(element, page.base_url, paths)
    doctype = page.tree.getroottree().docinfo.doctype
    whole: bytes = etree.tostring(page.tree, method="html", encoding="utf-8", doctype=doctype or None)
    return whole


def _from_archive(parts: Parts, paths: Paths) -> Change:
    def change(url: str, is_picture: bool) -> str:
        part = parts.of(url)
        return paths.part(part["id"]) if part else _NOWHERE

    return change


def _is_unseen(element: HtmlElement) -> bool:
    """Whether an element may have a browser ask for something, or go somewhere, and shows nothing."""
    is_order = element.tag == "meta" and bool(element.get("http-equiv"))
    return is_order or (element.tag == "link" and not is_needed(element))


def _disarm(element: HtmlElement, base_url: str, paths: Paths) -> None:
    for name, value in list(element.attrib.items()):
        if name.lower() in _ATTRIBUTES or name.lower().startswith(("on", "data-")) or _runs(value):
            del element.attrib[name]
    if element.tag in ("a", "area") and (href := element.attrib.pop("href", "").strip()):
        _lead(element, href, base_url, paths)


def _lead(link: HtmlElement, href: str, base_url: str, paths: Paths) -> None:
    """Within the page as it was, elsewhere to what the archive has of that."""
    if href.startswith("#"):
        link.set("href", href)
        return
    try:
        url = urljoin(base_url, href)
        is_of_web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return
    if is_of_web:
        link.set("href", paths.page(url))
        link.set("target", "_top")


def _runs(value: str) -> bool:
    return "".join(value.split()).lower().startswith(("javascript:", "vbscript:"))
