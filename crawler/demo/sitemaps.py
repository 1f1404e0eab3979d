"""Sitemaps (sitemaps.org 0.9): an index, one compressed child a month, and the news sitemap."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from xml.sax.saxutils import escape

from crawler.demo.article import DemoArticle
from crawler.demo.world import Entry

_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def month_of(entry: Entry) -> str:
    return f"{entry.published:%Y-%m}"


def index(base: str, entries: Iterable[Entry]) -> bytes:
    """Children by month of publication, and the news sitemap."""
    newest: dict[str, str] = {}
    for entry in entries:
        newest[month_of(entry)] = max(newest.get(month_of(entry), ""), _claimed(entry))
    children = [(f"/sitemaps/{month}.xml.gz", stamp) for month, stamp in sorted(newest.items())]
    children.append(("/sitemaps/news.xml", max(newest.values())))
    rows = [f"<sitemap>{_loc(base, path)}<lastmod>{stamp}</lastmod></sitemap>" for path, stamp in children]
    return _document("sitemapindex", _XMLNS, rows)


def month(base: str, entries: Iterable[Entry], others: Iterable[str]) -> bytes:
    """Compressed. ``lastmod`` is what the portal claims; ``others`` are listed without."""
    rows = [f"<url>{_loc(base, entry.path)}<lastmod>{_claimed(entry)}</lastmod></url>" for entry in entries]
    rows += [f"<url>{_loc(base, path)}</url>" for path in others]
    return gzip.compress(_document("urlset", _XMLNS, rows), 6, mtime=0)


def news(base: str, publication: str, articles: Iterable[DemoArticle]) -> bytes:
    """With title and date of each (news 0.9)."""
    rows = []
    for article in articles:
        about = (
            f"<news:publication><news:name>{escape(publication)}</news:name>"
            f"<news:language>{article.language}</news:language></news:publication>"
            f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
            f"<news:title>{escape(article.title)}</news:title>"
        )
        rows.append(f"<url>{_loc(base, article.path)}<news:news>{about}</news:news></url>")
    return _document("urlset", f"{_XMLNS} {_NEWS}", rows)


def _claimed(entry: Entry) -> str:
    claimed = entry.published if entry.copy else entry.original.modified or entry.published
    return claimed.isoformat()


def _loc(base: str, path: str) -> str:
    return f"<loc>{escape(base + path)}</loc>"


def _document(name: str, namespaces: str, rows: list[str]) -> bytes:
    inside = "\n".join(rows)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {namespaces}>\n{inside}\n</{name}>\n'.encode()
