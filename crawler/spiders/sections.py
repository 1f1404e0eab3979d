"""All listings of a portal at once, known by the form of their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

from attrs import frozen
from scrapy.http import Response

from crawler.spiders.found import Found, Window
from crawler.spiders.html import links_in, parsed
from crawler.spiders.rows import hint_of

_NUMBER = re.compile(r"(?<!\d)\d{1,9}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SECOND = 2


@frozen
class Sections:
    """Every page that ``url`` and its listings link to and whose address is one of a listing."""

    tells: ClassVar[bool] = False

    url: str
    """Where the sections are linked: mostly the home page."""
    listings: str
    """Regular expression that is searched in the address (path and query) of a listing, its further pages
    included, and of nothing else."""

    def start(self, window: Window) -> list[str]:
        return [self.url]

    def may_be_absent(self, url: str) -> bool:
        """A section that the menu still names; the page behind the last one."""
        return url != self.url

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The links in the page's order: each may be an article's; the listings among them after those."""
        links = list(links_in(parsed(response), "a"))
        for href, link in links:
            yield Found(href, "article", hint_of(link))
        is_listing = self._is_listing(response.url, response)
        for link in dict.fromkeys(href for href, _ in links):
            if self._is_listing(link, response):
                yield Found(link, "listing", further=is_listing and _is_far(link))

    def _is_listing(self, link: str, response: Response) -> bool:
        try:
            parts = urlsplit(response.urljoin(link))
        except ValueError:
            return False
        path = parts._replace(scheme="", netloc="", fragment="").geturl()
        return parts.netloc == urlsplit(self.url).netloc and bool(re.search(self.listings, path))


def _is_far(link: str) -> bool:
    """Whether a list's page lies behind its second one, or may be one of a calendar.

    A section's second page is always read: another section may have named all that its first one does.
    """
    numbers = _NUMBER.findall(link)
    return bool(numbers) and (int(numbers[-1]) > _SECOND or any(map(_YEAR.fullmatch, numbers)))
