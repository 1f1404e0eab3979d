"""A page as a tree: decoded once, parsed once, with a note of what the parser could not keep."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from attrs import frozen
from lxml import etree
from lxml import html as lxml_html

from archive.records import Page
from pipelines.encoding import Decoded, decode

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_TOO_DEEP = re.compile(r"depth", re.IGNORECASE)


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


def parse(page: Page) -> Document:
    """Decode and parse a page; a page without any markup becomes an empty ``<html>``."""
    return parse_decoded(page.url, decode(page.body, page.content_type))


def parse_decoded(url: str, decoded: Decoded) -> Document:
    tree, flags = _tree(decoded.html)
    return Document(
        tree=tree,
        html=decoded.html,
        url=url,
        base_url=_base_url(tree, url),
        encoding=decoded.encoding,
        encoding_origin=decoded.origin,
        replacement_share=decoded.replacement_share,
        flags=flags,
    )


def _tree(html: str) -> tuple[lxml_html.HtmlElement, tuple[str, ...]]:
    """libxml2 stops at NUL and drops what is too deep or too long; the former is cut, the latter flagged."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    source = _CONTROL.sub(" ", html).encode("utf-8")
    try:
        tree = lxml_html.document_fromstring(source, parser=parser)
    except etree.ParserError:
        tree = lxml_html.document_fromstring(b"<html></html>", parser=parser)
    return tree, _losses(parser)


def _losses(parser: lxml_html.HTMLParser) -> tuple[str, ...]:
    messages = [entry.message for entry in parser.error_log.filter_from_level(etree.ErrorLevels.FATAL)]
    flags = []
    if any(_TOO_DEEP.search(message) for message in messages):
        flags.append("deep-nesting")
    if any("huge" in message.lower() or "buffer" in message.lower() for message in messages):
        flags.append("huge-text")
    return tuple(flags)


def _base_url(tree: lxml_html.HtmlElement, url: str) -> str:
    declared = next((base.get("href") for base in tree.iter("base") if base.get("href")), "")
    try:
        return urljoin(url, declared.strip())
    except ValueError:
        return url
