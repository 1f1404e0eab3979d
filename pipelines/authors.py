"""Who signs an article, as the page says.

The order, first that yields a person wins: the portal's rules, JSON-LD, meta, microdata, a byline beside the
title ('By …', 作者：…), an element marked as author beside the title, the same name marked wherever on the
page, the reporter named where Chinese agencies put him. Only where no person signs at all, the body that the
page expressly names as author in one of these places is taken. Editors on duty (责任编辑), accounts
('admin'), addresses and the portal's own name in passing are not authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen
from lxml import etree
from lxml.html import HtmlElement

from pipelines import meta
from pipelines.jsonld import resolve, text_of, types_of
from pipelines.names import BY, is_organisation, is_proper, names_in, plain_name
from pipelines.outline import Line, names_of, squeeze, visible_text
from pipelines.sources import Sources

_MOST = 12
_LONGEST_LINE = 160
_LONGEST_MARKED = 90
_LONGEST_SHOWN = 400
_BYLINE = re.compile(rf"(?:^|[|·•●⋅–—]\s?|\d{{4}}\s|\s(?=作者|记者|記者))(?:{BY})\s?[:：]?\s*(?P<names>[^|·•●⋅\d]{{2,90}})", re.IGNORECASE)
_ONLY_BY = re.compile(rf"(?:{BY})\s?[:：]?|by|written by|authors?", re.IGNORECASE)
_REPORTER = re.compile(r"[（(](?:本报|本社|新华社)?(?:记者|記者)[:：\s]*(?P<names>[^（()）]{2,30})[）)]")
_ONE_EACH = frozenset({"citation_author", "dc.creator", "dcterms.creator", "dc.contributor.author"})
_MARKED = etree.XPath(
    "//body//*[contains(@class,'author') or contains(@class,'Author') or contains(@class,'byline') or contains(@class,'Byline')"
    " or contains(@rel,'author') or (self::a and (contains(@href,'/author/') or contains(@href,'/authors/')))]"
)
_NOT_THE_NAME = re.compile(r"bio|desc|image|img|avatar|photo|social|title|role|job|position|date|time|about|links?$|comment|read", re.IGNORECASE)

_CHECKED = re.compile(r"\b(?:reviewed|reviewer|fact[- ]checked|edited|editor)\b", re.IGNORECASE)


@frozen
class Authors:
    """The names, where they were read, and the visible lines in which they stood."""

    names: tuple[str, ...] = ()
    origin: str = ""
    lines: tuple[Line, ...] = ()


@frozen
class _Claim:
    origin: str
    texts: list[str]
    lines: tuple[Line, ...] = ()
    visible: bool = False
    """Whether the names were read from visible text, where they must be written as names."""


def find_authors(sources: Sources, portal_names: Iterable[str]) -> Authors:
    """The authors of the page's article; ``portal_names`` are the portal's own names, which rarely sign."""
    portal = frozenset(plain_name(name) for name in portal_names if name)
    bodies = Authors()
    for claim in _claims(sources):
        names = dict.fromkeys(name for text in claim.texts for name in names_in(text) if not claim.visible or is_proper(name))
        people = tuple(name for name in names if plain_name(name) not in portal and not is_organisation(name))
        if people:
            signed = tuple(name for name in names if plain_name(name) not in portal)
            return Authors(signed[:_MOST], claim.origin, claim.lines)
        if names and not bodies.names:
            bodies = _shown(sources, tuple(names)[:1], claim)
    return bodies


def _shown(sources: Sources, names: tuple[str, ...], claim: _Claim) -> Authors:
    """A body signs only where the reader sees it sign: beside the title."""
    beside = (line for line in sources.outline.head(8) if line.position != sources.outline.title)
    near = [line for line in beside if len(line.text) <= _LONGEST_LINE and not sources.outline.is_outside(line.element)]
    plain = plain_name(names[0])
    return Authors(names, claim.origin, claim.lines) if any(plain in plain_name(line.text) for line in near) else Authors()


def _claims(sources: Sources) -> Iterator[_Claim]:
    yield _Claim("rule", list(sources.declared_all(sources.rules.authors)))
    yield _Claim("json-ld:author", _json_ld_names(sources))
    for name in meta.AUTHOR:
        if name in sources.metas:
            yield _Claim(f"meta:{name}", [_one_name(name, text) for text in sources.metas[name] if "://" not in text])
    yield _Claim("itemprop:author", [t for e in sources.items.get("author", ()) if (t := _item_name(sources, e))])
    yield from _from_bylines(sources)
    yield from _from_marks(sources)
    yield from _from_agency_lines(sources)


def _json_ld_names(sources: Sources) -> list[str]:
    """Names that the page shows as well: systems also write down who typed the page in."""
    authors: list[Any] = resolve(sources.article.get("author") or sources.article.get("creator"), sources.nodes)
    people = [author for author in authors if not _is_organisation(author)]
    names = [text_of(author) for author in people or authors]
    short = "\n".join(line.text for line in sources.outline.lines if len(line.text) <= _LONGEST_SHOWN).casefold()
    return [name for name in names if name.casefold() in short]


def _is_organisation(author: Any) -> bool:
    return isinstance(author, dict) and any("Organization" in kind for kind in types_of(author))


def _one_name(meta_name: str, text: str) -> str:
    """Citation metas hold one person each, the family name first: 'Roy, Aniruddha'."""
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and meta_name in _ONE_EACH and "," not in first else text


def _item_name(sources: Sources, element: HtmlElement) -> str:
    if sources.outline.is_outside(element):
        return ""
    names = [e for e in element.iter() if isinstance(e.tag, str) and "name" in e.get("itemprop", "").split()]
    chosen = names[0] if names else element
    return squeeze(chosen.get("content") or visible_text(chosen))[:_LONGEST_MARKED]


def _from_bylines(sources: Sources) -> Iterator[_Claim]:
    lines = sources.outline.lines
    for line in sources.outline.head(6, 20):
        if len(line.text) > _LONGEST_LINE or line.position == sources.outline.title or sources.outline.is_outside(line.element):
            continue
        if match := _BYLINE.search(line.text):
            yield _Claim("text:byline", [match["names"]], (line,), visible=True)
        elif _ONLY_BY.fullmatch(line.text) and line.position + 1 < len(lines):
            after = lines[line.position + 1]
            yield _Claim("text:byline", [after.text[:_LONGEST_MARKED]], (line, after), visible=True)


def _from_marks(sources: Sources) -> Iterator[_Claim]:
    """Elements called author: those beside the title; failing that, a single name that all of them give."""
    beside: dict[str, Line] = {}
    anywhere: dict[str, None] = {}
    outline = sources.outline
    last = outline.prose
    for element in _innermost(_MARKED(sources.document.tree)[:80]):
        text = visible_text(element)
        if not 2 <= len(text) <= _LONGEST_MARKED or outline.is_outside(element) or _NOT_THE_NAME.search(names_of(element)):
            continue
        names = [name for name in names_in(text) if is_proper(name)]
        line = outline.line_of(element)
        if line and _CHECKED.search(line.text):
            continue
        if line and (outline.title or 0) - 6 <= line.position <= last and _is_neighbour(line, beside):
            beside.update(dict.fromkeys(names, line))
        anywhere.update(dict.fromkeys(names))
    yield _Claim("mark:author", list(beside)[:4], tuple(dict.fromkeys(beside.values())))
    if len(anywhere) == 1:
        yield _Claim("mark:author", list(anywhere))


def _is_neighbour(line: Line, others: dict[str, Line]) -> bool:
    """Whether a line stands with those before it: who is marked further down has another part."""
    return not others or line.position - max(other.position for other in others.values()) <= 1


def _innermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Without those that hold another of them: 'author vcard' round the link with the name."""
    holders = {ancestor for element in elements for ancestor in element.iterancestors()}
    return [element for element in elements if element not in holders]


def _from_agency_lines(sources: Sources) -> Iterator[_Claim]:
    """'新华社北京6月10日电（记者张三、李四）' opens the text of an agency's report."""
    for line in sources.outline.lines[(sources.outline.title or 0) : sources.outline.prose + 1]:
        if match := _REPORTER.search(line.text[:80]):
            yield _Claim("text:记者", [match["names"].replace(" ", "、")])
