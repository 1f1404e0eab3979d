"""A page as a tree: parsed once, with a note of what the parser could not keep, and refused before it hangs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from attrs import field, frozen
from lxml import etree
from lxml import html as lxml_html

from archive.records import Page
from archive.trees import base_of, parsed
from pipelines.encoding import Decoded, decode
from pipelines.selectors import selected

_NOSCRIPT = re.compile(r"<noscript\b[^<>]*>", re.IGNORECASE)
_NOSCRIPT_END = re.compile(r"</noscript\s*>", re.IGNORECASE)
_ARTICLE = 300
"""So many characters in the paragraphs of a ``<noscript>`` may be an article."""
_ASKED = re.compile(r"javascript|java script|scripting", re.IGNORECASE)
"""What asks readers to switch scripts on speaks of them."""
_LONGEST_NOSCRIPT = 5_000
_OPENING = re.compile(r"<(?!(?:img|br|hr|input|link|meta|source|wbr)\b)[a-z]", re.IGNORECASE)
_READINGS = ("rt", "rp", "rtc")
"""How ideographs are pronounced, in small print above them: in running text every word would stand there twice."""
_COMPONENT = re.compile(r"</[A-Za-z][A-Za-z0-9]*-")
_MENUS = frozenset("nav navbar navigation menu breadcrumb breadcrumbs sidenav topnav subnav mainnav".split())
_WHOLES = frozenset(("container", "content", "layout", "page", "wrapper"))
_NO_MENU = ("main", "article", "h1")
_NO_LINK = (*_NO_MENU, "h2", "h3")
_PARAGRAPHS = 2
"""What holds so many is no link, but a part of a page that has an address."""
_LONG_TAG = 40_000
_TAG = re.compile(r"(?:[^>\"']++|\"[^\"]*\"|'[^']*'|[\"'])*+")
"""A tag up to its end; a quotation mark that nothing closes is a sign like any other."""
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNQUOTED = re.compile(r"=\s{0,9}[^\s\"'=]+")
_BETWEEN = re.compile(r"[\s/=\"]+")
_PLAIN_ELEMENTS = etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)
"""One class for every element: choosing one by tag calls back into Python for each element met."""
_MOST_CHARACTERS = 20_000_000
_MOST_TAGS = 250_000
_MOST_ATTRIBUTES = 5_000
"""On one tag: libxml2 compares each attribute with all before it and takes minutes for 100,000."""


@frozen(eq=False)
class Document:
    """A page, parsed. ``tree`` is shared by everybody who reads the page: whoever changes it works on a copy."""

    tree: lxml_html.HtmlElement
    """The root element, ``<html>``."""
    html: str
    url: str
    base_url: str
    """What relative addresses are relative to: the page's address with ``<base href>`` applied."""
    encoding: str
    encoding_origin: str
    replacement_share: float
    flags: tuple[str, ...] = ()
    """``deep-nesting`` or ``huge-text`` where the parser dropped a part."""
    elements: tuple[lxml_html.HtmlElement, ...] = field(init=False)
    """All of them, in order. lxml makes an element anew each time that it is met unless somebody holds it."""

    @elements.default
    def _all(self) -> tuple[lxml_html.HtmlElement, ...]:
        return tuple(self.tree.iter())


def parse(page: Page) -> Document:
    """Decode and parse a page; a page without any markup becomes an empty ``<html>``."""
    return parse_decoded(page.url, decode(page.body, page.content_type), page.rules.cut)


def parse_decoded(url: str, decoded: Decoded, unwanted: Sequence[str] = ()) -> Document:
    """Parse what was decoded; elements that a selector of ``unwanted`` matches are gone."""
    tree, flags = _tree(decoded.html)
    for selector in unwanted:
        for element in select(tree, (selector,)):
            if element.getparent() is not None:
                element.drop_tree()
    return Document(
        tree=tree,
        html=decoded.html,
        url=url,
        base_url=base_of(tree, url),
        encoding=decoded.encoding,
        encoding_origin=decoded.origin,
        replacement_share=decoded.replacement_share,
        flags=flags,
    )


def select(tree: lxml_html.HtmlElement, selectors: Sequence[str]) -> list[lxml_html.HtmlElement]:
    """The elements that the first selector that finds any finds, see ``selectors.selected``."""
    for selector in selectors:
        found = [found for found in selected(tree, selector) if isinstance(found, lxml_html.HtmlElement)]
        if found:
            return found
    return []


def outermost(elements: Sequence[lxml_html.HtmlElement]) -> list[lxml_html.HtmlElement]:
    """Without those that stand within another one, which holds what they say."""
    chosen = set(elements)
    return [one for one in elements if chosen.isdisjoint(one.iterancestors())]


def excess(html: str) -> str:
    """What makes a page too large to be parsed in time, ``''`` for any that a person wrote."""
    if len(html) > _MOST_CHARACTERS:
        return f"{len(html):,} characters"
    if (tags := html.count("<")) > _MOST_TAGS:
        return f"{tags:,} tags"
    for part in _long_parts(html):
        if part[:1].isalpha() and (count := _attributes(part)) > _MOST_ATTRIBUTES:
            return f"{count:,} attributes on one tag"
    return ""


def _long_parts(html: str) -> Iterator[str]:
    """What follows a ``<`` without another one for long; looked for backwards from as far as it could reach."""
    at = html.find("<")
    while at >= 0:
        following = html.rfind("<", at + 1, at + _LONG_TAG)
        if following < 0:
            following = html.find("<", at + _LONG_TAG)
            yield html[at + 1 : following if following >= 0 else None]
        at = following


def _attributes(tag: str) -> int:
    """Roughly: what stands between blanks, slashes and values up to the end of the tag. Nearly always what is long is a
    script, behind a short tag."""
    end = _TAG.match(tag).end()  # type: ignore[union-attr]
    if end < _MOST_ATTRIBUTES:
        return 0
    names = _UNQUOTED.sub("=", _QUOTED.sub('"', tag[:end]))
    return len(_BETWEEN.split(names))


def _tree(html: str) -> tuple[lxml_html.HtmlElement, tuple[str, ...]]:
    """libxml2 stops at NUL and drops what is too deep or too long; the former is cut, the latter flagged."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)
    parser.set_element_class_lookup(_PLAIN_ELEMENTS)
    tree = parsed(_mended(html), parser)
    etree.strip_elements(tree, *_READINGS, with_tail=False)
    if _COMPONENT.search(html):
        _name_components(tree)
    _show_articles(tree)
    return tree, _losses(parser)


def _name_components(tree: lxml_html.HtmlElement) -> None:
    """Give custom elements (HTML, 4.13: a hyphen in the name) the names of those that they stand for: ``<x-link href>``
    is a link, ``<x-nav-item>`` a menu, unless there is an article in it."""
    links, wholes = _around(tree.iter("a", *_NO_LINK)), _around(tree.iter(*_NO_MENU))
    for element in reversed(list(tree.iter(etree.Element))):
        if "-" not in element.tag:
            continue
        words, href = frozenset(element.tag.split("-")), element.get("href", "#")
        if href[:1] not in ("", "#") and element not in links and not _is_part(element):
            element.tag = "a"
            links |= set(element.iterancestors())
        elif element not in wholes and not words & _WHOLES:
            element.tag = "nav" if words & _MENUS else "footer" if "footer" in words else element.tag


def _is_part(element: lxml_html.HtmlElement) -> bool:
    return sum(1 for _ in islice(element.iter("p"), _PARAGRAPHS)) == _PARAGRAPHS


def _around(elements: Iterable[lxml_html.HtmlElement]) -> set[lxml_html.HtmlElement]:
    """All that any of these stands in."""
    found = set[lxml_html.HtmlElement]()
    for element in elements:
        found.update(takewhile(lambda node: node not in found, element.iterancestors()))
    return found


def _show_articles(tree: lxml_html.HtmlElement) -> None:
    """Make boxes of ``<noscript>`` with most of a page's paragraphs: on such pages scripts fetch what it holds."""
    hidden = [(element, _said(element)) for element in tree.iter("noscript")]
    hidden = [
        (element, said) for element, said in hidden if len(said) >= _ARTICLE and not _ASKED.search(said)
    ]
    if hidden and 2 * sum(len(said) for _, said in hidden) > len(_said(tree)):
        for element, _ in hidden:
            element.tag = "div"


def _said(element: lxml_html.HtmlElement) -> str:
    return "".join("".join(paragraph.itertext()).strip() for paragraph in element.iter("p"))


def _mended(html: str) -> str:
    """A page whose ``<noscript>`` leave no box open: libxml2 takes what follows for a part of them.

    Browsers in which scripts run read nothing in there (HTML, 13.2.6.4.7).
    """
    parts, at = [], 0
    for opened in _NOSCRIPT.finditer(html):
        closed = _NOSCRIPT_END.search(html, opened.end(), opened.end() + _LONGEST_NOSCRIPT)
        inside = html[opened.end() : closed.start()] if closed else ""
        if closed and at <= opened.start() and _is_left_open(inside):
            mended = lxml_html.fragment_fromstring(inside, create_parent="noscript")
            parts += [html[at : opened.start()], lxml_html.tostring(mended, encoding="unicode")]
            at = closed.end()
    return "".join((*parts, html[at:])) if parts else html


def _is_left_open(part: str) -> bool:
    """A script's end in it shows that the ``<noscript>`` was a word of that script."""
    return "</script" not in part.lower() and len(_OPENING.findall(part)) > part.count("</")


def _losses(parser: lxml_html.HTMLParser) -> tuple[str, ...]:
    fatal = parser.error_log.filter_from_level(etree.ErrorLevels.FATAL)
    messages = " ".join(entry.message.lower() for entry in fatal)
    lost = (("deep-nesting", "depth"), ("huge-text", "size limit"))
    return tuple(flag for flag, sign in lost if sign in messages)
