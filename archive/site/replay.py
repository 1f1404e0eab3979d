"""What a capture brought as a browser shows it, in a frame that nothing gets out of: a page with what it needs from the
archive and from nowhere else, without scripts, forms and frames; a stylesheet, a picture, a font.

``archive.site.security.REPLAYED`` forbids all of it once more, whatever is left in here.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Container
from contextlib import suppress
from pathlib import Path

from attrs import frozen
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from archive.addresses import held
from archive.attached import PICTURE
from archive.captures import chosen, original, stored
from archive.errors import UsageError
from archive.pictures import picture_type
from archive.replay import Parts, ReplayedPage, page_of_state
from archive.requisites import absolute, is_needed, is_style, style_text, through_page, through_style
from archive.site.marking import Differences, Side, mark
from archive.site.wording import instant_words

_NOWHERE = "data:text/css,"
"""In place of what was never captured: a stylesheet without rules, and no picture."""
_UNSEEN = "gazette-unseen"
"""What is marked so is dropped, all at once."""
_MOST_ATTRIBUTES = 100
"""Of one element, where some of them had to go."""
_EMPTY = ("source", "track", "embed", "frame")
_DROPPED = "script iframe frameset object applet base template portal audio".split()
_ATTRIBUTES = frozenset(
    "srcset sizes integrity crossorigin nonce ping action formaction target srcdoc autofocus xlink:href".split()
)
"""That name further addresses, or what the bytes must be."""
_BAR_LINK = "all:revert!important;color:#1f5f88!important"
_BAR = ";".join(
    f"{name}!important"
    for name in (
        "all:initial", "display:block", "padding:.6em 1em", "background:#fff3d6", "color:#111",
        "font:14px/1.4 system-ui,sans-serif", "border-bottom:3px solid #b97b00", "direction:ltr",
    )
)  # fmt: skip
"""Whatever the page's own styles say of its boxes."""
_SVG = "image/svg+xml"
_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_DROPPED_OF_SVG = ("script", "foreignObject")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,12}Z")
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

    part: Callable[[int, str], str]
    """The address of what a capture brought, by its number, as it is shown at an instant; empty where that is alike."""
    state: Callable[[int, int], str]
    """The address of a state: number of the article, and of the state, 0 for the latest."""


class _Places:
    """What stands in the place of addresses, at an instant."""

    def __init__(self, connection: sqlite3.Connection, at: str, paths: Paths) -> None:
        self._parts, self._at, self._paths = Parts(connection, at), at, paths
        self.given: set[str] = {_NOWHERE}

    def of(self, url: str, is_picture: bool) -> str:
        part = self._parts.of(url)
        at = self._at if part and is_style(part.row["content_type"]) else ""
        path = self._paths.part(part.row["id"], at) if part else _NOWHERE
        self.given.add(path)
        return path


def shown(
    connection: sqlite3.Connection,
    folder: Path,
    number: int,
    paths: Paths,
    at: str = "",
    is_framed: bool = False,
    against: int = 0,
) -> Shown:
    """What the capture ``number`` brought; what a stylesheet needs as it was ``at`` an instant, or when it was
    captured. A page that is not framed by one of ours says by itself that it is from an archive. What the page of the
    capture ``against``, another state of its article, says otherwise is marked in it.

    Raises ``UsageError`` where that is nothing that is shown, and ``CaptureMissingError`` where its bytes are not at
    hand.
    """
    row = chosen(connection, str(number))
    kind, place = original(connection, row)["content_type"], (row["final_url"], row["captured_at"])
    if is_style(kind):
        style = style_text(stored(connection, folder, row).payload)
        places = _Places(connection, at if _INSTANT.fullmatch(at) else row["captured_at"], paths)
        body = through_style(style, row["final_url"], places.of).encode()
        return Shown(body, "text/css; charset=utf-8", *place)
    if "html" in kind.lower() or not kind:
        page = _bare(page_of_state(connection, folder, number))
        other = _bare(page_of_state(connection, folder, against)) if against else None
        if other:
            _mark(connection, page, other)
        body = _page(connection, page, paths, is_framed, other)
        return Shown(body, "text/html; charset=utf-8", *place, is_page=True)
    return Shown(*_part(stored(connection, folder, row).payload, kind, number), *place)


def differences(connection: sqlite3.Connection, folder: Path, before: int, after: int) -> Differences:
    """How the pages differ that two captures brought, both states of one article. Raises as ``shown`` does."""
    pages = [_bare(page_of_state(connection, folder, number)) for number in (before, after)]
    return _mark(connection, *pages)


def _mark(connection: sqlite3.Connection, one: ReplayedPage, other: ReplayedPage) -> Differences:
    """Mark in the trees of both what only one of them has. Pictures are told by the bytes that are shown in their
    place, and by their addresses where nothing is."""
    if one.article != other.article:
        raise UsageError("a page is compared with an earlier or a later one of its article")
    # In the order of time, whoever is shown: both frames must mark the same.
    before, after = sorted((one, other), key=lambda page: page.state)
    return mark(*(Side(page.tree, page.base_url, _identity(connection, page)) for page in (before, after)))


def _identity(connection: sqlite3.Connection, page: ReplayedPage) -> Callable[[str], str]:
    parts = Parts(connection, page.captured_at)

    def of(url: str) -> str:
        part = parts.of(url)
        return str(part.row["payload_digest"]) if part else url.partition("://")[2]

    return of


def _bare(page: ReplayedPage) -> ReplayedPage:
    """A page without what is never shown of it."""
    # libxml2 takes what is empty by HTML's rules for a box that holds what follows: a picture, the rest of the page.
    etree.strip_tags(page.tree, *_EMPTY)
    etree.strip_elements(page.tree, *_DROPPED, with_tail=False)
    return page


def picture(connection: sqlite3.Connection, folder: Path, number: int) -> Shown:
    """The picture that the capture ``number`` brought. Raises as ``shown`` does, also where it is something else."""
    row = chosen(connection, str(number))
    told = original(connection, row)["content_type"]
    body, kind = _part(stored(connection, folder, row).payload, told, number)
    if not kind.startswith("image/"):
        raise UsageError(f"capture {number} is no picture")
    return Shown(body, kind, row["final_url"], row["captured_at"])


def _part(body: bytes, told: str, number: int) -> tuple[bytes, str]:
    """A picture or font by its bytes; a drawing, if the portal calls it a picture, without what draws nothing."""
    kind = picture_type(body) or _SHOWN_BY_BEGINNING.get(body[:4], "")
    if kind:
        return body, kind
    if told.lower().startswith(PICTURE) and (drawing := _drawing(body)):
        return drawing, _SVG
    raise UsageError(f"capture {number} is neither page, stylesheet, picture nor font")


def _drawing(body: bytes) -> bytes:
    """An SVG document of nothing but SVG, without scripts; empty where it is none. It may be opened by itself."""
    parser = etree.XMLParser(resolve_entities="internal", no_network=True, remove_pis=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return b""
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element)
        if name.namespace != _SVG_NAMESPACE or name.localname in _DROPPED_OF_SVG:
            if element is root:
                return b""
            _drop(element)
        else:
            for attribute in [each for each in element.attrib if each.lower().startswith("on")]:
                del element.attrib[attribute]
    drawing: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawing


def _drop(element: etree._Element) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _page(
    connection: sqlite3.Connection,
    page: ReplayedPage,
    paths: Paths,
    is_framed: bool,
    other: ReplayedPage | None,
) -> bytes:
    places = _Places(connection, page.captured_at, paths)
    through_page(page.tree, page.base_url, places.of)
    for element in list(page.tree.iter(etree.Element)):
        if _is_unseen(element, places.given):
            element.tag = _UNSEEN
        else:
            _disarm(element)
    etree.strip_elements(page.tree, _UNSEEN, with_tail=False)
    _lead(connection, page, paths)
    body = page.tree.find("body")
    if body is not None and not is_framed:
        body.insert(0, _bar(page, paths, other))
    doctype = page.tree.getroottree().docinfo.doctype
    whole: bytes = etree.tostring(page.tree, method="html", encoding="utf-8", doctype=doctype or None)
    return whole


def _bar(page: ReplayedPage, paths: Paths, other: ReplayedPage | None) -> HtmlElement:
    """What a page says that is shown by itself; a picture of the screen might pass for the portal's today's page."""
    bar = lxml_html.Element("div", style=_BAR)
    bar.text = f"Kept by Gazette as captured {instant_words(page.captured_at)} from {page.url}; not the portal’s site. "
    if other:
        bar.text += f"The marks are Gazette’s: what state {other.state} does not have. "
    link = etree.SubElement(
        bar, "a", href=paths.state(page.article, page.state), target="_top", style=_BAR_LINK
    )
    link.text = "What is known of it"
    return bar


def _is_unseen(element: HtmlElement, given: Container[str]) -> bool:
    """Whether an element may have a browser ask for something, or go somewhere, and shows nothing; and styles in what
    browsers read as markup and lxml as text."""
    if element.tag == "link":
        return not is_needed(element) or element.get("href") not in given
    if element.tag == "style":
        is_foreign = next(element.iterancestors("svg", "math"), None) is not None
        return is_foreign or "</" in (element.text or "")
    return element.tag == "meta" and bool(element.get("http-equiv"))


def _disarm(element: HtmlElement) -> None:
    attributes = element.attrib.items()
    kept = [(name, value) for name, value in attributes if not _is_armed(name.lower(), value)]
    if len(kept) < len(attributes):
        # All at once: one by one, libxml2 looks through those before it each time.
        element.attrib.clear()
        for name, value in kept[:_MOST_ATTRIBUTES]:
            with suppress(ValueError):
                element.set(name, value)
    if element.tag == "link":
        # Nothing else that the word may have a browser do.
        element.set("rel", "stylesheet" if "stylesheet" in element.get("rel", "").lower().split() else "icon")


def _is_armed(name: str, value: str) -> bool:
    return name in _ATTRIBUTES or name.startswith(("on", "data-")) or _runs(value)


def _lead(connection: sqlite3.Connection, page: ReplayedPage, paths: Paths) -> None:
    """Have links lead within the page as it was and to articles of the archive, and nowhere else."""
    links = [link for link in page.tree.iter("a", "area") if not link.get("href", "#").startswith("#")]
    there = {link: absolute(link.attrib.pop("href"), page.base_url) for link in links}
    known = held(connection, set(there.values()))
    for link, url in there.items():
        if number := known.get(url):
            link.set("href", paths.state(number, 0))
            link.set("target", "_top")
        else:
            link.set("title", f"Not in this archive: {url}" if url else "Not in this archive")


def _runs(value: str) -> bool:
    return "".join(value.split()).lower().startswith(("javascript:", "vbscript:"))
