"""Listing pages with links to articles, and their pagination."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

import jmespath
from attrs import field, frozen
from parsel import Selector
from scrapy.http import HtmlResponse, Response

from crawler.spiders.expressions import is_jmespath
from crawler.spiders.found import Found, Window
from crawler.spiders.html import links_in, parsed
from crawler.spiders.numbering import number_in
from crawler.spiders.rows import hint_of

_NEXT = 'a[rel~="next"], link[rel~="next"], .next > a, a.next, li.next a, .pagination-next a'


@frozen
class Listing:
    """A listing that begins at ``url``."""

    tells: ClassVar[bool] = False

    url: str
    links: str = "a"
    """CSS of the links to articles; those whose address is not an article's are passed over."""
    next: str = _NEXT
    """CSS of the link to the next page."""
    numbered: str = ""
    """Address of the further pages with ``{page}`` in it, where there is no such link; from ``first`` on."""
    first: int = 2
    """The number of the second page."""
    fragment: str = field(default="", validator=is_jmespath)
    """Where the numbered pages are the JSON behind a button 'load more': JMESPath of the HTML in it."""
    section: str = ""
    """The section of everything that this listing names."""
    documents: bool = False
    """Whether its links lead to documents also where neither address nor words tell that."""

    def start(self, window: Window) -> list[str]:
        return [self.url]

    def may_be_absent(self, url: str) -> bool:
        """The page behind the last one, where pages are counted."""
        return url != self.url

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The linked articles in the page's order, then the next page."""
        page = self._page(response)
        tree = parsed(page)
        for href, link in links_in(tree, self.links):
            yield Found(href, "article", hint_of(link, self.section, self.documents))
        if following := self._next(page.url, tree):
            yield Found(following, "listing", further=True)

    def _page(self, response: Response) -> Response:
        # Told by its first character: much JSON is sent as text/html.
        if self.fragment and response.body.lstrip()[:1] in (b"{", b"["):
            return _within(response, self.fragment)
        return response

    def _next(self, url: str, tree: Selector) -> str:
        if not self.numbered:
            return (tree.css(self.next).css("::attr(href)").get() or "").strip()
        number = number_in(url, self.numbered)
        return self.numbered.format(page=self.first if number is None else number + 1)


def _within(response: Response, fragment: str) -> HtmlResponse:
    """The HTML within a JSON document."""
    try:
        html = jmespath.search(fragment, json.loads(response.body))
    except ValueError as error:
        raise ValueError(f"{response.url}: not JSON: {error}") from error
    if not isinstance(html, str):
        raise ValueError(f"{response.url}: {fragment!r} is no HTML there")
    return HtmlResponse(response.url, body=html.encode(), encoding="utf-8")
