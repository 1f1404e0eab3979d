"""JSON interfaces: what a portal's own pages load their lists from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import jmespath
from attrs import frozen
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.found import Found, Window


@frozen
class JsonApi:
    """A JSON list of articles. All but ``url`` are JMESPath expressions (jmespath.org)."""

    url: str
    """Address of a page of the list; ``{page}`` in it counts from ``first`` until a page names nothing new."""
    items: str = "@"
    """The list within the document."""
    link: str = "url"
    """Within an item: the article's address."""
    title: str = "title"
    published: str = "date"
    modified: str = "modified"
    section: str = "section"
    first: int = 1
    """The number of the first page."""

    def start(self, window: Window) -> list[str]:
        return [self.url.format(page=self.first) if "{page}" in self.url else self.url]

    def may_be_absent(self, url: str) -> bool:
        """The page behind the last one; WordPress answers 400 there."""
        return url not in self.start(Window())

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The items in their order, then the next page where pages are counted."""
        entries = list(self._entries(response))
        yield from entries
        if entries and "{page}" in self.url:
            yield Found(self.url.format(page=self._page(response.url) + 1), "listing", further=True)

    def _entries(self, response: Response) -> Iterator[Found]:
        try:
            items = jmespath.search(self.items, json.loads(response.body))
        except ValueError as error:
            raise ValueError(f"{response.url}: not JSON: {error}") from error
        if not isinstance(items, list):
            raise ValueError(f"{response.url}: {self.items!r} is no list there")
        for item in items:
            if link := _text(self.link, item):
                yield Found(link, "article", self._hint(item))

    def _hint(self, item: Any) -> Hint:
        return Hint(
            title=_text(self.title, item),
            published=_text(self.published, item),
            modified=_text(self.modified, item),
            section=_text(self.section, item),
            origin="json",
        )

    def _page(self, url: str) -> int:
        head, _, tail = self.url.partition("{page}")
        number = url.removeprefix(head).removesuffix(tail)
        return int(number) if number.isdigit() else self.first


def wordpress(home_url: str, posts: str = "posts") -> JsonApi:
    """The way into a portal that runs WordPress: its REST interface, a hundred posts a page.

    ``posts``: the kind of post, as the interface names it. Source: developer.wordpress.org/rest-api/.
    """
    fields = {"per_page": 100, "_fields": "link,title,date_gmt,modified_gmt"}
    return JsonApi(
        f"{home_url.rstrip('/')}/wp-json/wp/v2/{posts}?{urlencode(fields)}&page={{page}}",
        link="link",
        title="title.rendered",
        # The interface leaves the zone out of what it calls GMT.
        published="date_gmt && join('', [date_gmt, 'Z'])",
        modified="modified_gmt && join('', [modified_gmt, 'Z'])",
    )


def _text(expression: str, item: Any) -> str:
    value = jmespath.search(expression, item)
    return value.strip() if isinstance(value, str) else ""
