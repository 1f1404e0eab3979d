"""A page as a tree: what has to be done to it first, so that the parser drops nothing."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

_BLANKED = bytes(0x20 if byte < 0x20 and byte not in b"\t\n\r" else byte for byte in range(256))
"""Control characters as blanks; in UTF-8 their bytes stand for nothing else."""
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)


def open_ended(html: str) -> str:
    """A page without the tags that end it: libxml2 drops what follows them without a word.

    Browsers show it (HTML, 13.2.6.4.19), and templates put whole articles and lists there.
    """
    return _END_OF_PAGE.sub("", html)


def parsed(html: str, parser: etree.HTMLParser) -> lxml_html.HtmlElement:
    """The root of a page, ``<html>``; an empty one where the page holds no markup. libxml2 stops at NUL: that is cut.
    ``parser`` reads UTF-8."""
    source = open_ended(html).encode("utf-8", "replace").translate(_BLANKED)
    try:
        return lxml_html.document_fromstring(source, parser=parser)
    except etree.ParserError:
        return lxml_html.document_fromstring(b"<html></html>", parser=parser)


def base_of(tree: lxml_html.HtmlElement, url: str) -> str:
    """What the relative addresses of a page are relative to: its address with ``<base href>`` applied."""
    declared = next((base.get("href") for base in tree.iter("base") if base.get("href")), "")
    try:
        return urljoin(url, declared.strip())
    except ValueError:
        return url
