"""What a demo portal answers at each address, as far as both portals do it alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from attrs import evolve

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import Body, Section
from crawler.demo.copies import COPY_STEP
from crawler.demo.pages import Pages
from crawler.demo.papers import pdf
from crawler.demo.pictures import EMBLEM, WAVES, png, svg
from crawler.demo.responses import Response
from crawler.demo.strays import Stray, strays_of
from crawler.demo.words import home, services, word
from crawler.demo.world import World

Query = Mapping[str, Sequence[str]]

CRAWL_DELAY = 0.05
"""Seconds; small, so that the demo is quick."""
_LATEST = 12
_STARTED = datetime.fromisoformat("2025-11-01T00:00:00+00:00")


class Site(ABC):
    """A portal in one state. What the two portals do differently is in ``TidesSite`` and ``FieldsSite``."""

    page_size = 8
    sitemap = ""

    def __init__(self, body: Body, base: str, world: World) -> None:
        self.body = body
        self.base = base
        self.world = world
        latest = [entry.original for entry in world.entries if not entry.copy]
        self.pages = Pages(body, base, latest)
        self._strays = {stray.path: stray for stray in strays_of(body.name)}
        self._illustrated = {entry.original.number for entry in world.entries if entry.original.image}
        self._further = {each.further_path: each for each in latest if each.further}
        self._assets = {
            "/assets/emblem.svg": (EMBLEM, "image/svg+xml"),
            "/assets/waves.svg": (WAVES, "image/svg+xml"),
            "/assets/site.css": (self.pages.style, "text/css"),
        }
        self._papers = {each.attachment: each for each in latest if each.attachment}

    def respond(self, target: str) -> Response:
        """The answer to a GET of ``target`` (path and query)."""
        address = urlsplit(target)
        query = parse_qs(address.query) if address.query else {}
        for answer in (self.article, self.listing, self.special, self._former, self._stray, self._thing):
            response = answer(address.path, query)
            if response is not None:
                return response
        return self.missing(address.path)

    def article(self, path: str, query: Query) -> Response | None:
        entry = self.world.by_path.get(path)
        if entry is None:
            return self._second_page(path)
        article = entry.article()
        pieces = self.pages.article(article, self.print_path(path))
        return self.page(pieces, article.language, article.last_modified)

    def _second_page(self, path: str) -> Response | None:
        article = self._further.get(path)
        if article is None:
            return None
        pieces = self.pages.article(evolve(article, markup=article.further), self.print_path(path), number=2)
        return self.page(pieces, article.language, article.last_modified)

    @abstractmethod
    def listing(self, path: str, query: Query) -> Response | None:
        """Home pages and the pages of each section's listing."""

    @abstractmethod
    def special(self, path: str, query: Query) -> Response | None:
        """Feeds, sitemaps and print pages."""

    @abstractmethod
    def print_path(self, path: str) -> str:
        """Address of an article's print page."""

    def page(self, pieces: tuple[bytes, ...], language: str, changed: datetime | None = None) -> Response:
        """An HTML page; where the language's character set is undeclared, the header does not tell either."""
        declared = "" if language in self.body.unlabelled_charsets else "; charset=utf-8"
        return Response(pieces, content_type="text/html" + declared, last_modified=changed)

    def printed(self, path: str) -> Response | None:
        entry = self.world.by_path.get(path)
        if entry is None:
            return None
        article = entry.article()
        return self.page(self.pages.printed(article), article.language, article.last_modified)

    def newest(self, language: str, count: int) -> list[DemoArticle]:
        """The newest articles in a language."""
        entries = [entry for entry in self.world.entries if entry.original.language == language]
        return [entry.article() for entry in entries[:count]]

    def shelf(self, section: Section, page: int) -> list[DemoArticle]:
        """The articles on one page of a listing, counted from 1."""
        entries = self.world.by_section[section.stem]
        return [entry.article() for entry in entries[(page - 1) * self.page_size : page * self.page_size]]

    def page_count(self, section: Section) -> int:
        return -(-len(self.world.by_section[section.stem]) // self.page_size)

    def missing(self, path: str) -> Response:
        return evolve(self._not_found(path), status=404)

    def _former(self, path: str, query: Query) -> Response | None:
        """Addresses at which articles once stood; one that answers 404 is missing like any other."""
        if path in self.world.moved:
            return Response(status=301, headers=(("Location", self.base + self.world.moved[path]),))
        if self.world.vanished.get(path) == 410:
            return evolve(self._not_found(path), status=410)
        return None

    def _stray(self, path: str, query: Query) -> Response | None:
        stray = self._strays.get(path)
        if stray is None or stray.kind == "not-found":
            return None
        return self._stray_page(stray)

    def _stray_page(self, stray: Stray) -> Response:
        if stray.kind == "redirect":
            return Response(status=301, headers=(("Location", stray.target),))
        if stray.kind == "soft-404":
            return self._not_found(stray.path)
        text = "This document is under embargo and not meant for publication."
        return self.page(self.pages.plain("en", stray.title, text), "en")

    def _not_found(self, path: str) -> Response:
        language = self._language(path)
        title = word(self.body.name, language, "not_found")
        text = word(self.body.name, language, "not_found_text")
        return self.page(self.pages.plain(language, title, text), language)

    def _thing(self, path: str, query: Query) -> Response | None:
        """robots.txt, pictures, documents and the pages behind the menu."""
        if path == "/robots.txt":
            return Response((self._robots(),), content_type="text/plain; charset=utf-8")
        if path.startswith("/media/"):
            return self._picture(path)
        if path in self._assets:
            body, kind = self._assets[path]
            return Response((body,), content_type=kind, last_modified=_STARTED)
        if path in self._papers:
            return self._paper(self._papers[path])
        return self._service(path)

    def _robots(self) -> bytes:
        rules = ["User-agent: *", f"Crawl-delay: {CRAWL_DELAY}", f"Disallow: {self.body.private}"]
        rules += ["Disallow: /search"]
        rules += [f"Sitemap: {self.base}{self.sitemap}"] if self.sitemap else []
        return "\n".join(rules).encode() + b"\n"

    def _picture(self, path: str) -> Response | None:
        number, _, kind = path.removeprefix("/media/").partition(".")
        if not number.isdigit() or int(number) % COPY_STEP not in self._illustrated:
            return None
        if kind == "svg":
            return Response((svg(int(number)),), content_type="image/svg+xml", last_modified=_STARTED)
        return Response((png(int(number)),), content_type="image/png", last_modified=_STARTED)

    def _paper(self, article: DemoArticle) -> Response:
        body = pdf(article.attachment_title, article.paragraphs)
        return Response((body,), content_type="application/pdf", last_modified=article.last_modified)

    def _service(self, path: str) -> Response | None:
        language = self._language(path)
        title = services(self.body.name, language).get(path)
        if title is None:
            return None
        blocks = self.world.standing.get(path) or (word(self.body.name, language, "service_text"),)
        return self.page(self.pages.plain(language, title, *blocks), language)

    def _language(self, path: str) -> str:
        """By the first part of the address; the portal's main language where that names none."""
        first = path.lstrip("/").partition("/")[0]
        return first if first in self.body.languages else self.body.languages[0]

    def home_listing(self, path: str) -> Response | None:
        """A home page: the newest articles of a language."""
        for language in self.body.languages:
            if path == home(self.body, language):
                front = Section("", word(self.body.name, language, "home"), language, path, "")
                pieces = self.pages.listing(
                    front, self.newest(language, _LATEST), strays=(), address=path, page=1, pages=1
                )
                return self.page(pieces, language)
        return None
