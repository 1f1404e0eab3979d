"""Short lines within a text: a date between two of its sentences is read and stays where it is."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from pipelines.labels import label_before
from pipelines.outline import Line, Outline, names_of
from pipelines.text import weighted_length

_A_SENTENCE = 40
_FIGURE = re.compile(r"\d")
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "”", '"', "»")
_ANNOUNCES = (":", "：")
_CALLED = ("date", "time", "meta", "info", "publi", "byline", "datum", "fecha", "source", "author")


def is_inset(outline: Outline, line: Line) -> bool:
    """Whether a line stands in the box of a text, between two of its sentences or where one announces it.

    A line that is called a date, is marked up as one or says what it is ('Published') is none: it may stand under a
    standfirst.
    """
    before, after = line.position - 1, line.position + 1
    if outline.title is None or before <= outline.title or after >= len(outline.lines):
        return False
    above, below = outline.lines[before], outline.lines[after]
    is_between = (_is_sentence(above) and _is_sentence(below)) or above.text.endswith(_ANNOUNCES)
    return (
        is_between
        and not _is_labelled(line.text)
        and not _is_called_date(line.element)
        and _shares_box(above, line)
        and _shares_box(line, below)
    )


def _is_sentence(line: Line) -> bool:
    return line.text.endswith(_ENDS) and weighted_length(line.text) > _A_SENTENCE


def _is_labelled(text: str) -> bool:
    figure = _FIGURE.search(text)
    return figure is not None and label_before(text, figure.start())[0] is not None


def _is_called_date(element: HtmlElement) -> bool:
    names = " ".join((names_of(element), names_of(_outermost(element)))).lower()
    return any(word in names for word in _CALLED) or next(element.iter("time"), None) is not None


def _shares_box(one: Line, other: Line) -> bool:
    return _outermost(one.element).getparent() is _outermost(other.element).getparent()


def _outermost(element: HtmlElement) -> HtmlElement:
    """The largest box that holds nothing but ``element``."""
    around = element.getparent()
    while (
        around is not None and len(around) == 1 and around.tag != "body" and not (around.text or "").strip()
    ):
        element, around = around, around.getparent()
    return element
