"""The portal ``demo_tides``: sitemaps, RSS, listings with a next link, JSON-LD, undeclared GB18030."""

from __future__ import annotations

from crawler.demo import feeds, sitemaps
from crawler.demo.responses import Response
from crawler.demo.site import Query, Site
from crawler.demo.strays import strays_of
from crawler.demo.words import home

_FEED_SIZE = 20
_NEWS_SIZE = 40
_FEEDS = {"/rss.xml": "en", "/zh/rss.xml": "zh"}


class TidesSite(Site):
    """See the module."""

    sitemap = "/sitemap.xml"

    def listing(self, path: str, query: Query) -> Response | None:
        section = next((s for s in self.body.sections if s.folder == path), None)
        if section is None:
            return self.home_listing(path)
        page, pages = _number(query), self.page_count(section)
        if page > pages:
            return self.missing(path)
        pieces = self.pages.listing(
            section,
            self.shelf(section, page),
            strays=strays_of(self.body.name, section.stem) if page == 1 else (),
            address=_numbered(path, page),
            page=page,
            pages=pages,
            previous=_numbered(path, page - 1) if page > 1 else "",
            following=_numbered(path, page + 1) if page < pages else "",
        )
        return self.page(pieces, section.language)

    def article(self, path: str, query: Query) -> Response | None:
        return self.printed(path) if "print" in query else super().article(path, query)

    def print_path(self, path: str) -> str:
        return path + "?print=1"

    def special(self, path: str, query: Query) -> Response | None:
        if path in _FEEDS:
            return self._feed(_FEEDS[path])
        if path == self.sitemap:
            return self._xml(sitemaps.index(self.base, self.world.entries))
        if path == "/sitemaps/news.xml":
            newest = [entry.article() for entry in self.world.entries[:_NEWS_SIZE]]
            return self._xml(sitemaps.news(self.base, self.body.titles["en"], newest))
        return self._month(path)

    def _month(self, path: str) -> Response | None:
        """``/sitemaps/2026-03.xml.gz``; the newest also names the strays."""
        month = path.removeprefix("/sitemaps/").removesuffix(".xml.gz")
        entries = [entry for entry in self.world.entries if sitemaps.month_of(entry) == month]
        if not entries:
            return None
        last = self.world.entries[0] is entries[0]
        others = [stray.path for stray in strays_of(self.body.name)] if last else []
        return Response((sitemaps.month(self.base, entries, others),), content_type="application/gzip")

    def _feed(self, language: str) -> Response:
        title = self.body.titles[language]
        body = feeds.rss(
            self.base + home(self.body, language).rstrip("/"),
            title,
            language,
            self.newest(language, _FEED_SIZE),
        )
        return Response((body,), content_type="application/rss+xml; charset=utf-8")

    def _xml(self, body: bytes) -> Response:
        return Response((body,), content_type="text/xml; charset=utf-8")


def _number(query: Query) -> int:
    page = query.get("page", ["1"])[0]
    return max(1, int(page)) if page.isdigit() else 1


def _numbered(path: str, page: int) -> str:
    return f"{path}?page={page}" if page > 1 else path
