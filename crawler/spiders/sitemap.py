"""Sitemaps: index, plain, gzip, and Google's news sitemap with title, date and language.

Sources: sitemaps.org protocol 0.9; Google News sitemap schema 0.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.found import Found, Window
from crawler.spiders.xml import local_name, parse_xml, texts


@frozen
class Sitemap:
    """A sitemap or sitemap index at ``url``."""

    url: str = field()

    def start(self, window: Window) -> list[str]:
        return [self.url]

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """Child sitemaps and pages; what was last changed before the window is passed over."""
        root = parse_xml(response)
        kind = local_name(root)
        if kind not in ("urlset", "sitemapindex"):
            raise ValueError(f"{response.url}: a sitemap begins with urlset or sitemapindex, this with {kind!r}")
        for entry in root:
            values = texts(entry)
            if "loc" in values and window.may_hold_changed(values.get("lastmod", "")[:10]):
                yield _found(values, "listing" if kind == "sitemapindex" else "article")


def _found(values: dict[str, str], kind: str) -> Found:
    if kind == "listing":
        return Found(values["loc"], "listing")
    is_news = "publication_date" in values
    hint = Hint(
        title=values.get("title", "") if is_news else "",
        published=values.get("publication_date", ""),
        modified=values.get("lastmod", ""),
        language=values.get("language", ""),
        origin="news-sitemap" if is_news else "sitemap",
    )
    return Found(values["loc"], "article", hint)
