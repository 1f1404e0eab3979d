"""The portal ``demo_fields``: Atom, numbered listing pages, dates in text and addresses only, Arabic."""

from __future__ import annotations

from attrs import evolve

from crawler.demo import feeds
from crawler.demo.bodies import Section
from crawler.demo.responses import Response
from crawler.demo.site import Query, Site
from crawler.demo.strays import strays_of

_FEED_SIZE = 20
_SHOWN_NUMBERS = 9


class FieldsSite(Site):
    """See the module."""

    page_size = 6

    def listing(self, path: str, query: Query) -> Response | None:
        """``/en/news/`` and, from the second page on, ``/en/news/page/2/``."""
        if path == "/":
            return Response(status=302, headers=(("Location", "/en/"),))
        for section in self.body.sections:
            if path.startswith(section.folder):
                number = path.removeprefix(section.folder).removeprefix("page/").removesuffix("/")
                return self._numbered(section, number, path)
        return self.home_listing(path)

    def article(self, path: str, query: Query) -> Response | None:
        """Arabic pages travel in chunks."""
        response = super().article(path, query)
        return evolve(response, chunked=path.startswith("/ar/")) if response else None

    def print_path(self, path: str) -> str:
        return "/print" + path

    def special(self, path: str, query: Query) -> Response | None:
        if path.startswith("/print/"):
            return self.printed(path.removeprefix("/print"))
        language = path.removeprefix("/feeds/").removesuffix(".atom")
        if path == f"/feeds/{language}.atom" and language in self.body.languages:
            return self._feed(path, language)
        return None

    def _numbered(self, section: Section, number: str, path: str) -> Response | None:
        page, pages = int(number) if number.isdigit() else 1, self.page_count(section)
        if path != _address(section, page) or not 1 <= page <= pages:
            return None
        first = max(1, min(page - _SHOWN_NUMBERS // 2, pages - _SHOWN_NUMBERS + 1))
        shown = range(first, min(pages, first + _SHOWN_NUMBERS - 1) + 1)
        pieces = self.pages.listing(
            section,
            self.shelf(section, page),
            strays=strays_of(self.body.name, section.stem) if page == 1 else (),
            address=path,
            page=page,
            numbered=[(other, _address(section, other)) for other in shown],
        )
        return evolve(self.page(pieces, section.language), chunked=True)

    def _feed(self, path: str, language: str) -> Response:
        title = self.body.titles[language]
        body = feeds.atom(self.base, path, title, language, self.newest(language, _FEED_SIZE))
        return Response((body,), content_type="application/atom+xml; charset=utf-8")


def _address(section: Section, page: int) -> str:
    return f"{section.folder}page/{page}/" if page > 1 else section.folder
