"""JSON-LD of a page: what it says about the article, in the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]
IsThisPage = Callable[[str], bool]
"""Tells of an address whether it is the page's own."""

ARTICLE_TYPES = frozenset({
    "Article", "NewsArticle", "BlogPosting", "Report", "TechArticle", "ScholarlyArticle",
    "OpinionNewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle",
    "ReviewNewsArticle", "AdvertiserContentArticle", "LiveBlogPosting", "SocialMediaPosting",
    "DiscussionForumPosting", "SpecialAnnouncement", "LegalForceDocument", "Legislation", "HowTo", "Recipe",
    "Review", "MedicalWebPage", "QAPage",
})  # fmt: skip
_MOST_CHARACTERS = 2_000_000
_MOST_NODES = 500
_MOST_CRUMBS = 20
_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[")
_CLOSINGS = ("-->", "//]]>", "// ]]>", "]]>", ";")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"<[^<>]{1,200}>")


def read_json_ld(tree: HtmlElement) -> list[Node]:
    """Every node of every JSON-LD block, ``@graph`` and lists flattened; what is not JSON is left out."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower() and script.text:
            nodes.extend(_flat(_load(script.text), 0))
        if len(nodes) > _MOST_NODES:
            break
    return nodes[:_MOST_NODES]


def _load(text: str) -> Any:
    if len(text) > _MOST_CHARACTERS:
        return None
    for attempt in (str, _unwrapped, _repaired):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(text: str) -> str:
    text = text.strip()
    for opening in _OPENINGS:
        text = text.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        text = text.removesuffix(closing).rstrip()
    return text


def _repaired(text: str) -> str:
    """Two faults that templates make: a comma too many, quotes as entities."""
    text = _unwrapped(text)
    return _TRAILING_COMMA.sub("", unescape(text) if text.startswith("{&quot;") else text)


def _flat(value: Any, depth: int) -> Iterator[Node]:
    if isinstance(value, list) and depth < 6:
        for part in value:
            yield from _flat(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (list, dict)) and depth < 6:
                yield from _flat(value[key], depth + 1)


def types_of(node: Node) -> frozenset[str]:
    """The node's ``@type`` without the vocabulary's address."""
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return frozenset(kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if isinstance(kind, str))


def article_node(nodes: list[Node], is_this_page: IsThisPage) -> Node:
    """The node that describes the page's own article; empty where none or several could."""
    articles = [node for node in nodes if _is_article(types_of(node), node)]
    own = [node for node in articles if any(map(is_this_page, addresses_of(node)))]
    if own:
        return max(own, key=_weight)
    headlines = {text_of(node.get("headline") or node.get("name")) for node in articles}
    return max(articles, key=_weight) if len(headlines) == 1 else {}


def _is_article(types: frozenset[str], node: Node) -> bool:
    """A page that has a headline is an article under another name."""
    return bool(types & ARTICLE_TYPES) or ("WebPage" in types and "headline" in node)


def _weight(node: Node) -> int:
    return ("datePublished" in node) + ("author" in node) + ("headline" in node)


def addresses_of(node: Node) -> Iterator[str]:
    """The addresses under which a node names itself or the page it is about."""
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def resolve(value: Any, nodes: list[Node]) -> list[Any]:
    """A property's values as a list, references (``{"@id": …}``) replaced by the node they name."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [
        by_id.get(v["@id"], v) if isinstance(v, dict) and set(v) <= {"@id", "@type"} and _has_id(v) else v
        for v in values
    ]


def _has_id(value: Node) -> bool:
    return isinstance(value.get("@id"), str)


def text_of(value: Any) -> str:
    """A property's text: a string, the first of several, or an object's ``name`` or ``@value``; else ``''``."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or ""
        else:
            break
    if not isinstance(value, str):
        return ""
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", value))).strip()


def body_of(node: Node) -> str:
    """An article's whole text, entities resolved; line breaks or HTML divide its paragraphs."""
    body = node.get("articleBody")
    return unescape(body) if isinstance(body, str) else ""


def breadcrumb_of(nodes: list[Node], is_this_page: IsThisPage) -> tuple[str, ...]:
    """The names of a ``BreadcrumbList`` by position, without the page itself."""
    for node in nodes:
        lists = [node] if "BreadcrumbList" in types_of(node) else []
        if isinstance(node.get("breadcrumb"), dict):
            lists.append(node["breadcrumb"])
        for crumbs in lists:
            items = _crumbs(crumbs.get("itemListElement"))
            names = [text_of(item.get("name")) or text_of(item.get("item")) for item in items]
            if names and _is_the_page(items[-1], is_this_page):
                names.pop()
            if any(names):
                return tuple(filter(None, names))
    return ()


def _crumbs(elements: Any) -> list[Node]:
    items = [item for item in elements if isinstance(item, dict)] if isinstance(elements, list) else []
    return sorted(items[:_MOST_CRUMBS], key=_position)


def _is_the_page(item: Node, is_this_page: IsThisPage) -> bool:
    """The last crumb may leave its address out when it is the page."""
    target = item.get("item")
    target = target.get("@id") or target.get("url") if isinstance(target, dict) else target
    return not isinstance(target, str) or is_this_page(target)


def _position(item: Node) -> float:
    try:
        return float(item.get("position") or 0)
    except (TypeError, ValueError):
        return 0.0


def headline_of(nodes: Sequence[Node]) -> str:
    """The first headline among JSON-LD nodes."""
    return next((str(node["headline"]) for node in nodes if isinstance(node.get("headline"), str)), "")
