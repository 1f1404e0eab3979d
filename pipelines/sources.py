"""Everything a page says about itself, gathered once; the readers of single fields choose from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from attrs import frozen
from lxml.html import HtmlElement

from archive.records import Page, Rules
from pipelines import jsonld, meta
from pipelines.boards import Entry, entry_in_table, title_above_day
from pipelines.dates import figure_order
from pipelines.languages import languages_of
from pipelines.markup import Document
from pipelines.outline import Outline, outline, visible_text
from pipelines.selectors import selected
from pipelines.text import weighted_length
from pipelines.tongues import spoken
from pipelines.urls import canonicalise, trusted_canonical

_PROSE, _ENOUGH = 80, 1_200
"""Characters of a line of running text, and of such lines that tell the language."""
_DIVIDED = re.compile(r"\s+[-–—|·»_]\s+")


@frozen(eq=False)
class Sources:
    """A page's own statements, by kind. Nothing here is judged yet."""

    document: Document
    page: Page
    rules: Rules
    """The portal's rules on the day of the capture."""
    nodes: list[jsonld.Node]
    article: jsonld.Node
    """The JSON-LD node about the page's article; empty where there is none."""
    metas: meta.Metas
    canonical: tuple[str, str]
    """The address by which the page calls itself, and where; both empty where it says nothing."""
    entry: Entry
    """What a table says of the article, where the portal is a board."""
    outline: Outline
    language: str
    """The language that the text is in: many portals leave the ``en`` of a template on every page."""
    languages: tuple[str, ...]
    """That first, then what else the page and the portal name."""
    items: dict[str, list[HtmlElement]]
    """Microdata and RDFa: elements by their ``itemprop`` (or ``property`` outside ``<meta>``), lower case."""

    @property
    def date_order(self) -> str:
        """How dates in figures are written, as the portal declares or language and zone tell; ``''`` if none does."""
        return self.rules.date_order or figure_order(self.languages, self.page.reading.timezone)

    def is_page(self, url: str) -> bool:
        """Whether an address is the page's own, as it was asked for or as it calls itself; scheme, 'www.', a trailing
        slash and a fragment apart."""
        return _is_page(self.document, self.canonical[0], url)

    def declared(self, selectors: tuple[str, ...]) -> str:
        """The visible text (or attribute) that the portal's rules select; ``''`` where none yields any."""
        return next(self.declared_all(selectors), "")

    def declared_all(self, selectors: tuple[str, ...]) -> Iterator[str]:
        """What the first selector that yields selects, one string an element."""
        for selector in selectors:
            texts = [text for node in selected(self.document.tree, selector) if (text := _text(node))]
            if texts:
                yield from texts
                return


def gather(document: Document, page: Page) -> Sources:
    """Read the head, the JSON-LD, the microdata and the lines of a page."""
    tree = document.tree
    nodes, metas = jsonld.read_json_ld(tree), meta.read_metas(tree)
    canonical = _canonical(document, metas)
    article = jsonld.article_node(nodes, partial(_is_page, document, canonical[0]))
    entry = entry_in_table(tree)
    titles = [entry.title] if entry.title else list(_titles(tree, metas, article, page))
    seen = outline(tree, titles)
    # What is said for sharing is the article's; <title> alone may be the board's.
    is_shared = any(titles[:-1])
    if not (seen.is_told or is_shared) and (shown := title_above_day(tree)):
        seen = outline(tree, [shown])
    named = languages_of(tree, metas, article, page)
    language = spoken(_sample(seen), named)
    return Sources(
        document=document,
        page=page,
        rules=page.rules,
        nodes=nodes,
        article=article,
        metas=metas,
        canonical=canonical,
        entry=entry,
        outline=seen,
        language=language,
        languages=tuple(dict.fromkeys(filter(None, (language, *named)))),
        items=_items(tree) if "itemprop" in document.html else {},
    )


def _sample(seen: Outline) -> str:
    """The beginning of the page's running text."""
    texts = (line.text for line in seen.lines[seen.title or 0 :] if weighted_length(line.text) >= _PROSE)
    found, size = [], 0
    for text in texts:
        found.append(text)
        size += len(text)
        if size >= _ENOUGH:
            break
    return " ".join(found)


def _canonical(document: Document, metas: meta.Metas) -> tuple[str, str]:
    """Order: ``<link rel=canonical>``, ``og:url``."""
    url, base = document.url, document.base_url
    for link in document.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            if found := trusted_canonical(link.get("href") or "", url, base):
                return found, "link:canonical"
            break
    found = trusted_canonical(metas.get("og:url", ("",))[0], url, base)
    return found, "meta:og:url" if found else ""


def _is_page(document: Document, canonical: str, url: str) -> bool:
    named = _bare(canonicalise(url, document.base_url))
    return bool(named) and named in (_bare(canonicalise(document.url)), _bare(canonical))


def _bare(url: str) -> str:
    """Pages name themselves with and without 'www.' and the s of https."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _titles(tree: HtmlElement, metas: meta.Metas, article: jsonld.Node, page: Page) -> Iterator[str]:
    for name in meta.TITLE:
        yield from metas.get(name, ())[:1]
    yield jsonld.text_of(article.get("headline"))
    yield page.hint.title
    names = {page.reading.site_name, page.reading.publisher, *metas.get("og:site_name", ())[:1]}
    yield from (_without_names(visible_text(title), names) for title in list(tree.iter("title"))[:1])


def _without_names(title: str, names: set[str]) -> str:
    """The longest part of a document's title, where one of its parts is the portal's name; else all of it."""
    parts = _DIVIDED.split(title)
    rest = [part for part in parts if part not in names]
    return max(rest, key=len) if rest and len(rest) < len(parts) else title


def _items(tree: HtmlElement) -> dict[str, list[HtmlElement]]:
    items: dict[str, list[HtmlElement]] = {}
    for element in tree.xpath("//*[@itemprop]"):
        for name in element.get("itemprop", "").lower().split():
            items.setdefault(name, []).append(element)
    return items


def _text(node: HtmlElement | str) -> str:
    if isinstance(node, str):
        return node.strip()
    return node.get("datetime") or node.get("content") or visible_text(node)
