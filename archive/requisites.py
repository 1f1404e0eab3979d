"""What a page needs to look as it did, other than itself: stylesheets, fonts, icons, pictures (wget calls them page
requisites). Where a page and a stylesheet name them, found and put into other words alike. Scripts, frames and videos
are none: what they would show is not in the bytes of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from lxml import etree
from lxml.html import HtmlElement

from archive.records import Requisite

Change = Callable[[str, bool], str | None]
"""Takes the absolute address of a requisite and whether the page itself shows it as a picture, gives what is to stand
in its place; ``None``: as it is."""

_LONGEST_STYLE = 1_000_000
"""Bytes of a stylesheet that are looked at."""
_LONGEST = 2083
"""Of an address; longer ones hold what they show."""
_PICTURES = {"video": "poster", "image": "href"}
_BACKGROUNDS = ("body", "table", "tr", "td", "th")
LAZY = ("data-src", "data-original", "data-lazy-src", "data-echo", "data-url")
"""Where pages keep the address of a picture until a script asks for it."""
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_IN_STYLE = re.compile(
    r"""
    /\*.*?(?:\*/|\Z)
  | (?P<import>@import\s+)(?:"(?P<a>[^"\n\\]*)"|'(?P<b>[^'\n\\]*)')
  | (?P<url>url\(\s*+)(?:"(?P<c>[^"\n\\]*)"|'(?P<d>[^'\n\\]*)'|(?P<e>[^"'()\\\s]*+))\s*+\)
  | "(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\\?\Z)
  | '(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\\?\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""CSS Syntax Level 3, 4.3: comments, addresses, and strings, in which there are none. Addresses with escapes are left
alone. Matches in linear time: what nothing closes ends with its line, or the whole."""


def of_page(tree: HtmlElement, base_url: str) -> tuple[Requisite, ...]:
    """What a page needs, each once, in the order of the page. ``tree`` stays as it is."""
    return _found(lambda change: through_page(tree, base_url, change))


def of_style(css: str, url: str) -> tuple[Requisite, ...]:
    """What a stylesheet at ``url`` needs in its turn."""
    return _found(lambda change: through_style(css, url, change))


def is_style(content_type: str) -> bool:
    """Whether what has this ``Content-Type`` is a stylesheet: browsers take no other for one."""
    return content_type.partition(";")[0].strip().lower() == "text/css"


def style_text(body: bytes) -> str:
    """A stylesheet as text: UTF-8, as addresses need no other; what is too long is cut."""
    return body[:_LONGEST_STYLE].decode("utf-8-sig", "replace")


def _found(through: Callable[[Change], object]) -> tuple[Requisite, ...]:
    found: dict[str, bool] = {}

    def note(url: str, is_picture: bool) -> None:
        found[url] = found.get(url, True) and is_picture

    through(note)
    return tuple(Requisite(url, is_picture) for url, is_picture in found.items())


def through_page(tree: HtmlElement, base_url: str, change: Change) -> None:
    """Have every requisite of a page put into other words, as ``change`` says; a picture then has its address in
    ``src``, wherever it was."""
    for element in tree.iter(etree.Element):
        if style := element.get("style"):
            element.set("style", through_style(style, base_url, change))
        if element.tag == "style" and element.text:
            element.text = through_style(element.text, base_url, change)
        for name, address, is_picture in _named(element):
            url = absolute(address, base_url)
            if url and (other := change(url, is_picture)) is not None:
                element.set(name, other)


def through_style(css: str, base_url: str, change: Change) -> str:
    """A stylesheet, or a part of one, with what it needs put into other words, as ``change`` says."""

    def changed(match: re.Match[str]) -> str:
        address = next((part for part in match.group("a", "b", "c", "d", "e") if part is not None), "")
        url = absolute(address, base_url)
        other = change(url, False) if url else None
        if other is None:
            return match[0]
        return f'{match["import"]}"{other}"' if match["import"] else f'url("{other}")'

    return _IN_STYLE.sub(changed, css)


def absolute(address: str, base_url: str = "") -> str:
    """The address of a requisite as it is asked for; empty for what is none, or holds itself (``data:``)."""
    address = address.strip()
    if not address or address.startswith("#"):
        return ""
    try:
        parts = urlsplit(urljoin(base_url, address))
        is_of_web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    if not is_of_web or not parts.netloc.isascii():
        return ""
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    url = urlunsplit((parts.scheme, parts.netloc.lower(), path, query, ""))
    return url if len(url) <= _LONGEST else ""


def is_needed(link: HtmlElement) -> bool:
    """Whether a ``<link>`` names a stylesheet that is shown, or an icon."""
    words = (link.get("rel") or "").lower().split()
    return "icon" in words or ("stylesheet" in words and "alternate" not in words)


def _named(element: HtmlElement) -> Iterator[tuple[str, str, bool]]:
    """Attribute to be set, address, whether it is a picture of the page: of each requisite that an element names."""
    if element.tag == "link" and is_needed(element):
        yield "href", element.get("href") or "", False
    elif element.tag == "img":
        yield "src", _address_of_picture(element), True
    elif element.tag == "input" and (element.get("type") or "").lower() == "image":
        yield "src", element.get("src") or "", True
    elif element.tag in _PICTURES:
        yield _PICTURES[element.tag], element.get(_PICTURES[element.tag]) or "", True
    elif element.tag in _BACKGROUNDS:
        yield "background", element.get("background") or "", False


def _address_of_picture(picture: HtmlElement) -> str:
    """The one that scripts read later before what stands there until then; the first of several sizes."""
    sizes = (picture.get("srcset") or picture.get("data-srcset") or "").split()
    places = (picture.get(name) for name in (*LAZY, "src"))
    return next(filter(None, (*places, *sizes)), "").rstrip(",")
