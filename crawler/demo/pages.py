"""Articles, listings and other pages as the bytes that a portal sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
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
from crawler.demo.words import columns, home, words

_CUT = "\x1e"
_PAGE = "PAGE-ADDRESS"
_RELATED = 5
_LATEST = 6
_LANGUAGE_NAMES = {"en": "English", "zh": "中文", "es": "Español", "ar": "العربية"}
_ARABIC_FIGURES = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DATE_FORMATS = {"en": "MMM d, y", "zh": "y-MM-dd", "es": "d 'de' MMMM 'de' y", "ar": "d MMMM y"}
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

    opening: bytes
    """Scripts, styles and menu."""
    closing: bytes
    """Related articles, sidebar and footer."""
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

    @property
    def style(self) -> bytes:
        """The portal's stylesheet."""
        return str(self._template("style.css").render()).encode()

    def article(self, article: DemoArticle, print_path: str, number: int = 1) -> tuple[bytes, ...]:
        """One of the pages of an article, nearly always its only one."""
        section = self._body.section(article.section_stem)
        share = self._frames[article.language, section.stem].share
        return self._render(
            "article.html",
            article.language,
            section.stem,
            title=article.title,
            article=article,
            text=_ours(self._text(article, section)),
            share=_ours(share.replace(_PAGE, quote(self._base + article.path, safe=""))),
            structured=self._structured(article) if self._folder == "tides" else None,
            crumb=section.label,
            folder=section.folder,
            layout=section.layout,
            print_path=print_path,
            number=number,
        )

    def printed(self, article: DemoArticle) -> tuple[bytes, ...]:
        """The print page: no menu, and the article's own address as canonical."""
        return self._render_alone(
            "print.html",
            article.language,
            article=article,
            text=_ours(html(article.markup, "plain")),
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

    def plain(self, language: str, title: str, *blocks: str) -> tuple[bytes, ...]:
        """A page that is no article: a service, an error."""
        return self._render(
            "plain.html",
            language,
            "",
            title=title,
            text=_ours(html(blocks, "plain")),
            crumb="",
        )

    def _render(self, template: str, language: str, stem: str, **context: Any) -> tuple[bytes, ...]:
        frame = self._frames[language, stem]
        page = self._template(template).render(frame.context, cut=_CUT, **context)
        charset = self._body.charset(language)
        head, main = page.split(_CUT)
        return head.encode(charset), frame.opening, main.encode(charset), frame.closing

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
        share = _environment.get_template("share.html").render(context, page=_PAGE)
        charset = self._body.charset(language)
        return _Frame(opening.encode(charset), closing.encode(charset), share, context)

    def _context(self, language: str) -> dict[str, Any]:
        labels = words(self._body.name, language)
        return {
            "base": self._base,
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
            "charset": self._body.charset(language),
            "words": labels | {"site": self._body.titles[language]},
            "columns": columns(self._body.name, language),
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


def _picks(portal: str, stem: str) -> list[DemoArticle]:
    """A section's articles that every page of it recommends, in all states of the portal."""
    peers = [article for article in originals(portal) if article.section_stem == stem]
    return sorted(peers, key=lambda article: article.number)[:_RELATED]


@lru_cache(maxsize=4096)
def shown_day(moment: datetime, language: str) -> str:
    """A date as the portal's readers see it."""
    written = format_date(moment, _DATE_FORMATS[language], locale=language)
    return written.translate(_ARABIC_FIGURES) if language == "ar" else written


def _ours(html_text: str) -> Markup:
    """Markup that was made here, its texts escaped where they went in."""
    return Markup(html_text)  # noqa: S704


def _with_hour(language: str) -> Any:
    return lambda moment: f"{shown_day(moment, language)}, {moment:%H:%M}"


def _day_only(language: str) -> Any:
    return lambda moment: shown_day(moment, language)


_SHOWN = {"tides": _with_hour, "fields": _day_only}
