"""Where two pages differ, marked on the pages as they looked: words that one has and the other lacks, and pictures."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from attrs import define, field, frozen
from lxml import etree
from lxml.html import HtmlElement

from archive.requisites import pictures_of
from archive.site.comparison import WORD, WORK, Budget, Opcode, opcodes

FIRST = "gazette-difference"
"""The id of the first mark of a page."""
MOST = 2_000
"""Marks on a page; of one that differs in more places the first are marked."""
_UNREAD = frozenset(
    "script style template title textarea select option svg math iframe object audio video canvas xmp noembed noframes "
    "plaintext applet portal".split()
)
"""Whose text is not shown as such, or may hold no mark."""
_NO_MARKS = frozenset("table thead tbody tfoot tr colgroup ul ol dl".split())
"""A browser would put what stands in them outside."""
Identity = Callable[[str], str]
"""What of a picture's absolute address says that two of them show the same."""


@frozen
class _Kind:
    """How what only one side has is marked: in elements that no page and no style of it has names for."""

    tag: str
    role: str
    style: str
    frame: str
    """Of a picture."""


_GONE = _Kind(
    tag="gazette-del",
    role="deletion",
    style="display:inline;background:#ffd9d6;color:#6b1109;text-decoration:line-through",
    frame="outline:4px dashed #b3261e;outline-offset:-4px",
)
_COME = _Kind(
    tag="gazette-ins",
    role="insertion",
    style="display:inline;background:#c9f0d2;color:#0c3f1d;text-decoration:underline",
    frame="outline:4px solid #1a7f37;outline-offset:-4px",
)
TAGS = (_GONE.tag, _COME.tag)
"""Of marks: what is gone, and what has come."""


@frozen
class Side:
    """One of the two pages."""

    tree: HtmlElement
    base_url: str
    identity: Identity


@frozen
class Differences:
    """How two pages differ."""

    removed: int
    """Places at which the earlier page says what the later one does not."""
    added: int
    pictures: int
    """Pictures that only one of them shows."""
    is_exact: bool
    """False where the pages were too large for all their words to be matched one by one."""

    @property
    def none(self) -> bool:
        """Whether both show the same."""
        return not (self.removed or self.added or self.pictures)

    @property
    def are_many(self) -> bool:
        """Whether there are more than are marked."""
        return max(self.removed, self.added) > MOST


@define(eq=False)
class _Text:
    """A piece of text of a page: what an element begins with, or what follows it."""

    element: HtmlElement
    is_tail: bool
    text: str
    spans: list[tuple[int, int]] = field(factory=list)
    """What of it is to be marked, in order."""

    @property
    def line(self) -> str:
        """The text, whatever its blanks."""
        return " ".join(self.text.split())

    def note(self, start: int, end: int) -> None:
        """That a word is to be marked; words with only blanks between them have one mark."""
        if self.spans and not self.text[self.spans[-1][1] : start].strip():
            start = self.spans.pop()[0]
        self.spans.append((start, end))


Word = tuple[str, _Text, int, int]
"""A word, the text that has it, and where in that it begins and ends."""


def mark(before: Side, after: Side) -> Differences:
    """Mark in both trees what only one of them has. The work is bounded by ``comparison.WORK`` and the pages' size."""
    old, new, budget = _texts(before.tree), _texts(after.tree), Budget(WORK)
    for operation, a, b in _anchored([text.line for text in old], [text.line for text in new], budget):
        if operation != "equal":
            _compare(old[a], new[b], budget)
    pictures = _frame(before, after)
    return Differences(_write(old, _GONE), _write(new, _COME), pictures, budget.exact)


def _texts(tree: HtmlElement) -> list[_Text]:
    """The texts of a page that are more than blanks, in the order of the page."""
    return [_Text(*place) for place in _places(tree) if not place[2].isspace()]


def _places(tree: HtmlElement) -> Iterator[tuple[HtmlElement, bool, str]]:
    body = tree.find("body")
    if body is None:
        return
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            if element is not body and element.tail and element.getparent().tag not in _NO_MARKS:
                yield element, True, element.tail
        elif element.tag in _UNREAD:
            walker.skip_subtree()
        elif element.text and element.tag not in _NO_MARKS:
            yield element, False, element.text


def _anchored(first: Sequence[str], second: Sequence[str], budget: Budget) -> Iterator[Opcode]:
    """As ``opcodes``, but for some that are equal: lines that stand once on each side, in the same order, are held
    against each other first (patience diff, Bram Cohen), so that what lies between them is compared by itself."""
    start = other = 0
    for at, there in [*_anchors(first, second), (len(first), len(second))]:
        for operation, a, b in opcodes(first[start:at], second[other:there], budget):
            yield operation, slice(a.start + start, a.stop + start), slice(b.start + other, b.stop + other)
        start, other = at + 1, there + 1


def _anchors(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of such lines: their places on both sides."""
    counts, others = Counter(first), Counter(second)
    places = {line: at for at, line in enumerate(second) if others[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(first) if counts[line] == 1 and line in places]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        place = bisect_left(ends, there)
        before.append(last[place - 1] if place else -1)
        ends[place : place + 1], last[place : place + 1] = [there], [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _compare(old: Sequence[_Text], new: Sequence[_Text], budget: Budget) -> None:
    """Note which words of texts, that stand in each other's place, only one side has."""
    if len(old) == len(new) > 1:
        for one, other in zip(old, new, strict=True):
            _compare([one], [other], budget)
        return
    first, second = _words_of(old), _words_of(new)
    for operation, a, b in opcodes([word for word, *_ in first], [word for word, *_ in second], budget):
        if operation != "equal":
            for _, text, start, end in chain(first[a], second[b]):
                text.note(start, end)


def _words_of(texts: Sequence[_Text]) -> list[Word]:
    return [(match[1], text, *match.span(1)) for text in texts for match in WORD.finditer(text.text)]


def _write(texts: Sequence[_Text], kind: _Kind) -> int:
    """Put the marks into the tree; returns how many there would be."""
    marked = [text for text in texts if text.spans]
    written = 0
    for text in marked:
        if written < MOST:
            _wrap(text, kind, is_first=not written)
            written += len(text.spans)
    return sum(len(text.spans) for text in marked)


def _wrap(text: _Text, kind: _Kind, is_first: bool) -> None:
    """Divide a text into what is marked and what is not."""
    attributes = {"role": kind.role, "style": _important(kind.style)}
    marks = [text.element.makeelement(kind.tag, attributes) for _ in text.spans]
    if is_first:
        marks[0].set("id", FIRST)
    first = text.text[: text.spans[0][0]]
    if text.is_tail:
        # Siblings would take a tail along.
        text.element.tail = None
        text.element.addnext(marks[0])
        text.element.tail = first
    else:
        text.element.text = first
        text.element.insert(0, marks[0])
    # Each behind the one before: to count through the siblings would take time with their square.
    for before, each in pairwise(marks):
        before.addnext(each)
    ends = [*(start for start, _ in text.spans[1:]), len(text.text)]
    for each, (start, end), following in zip(marks, text.spans, ends, strict=True):
        each.text, each.tail = text.text[start:end], text.text[end:following]


def _frame(before: Side, after: Side) -> int:
    """Frame the pictures that only one page shows."""
    old, new = _pictures(before), _pictures(after)
    return _frame_own(old, new, _GONE) + _frame_own(new, old, _COME)


def _frame_own(own: Mapping[str, list[HtmlElement]], others: Container[str], kind: _Kind) -> int:
    alone = [pictures for identity, pictures in own.items() if identity not in others]
    for picture in chain.from_iterable(alone):
        # Before the page's own style, which may be left open.
        picture.set("style", f"{_important(kind.frame)};{picture.get('style', '')}".rstrip(";"))
    return len(alone)


def _pictures(side: Side) -> dict[str, list[HtmlElement]]:
    found: dict[str, list[HtmlElement]] = {}
    for picture, url in pictures_of(side.tree, side.base_url):
        found.setdefault(side.identity(url), []).append(picture)
    return found


def _important(style: str) -> str:
    """Whatever the page's own styles say."""
    return ";".join(f"{part}!important" for part in style.split(";"))
