"""Sitemaps: index, plain, gzip, and Google's news sitemap with title, date and language.

Sources: sitemaps.org protocol 0.9; Google News sitemap schema 0.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from attrs import field, frozen
from lxml import etree
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.expressions import is_pattern
from crawler.spiders.found import Found, Window
from crawler.spiders.xml import local_name, parse_xml, texts


@frozen
class Sitemap:
    """A sitemap or sitemap index at ``url``."""

    tells: ClassVar[bool] = True

    url: str
    dated: str = field(default="", validator=is_pattern)
    r"""Regular expression for the addresses of child sitemaps that hold what was published in one period: its
    groups are year, month and day, as many as there are, as in ``r"sitemap-(\d{4})-(\d\d)"``."""

    def start(self, window: Window) -> list[str]:
        return [self.url]

    def may_be_absent(self, url: str) -> bool:
        return False

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """Child sitemaps and pages; what was last changed before the window is passed over."""
        root = parse_xml(response)
        kind = local_name(root)
        if kind not in ("urlset", "sitemapindex"):
            raise ValueError(
                f"{response.url}: a sitemap begins with urlset or sitemapindex, this with {kind!r}"
            )
        for entry in root:
            about = texts(entry)
            if not about.get("loc") or not window.may_hold_changed(about.get("lastmod", "")):
                continue
            if kind == "urlset":
                yield Found(about["loc"], "article", _hint(entry, about))
            elif window.may_hold_some_of(self._period(about["loc"])):
                yield Found(about["loc"], "listing")

    def _period(self, url: str) -> str:
        """The year, month or day whose articles the sitemap at ``url`` holds; empty where it does not tell."""
        match = re.search(self.dated, url) if self.dated else None
        return "-".join(part.zfill(2) for part in match.groups("")) if match else ""


def _hint(entry: etree._Element, about: dict[str, str]) -> Hint:
    news = entry.find("{*}news")
    if news is None:
        return Hint(modified=about.get("lastmod", ""), origin="sitemap")
    said, publication = texts(news), news.find("{*}publication")
    return Hint(
        title=said.get("title", ""),
        published=said.get("publication_date", ""),
        modified=about.get("lastmod", ""),
        language=texts(publication).get("language", "") if publication is not None else "",
        origin="news-sitemap",
    )
