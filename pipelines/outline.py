"""The visible lines of a page, where its title stands, and which parts of it are not the article.

One pass over the text of the tree; everything that is read from visible text starts from these lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from attrs import field, frozen
from lxml import etree
from lxml.html import HtmlElement

from pipelines.moments import is_day

_TEXTS_BELOW = etree.XPath(".//text()")
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "textarea", "select", "option", "svg", "head", "iframe", "title", "desc",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "img", "ruby", "rt", "rb", "nobr", "address-part",
})  # fmt: skip
_NOT_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|disqus|respond|replies|related\w*|recommend\w*"
    r"|(?<!\bno[_-])(?<!\bhas[_-])(?<!\bwith[_-])(?<!\bwithout[_-])side-?bar"
    r"|(?<!entry-)(?<!post-)(?<!article-)(?<!news-)(?<!node-)footer"
    r"|nav|navbar|menu|submenu|breadcrumbs?|popular|trending|most-?read|newsletter|subscribe|promo|teasers?"
    r"|latest|recent|upcoming|calendar|carousel|slider|read-?(?:more|next)|you-may|also-like"
    r"|more-(?:news|stories|posts|from)|next-?post|prev(?:ious)?-?post|post-?navigation|cookie|popup|modal"
    r"|advert\w*|sponsor\w*|copyright|(?<!with-)topbar|(?<!with-)top-?bar)(?:$|[\s_-])"
)
_SIDE_BAR = re.compile(r"side-?bar", re.IGNORECASE)
_TEASER = re.compile(r"teasers?|footer", re.IGNORECASE)
_FLOWING = _INLINE | _UNSEEN
_HEADINGS = {"h1": 9, "h2": 6, "h3": 3, "h4": 1}
_LONGEST_LINE = 2_000
_SHORT_TITLE = 11
_LONGEST_SHORT = 400
_MOST_LINES = 30_000
_MOST_INSIDE = 40
_FARTHEST, _HEAD, _LONGEST_DAY = 40, 12, 60
_PROSE = 160
_STANDFIRST = 3
"""How many long lines it takes: a standfirst or a notice may stand between title and date."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PLAIN = re.compile(r"[\W_]+")
_DAY_ENDS = re.compile(r"(?:^|\D)(?:19|20)\d\d(?:-\d\d-\d\d)?$")


class Line(NamedTuple):
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
    is_told: bool = True
    """Whether the line of the title says what the head does, at least a part of it."""
    _headings: Mapping[HtmlElement, int] = field(factory=dict)
    _around_title: frozenset[HtmlElement] = frozenset()
    _outside: dict[HtmlElement, bool] = field(factory=dict)
    _first_lines: dict[HtmlElement, Line] = field(factory=dict)
    _short: list[str] = field(factory=list)

    @property
    def title_element(self) -> HtmlElement | None:
        """The block that holds the title."""
        return None if self.title is None else self.lines[self.title].element

    def is_outside(self, element: HtmlElement) -> bool:
        """Whether ``element`` lies in a part that is not the article: navigation, footer, related, comments.

        What surrounds the title is the article, whatever it is called.
        """
        seen: list[HtmlElement] = []
        node, outside = element, False
        while node is not None and node.tag != "body" and node not in self._around_title:
            if node in self._outside:
                outside = self._outside[node]
                break
            seen.append(node)
            if _is_page_part(node) or _names_another_part(names_of(node)):
                outside = True
                break
            node = node.getparent()
        self._outside.update(dict.fromkeys(seen, outside))
        return outside

    def is_in_side_bar(self, element: HtmlElement) -> bool:
        """Whether nothing but a side bar puts ``element`` outside the article: no menu, list or footer in it."""
        return self._is_only_called(element, _SIDE_BAR)

    def is_in_teaser(self, element: HtmlElement) -> bool:
        """Whether nothing but the name of a teaser or a foot puts ``element`` outside the article.

        Beside a title they are the article's own: TYPO3 puts the day into a 'footer' and the lead into a 'teaser'.
        """
        return self._is_only_called(element, _TEASER)

    def _is_only_called(self, element: HtmlElement, words: re.Pattern[str]) -> bool:
        for node in (element, *element.iterancestors()):
            if node.tag == "body" or node in self._around_title:
                break
            if _is_page_part(node) or _names_another_part(words.sub(" ", names_of(node))):
                return False
        return self.is_outside(element)

    def shows(self, text: str) -> bool:
        """Whether a line of the page that is no long paragraph has ``text`` in it, whatever the case."""
        if not self._short:
            short = (line.text for line in self.lines if len(line.text) <= _LONGEST_SHORT)
            self._short.append("\n".join(short).casefold())
        return text.casefold() in self._short[0]

    def line_of(self, element: HtmlElement) -> Line | None:
        """The first line in ``element``, else of the block round it."""
        if not self._first_lines:
            self._first_lines.update({line.element: line for line in reversed(self.lines)})
        around = chain(islice(element.iter(), _MOST_INSIDE), element.iterancestors())
        return next((self._first_lines[node] for node in around if node in self._first_lines), None)

    def head(self, before: int = 12, after: int = 25) -> tuple[Line, ...]:
        """The lines round the title, from ``before`` lines above it to the first running text."""
        if self.title is None:
            return self.lines[max(0, self.prose - before) : self.prose]
        return self.lines[
            max(0, self.title - before) : max(self.title + 1, min(self.prose, self.title + after))
        ]

    def under_heading(self, after: int = 8) -> tuple[Line, ...]:
        """The lines under the page's only ``h1``, where the title was found elsewhere; none on other pages.

        Pages whose head names them otherwise than they do themselves repeat the head's words anywhere.
        """
        title = self.title_element
        if title is None or self._headings.get(title) == _HEADINGS["h1"]:
            return ()
        headings = [
            line.position for line in self.lines if self._headings.get(line.element) == _HEADINGS["h1"]
        ]
        return self.lines[headings[0] + 1 : headings[0] + 1 + after] if len(headings) == 1 else ()


def _is_page_part(node: HtmlElement) -> bool:
    """``nav`` anywhere; ``footer`` unless it is the foot of an article."""
    return node.tag == "nav" or (node.tag == "footer" and next(node.iterancestors("article"), None) is None)


@lru_cache(maxsize=20_000)
def _names_another_part(names: str) -> bool:
    return _NOT_ARTICLE.search(names.lower()) is not None


def names_of(element: HtmlElement) -> str:
    """Class and id of an element: how its page calls it."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def squeeze(text: str) -> str:
    """White space of any kind and length as single spaces, without soft hyphens and other unseen characters."""
    if not text.isascii():
        # Three replacements of what is hardly ever there are twenty times as fast as one translation.
        text = text.replace("\u00ad", "").replace("\ufeff", "").replace("\u200b", " ")
    return " ".join(text.split())


def visible_text(element: HtmlElement) -> str:
    """The text below ``element`` without scripts and styles, squeezed; blocks are parted by a space."""
    if not len(element):
        return squeeze(element.text or "")
    return squeeze("".join(_visible(element)))


def short_text(element: HtmlElement, longest: int) -> str:
    """As ``visible_text``, but ``''`` where there is more than ``longest``: spares the reading of large parts."""
    parts, length = [], 0
    for part in _visible(element):
        parts.append(part)
        length += len(part)
        if length > 2 * longest:
            return ""
    text = squeeze("".join(parts))
    return text if len(text) <= longest else ""


def _visible(element: HtmlElement) -> Iterator[str]:
    before = ""
    for text in _TEXTS_BELOW(element):
        parent = text.getparent()
        if not text.is_tail and parent.tag in _UNSEEN:
            continue
        if (parent is not element and parent.tag not in _INLINE) or _is_parted_by_style(before, text):
            yield " "
        yield text
        before = text


def _is_parted_by_style(before: str, after: str) -> bool:
    """Whether two texts are set apart by style alone: ``<span>By</span><span>Jane Roe</span>``, a day and a number."""
    is_new_word = before[-1:].isalnum() and not before[-1:].isupper() and after[:1].isupper()
    return is_new_word or bool(after[:1].isdigit() and _DAY_ENDS.search(before))


def outline(tree: HtmlElement, titles: Iterable[str]) -> Outline:
    """The outline of a page; ``titles`` are the ways its head names the article."""
    lines = tuple(islice(_lines(tree), _MOST_LINES))
    headings = _heading_ranks(tree)
    prose = [line.position for line in lines if is_prose(line.text) and line.element not in headings]
    plain_titles = [plain for title in titles if (plain := _plain(title))]
    at, rank = _title_line(lines, headings, prose, plain_titles)
    below = [position for position in prose if position > (at or 0)][:_STANDFIRST]
    around = frozenset(lines[at].element.iterancestors()) if at is not None else frozenset()
    is_told = rank > _HEADINGS["h1"]
    return Outline(lines, at, below[-1] if below else len(lines), is_told, headings, around)


def is_prose(text: str) -> bool:
    """Whether a line is long enough to be running text: ideographs say three times as much a character."""
    return len(text) >= _PROSE or (
        not text.isascii() and len(text) + 2 * len(_CJK.findall(text[:_PROSE])) >= _PROSE
    )


def _lines(tree: HtmlElement) -> Iterator[Line]:
    """A line ends wherever a block begins or ends."""
    body = next(tree.iter("body"), None)
    position = 0
    for block, parts in _runs(body) if body is not None else ():
        if line := squeeze(_joined(parts)[:_LONGEST_LINE]):
            yield Line(line, block, position)
            position += 1


def _runs(body: HtmlElement) -> Iterator[tuple[HtmlElement, list[str]]]:
    """The visible texts between two edges of blocks, with the block that holds them."""
    walker = etree.iterwalk(body, events=("start", "end"))
    blocks: list[HtmlElement] = []
    parts: list[str] = []
    for event, element in walker:
        is_block = element.tag not in _FLOWING
        if is_block and parts:
            yield blocks[-1], parts
            parts = []
        if event == "start":
            text = element.text
            if is_block:
                blocks.append(element)
            elif element.tag in _UNSEEN:
                walker.skip_subtree()
                text = None
        else:
            text = element.tail if element is not body else None
            if is_block:
                blocks.pop()
        if text and (parts or not text.isspace()):
            parts.append(text)


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    apart = [" " if _is_parted_by_style(*pair) else "" for pair in pairwise(parts)]
    return "".join(chain.from_iterable(zip(parts, [*apart, ""], strict=True)))


def _plain(text: str) -> str:
    return _PLAIN.sub("", text.casefold())


def _title_line(
    lines: tuple[Line, ...], headings: Mapping[HtmlElement, int], prose: list[int], titles: list[str]
) -> tuple[int | None, int]:
    """The line that says what the head says, and its rank: a heading before other lines, the whole title before a part.

    Of several alike, the one nearest above running text: templates repeat the title for sharing and printing.
    """
    ranks: dict[int, int] = {}
    initials = frozenset(title[0] for title in titles)
    for line in lines:
        heading = headings.get(line.element, 0)
        # Without a heading only a line that begins as a title does can be one: spares most of the work.
        if len(line.text) <= 300 and (heading or line.text[0].casefold() in initials):
            ranks[line.position] = _title_rank(line, heading, titles)
    best = max(ranks.values(), default=0)
    alike = [position for position, rank in ranks.items() if rank == best]
    at = min(alike, key=lambda position: _way_to(prose, position)) if best else None
    if at is not None and lines[at].element not in headings and _way_to(prose, at) > _FARTHEST:
        # It is rather in the menu that a site bears the name that it gives all its pages.
        at = next(_above_days(lines, headings, prose[bisect_right(prose, at) :]), at)
    return at, best


def _above_days(
    lines: tuple[Line, ...], headings: Mapping[HtmlElement, int], prose: list[int]
) -> Iterator[int]:
    """The headings among the lines before the first of ``prose`` that have a day right below them."""
    for line in lines[max(0, prose[0] - _HEAD) : prose[0]] if prose else ():
        below = lines[line.position + 1].text
        if line.element in headings and len(below) <= _LONGEST_DAY and is_day(below):
            yield line.position


def _way_to(prose: list[int], position: int) -> int:
    following = bisect_right(prose, position)
    return prose[following] - position if following < len(prose) else _LONGEST_LINE


def _title_rank(line: Line, heading: int, titles: list[str]) -> int:
    plain = _plain(line.text) if heading or len(line.text) > 5 else ""
    if not plain:
        return 0
    if plain in titles:
        # What is short and named beside a longer title is the portal's name.
        whole = len(plain) > _SHORT_TITLE or len(titles) == 1 or bool(_CJK.search(plain))
        return (40 if whole else 12) + heading if heading or line.element.tag != "li" else 8
    if len(plain) > 5 and any(title.startswith(plain) or plain.startswith(title) for title in titles):
        if not heading and is_day(line.text):
            return 0  # with it portals begin their <title>, too
        return (20 if len(plain) > _SHORT_TITLE else 0) + heading
    if heading and len(plain) > _SHORT_TITLE and any(plain in title for title in titles):
        # A lesser heading that is not half of the title may be any part of the text.
        is_part = heading < _HEADINGS["h2"] and all(2 * len(plain) < len(title) for title in titles)
        return heading if is_part else 15 + heading
    return heading if heading == _HEADINGS["h1"] else 0


def _heading_ranks(tree: HtmlElement) -> dict[HtmlElement, int]:
    """9 for each ``h1`` and what stands right in it, less for lesser headings: a page has few, and many lines."""
    ranks: dict[HtmlElement, int] = {}
    for heading in tree.iter(*_HEADINGS):
        rank = _HEADINGS[heading.tag]
        ranks |= dict.fromkeys(heading, rank)
        ranks[heading] = rank
    return ranks
