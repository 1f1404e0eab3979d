"""Where a line of a page stands: in the site's header, beside the article, in a logo, within a sentence."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from pipelines.labels import names_news
from pipelines.outline import names_of

_HEADER = re.compile(r"(?:^|[\s_-])(?:header|logo|gnb|masthead)(?:$|[\s_-])", re.IGNORECASE)
_LOGO = re.compile(r"(?:^|[\s_-])logo(?:$|[\s_-])", re.IGNORECASE)
_INLINE = frozenset(("span", "strong", "b", "font", "i", "em"))
_FEW = 5


def is_logo(element: HtmlElement) -> bool:
    """Whether the page calls an element a logo: what it says is the name of the site."""
    return _LOGO.search(names_of(element)) is not None


def is_beside(element: HtmlElement) -> bool:
    """Whether an element stands in a part of the page that is about something else, or about the site."""
    return any(node.tag in ("nav", "aside", "footer", "header") for node in element.iterancestors())


def is_no_title(element: HtmlElement) -> bool:
    """Whether an element is a logo, or goes on a sentence: 'This act is <b>no longer in force</b>.'"""
    if is_logo(element):
        return True
    if element.tag not in _INLINE:
        return False
    before = _before(element)
    word = before.rpartition(" ")[2]
    return word.isalpha() and word.isascii() and word.islower() and not names_news(before)


def _before(element: HtmlElement) -> str:
    """The words between an element and the one of another line before it, of the last few of its line."""
    around = element.getparent()
    words: list[str] = []
    for other in islice(element.itersiblings(preceding=True), _FEW):
        words.insert(0, other.tail or "")
        if other.tag not in _INLINE:
            return "".join(words).strip()
    return "".join([(around.text or "") if around is not None else "", *words]).strip()


def is_in_header(heading: HtmlElement) -> bool:
    """Whether a heading stands in the header of the site, and in no article."""
    around = [heading, *heading.iterancestors()]
    is_of_site = not any(node.tag in ("article", "main") for node in around)
    return is_of_site and any(node.tag == "header" or _HEADER.search(names_of(node)) for node in around)
