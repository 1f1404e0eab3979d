"""Which part of the tree is the article: the ground on which pictures, attachments and links are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import frozen
from lxml.html import HtmlElement

from pipelines.outline import Outline, is_prose
from pipelines.sources import Sources, select


@frozen(eq=False)
class Body:
    """The article's part of the tree."""

    text: HtmlElement | None
    """The element that holds the running text; ``None`` where no text was found."""
    area: HtmlElement | None
    """The smallest element round title and text: the lead picture may stand outside ``text``."""
    outline: Outline

    def elements(self, *tags: str) -> Iterator[HtmlElement]:
        """The elements with these tags that belong to the article, in their order on the page."""
        if self.area is None or self.text is None:
            return
        title = self.outline.lines[self.outline.title].element if self.outline.title is not None else None
        started = title is None or self.area is self.text
        within = frozenset(self.text.iter(*tags))
        for element in self.area.iter(*tags, *_anchors(title)):
            if element is title:
                started = True
            # After the text comes what else the portal has; inside it everything counts.
            if element.tag in tags and not self.outline.is_outside(element):
                if element in within:
                    yield element
                elif started and not self._is_after_text(element):
                    yield element

    def _is_after_text(self, element: HtmlElement) -> bool:
        return self.text is not None and _comes_after(element, self.text)


def _anchors(title: HtmlElement | None) -> tuple[str, ...]:
    return (title.tag,) if title is not None else ()


def _comes_after(element: HtmlElement, other: HtmlElement) -> bool:
    """Document order, by the branches below the nearest common ancestor."""
    up = [element, *element.iterancestors()]
    for node in (other, *other.iterancestors()):
        parent = node.getparent()
        if parent is None:
            return False
        if parent in up:
            branch = up[up.index(parent) - 1] if up.index(parent) else None
            return branch is not None and parent.index(branch) > parent.index(node)
    return False


def find_body(sources: Sources) -> Body:
    """The block with most running text after the title (or what the portal's rules declare)."""
    text = _declared(sources) or _densest(sources.outline)
    if text is None:
        return Body(None, None, sources.outline)
    return Body(text, _area(sources.outline, text), sources.outline)


def _declared(sources: Sources) -> HtmlElement | None:
    for selector in sources.rules.text:
        for node in select(sources.document.tree, selector):
            if not isinstance(node, str):
                return node
    return None


def _densest(outline: Outline) -> HtmlElement | None:
    """Each line of prose votes for its parent, half for its grandparent, by its length."""
    votes: Counter[HtmlElement] = Counter()
    for line in outline.lines[(outline.title or 0) :]:
        if len(line.text) >= 40 and not outline.is_outside(line.element):
            weight = len(line.text) if is_prose(line.text) else len(line.text) // 3
            node = line.element if line.element.tag in ("div", "td", "article", "section", "main") else line.element.getparent()
            if node is not None:
                votes[node] += weight
                parent = node.getparent()
                if parent is not None:
                    votes[parent] += weight // 2
    best = max(votes, key=lambda node: votes[node], default=None)
    return best if best is None or best.tag != "html" else None


def _area(outline: Outline, text: HtmlElement) -> HtmlElement:
    if outline.title is None:
        return text
    around = frozenset((outline.lines[outline.title].element, *outline.lines[outline.title].element.iterancestors()))
    area = text
    for node in text.iterancestors():
        if area in around or node.tag == "html":
            break
        area = node
    return area
