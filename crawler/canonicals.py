"""What a page says its own address is, as far as that is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from scrapy.http import Response

from crawler.twins import IsArticle, is_same_address, is_to_print
from pipelines.urls import canonical_link

_HEAD = 64 * 1024
"""Bytes of a page in which its canonical link is looked for."""
_MOST_ALTERNATES = 8
"""Of one article in one run: more is a template that gives one address to all its pages."""


class Canonicals:
    """The canonical links of a run's pages, counted by where they lead."""

    def __init__(self) -> None:
        self._claims: Counter[str] = Counter()

    def other(
        self, response: Response, url: str, is_article: IsArticle, stands_for: Callable[[str], str]
    ) -> str:
        """The address of another article of the portal, which the page asked for at ``url`` says it is; or ``''``."""
        canonical = canonical_link(response.body[:_HEAD], response.url)
        if not is_article(canonical) or is_same_address(canonical, url):
            return ""
        self._claims[canonical] += 1
        if self._claims[canonical] > _MOST_ALTERNATES:
            return ""
        stands = stands_for(canonical)
        # The twin that was named first is this very page, unless this is the one made for a printer.
        canonical = canonical if stands == url and is_to_print(url) else stands
        return canonical if canonical != url else ""
