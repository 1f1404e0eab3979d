"""Articles, listings and other pages as the bytes that a portal sends."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from attrs import frozen
from babel.dates import format_date
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import Body, Section
from crawler.demo.markup import html
from crawler.demo.originals import originals

_CUT = "\x1e"
_PAGE = "PAGE-ADDRESS"
_RELATED = 5
_LATEST = 6
_LANGUAGE_NAMES = {"en": "English", "zh": "中文", "es": "Español", "ar": "العربية"}
_ARABIC_FIGURES = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DATE_FORMATS = {"en": "MMM d, y", "zh": "y-MM-dd", "es": "d 'de' MMMM 'de' y", "ar": "d MMMM y"}
_NETWORKS = {
    "Chirper": "M4 6h16v9H9l-5 4zM7 9h10v1H7zm0 3h7v1H7z",
    "Facepage": "M5 4h14v16h-6v-6h2l.5-2.5H13V10c0-.8.3-1.2 1.3-1.2h1.2V6.6h-2C11 6.600 10.200 8 10.200 9.800v1.700H8.500V14h1.700v6H5z",
    "WeTalk": "M9 4c4 0 7 2.500 7 5.600S13 15.200 9 15.200l-3.500 1.600.8-2.500C4 13.300 2 11.600 2 9.600 2 6.500 5 4 9 4zm9 6.500c2.400.6 4 2.200 4 4 0 1.500-1 2.800-2.600 3.600l.5 1.900-2.500-1.200c-2.600 0-4.700-1.100-5.600-2.700",
    "Mail": "M3 6h18v12H3zm2 2v.5l7 4.500 7-4.500V8l-7 4.500z",
    "Link": "M8 8h4v2H8a2 2 0 000 4h4v2H8a4 4 0 010-8zm4 3h4v2h-4zm0-3h4a4 4 0 010 8h-4v-2h4a2 2 0 000-4h-4z",
}

_environment = Environment(
    loader=PackageLoader("crawler.demo", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@frozen
class _Frame:
    """What all pages of a section share, rendered once."""

    opening: Markup
    closing: Markup
    share: str
    """With ``_PAGE`` where the page's address goes."""
    context: dict[str, Any]


class Pages:
    """Renders what one portal shows. Pieces at odd places are the same on all pages of a section."""

    def __init__(self, body: Body, base: str, latest: Sequence[DemoArticle]) -> None:
        self._body = body
        self._base = base
        self._latest = latest
        self._folder = body.name.removeprefix("demo_")
        self._frames = {
            (language, stem): self._frame(language, stem)
            for language in body.languages
            for stem in ("", *(section.stem for section in body.sections if section.language == language))
        }

    def article(self, article: DemoArticle, print_path: str) -> tuple[bytes, ...]:
        section = self._body.section(article.section_stem)
        share = self._frames[article.language, section.stem].share
        return self._render(
            "article.html",
            article.language,
            section.stem,
            title=article.title,
            article=article,
            text=Markup(self._text(article, section)),  # noqa: S704 - escaped by html()
            share=Markup(share.replace(_PAGE, quote(self._base + article.path, safe=""))),  # noqa: S704
            lead=article.paragraphs[0][:150],
            structured=self._structured(article) if self._folder == "tides" else None,
            crumb=section.label,
            folder=section.folder,
            layout=section.layout,
            print_path=print_path,
        )

    def printed(self, article: DemoArticle) -> tuple[bytes, ...]:
        """The print page: no menu, and the article's own address as canonical."""
        return self._render_alone(
            "print.html",
            article.language,
            article=article,
            text=Markup(html(article.markup, "plain")),  # noqa: S704
        )

    def listing(self, section: Section, articles: Sequence[DemoArticle], **links: Any) -> tuple[bytes, ...]:
        return self._render(
            "listing.html",
            section.language,
            "",
            title=section.label,
            crumb="",
            folder=section.folder,
            articles=articles,
            **links,
        )

    def plain(self, language: str, title: str, text: str) -> tuple[bytes, ...]:
        """A page that is no article: a service, an error."""
        return self._render(
            "plain.html",
            language,
            "",
            title=title,
            text=Markup(html([text], "plain")),
            crumb="",  # noqa: S704
        )

    def _render(self, template: str, language: str, stem: str, **context: Any) -> tuple[bytes, ...]:
        frame = self._frames[language, stem]
        page = self._template(template).render(
            frame.context, cut=_CUT, opening=frame.opening, closing=frame.closing, **context
        )
        charset = self._body.charset(language)
        return tuple(
            _encoded_once(piece, charset) if place % 2 else piece.encode(charset)
            for place, piece in enumerate(page.split(_CUT))
        )

    def _render_alone(self, template: str, language: str, **context: Any) -> tuple[bytes, ...]:
        page = _environment.get_template(template).render(self._context(language), **context)
        return (page.encode(self._body.charset(language)),)

    def _template(self, name: str) -> Any:
        return _environment.get_template(f"{self._folder}/{name}")

    def _frame(self, language: str, stem: str) -> _Frame:
        context = self._context(language)
        about = {
            "sections": [section for section in self._body.sections if section.language == language],
            "latest": [article for article in self._latest if article.language == language][:_LATEST],
            "related": _picks(self._body.name, stem),
            "body": self._body.name,
        }
        opening = self._template("opening.html").render(context, **about)
        closing = self._template("closing.html").render(context, **about)
        share = _environment.get_template("share.html").render(
            context, networks=_NETWORKS.items(), page=_PAGE
        )
        return _Frame(Markup(opening), Markup(closing), share, context)  # noqa: S704 - rendered with escaping

    def _context(self, language: str) -> dict[str, Any]:
        words = _words(self._body.name, language)
        return {
            "base": self._base,
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
            "charset": self._body.charset(language),
            "words": words | {"site": self._body.titles[language]},
            "columns": _columns(self._body.name, language),
            "languages": [(code, _LANGUAGE_NAMES[code]) for code in self._body.languages],
            "home": home(self._body, language),
            "shown": _SHOWN[self._folder](language),
            "shown_day": lambda moment: shown_day(moment, language),
        }

    def _text(self, article: DemoArticle, section: Section) -> str:
        """In a section of pictures the figure stands after the first paragraph."""
        if section.layout != "figures" or not article.image:
            return html(article.markup, section.layout)
        figure = _environment.get_template("fields/figure.html").render(article=article)
        return "\n".join((html(article.markup[:1], "plain"), figure, html(article.markup[1:], "plain")))

    def _structured(self, article: DemoArticle) -> dict[str, Any]:
        """schema.org NewsArticle."""
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "inLanguage": article.language,
            "articleSection": article.section,
            "mainEntityOfPage": self._base + article.path,
            "datePublished": article.published.isoformat(),
            "dateModified": (article.modified or article.published).isoformat(),
            "publisher": {"@type": "GovernmentOrganization", "name": self._body.titles[article.language]},
        }
        if article.author:
            data["author"] = [{"@type": "Person", "name": article.author}]
        if article.image:
            data["image"] = [self._base + article.image]
        return data


def home(body: Body, language: str) -> str:
    """Address of a language's home page."""
    return "/" if body.name == "demo_tides" and language == "en" else f"/{language}/"


def _picks(portal: str, stem: str) -> list[DemoArticle]:
    """A section's articles that every page of it recommends, in all states of the portal."""
    peers = [article for article in originals(portal) if article.section_stem == stem]
    return sorted(peers, key=lambda article: article.number)[:_RELATED]


@lru_cache(maxsize=4096)
def shown_day(moment: datetime, language: str) -> str:
    """A date as the portal's readers see it."""
    written = format_date(moment, _DATE_FORMATS[language], locale=language)
    return written.translate(_ARABIC_FIGURES) if language == "ar" else written


def service_path(language: str, column: int, place: int) -> str:
    return f"/{language}/service/{column + 1}-{place + 1}"


@cache
def _columns(portal: str, language: str) -> list[dict[str, Any]]:
    """The menu with the address of each of its links."""
    return [
        {
            "heading": column["heading"],
            "lead": column["lead"],
            "links": [
                {"label": label, "address": service_path(language, number, place)}
                for place, label in enumerate(column["links"])
            ],
        }
        for number, column in enumerate(_words(portal, language)["columns"])
    ]


@cache
def services(portal: str, language: str) -> dict[str, str]:
    """Address to title of the pages that the menu links to."""
    return {
        link["address"]: link["label"] for column in _columns(portal, language) for link in column["links"]
    }


@cache
def _words(portal: str, language: str) -> dict[str, Any]:
    text = (files("crawler.demo.texts") / "words.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[portal][language])


def word(portal: str, language: str, name: str) -> str:
    return str(_words(portal, language)[name])


def _with_hour(language: str) -> Any:
    return lambda moment: f"{shown_day(moment, language)}, {moment:%H:%M}"


def _day_only(language: str) -> Any:
    return lambda moment: shown_day(moment, language)


_SHOWN = {"tides": _with_hour, "fields": _day_only}
_encoded_once = lru_cache(maxsize=64)(lambda piece, charset: piece.encode(charset))
