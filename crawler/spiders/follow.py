"""Links from articles to further articles, for portals whose lists do not name them all."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from scrapy.http import HtmlResponse

from crawler.spiders.html import links_in, parsed


@frozen
class Follow:
    """Which links of an article are followed: those that lead to another article of the portal, so far."""

    links: str = "a"
    """CSS of the links."""
    depth: int = 1
    """Links from an article that a list names to the farthest one."""
    most: int = 1_000
    """Articles that one run finds in this way."""

    def read(self, page: HtmlResponse) -> Iterator[str]:
        """The linked addresses as written there, in the page's order."""
        return (href for href, _ in links_in(parsed(page), self.links))
