"""The visible lines of a page, where its title stands, and which parts of it are not the article.

One pass over the text of the tree; everything that is read from visible text starts from these lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from attrs import field, frozen
from lxml import etree
from lxml.html import HtmlElement

_TEXTS = etree.XPath("//body//text()")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_UNSEEN = frozenset("script style noscript template textarea select option svg head iframe".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike"
    " strong sub sup time tt u var wbr img ruby rt rb nobr address-part".split()
)
_NOT_ARTICLE_TAGS = frozenset("nav footer aside".split())
_NOT_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|disqus|respond|replies|related\w*|recommend\w*|sidebar|side-?bar|footer"
    r"|nav|navbar|menu|submenu|breadcrumbs?|popular|trending|most-?read|newsletter|subscribe|promo|teasers?"
    r"|latest|recent|upcoming|archives?|calendar|events?|carousel|slider|read-?(?:more|next)|you-may|also-like"
    r"|more-(?:news|stories|posts|from)|next-?post|prev(?:ious)?-?post|post-?navigation|cookie|banner|popup|modal"
    r"|advert\w*|sponsor\w*|social|share|copyright|bottom-?nav|topbar|top-?bar|clock|weather)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_LINE = 2_000
_PROSE = 160
_STANDFIRST = 3
"""How many long lines it takes: a standfirst or a notice may stand between title and date."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PLAIN = re.compile(r"[\W_]+")


@frozen(eq=False)
class Line:
    """One line of visible text and the block that holds it."""

    text: str
    """With single spaces; at most some thousand characters."""
    element: HtmlElement
    position: int


@frozen(eq=False)
class Outline:
    """A page as its reader sees it: lines from top to bottom."""

    lines: tuple[Line, ...]
    title: int | None
    """Index of the line that holds the article's title; ``None`` where it was not found."""
    prose: int
    """Index of the line where running text has begun after the title (a standfirst is not yet that); the number
    of lines where there is none."""
    _around_title: frozenset[HtmlElement] = frozenset()
    _outside: dict[HtmlElement, bool] = field(factory=dict)
    _first_lines: dict[HtmlElement, Line] = field(factory=dict)

    def is_outside(self, element: HtmlElement) -> bool:
        """Whether ``element`` lies in a part that is not the article: navigation, footer, related, comments.

        What surrounds the title is the article, whatever it is called.
        """
        seen: list[HtmlElement] = []
        outside = False
        for node in (element, *element.iterancestors()):
            if node in self._outside:
                outside = self._outside[node]
                break
            if node.tag == "body" or node in self._around_title:
                break
            seen.append(node)
            if node.tag in _NOT_ARTICLE_TAGS or _NOT_ARTICLE.search(names_of(node)):
                outside = True
                break
        self._outside.update((node, outside) for node in seen)
        return outside

    def line_of(self, element: HtmlElement) -> Line | None:
        """The first line of the block that holds ``element``."""
        if not self._first_lines:
            self._first_lines.update({line.element: line for line in reversed(self.lines)})
        return next((self._first_lines[e] for e in (element, *element.iterancestors()) if e in self._first_lines), None)

    def head(self, before: int = 12, after: int = 25) -> tuple[Line, ...]:
        """The lines round the title, from ``before`` lines above it to the first running text."""
        if self.title is None:
            return self.lines[max(0, self.prose - before) : self.prose]
        return self.lines[max(0, self.title - before) : max(self.title + 1, min(self.prose, self.title + after))]


def names_of(element: HtmlElement) -> str:
    """Class and id of an element: how its page calls it."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def squeeze(text: str) -> str:
    """White space of any kind and length as single spaces."""
    return _SPACES.sub(" ", text).strip()


def visible_text(element: HtmlElement) -> str:
    """The text below ``element`` without scripts and styles, squeezed; blocks are parted by a space."""
    return squeeze("".join(_visible(element)))


def _visible(element: HtmlElement) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            apart = child.tag not in _INLINE
            if apart:
                yield " "
            yield from _visible(child)
            if apart:
                yield " "
        if child.tail:
            yield child.tail


def outline(tree: HtmlElement, titles: Iterable[str]) -> Outline:
    """The outline of a page; ``titles`` are the ways its head names the article."""
    lines = tuple(_lines(tree))
    at = _title_line(lines, [_plain(title) for title in titles if title])
    prose = [line.position for line in islice(lines, (at or 0) + 1, None) if is_prose(line.text)][:_STANDFIRST]
    around = frozenset(lines[at].element.iterancestors()) if at is not None else frozenset()
    return Outline(lines, at, prose[-1] if prose else len(lines), around)


def is_prose(text: str) -> bool:
    """Whether a line is long enough to be running text: ideographs say three times as much a character."""
    return len(text) + 2 * len(_CJK.findall(text[:_PROSE])) >= _PROSE


def _lines(tree: HtmlElement) -> Iterator[Line]:
    blocks: dict[HtmlElement, HtmlElement | None] = {}
    block: HtmlElement | None = None
    parts: list[str] = []
    position = 0
    for text in _TEXTS(tree):
        if text.isspace():
            if parts:
                parts.append(" ")
            continue
        parent = text.getparent()
        after_break = text.is_tail and parent.tag == "br"
        owner = _block_of(parent.getparent() if text.is_tail else parent, blocks)
        if owner is None:
            continue
        if owner is not block or after_break:
            if line := squeeze("".join(parts)[:_LONGEST_LINE]):
                yield Line(line, block, position)
                position += 1
            block, parts = owner, []
        parts.append(text)
    if block is not None and (line := squeeze("".join(parts)[:_LONGEST_LINE])):
        yield Line(line, block, position)


def _block_of(element: HtmlElement, blocks: dict[HtmlElement, HtmlElement | None]) -> HtmlElement | None:
    """The nearest block round ``element``, or ``None`` where its text is not shown."""
    found = blocks.get(element, element)
    if found is not element or element in blocks:
        return found
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN:
        found = None
    elif tag in _INLINE and element.getparent() is not None:
        found = _block_of(element.getparent(), blocks)
    blocks[element] = found
    return found


def _plain(text: str) -> str:
    return _PLAIN.sub("", text.casefold())


def _title_line(lines: tuple[Line, ...], titles: list[str]) -> int | None:
    """The line that says what the head says: a heading before other lines, the whole title before a part."""
    best, best_rank = None, 0
    for line in lines:
        if len(line.text) > 300:
            continue
        rank = _title_rank(line, titles)
        if rank > best_rank:
            best, best_rank = line.position, rank
    return best


def _title_rank(line: Line, titles: list[str]) -> int:
    heading = _heading_rank(line.element)
    plain = _plain(line.text) if heading or len(line.text) > 5 else ""
    if not plain:
        return 0
    if plain in titles:
        return 40 + heading
    if len(plain) > 5 and any(title.startswith(plain) or plain.startswith(title) and title for title in titles):
        return (20 if len(plain) > 11 or heading else 0) + heading
    if heading and len(plain) > 11 and any(plain in title for title in titles):
        return 15 + heading
    return heading if heading == 9 else 0


def _heading_rank(element: HtmlElement) -> int:
    """9 for ``h1`` (or what stands in one), less for lesser headings, 0 for none."""
    for node in (element, element.getparent()):
        if node is not None and node.tag in ("h1", "h2", "h3", "h4"):
            return {"h1": 9, "h2": 6, "h3": 3, "h4": 1}[node.tag]
    return 0
