"""Listings that are HTML, as elements."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement
from parsel import Selector, css2xpath
from scrapy.http import HtmlResponse, Response

from archive.trees import open_ended


def parsed(page: Response) -> Selector:
    """The elements of a page. Raises ``ValueError`` for what is no HTML."""
    if not isinstance(page, HtmlResponse):
        raise ValueError(f"{page.url}: a listing is an HTML page, this is {type(page).__name__}")
    # `page.selector` would hold the page, which holds it: megabytes in a circle that only the garbage collector
    # ends, and the longer a crawl has been going on, the later it does.
    return Selector(open_ended(page.text), type="html")


def links_in(tree: Selector, links: str) -> Iterator[tuple[str, HtmlElement]]:
    """Where the elements that the CSS ``links`` selects lead, as written, and these, in the page's order."""
    # Elements, not selectors: one for each of some hundred links takes longer than parsing the page.
    for link in tree.root.xpath(css2xpath(links)):
        if href := link.get("href"):
            yield href.strip(), link
