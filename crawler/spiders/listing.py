"""Listing pages with links to articles, and their pagination."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from attrs import frozen
from parsel import css2xpath
from scrapy.http import HtmlResponse, Response

from archive.records import Hint
from crawler.spiders.found import Found, Window

_NEXT = 'a[rel~="next"], link[rel~="next"], .next > a, a.next, li.next a, .pagination-next a'


@frozen
class Listing:
    """A listing that begins at ``url``."""

    url: str
    links: str = "a"
    """CSS of the links to articles; those whose address is not an article's are passed over."""
    next: str = _NEXT
    """CSS of the link to the next page."""
    numbered: str = ""
    """Address of the further pages with ``{page}`` in it, where there is no such link; from ``first`` on."""
    first: int = 2
    """The number of the second page."""
    section: str = ""
    """The section of everything that this listing names."""

    def start(self, window: Window) -> list[str]:
        return [self.url]

    def may_be_absent(self, url: str) -> bool:
        """The page behind the last one, where pages are counted."""
        return url != self.url

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The linked articles in the page's order, then the next page."""
        if not isinstance(response, HtmlResponse):
            raise ValueError(f"{response.url}: a listing is an HTML page, this is {type(response).__name__}")
        hint = Hint(section=self.section, origin="listing") if self.section else Hint()
        # Elements, not selectors: one for each of some hundred links takes longer than parsing the page.
        for link in response.selector.root.xpath(css2xpath(self.links)):
            if href := link.get("href"):
                yield Found(href.strip(), "article", hint)
        if following := self._next(response):
            yield Found(following, "listing", further=True)

    def _next(self, response: HtmlResponse) -> str:
        if not self.numbered:
            return (response.css(self.next).css("::attr(href)").get() or "").strip()
        return self.numbered.format(page=self._page(response.url) + 1)

    def _page(self, url: str) -> int:
        """The number of the page at ``url``; the listing's own address is the one before ``first``."""
        head, _, tail = self.numbered.partition("{page}")
        path = urlsplit(url)._replace(scheme="", netloc="").geturl()
        head = urlsplit(head)._replace(scheme="", netloc="").geturl()
        if path.startswith(head) and path.endswith(tail):
            number = path[len(head) : len(path) - len(tail)]
            if number.isdigit():
                return int(number)
        return self.first - 1
