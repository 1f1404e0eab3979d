"""Feeds: RSS 2.0 and 1.0, Atom (RFC 4287), JSON Feed 1.1, and the further pages of each (RFC 5005)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from attrs import frozen
from lxml import etree
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.found import Found, Window
from crawler.spiders.xml import local_name, parse_xml, texts

_FURTHER = ("next", "prev-archive")


@frozen
class Feed:
    """A feed at ``url``."""

    tells: ClassVar[bool] = True

    url: str

    def start(self, window: Window) -> list[str]:
        return [self.url]

    def may_be_absent(self, url: str) -> bool:
        return False

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The entries in the feed's order, with what it says of title, dates and section; then its next page."""
        if response.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
            yield from _json_entries(response)
            return
        root = parse_xml(response)
        if local_name(root) not in ("rss", "RDF", "feed"):
            raise ValueError(f"{response.url}: neither RSS nor Atom nor JSON Feed: <{local_name(root)}>")
        for entry in root.iter("{*}item", "{*}entry"):
            if link := _link(entry):
                yield Found(link, "article", _hint(entry))
        for link in root.xpath("(.|*[local-name()='channel'])/*[local-name()='link']"):
            if link.get("rel") in _FURTHER and link.get("href"):
                yield Found(link.get("href"), "listing", further=True)
                return


def _link(entry: etree._Element) -> str:
    """Atom: the alternate link's href; RSS: the link's text, or a guid that is a permalink."""
    for link in entry.iterchildren("{*}link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return str(link.get("href"))
        if link.text and link.text.strip():
            return str(link.text.strip())
    for guid in entry.iterchildren("{*}guid"):
        if guid.get("isPermaLink", "true") == "true" and guid.text:
            return str(guid.text.strip())
    return ""


def _hint(entry: etree._Element) -> Hint:
    values = texts(entry)
    category = entry.find("{*}category")
    return Hint(
        title=values.get("title", ""),
        published=values.get("pubDate") or values.get("published") or values.get("date", ""),
        modified=values.get("updated", ""),
        # RSS has it as text, Atom as an attribute.
        section=values.get("category") or ("" if category is None else category.get("term", "")),
        description=values.get("description") or values.get("summary", ""),
        origin="feed",
    )


def _json_entries(response: Response) -> Iterator[Found]:
    try:
        document = json.loads(response.body)
        for item in document["items"]:
            if link := item.get("url"):
                yield Found(str(link), "article", _json_hint(item))
        if document.get("next_url"):
            yield Found(str(document["next_url"]), "listing", further=True)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{response.url}: not a JSON Feed: {error!r}") from error


def _json_hint(item: dict[str, object]) -> Hint:
    return Hint(
        title=str(item.get("title") or ""),
        published=str(item.get("date_published") or ""),
        modified=str(item.get("date_modified") or ""),
        language=str(item.get("language") or ""),
        description=str(item.get("summary") or ""),
        origin="feed",
    )
