"""What a page needs to look as it did, other than itself: stylesheets, fonts, icons, pictures (wget calls them page
requisites). Where a page and a stylesheet name them, found and put into other words alike. Scripts, frames and videos
are none: what they would show is not in the bytes of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import count
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement
from w3lib.url import safe_url_string

from archive.records import Requisite

Change = Callable[[str, bool], str | None]
"""Takes the absolute address of a requisite and whether the page itself shows it as a picture, gives what is to stand
in its place; ``None``: as it is."""

_LONGEST_STYLE = 1_000_000
"""Bytes of a stylesheet that are looked at."""
_LONGEST = 2083
"""Of an address; longer ones hold what they show."""
_MOST = 2_000
"""Addresses in a page or a stylesheet that are looked at: a person writes a tenth of it."""
_PICTURES = {"video": "poster", "image": "href"}
_BACKGROUNDS = ("body", "table", "tr", "td", "th")
LAZY = ("data-src", "data-original", "data-lazy-src", "data-echo", "data-url")
"""Where pages keep the address of a picture until a script asks for it."""
_IN_STYLE = re.compile(
    r"""
    /\*.*?(?:\*/|\Z)
  | @namespace\b[^;{}]*+
  | (?P<import>@import(?:\s|/\*[^*]*+\*/)*+)(?:"(?P<a>[^"\n\\]*)"|'(?P<b>[^'\n\\]*)')
  | (?P<url>url\(\s*+)(?:"(?P<c>[^"\n\\]*)"|'(?P<d>[^'\n\\]*)'|(?P<e>[^"'()\\\s]*+))\s*+\)
  | "(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\\?\Z)
  | '(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\\?\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""CSS Syntax Level 3, 4.3: comments, addresses, and strings, in which there are none. Addresses with escapes are left
alone, and those that only name (CSS Namespaces 3). Matches in linear time: what nothing closes ends with its line, or
the whole."""


_TAGS = ("style", "link", "img", "input", "video", "image")
_STYLED, _BACKED = (etree.XPath(f"descendant-or-self::*/@{name}/..") for name in ("style", "background"))
"""Asks attributes, not elements, which is faster."""
_NAMES_ANY = re.compile(r"url\(|@import", re.IGNORECASE)
_SAFE = re.compile(r"https?://[a-z0-9.-]+/[\w.~/%?&=+,;:@!$()*-]*", re.ASCII)
"""An address that is written as Scrapy writes it: most are."""


class _EnoughError(Exception):
    """No more addresses are looked for."""


class _Asking:
    """Asks a ``Change`` for what stands in the place of addresses, of not too many."""

    def __init__(self, base_url: str, change: Change) -> None:
        self._base_url, self._change, self._asked = base_url, change, 0

    def of(self, address: str, is_picture: bool = False) -> str | None:
        url = absolute(address, self._base_url) if self._asked < _MOST else ""
        self._asked += bool(url)
        return self._change(url, is_picture) if url else None


def of_page(tree: HtmlElement, base_url: str) -> tuple[Requisite, ...]:
    """What a page needs, each once. ``tree`` stays as it is."""
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
    asked = count(1)

    def note(url: str, is_picture: bool) -> None:
        found[url] = found.get(url, True) and is_picture
        if next(asked) == _MOST:
            raise _EnoughError

    with suppress(_EnoughError):
        through(note)
    return tuple(Requisite(url, is_picture) for url, is_picture in found.items())


def through_page(tree: HtmlElement, base_url: str, change: Change) -> None:
    """Have every requisite of a page put into other words, as ``change`` says; a picture then has its address in
    ``src``, wherever it was."""
    asking = _Asking(base_url, change)
    for element in tree.iter(*_TAGS):
        if element.tag == "style" and element.text:
            _write(element, "", element.text, _through(element.text, asking))
        for name, address, is_picture in _named(element):
            _set(element, name, asking.of(address, is_picture))
    for element in _STYLED(tree):
        style = element.get("style")
        _write(element, "style", style, _through(style, asking))
    for element in filter(lambda element: element.tag in _BACKGROUNDS, _BACKED(tree)):
        _set(element, "background", asking.of(element.get("background")))


def through_style(css: str, base_url: str, change: Change) -> str:
    """A stylesheet, or a part of one, with what it needs put into other words, as ``change`` says."""
    return _through(css, _Asking(base_url, change))


def _through(css: str, asking: _Asking) -> str:
    def changed(match: re.Match[str]) -> str:
        address = next((part for part in match.group("a", "b", "c", "d", "e") if part is not None), "")
        other = asking.of(address)
        if other is None:
            return match[0]
        return f'@import "{other}"' if match["import"] else f'url("{other}")'

    return _IN_STYLE.sub(changed, css) if _NAMES_ANY.search(css) else css


def _set(element: HtmlElement, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)


def _write(element: HtmlElement, name: str, before: str, after: str) -> None:
    """As an attribute, or as text. What holds signs that lxml reads and does not write has no address afterwards."""
    if after == before:
        return
    with suppress(ValueError):
        if name:
            element.set(name, after)
        else:
            element.text = after
        return
    if name:
        del element.attrib[name]
    else:
        element.text = None


@lru_cache(maxsize=8192)
def absolute(address: str, base_url: str = "") -> str:
    """The address of a requisite as Scrapy asks for it; empty for what is none, or holds itself (``data:``)."""
    address = address.strip()
    if not address or address.startswith("#") or max(len(address), len(base_url)) > _LONGEST:
        return ""
    try:
        url = urljoin(base_url, address).partition("#")[0]
        if _SAFE.fullmatch(url):
            return url
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return ""
        url = safe_url_string(parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl())
    except ValueError:
        return ""
    return url if len(url) <= _LONGEST else ""


def pictures_of(tree: HtmlElement, base_url: str) -> Iterator[tuple[HtmlElement, str]]:
    """The elements of a page that show a picture, each with its absolute address."""
    for element in tree.iter(*_TAGS):
        for _, address, is_picture in _named(element):
            if is_picture and (url := absolute(address, base_url)):
                yield element, url


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


def _address_of_picture(picture: HtmlElement) -> str:
    """The one that scripts read later before what stands there until then; the first of several sizes."""
    sizes = (picture.get("srcset") or picture.get("data-srcset") or "").split()
    places = (picture.get(name) for name in (*LAZY, "src"))
    return next(filter(None, (*places, *sizes)), "").rstrip(",")
