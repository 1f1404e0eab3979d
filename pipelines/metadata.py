"""Everything about an article but its title and text, each field with where it was read.

The order of sources for every field is written at the function that reads it and tested in
``tests/pipelines/test_metadata.py``. In general: the portal's rules, JSON-LD, meta, microdata, visible text
beside the title, what feed or sitemap said, the address. Absent is absent: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from attrs import Factory, frozen

from archive.records import Attachment, Claim, Image, Link, Page
from pipelines import meta
from pipelines.attachments import find_links
from pipelines.authors import find_authors
from pipelines.boards import Entry
from pipelines.body import find_body
from pipelines.dating import find_dates
from pipelines.further import find_further
from pipelines.inset import is_inset
from pipelines.jsonld import Node, body_of, text_of
from pipelines.languages import language_of, tag_of
from pipelines.markup import Document
from pipelines.outline import squeeze
from pipelines.pictures import find_pictures
from pipelines.sections import find_place
from pipelines.sources import Sources, gather

_MOST_KEYWORDS = 40
_LONGEST_KEYWORD = 80
_LONGEST_DESCRIPTION = 1_000
_BETWEEN_KEYWORDS = re.compile(r"\s*[,;，；、|]\s*")


@frozen
class Metadata:
    """What a page says about its article. Empty means absent."""

    description: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    breadcrumb: tuple[str, ...] = ()
    """From the portal's front page to the section, without the article itself."""
    source_line: str = ""
    publisher: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    published: Claim | None = None
    modified: Claim | None = None
    overruled: Claim | None = None
    """See ``pipelines.dating.Dates``."""
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()
    canonical_url: str = ""
    """As ``<link rel=canonical>`` or JSON-LD say; may be on another host; ``''`` where the page says nothing."""
    info_lines: tuple[str, ...] = ()
    """The visible lines from which date, author and source were read: not part of the text; no date within it."""
    origins: dict[str, str] = Factory(dict)
    """Field name to where it was read, for every field that is not empty."""
    entry: Entry = Factory(Entry)
    """What a table says of the page, where that is an entry of a board."""
    told: str = ""
    """The article's text as JSON-LD gives it, perhaps as HTML; the page need not show it."""
    json_ld: list[Node] = Factory(list)
    """Every JSON-LD node of the page, ``@graph`` flattened."""
    meta: dict[str, str] = Factory(dict)
    """``<meta>`` name or property (lower case) to its first content."""


def read_metadata(document: Document, page: Page) -> Metadata:
    """Read everything a page says about its article; does not change ``document.tree``."""
    sources = gather(document, page)
    body = find_body(sources)
    dates, place = find_dates(sources), find_place(sources)
    publisher = _publisher(sources)
    authors = find_authors(sources, _portal_names(sources, publisher[0]))
    files, links = find_links(sources, body)
    attachments = (*find_further(sources), *files)
    fields: dict[str, tuple[Any, str]] = {
        "description": _description(sources),
        "authors": (authors.names, authors.origin),
        "section": place.section,
        "breadcrumb": place.breadcrumb,
        "source_line": place.source_line,
        "publisher": publisher,
        "keywords": _keywords(sources),
        "language": _language(sources),
        "published": (dates.published, dates.published.origin if dates.published else ""),
        "modified": (dates.modified, dates.modified.origin if dates.modified else ""),
        "images": (find_pictures(sources, body), "text"),
        "attachments": (attachments, "text"),
        "links": (links, "text"),
        "canonical_url": sources.canonical,
    }
    dated = (line for line in dates.lines if not is_inset(sources.outline, line))
    lines = {line.position: line.text for line in (*dated, *authors.lines, *place.lines)}
    return Metadata(
        **{field: value for field, (value, _) in fields.items()},
        overruled=dates.overruled,
        info_lines=tuple(text for _, text in sorted(lines.items())),
        origins={field: origin for field, (value, origin) in fields.items() if value},
        entry=sources.entry,
        told=body_of(sources.article),
        json_ld=sources.nodes,
        meta={name: contents[0] for name, contents in sources.metas.items()},
    )


def _description(sources: Sources) -> tuple[str, str]:
    """Order: meta, JSON-LD, feed."""
    name, content = meta.first(sources.metas, meta.DESCRIPTION)
    candidates = [
        (content, f"meta:{name}"),
        (text_of(sources.article.get("description")), "json-ld:description"),
        (sources.page.hint.description, f"hint:{sources.page.hint.origin or 'listing'}"),
    ]
    return next(
        ((squeeze(t)[:_LONGEST_DESCRIPTION], origin) for t, origin in candidates if t.strip()), ("", "")
    )


def _publisher(sources: Sources) -> tuple[str, str]:
    """Order: the portal's declaration, JSON-LD, meta."""
    name, content = meta.first(sources.metas, meta.PUBLISHER)
    candidates = [
        (sources.page.reading.publisher, "portal"),
        (text_of(sources.article.get("publisher")), "json-ld:publisher"),
        (content, f"meta:{name}"),
    ]
    return next(((squeeze(text), origin) for text, origin in candidates if text.strip()), ("", ""))


def _portal_names(sources: Sources, publisher: str) -> Iterator[str]:
    """The names under which a portal would sign itself."""
    reading = sources.page.reading
    yield from (publisher, reading.publisher, reading.site_name, text_of(sources.article.get("publisher")))
    for name in meta.PUBLISHER:
        yield from sources.metas.get(name, ())
    host = urlsplit(sources.document.url).hostname or ""
    yield from (host, host.removeprefix("www."))


def _keywords(sources: Sources) -> tuple[tuple[str, ...], str]:
    """Order: meta (tags of the article before keywords of the page), JSON-LD."""
    for name in meta.KEYWORDS:
        if words := _split_keywords(sources.metas.get(name, ())):
            return words, f"meta:{name}"
    written = sources.article.get("keywords")
    written = written if isinstance(written, list) else [written]
    words = _split_keywords(tuple(map(text_of, written)))
    return words, "json-ld:keywords" if words else ""


def _split_keywords(contents: tuple[str, ...]) -> tuple[str, ...]:
    words = [squeeze(word) for content in contents for word in _BETWEEN_KEYWORDS.split(content)]
    return tuple(dict.fromkeys(word for word in words if 0 < len(word) <= _LONGEST_KEYWORD))[:_MOST_KEYWORDS]


def _language(sources: Sources) -> tuple[str, str]:
    """Order: JSON-LD, ``<html lang>``, meta, feed, the portal's declaration (see ``languages_of``), the text; what the
    text cannot be in is passed over."""
    tree, name = sources.document.tree, meta.first(sources.metas, meta.LANGUAGE)[0]
    named = {
        "json-ld:inLanguage": text_of(sources.article.get("inLanguage")),
        "html:lang": tree.get("lang") or tree.get("xml:lang") or "",
        f"meta:{name}": sources.metas.get(name, ("",))[0],
        f"hint:{sources.page.hint.origin or 'listing'}": sources.page.hint.language,
    }
    own = sources.language
    told = "portal" if own in map(tag_of, sources.page.reading.languages) else "text"
    origin = next((origin for origin, written in named.items() if tag_of(written) == own), told)
    return language_of(own), origin
