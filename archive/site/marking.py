"""Where two pages differ, marked on the pages as they looked: words that one has and the other lacks, and pictures."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain
from urllib.parse import urlsplit

from attrs import define, field, frozen
from lxml import etree
from lxml.html import HtmlElement

from archive.requisites import absolute
from archive.site.comparison import WORD, WORK, Budget, opcodes

_UNREAD = frozenset(
    "script style template title textarea select option svg math iframe object audio video canvas".split()
)
"""Whose text is not shown as such, or may hold no mark."""
_NO_MARKS = frozenset("table thead tbody tfoot tr colgroup ul ol dl".split())
"""A browser would put what stands in them outside."""
FIRST = "gazette-difference"
"""The id of the first mark of a page."""
_MOST = 2_000
"""Marks on a page; of one that differs in more places the first are marked."""
_MARKED = {
    "del": "all:revert;display:inline;background:#ffd9d6;color:#6b1109;text-decoration:line-through",
    "ins": "all:revert;display:inline;background:#c9f0d2;color:#0c3f1d;text-decoration:underline",
}
_FRAMED = {"del": "outline:4px dashed #b3261e", "ins": "outline:4px solid #1a7f37"}


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


@define(eq=False)
class _Text:
    """A piece of text of a page: what an element begins with, or what follows it."""

    element: HtmlElement
    is_tail: bool
    text: str
    words: list[tuple[str, int, int]]
    """Each with where it begins and ends."""
    spans: list[tuple[int, int]] = field(factory=list)
    """What of it is to be marked, in order."""

    def note(self, start: int, end: int) -> None:
        """That a word is to be marked; words with only blanks between them have one mark."""
        if self.spans and not self.text[self.spans[-1][1] : start].strip():
            start = self.spans.pop()[0]
        self.spans.append((start, end))


def mark(before: HtmlElement, after: HtmlElement, base_urls: tuple[str, str]) -> Differences:
    """Mark in both trees what only one of them has; ``base_urls`` are theirs. Bounded in time for any pages."""
    old, new, budget = _texts(before), _texts(after), Budget(WORK)
    for operation, a, b in opcodes(list(map(_line, old)), list(map(_line, new)), budget):
        if operation != "equal":
            _compare(old[a], new[b], budget)
    pictures = _frame(before, after, base_urls)
    return Differences(_write(old, "del"), _write(new, "ins"), pictures, budget.exact)


def _texts(tree: HtmlElement) -> list[_Text]:
    """The texts of a page that have words, in the order of the page."""
    found = (_Text(*place, _words(place[2])) for place in _places(tree))
    return [text for text in found if text.words]


def _places(tree: HtmlElement) -> Iterator[tuple[HtmlElement, bool, str]]:
    body = tree.find("body")
    if body is None:
        return
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            parent = element.getparent()
            if element is not body and element.tail and parent.tag not in _NO_MARKS:
                yield element, True, element.tail
        elif element.tag in _UNREAD:
            walker.skip_subtree()
        elif element.text and element.tag not in _NO_MARKS:
            yield element, False, element.text


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(match[1], *match.span(1)) for match in WORD.finditer(text)]


def _line(text: _Text) -> str:
    return " ".join(word for word, _, _ in text.words)


def _compare(old: Sequence[_Text], new: Sequence[_Text], budget: Budget) -> None:
    """Note which words of texts, that stand in each other's place, only one side has."""
    first, second = _words_of(old), _words_of(new)
    for operation, a, b in opcodes([word for word, *_ in first], [word for word, *_ in second], budget):
        if operation != "equal":
            for _, text, start, end in chain(first[a], second[b]):
                text.note(start, end)


def _words_of(texts: Sequence[_Text]) -> list[tuple[str, _Text, int, int]]:
    return [(word, text, start, end) for text in texts for word, start, end in text.words]


def _write(texts: Sequence[_Text], tag: str) -> int:
    """Put the marks into the tree; returns how many there would be."""
    marked = [text for text in texts if text.spans]
    written = 0
    for text in marked:
        if written >= _MOST:
            break
        _wrap(text, tag, written)
        written += len(text.spans)
    return sum(len(text.spans) for text in marked)


def _wrap(text: _Text, tag: str, before: int) -> None:
    """Divide a text into what is marked and what is not; ``before``: how many marks the page has by then."""
    parent = text.element.getparent() if text.is_tail else text.element
    at = parent.index(text.element) + 1 if text.is_tail else 0
    first = text.text[: text.spans[0][0]]
    if text.is_tail:
        text.element.tail = first
    else:
        text.element.text = first
    ends = [start for start, _ in text.spans[1:]] + [len(text.text)]
    for number, ((start, end), following) in enumerate(zip(text.spans, ends, strict=True)):
        mark = parent.makeelement(tag, {"style": _important(_MARKED[tag])})
        if not before + number:
            mark.set("id", FIRST)
        mark.text, mark.tail = text.text[start:end], text.text[end:following]
        parent.insert(at + number, mark)


def _frame(before: HtmlElement, after: HtmlElement, base_urls: tuple[str, str]) -> int:
    """Frame the pictures that only one page shows; what follows the '?' of an address is no other picture."""
    old, new = (_pictures(tree, base) for tree, base in zip((before, after), base_urls, strict=True))
    return _frame_own(old, new, "del") + _frame_own(new, old, "ins")


def _frame_own(own: Mapping[str, list[HtmlElement]], others: Container[str], tag: str) -> int:
    alone = [pictures for url, pictures in own.items() if url not in others]
    for picture in chain.from_iterable(alone):
        style = picture.get("style", "").rstrip("; ")
        picture.set("style", f"{style};{_important(_FRAMED[tag])}".lstrip(";"))
    return len(alone)


def _pictures(tree: HtmlElement, base_url: str) -> dict[str, list[HtmlElement]]:
    found: dict[str, list[HtmlElement]] = {}
    for picture in tree.iter("img"):
        if url := absolute(picture.get("src", ""), base_url):
            found.setdefault(urlsplit(url)._replace(query="").geturl(), []).append(picture)
    return found


def _important(style: str) -> str:
    """Whatever the page's own styles say."""
    return ";".join(f"{part}!important" for part in style.split(";"))
