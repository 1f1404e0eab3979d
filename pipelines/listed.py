"""Days that stand in a list: the rows of a table of meetings, the entries of a chronology, other articles."""

from __future__ import annotations

import re
from itertools import chain, islice, takewhile

from lxml.html import HtmlElement

from pipelines.labels import label_alone
from pipelines.moments import claimed_days, plain_figures
from pipelines.months import is_weekday
from pipelines.outline import Line, is_prose
from pipelines.sources import Sources

_FEWEST = 3
_BOXES_AROUND = 2
_AROUND = 40
"""Lines: how far the next rows of a list may be, each of several cells."""
_LONGEST = 100
_NEAR_TITLE = 3
_DIGIT = re.compile(r"\d|年")
_HEADING = re.compile(r"h[1-6]")
_WORDS = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 2


def is_listed(sources: Sources, line: Line) -> bool:
    """Whether other days stand in boxes that are built like the line's, and no running text between: the rows of a
    table, the entries of a list.

    Where each has a label before it they are no entries alike. Right under the title what a link or a heading parts
    from it is of other articles.
    """
    outline, at = sources.outline, line.position
    is_alone = _is_alone(sources, line.text)
    if is_alone is None or (at and label_alone(outline.lines[at - 1].text)[0]):
        return False
    is_near = outline.title is not None and 0 < at - outline.title <= _NEAR_TITLE
    goes_on = _is_in_part if is_near else is_short
    below, above = outline.lines[at + 1 : at + 1 + _AROUND], outline.lines[max(0, at - _AROUND) : at]
    around = chain(takewhile(goes_on, below), takewhile(goes_on, reversed(above)))
    build = _build(line.element)
    alike = {line.text} | {
        other.text
        for other in around
        if len(other.text) <= _LONGEST
        and _DIGIT.search(other.text)
        and _build(other.element) == build
        and not (is_near and _is_beside_link(sources, other))
    }
    dated = (text for text in alike if _is_alone(sources, text) is is_alone)
    return len(list(islice(dated, _FEWEST))) == _FEWEST


def _is_in_part(line: Line) -> bool:
    return is_short(line) and _HEADING.fullmatch(line.element.tag) is None


def _is_beside_link(sources: Sources, line: Line) -> bool:
    first = max((sources.outline.title or 0) + 1, line.position - 1)
    return any(holds_link(other.element) for other in sources.outline.lines[first : line.position + 2])


def _build(element: HtmlElement) -> tuple[tuple[str, str], ...]:
    """What a box and the two around it are called."""
    around = (element, *islice(element.iterancestors(), _BOXES_AROUND))
    return tuple((box.tag, box.get("class", "")) for box in around)


def _is_alone(sources: Sources, text: str) -> bool | None:
    """Whether a text is a day without words behind it; ``None`` if it does not begin with one."""
    text = plain_figures(text)
    # Whether 3/4 is in March or April is the same here.
    days = claimed_days(text, sources.languages, sources.date_order or "DMY")
    if not days or not all(map(is_weekday, _WORDS.findall(text[: days[0].start]))):
        return None
    return len(_LETTERS.findall(text[days[-1].end :])) < _FEWEST_WORDS


def holds_link(element: HtmlElement) -> bool:
    """Whether a link stands in an element or around it."""
    return any(next(links, None) is not None for links in (element.iter("a"), element.iterancestors("a")))


def is_short(line: Line) -> bool:
    """Whether a line is no running text."""
    return not is_prose(line.text)
