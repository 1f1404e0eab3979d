"""Which part of the tree is the article: the ground on which pictures, attachments and links are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen
from lxml.html import HtmlElement

from pipelines.markup import select
from pipelines.outline import Outline, is_prose
from pipelines.sources import Sources

_MOST = 0.5
"""The share of the prose below the title that the article's part of the tree holds."""


@frozen(eq=False)
class Body:
    """The article's part of the tree."""

    text: HtmlElement | None
    """The element that holds the running text; ``None`` where no text was found."""
    area: HtmlElement | None
    """The smallest element round title and text: the lead picture may stand outside ``text``."""
    outline: Outline

    def in_text(self, *tags: str) -> Iterator[HtmlElement]:
        """The elements with these tags inside the running text, in their order on the page."""
        if self.text is not None:
            yield from (element for element in self.text.iter(*tags) if self._belongs(element))

    def elements(self, *tags: str) -> Iterator[HtmlElement]:
        """As ``in_text``, and before these what stands between the title and the text."""
        if self.area is None or self.text is None:
            return
        title = self.outline.title_element
        wanted = frozenset(tags)
        between = title is None
        for element in self.area.iter(*tags, self.text.tag, *(() if title is None else (title.tag,))):
            if element is self.text:
                break
            between = between or element is title
            if between and element.tag in wanted and self._belongs(element):
                yield element
        yield from self.in_text(*tags)

    def around(self, *tags: str) -> Iterator[HtmlElement]:
        """The elements inside the text and beside it, under the same title; where that is the whole page, only
        those inside."""
        if self.area is None or self.area.tag in ("body", "html"):
            yield from self.in_text(*tags)
        else:
            yield from (element for element in self.area.iter(*tags) if self._belongs(element))

    def _belongs(self, element: HtmlElement) -> bool:
        aside = next(element.iterancestors("aside"), None)
        return aside is None and not self.outline.is_outside(element)


def find_body(sources: Sources) -> Body:
    """The block with most running text after the title (or what the portal's rules declare)."""
    declared = select(sources.document.tree, sources.rules.text)
    text = declared[0] if declared else sources.entry.text
    text = _densest(sources.outline) if text is None else text
    if text is None:
        return Body(None, None, sources.outline)
    return Body(text, _area(sources.outline, text), sources.outline)


def _densest(outline: Outline) -> HtmlElement | None:
    """Each line of prose votes for its parent, half for its grandparent, by its length; who is elected takes in
    its parents until most of the prose is in it: some systems give every paragraph a box of its own."""
    votes: Counter[HtmlElement] = Counter()
    own: Counter[HtmlElement] = Counter()
    held: Counter[HtmlElement] = Counter()
    for line in outline.lines[(outline.title or 0) :]:
        if len(line.text) >= 40 and not outline.is_outside(line.element):
            weight = len(line.text) if is_prose(line.text) else len(line.text) // 3
            node = (
                line.element
                if line.element.tag in ("div", "td", "article", "section", "main")
                else line.element.getparent()
            )
            if node is not None:
                votes[node] += weight
                parent = node.getparent()
                if parent is not None:
                    votes[parent] += weight // 2
                own[node] += weight
    for node, weight in own.items():
        held.update(dict.fromkeys((node, *node.iterancestors()), weight))
    best = max(votes, key=lambda node: votes[node], default=None)
    while best is not None and held[best] < _MOST * own.total() and best.getparent() is not None:
        best = best.getparent()
    return best if best is None or best.tag != "html" else None


def _area(outline: Outline, text: HtmlElement) -> HtmlElement:
    title = outline.title_element
    if title is None:
        return text
    around = frozenset((title, *title.iterancestors()))
    return next((node for node in (text, *text.iterancestors()) if node in around), text)
