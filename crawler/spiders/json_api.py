"""JSON interfaces: what a portal's own pages load their lists from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

import jmespath
from attrs import field, frozen
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.expressions import is_jmespath
from crawler.spiders.found import Found, Window
from crawler.spiders.numbering import number_in


@frozen
class JsonApi:
    """A JSON list of articles. All but ``url`` and ``days`` are JMESPath expressions (jmespath.org)."""

    tells: ClassVar[bool] = True

    url: str
    """Address of a page of the list; ``{page}`` in it counts from ``first`` until a page names nothing new."""
    items: str = field(default="@", validator=is_jmespath)
    """The list within the document."""
    link: str = field(default="url", validator=is_jmespath)
    """Within an item: the article's address."""
    title: str = field(default="title", validator=is_jmespath)
    published: str = field(default="date", validator=is_jmespath)
    modified: str = field(default="modified", validator=is_jmespath)
    section: str = field(default="section", validator=is_jmespath)
    first: int = 1
    """The number of the first page."""
    step: int = 1
    """By how much the number grows: the length of a page where items are counted instead."""
    next: str = field(default="", validator=is_jmespath)
    """Within the document: the address of the next page, for lists that name it. Of one that names a cursor:
    ``join('', ['/news.json?after=', cursor])``."""
    days: str = ""
    """What ``url`` ends with when days are asked for: ``{since:%Y-%m-%d}`` and ``{until:%Y-%m-%d}`` are these
    days, with one more at each end."""

    def start(self, window: Window) -> list[str]:
        return [self._pattern(window).replace("{page}", str(self.first))]

    def may_be_absent(self, url: str) -> bool:
        """The page behind the last one; WordPress answers 400 there."""
        return number_in(url, self.url) not in (None, self.first)

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The items in their order, then the next page where there is one."""
        document = self._document(response)
        entries = list(self._entries(document, response.url))
        yield from entries
        if entries and (following := self._following(document, response.url, window)):
            yield Found(following, "listing", further=True)

    def _pattern(self, window: Window) -> str:
        """The address with ``{page}`` still in it."""
        if not self.days or window == Window():
            return self.url
        asked = window.widened(1)
        since = date.fromisoformat(asked.from_date or "1970-01-01")
        until = date.fromisoformat(asked.to_date or "9999-12-31")
        return self.url + self.days.format(since=since, until=until)

    def _following(self, document: Any, url: str, window: Window) -> str:
        if self.next:
            return _text(self.next, document)
        pattern = self._pattern(window)
        if "{page}" not in pattern:
            return ""
        number = number_in(url, pattern)
        return pattern.replace("{page}", str((self.first if number is None else number) + self.step))

    def _document(self, response: Response) -> Any:
        try:
            return json.loads(response.body)
        except ValueError as error:
            raise ValueError(f"{response.url}: not JSON: {error}") from error

    def _entries(self, document: Any, url: str) -> Iterator[Found]:
        items = jmespath.search(self.items, document)
        if not isinstance(items, list):
            raise ValueError(f"{url}: {self.items!r} is no list there")
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
        days="&after={since:%Y-%m-%d}T00:00:00&before={until:%Y-%m-%d}T23:59:59",
    )


def _text(expression: str, item: Any) -> str:
    value = jmespath.search(expression, item)
    return value.strip() if isinstance(value, str) else ""
