"""RSS 2.0 and Atom (RFC 4287) of a portal's newest articles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from crawler.demo.article import DemoArticle

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"


def rss(base: str, title: str, language: str, articles: Iterable[DemoArticle]) -> bytes:
    """Dates as RFC 822, the author in Dublin Core."""
    root = Element("rss", {"version": "2.0", "xmlns:dc": _DC})
    channel = SubElement(root, "channel")
    _children(channel, title=title, link=base + "/", description=title, language=language)
    for article in articles:
        item = SubElement(channel, "item")
        stamp = format_datetime(article.published)
        _children(item, title=article.title, link=base + article.path, pubDate=stamp)
        _children(item, description=article.summary, category=article.section)
        SubElement(item, "guid", isPermaLink="true").text = base + article.path
        if article.author:
            SubElement(item, "dc:creator").text = article.author
    return _document(root)


def atom(base: str, address: str, title: str, language: str, articles: Iterable[DemoArticle]) -> bytes:
    """Dates as RFC 3339 in UTC."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _children(root, id=base + address, title=title)
    SubElement(root, "link", rel="self", href=base + address)
    newest = list(articles)
    _children(root, updated=max((_stamp(article) for article in newest), default="2025-11-01T00:00:00+00:00"))
    for article in newest:
        entry = SubElement(root, "entry")
        _children(entry, id=base + article.path, title=article.title)
        SubElement(entry, "link", rel="alternate", type="text/html", href=base + article.path)
        published = article.published.astimezone(UTC).isoformat()
        _children(entry, published=published, updated=_stamp(article), summary=article.summary)
        SubElement(entry, "category", term=article.section)
        _children(SubElement(entry, "author"), name=article.author or title)
    return _document(root)


def _stamp(article: DemoArticle) -> str:
    return (article.modified or article.published).astimezone(UTC).isoformat()


def _children(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            SubElement(parent, name).text = text


def _document(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
