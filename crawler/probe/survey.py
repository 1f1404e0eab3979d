"""One look at a portal, from its home page to five articles that have been read."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from attrs import evolve, frozen
from protego import Protego
from scrapy.http import HtmlResponse

from archive.errors import GazetteError
from archive.records import Hint, Reading
from crawler.manners.robots import seconds_between
from crawler.probe.articles import WANTED, Articles, Candidates, pattern_for, read_forms
from crawler.probe.documents import documents_in
from crawler.probe.doubts import doubts_of, nothing_found, unasked
from crawler.probe.entrances import Entrance, find_entrances
from crawler.probe.forms import Form, is_document, is_page, likeness
from crawler.probe.lists import (
    Link,
    Listed,
    articles_of,
    folders_in,
    links_of,
    listings_among,
    menu_of,
    sections_in,
)
from crawler.probe.origin import Origin, origin_of
from crawler.probe.samples import Sample, Sampler
from crawler.scout import Scout
from pipelines.urls import canonicalise

MOST_ASKED = 70
"""Addresses that one look asks for, redirects included; robots.txt comes on top."""
_MOST_SECTIONS = 8


@frozen
class Survey:
    """What one look at a portal has shown."""

    home_url: str
    robots: str
    """What robots.txt says, in words."""
    entrances: tuple[Entrance, ...]
    listings: tuple[Listed, ...]
    articles: Articles
    origin: Origin
    samples: tuple[Sample, ...]
    """Pages that read as articles, at most five."""
    links: tuple[Link, ...]
    """All pages that the pages looked at link to."""
    unsure: tuple[str, ...]
    asked: int


async def survey(scout: Scout, url: str, country: str) -> Survey:
    """Look at the portal whose home page is at ``url``; ``country`` where the user has said it.

    Raises ``GazetteError`` where the home page cannot be read or no article is found.
    """
    url = canonicalise(url)
    home = await _home(scout, url)
    entrances = await find_entrances(scout, home)
    pages = [home, *await _sections(scout, home)]
    menu = menu_of(pages)
    forms, documents = _candidates(home, entrances, pages, menu).forms(), documents_in(pages)
    sampler = Sampler(scout, Reading(portal="probe"), {**documents.hints, **_hints(entrances)})
    try:
        good = await read_forms(sampler, forms)
        if not good and not any(sample.article for sample in sampler.samples.values()):
            # Only where no page is an article, though without a day: most portals add documents to their articles.
            good = await read_forms(sampler, documents.likely())
        if not good:
            raise GazetteError("; ".join((nothing_found(home, sampler, entrances), *documents.doubts(()))))
        articles = pattern_for(good, _others(_links(pages), entrances, good))
        origin = origin_of(home, sampler.pages(), sampler.articles(), country)
        samples = await sampler.again(_told(origin, articles))
    finally:
        sampler.close()
    pages += await _folders(scout, pages, articles)
    doubts = (
        *origin.unsure,
        *doubts_of(home, entrances, articles, forms, sampler),
        *documents.doubts(good),
    )
    return Survey(
        # Where the portal itself leads on, to a language mostly, the shorter address lasts longer.
        home_url=url if urlsplit(url).netloc == urlsplit(home.url).netloc else home.url,
        robots=_robots(scout),
        entrances=tuple(entrances),
        listings=await _checked(scout, home, _listings(pages, articles, menu), articles),
        articles=articles,
        origin=origin,
        samples=tuple(samples[:WANTED]),
        links=tuple(_links(pages)),
        unsure=(*doubts, *unasked(scout)),
        asked=scout.asked,
    )


def _listings(pages: Sequence[HtmlResponse], articles: Articles, menu: frozenset[str]) -> list[Listed]:
    """Of pages that list the same the one that goes on, then the shortest address: '/' is also /index.asp."""
    found = sorted(listings_among(pages, articles.has, menu), key=lambda one: (one.goes_on, -len(one.url)))
    return list({frozenset(listed.articles): listed for listed in found}.values())


async def _home(scout: Scout, url: str) -> HtmlResponse:
    """The home page, wherever it has moved to; from then on only its host is asked."""
    home = await scout.ask(url)
    if home is None:
        raise GazetteError(f"{url}: cannot be looked at: {scout.failures.get(url, 'no answer')}")
    if not isinstance(home, HtmlResponse):
        raise GazetteError(f"{url}: a home page is an HTML page, this is {type(home).__name__}")
    scout.hosts = frozenset({urlsplit(home.url).netloc.lower()})
    return home


async def _sections(scout: Scout, home: HtmlResponse) -> list[HtmlResponse]:
    found = [await scout.ask(url) for url in sections_in(home, _MOST_SECTIONS)]
    return [page for page in found if isinstance(page, HtmlResponse)]


async def _folders(scout: Scout, pages: Sequence[HtmlResponse], articles: Articles) -> list[HtmlResponse]:
    """Lists that the home page does not name: known by the addresses of their articles."""
    seen = {canonicalise(page.url) for page in pages}
    known = (url for form in articles.forms for url in form.urls)
    wanted = [url for url in folders_in(pages, known, 2 * _MOST_SECTIONS) if url not in seen][:_MOST_SECTIONS]
    found = [await scout.ask(url) for url in wanted]
    return [page for page in found if isinstance(page, HtmlResponse)]


def _hints(entrances: Sequence[Entrance]) -> dict[str, Hint]:
    return {url: hint for entrance in entrances for url, hint in entrance.found}


def _told(origin: Origin, articles: Articles) -> Reading:
    """How the proposed portal would have its pages read."""
    return Reading(
        portal="probe",
        site_name=origin.title,
        publisher=origin.publisher,
        languages=origin.languages,
        timezone=origin.timezone,
        article_url=articles.pattern,
    )


def _candidates(
    home: HtmlResponse, entrances: Sequence[Entrance], pages: Sequence[HtmlResponse], menu: frozenset[str]
) -> Candidates:
    host = urlsplit(home.url).netloc
    named = {
        is_sure: tuple(
            url
            for entrance in entrances
            if entrance.is_sure is is_sure
            for url, _ in entrance.found
            if urlsplit(url).netloc == host and (is_page(url) or (is_sure and is_document(url)))
        )
        for is_sure in (True, False)
    }
    own = {canonicalise(page.url) for page in pages}
    linked = [link.url for link in _links(pages) if link.url not in menu and link.url not in own]
    return Candidates(named[True], named[False], tuple(url for url in linked if likeness(url) > 0))


def _links(pages: Sequence[HtmlResponse]) -> list[Link]:
    return list({link.url: link for page in pages for link in links_of(page)}.values())


def _others(links: Sequence[Link], entrances: Sequence[Entrance], good: Sequence[Form]) -> list[str]:
    """What is no article as far as known: what pages link to and sitemaps name beyond the articles' forms."""
    mapped = [url for entrance in entrances if not entrance.is_sure for url, _ in entrance.found]
    known = {url for form in good for url in form.urls}
    return [url for url in (*(link.url for link in links), *mapped) if url not in known]


async def _checked(
    scout: Scout, home: HtmlResponse, listings: Sequence[Listed], articles: Articles
) -> tuple[Listed, ...]:
    """The listings, the home page last; of a numbering, its second page is asked to prove it."""
    ordered = sorted(listings, key=lambda listed: listed.url == home.url)
    numbered = next((listed for listed in ordered if listed.numbered), None)
    if numbered:
        second = await scout.ask(numbered.numbered.format(page=numbered.first))
        named = articles_of(second, articles.has) if isinstance(second, HtmlResponse) else ()
        if not named:
            return tuple(evolve(listed, numbered="", first=2) for listed in ordered)
    return tuple(ordered)


def _robots(scout: Scout) -> str:
    if not scout.robots:
        return "not seen"
    answer = next(iter(scout.robots.values()))
    if answer.status != 200:
        return f"none (status {answer.status}): everything may be asked"
    rules = Protego.parse(answer.body.decode("utf-8", "replace"))
    seconds = seconds_between(rules, "Gazette")
    sitemaps = len(list(rules.sitemaps))
    return f"there; {sitemaps} sitemaps named" + (f"; {seconds:g} s between two requests" if seconds else "")
