"""A page cut into blocks in reading order, each with what surrounds it: what the scorer sees.

One walk over the tree. A block ends where the page starts a new block element or breaks a line; inline
elements run on. Tables of data become rows; tables that only lay out the page are walked like any box.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from itertools import chain, islice

from attrs import define
from lxml import etree
from lxml.html import HtmlElement

from pipelines.formula import linear
from pipelines.marks import Names, names_of
from pipelines.monthly import is_month
from pipelines.numbering import Numbering
from pipelines.text import BlockKind, clean_line, weighted_length

_UNSEEN: frozenset[object] = frozenset("script style noscript template link meta".split()) | {
    etree.Comment,
    etree.PI,
    etree.Entity,
}
_SKIPPED = _UNSEEN | frozenset(
    "svg iframe object embed select option textarea input head title canvas audio video map datalist applet dialog "
    "figcaption math".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr nobr img picture source ruby rt rb rp".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PLAIN = frozenset("ul ol td th blockquote table".split())
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_LONG_CELL = 400
_PARAGRAPHS, _TEXT, _COLUMNS = 4, 300, 3
"""So many paragraphs and characters in an item of a list are no item, unless it has so many neighbours."""
_MOST_INSIDE = 200
"""Paragraphs of an item that are looked at: lists in lists hold the same ones."""
_MOST_DOUBTS = 500
"""Boxes that are looked into for the article: each costs a walk through it."""
_CONTROLS = etree.XPath(
    "//h1//@aria-controls|//h2//@aria-controls|//h3//@aria-controls|//h4//@aria-controls|//h5//@aria-controls"
    "|//h6//@aria-controls|//*[@role='heading']//@aria-controls|//*[@role='tab']/@aria-controls"
)
"""What says so by itself; menus, searches and dialogs are opened by buttons that stand in no heading."""
_CELL = "\x00"
_SIGNS = {"del": ("~~", "~~"), "s": ("~~", "~~"), "strike": ("~~", "~~"), "q": ("“", "”")}
"""What a reader sees of an element and its words alone do not tell: words struck out, words quoted."""

ANCESTORS = tuple(
    "article main aside footer header nav form figure section ul ol table blockquote dl li details pre address "
    "figcaption td hidden".split()
)
"""What a block may stand in; ``hidden`` is no element but whatever is not shown at first."""
_TAG_BIT = {tag: 1 << place for place, tag in enumerate(ANCESTORS)}


@define(eq=False, slots=True)
class Box:
    """A block element of the page and what it stands in."""

    parent: Box | None
    tag: str
    name: str
    """Its class, as written: boxes of the same kind carry the same."""
    kind: BlockKind
    level: int
    """Of the heading it belongs to, 0 for none."""
    marks: int
    """Bits of ``marks.MARKS`` that its own names speak of."""
    near_marks: int
    """The same with those of the two boxes around it."""
    all_marks: int
    """The same with those of all boxes around it."""
    tags: int
    """Bits of ``ANCESTORS``, itself included."""
    depth: int
    direct: float = 0.0
    """Characters of running text in its own blocks."""
    last: Box | None = None
    """The box that ends it; none where a line, a picture, a frame or the like stands behind that."""

    @property
    def build(self) -> Hashable:
        """What boxes that a page builds alike in one place have in common."""
        return self.parent, self.tag, self.name

    def outward(self) -> Iterator[Box]:
        """The box and those around it, the nearest first."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@define(eq=False, slots=True)
class Piece:
    """A block as it stands on the page, before anybody has said whether it is text."""

    kind: BlockKind
    text: str
    box: Box
    link_chars: int
    links: int

    @property
    def is_linked(self) -> bool:
        """Whether more than half of the text stands in links."""
        return 2 * self.link_chars > len(self.text)


def cut(tree: HtmlElement) -> list[Piece]:
    """All visible blocks of a page in document order; ``tree`` stays as it was."""
    body = tree.find("body")
    return _Walk(tree if body is None else body).run()


class _Walk:
    """The state of one walk: the box we are in, the text since the last block, the table of data if any."""

    def __init__(self, body: HtmlElement) -> None:
        self.body = body
        self.box = Box(None, str(body.tag), "", "paragraph", 0, 0, 0, 0, 0, 0)
        self.pieces: list[Piece] = []
        self.buffer: list[str] = []
        self.link_chars = self.links = self.open_links = 0
        self.headed = next(body.iter("h1"), None) is not None
        self.prose = -1
        self.doubts = 0
        self.numbering = Numbering()
        self.number = ""
        self.controlled: frozenset[str] | None = None
        self.skipped: HtmlElement | None = None
        self.folds: list[HtmlElement] = []
        self.table: HtmlElement | None = None

    def run(self) -> list[Piece]:
        walker = etree.iterwalk(self.body, events=("start", "end"))
        self.enter(next(walker)[1])
        for event, element in walker:
            tag = element.tag
            if event == "end":
                self.end(element, tag)
                text = element.tail if element is not self.body else None
            elif names := self.names_if_read(element, tag):
                self.start(element, tag, names)
                text = element.text
            else:
                walker.skip_subtree()
                self.skipped = element
                self.box.last = self.box.last if tag in _UNSEEN else None
                text = linear(element) if tag == "math" else None
            if text:
                self.add(text)
        self.flush()
        return self.pieces

    def enter(self, element: HtmlElement) -> None:
        """Begin with the element that is walked through: it is read, whatever it is."""
        if element.tag in _INLINE:
            self.start_inline(element, element.tag)
        if element.text:
            self.add(element.text)

    def names_if_read(self, element: HtmlElement, tag: str) -> Names | None:
        """The names of an element; ``None`` for one that shows nothing to read, or nothing of the article: a caption,
        the sheet of a month, what is named as something beside it and does not hold it all the same."""
        if (
            tag in _SKIPPED
            or (tag in _INLINE and _is_hidden(element))
            or (tag == "table" and is_month(element))
        ):
            return None
        if tag == "button":
            # Asked before its names, as doubts are counted and a page has hundreds of buttons.
            if self.is_shut(element):
                return None
        elif element.get("hidden") is not None and not self.is_panel(element):
            return None
        names = names_of(element.get("class"), element.get("id"), element.get("role"))
        return None if names.apart and not self.holds_article(element) else names

    def is_shut(self, button: HtmlElement) -> bool:
        """Whether a button is no more than that: one left open holds the rest of the page, and some are headings."""
        is_open = next(button.iter("p", "h1"), None) is not None
        return not (self.box.level or (is_open and self.holds_article(button)))

    def is_fold(self, link: HtmlElement) -> bool:
        """Whether a link leads nowhere and is a heading, or stands in one: it unfolds what stands below."""
        is_tab = link.get("role") == "tab" or "tab" in (link.get("data-toggle"), link.get("data-bs-toggle"))
        if (
            link.get("aria-expanded") is None
            or is_tab
            or not link.get("href", "#").startswith(("#", "javascript:"))
        ):
            return False
        return bool(self.box.level) or next(link.iter(*HEADINGS), None) is not None

    def is_panel(self, element: HtmlElement) -> bool:
        """Whether a part that is not shown at first is what a tab or a heading of the page unfolds."""
        if element.get("role") == "tabpanel" or element.get("hidden") == "until-found":
            return True
        own = element.get("id", "")
        if self.controlled is None:
            self.controlled = _controlled(self.body)
        # React streams a page's parts into hidden boxes named S:1, S:2 … and moves them by script.
        return own.startswith("S:") or own in self.controlled

    def holds_article(self, element: HtmlElement) -> bool:
        """By the page's main heading; without one, by most of the page's paragraphs."""
        self.doubts += 1
        if self.doubts > _MOST_DOUBTS:
            return True
        if self.headed:
            return next(element.iter("h1"), None) is not None
        if self.prose < 0:
            self.prose = _prose(self.body)
        return _prose(element) * 2 > self.prose

    def start(self, element: HtmlElement, tag: str, names: Names) -> None:
        if tag in _INLINE:
            self.start_inline(element, tag)
        elif self.table is not None:
            self.buffer.append(_CELL if tag in ("td", "th") else " ")
        elif tag == "br":
            self.flush()
        else:
            self.flush()
            around, self.box = self.box, _box(element, names, self.box)
            around.last = around.last if tag == "p" and _is_empty_line(element) else self.box
            if tag == "table" and _is_data(element):
                self.table = element
            elif tag == "li":
                self.number = self.numbering.of(element)

    def start_inline(self, element: HtmlElement, tag: str) -> None:
        if tag == "a" and self.is_fold(element):
            self.folds.append(element)
        elif tag == "a":
            self.open_links += 1
            self.links += 1
        elif tag in _SIGNS and element.text:
            self.buffer.append(_SIGNS[tag][0])
        elif tag == "sup" and self.is_raised(element):
            self.buffer.append("^")
        elif tag == "img":
            self.box.last = None

    def end(self, element: HtmlElement, tag: str) -> None:
        if element is self.skipped:
            self.skipped = None
        elif tag in _INLINE:
            if self.folds and element is self.folds[-1]:
                self.folds.pop()
            elif tag == "a":
                self.open_links -= 1
            elif tag in _SIGNS and element.text:
                self.buffer.append(_SIGNS[tag][1])
        elif tag == "br":
            pass
        elif self.table is not None and element is not self.table:
            if tag == "tr":
                self.flush_row()
            elif tag == "caption":
                self.flush()
        else:
            self.close()

    def is_raised(self, element: HtmlElement) -> bool:
        """Whether figures are raised that would join the figures before them: a power, the number of a note."""
        before, raised = "".join(self.buffer[-1:])[-1:], "".join(islice(element.itertext(), 1))[:1]
        return before.isdecimal() and raised.isdecimal()

    def close(self) -> None:
        self.table = None
        self.flush()
        self.number = ""
        self.box = self.box.parent or self.box

    def add(self, text: str) -> None:
        self.buffer.append(text)
        if self.open_links:
            self.link_chars += len(text.strip())

    def flush(self) -> None:
        if not self.buffer:
            return
        raw = "".join(self.buffer)
        if raw and not raw.isspace():
            for part in _EMPTY_LINE.split(raw) if self.box.tag == "pre" else (raw,):
                if line := clean_line(part):
                    self.emit(self.box.kind, line)
        self.forget()

    def flush_row(self) -> None:
        cells = [clean_line(cell).replace("|", "¦") for cell in "".join(self.buffer).split(_CELL)]
        cells = cells[1:] if len(cells) > 1 and not cells[0] else cells
        if any(cells):
            self.emit("row", "| " + " | ".join(cells) + " |")
        self.forget()

    def emit(self, kind: BlockKind, line: str) -> None:
        line, self.number = self.number + line, ""
        self.pieces.append(Piece(kind, line, self.box, min(self.link_chars, len(line)), self.links))
        self.box.last = None

    def forget(self) -> None:
        self.buffer.clear()
        self.link_chars = self.links = 0


def _prose(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _controlled(body: HtmlElement) -> frozenset[str]:
    """The ids of the parts that the page's tabs, and buttons in its headings, unfold."""
    return frozenset(chain.from_iterable(map(str.split, _CONTROLS(body))))


def _is_empty_line(element: HtmlElement) -> bool:
    """Whether a paragraph is what an editor leaves behind under a text."""
    return not len(element) and not (element.text or "").strip()


def _is_hidden(element: HtmlElement) -> bool:
    """Whether a box is not shown at first: a pop-up, or a part of the text that a reader unfolds."""
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _box(element: HtmlElement, names: Names, parent: Box) -> Box:
    tag = element.tag
    level = HEADINGS.get(tag, 0)
    kind: BlockKind = parent.kind
    if level:
        kind = "heading"
    elif tag == "li":
        kind = "paragraph" if _is_column(element) else "item"
    elif tag in _PLAIN:
        kind = "paragraph"
    return Box(
        parent,
        tag,
        names.style,
        kind,
        level or parent.level,
        names.marks,
        names.marks | parent.marks | (parent.parent or parent).marks,
        names.marks | parent.all_marks,
        parent.tags | _TAG_BIT.get(tag, 0) | (_TAG_BIT["hidden"] if _is_hidden(element) else 0),
        parent.depth + 1,
    )


def _is_column(item: HtmlElement) -> bool:
    """Whether an item of a list is rather a column of the page: the only one of few with a whole text in it."""
    if not _is_text(item):
        return False
    others = [
        *islice(item.itersiblings("li", preceding=True), _COLUMNS),
        *islice(item.itersiblings("li"), _COLUMNS),
    ]
    return len(others) < _COLUMNS and not any(map(_is_text, others))


def _is_text(item: HtmlElement) -> bool:
    inside = list(islice(item.iter("p"), _MOST_INSIDE))
    if len(inside) < _PARAGRAPHS:
        return False
    own = [paragraph for paragraph in inside if next(paragraph.iterancestors("li")) is item]
    said = (weighted_length(paragraph.text_content()) for paragraph in own)
    return len(own) >= _PARAGRAPHS and sum(said) >= _TEXT


def _is_data(table: HtmlElement) -> bool:
    """Whether a table holds data: two columns or more in two rows or more, no table inside, no prose in cells."""
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table"), None) is not None
    ):
        return False
    rows = [[cell for cell in line if cell.tag in ("td", "th")] for line in table.iter("tr")]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    if next(table.iter("th"), None) is not None:
        return True
    cells = [cell for line in rows for cell in line]
    return len(cells) >= 4 and all(len("".join(cell.itertext())) <= _LONG_CELL for cell in cells)
