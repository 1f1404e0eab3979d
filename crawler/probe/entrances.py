"""The ways in that a portal offers machines: sitemaps, feeds, JSON interfaces."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import islice
from typing import Literal
from urllib.parse import urljoin

from attrs import frozen
from scrapy.http import HtmlResponse, Response
from scrapy.utils.response import get_base_url

from archive.records import Hint
from crawler.scout import Scout
from crawler.spiders.feed import Feed
from crawler.spiders.found import Found, Way, Window
from crawler.spiders.json_api import wordpress
from crawler.spiders.sitemap import Sitemap
from pipelines.urls import canonicalise

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_ADDRESS = re.compile(r"(?:\.(?:rss|atom|rdf)|/(?:rss|atom|feed)(?:\.xml|\.json)?/?)$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|coment|kommentar", re.IGNORECASE)
_USUAL_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/feed.json")
_USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_WORDPRESS = re.compile(rb"api\.w\.org|/wp-content/|/wp-json/|content=.WordPress", re.IGNORECASE)
_MOST_FEEDS = 4
_MOST_SITEMAPS = 3
_MOST_CHILDREN = 5
_POSTS_AT_FIRST = 20
_MOST_NAMED = 5_000
"""Addresses of one sitemap that are looked at; it may name 50,000."""

Kind = Literal["sitemap", "feed", "wordpress"]


@frozen
class Entrance:
    """A way in that answered as it should."""

    kind: Kind
    url: str
    """What the portal's file names: for WordPress the home page."""
    found: tuple[tuple[str, Hint], ...]
    """Canonical addresses that it names, in its order, as far as was looked."""
    is_news: bool = False
    """A news sitemap: it names articles and nothing else."""
    children: int = 0
    """Of a sitemap index: how many sitemaps it names."""

    @property
    def is_sure(self) -> bool:
        """Whether all that it names are articles: what else a sitemap names is for us to find out."""
        return self.kind != "sitemap" or self.is_news


async def find_entrances(scout: Scout, home: HtmlResponse) -> list[Entrance]:
    """Every entrance of the portal whose home page this is; asks no more than some twenty addresses."""
    found = [entrance async for entrance in _feeds(scout, home)]
    found += [entrance async for entrance in _sitemaps(scout, home.url)]
    posts = await _wordpress(scout, home)
    return [*found, *posts]


def sitemaps_in(robots: str, home_url: str) -> list[str]:
    """The sitemaps that a robots.txt names (sitemaps.org, 'Specifying the sitemap location')."""
    return [url for line in _SITEMAP_LINE.findall(robots) if (url := canonicalise(line, home_url))]


def feed_links(home: HtmlResponse) -> list[str]:
    """The feeds that a page names, those in its head first; feeds of comments are none of news."""
    types = " or ".join(f"@type='{kind}'" for kind in _FEED_TYPES)
    links = home.xpath(f"//link[contains(concat(' ', @rel, ' '), ' alternate ')][{types}]")
    named = [link.attrib.get("href", "") for link in links if not _COMMENTS.search(link.get())]
    shown = [href for href in home.css("a::attr(href)").getall() if _FEED_ADDRESS.search(href)]
    urls = (canonicalise(href.strip(), get_base_url(home)) for href in (*named, *shown) if href.strip())
    return [url for url in dict.fromkeys(urls) if url]


async def _feeds(scout: Scout, home: HtmlResponse) -> AsyncIterator[Entrance]:
    named = feed_links(home)
    met = 0
    for url in named[:_MOST_FEEDS] or [urljoin(home.url, place) for place in _USUAL_FEEDS]:
        response = await scout.ask(url)
        found = _read(Feed(url), response) if response else None
        if response and found:
            met += 1
            yield Entrance("feed", response.url, tuple(_articles(found, response)))
        if met and not named:
            return


async def _sitemaps(scout: Scout, home_url: str) -> AsyncIterator[Entrance]:
    robots = [
        answer.body.decode("utf-8", "replace") for answer in scout.robots.values() if answer.status == 200
    ]
    named = sitemaps_in("\n".join(robots), home_url)
    met = 0
    for url in named[:_MOST_SITEMAPS] or [urljoin(home_url, place) for place in _USUAL_SITEMAPS]:
        response = await scout.ask(url)
        found = _read(Sitemap(url), response) if response else None
        if response and found:
            met += 1
            yield await _sitemap(scout, response, found)
        if met and not named:
            return


async def _sitemap(scout: Scout, response: Response, found: Sequence[Found]) -> Entrance:
    articles = list(_articles(found, response))
    children = [canonicalise(item.url, response.url) for item in found if item.kind == "listing"]
    for url in _some_of(children):
        answer = await scout.ask(url) if url else None
        if answer and (named := _read(Sitemap(url), answer)):
            articles += _articles(named, answer)
    is_news = bool(articles) and all(hint.origin == "news-sitemap" for _, hint in articles)
    return Entrance("sitemap", response.url, tuple(articles), is_news, len(children))


def _some_of(children: Sequence[str]) -> list[str]:
    """Those that may hold news, then the ends of the list: the newest stand first or last."""
    telling = [url for url in children if re.search(r"news|post|article|press|noticia|actualit", url)]
    ends = [*children[:1], *reversed(children[-_MOST_CHILDREN:])]
    return list(dict.fromkeys([*telling[:2], *telling[-2:], *ends]))[:_MOST_CHILDREN]


async def _wordpress(scout: Scout, home: HtmlResponse) -> list[Entrance]:
    """WordPress's interface, where the page shows a sign of WordPress."""
    is_told = b"api.w.org" in (home.headers.get("Link") or b"")
    if not (is_told or _WORDPRESS.search(home.body)):
        return []
    way = wordpress(urljoin(home.url, "/"))
    (first,) = way.start(Window())
    # A look needs no hundred posts.
    response = await scout.ask(first.replace("per_page=100", f"per_page={_POSTS_AT_FIRST}"))
    found = _read(way, response) if response else None
    if not response or not found:
        return []
    return [Entrance("wordpress", urljoin(home.url, "/"), tuple(_articles(found, response)))]


def _read(way: Way, response: Response) -> list[Found] | None:
    try:
        return list(islice(way.read(response, Window()), _MOST_NAMED))
    except ValueError:
        return None


def _articles(found: Sequence[Found], response: Response) -> Iterator[tuple[str, Hint]]:
    for item in found:
        if item.kind == "article" and (url := canonicalise(item.url, response.url)):
            yield url, item.hint
