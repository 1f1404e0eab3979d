"""Documents that are saved without a portal's menus around them, and called by what they are filed under."""

from __future__ import annotations

import re
from itertools import islice

from pipelines.labels import names_news
from pipelines.listed import holds_link
from pipelines.markup import Document
from pipelines.outline import outline
from pipelines.surroundings import is_beside
from pipelines.text import weighted_length

_NUMBER = re.compile(r"(?=(?:\D*\d){5})(?=.*[A-Za-z])(?!.*[A-Za-z]{5})[\w./:-]{8,60}")
_MOST_LINKS = 5
"""Of a page without menus."""
_SHORTEST, _LONGEST = 25, 200
_BEGINNING = 40
_FIGURE = re.compile(r"(?:19|20)\d\d|(?<!\w)(?:no|nr|n[º°])\.?\s?\d", re.IGNORECASE)
_NOTE = re.compile(r"embargo|\bprint|©", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4")


def is_number(title: str) -> bool:
    """Whether a title is but what a document is filed under: '31958R0001', 'GR_2025_01_09_13_08'."""
    return _NUMBER.fullmatch(title) is not None


def first_line(document: Document) -> str:
    """The first line of a document that may be its title; empty where it stands among a portal's menus."""
    if len(list(islice(document.tree.iter("a"), _MOST_LINKS + 1))) > _MOST_LINKS:
        return ""
    lines = (
        line
        for line in outline(document.tree, ()).lines
        if not (holds_link(line.element) or is_beside(line.element))
    )
    fitting = (line for line in lines if _SHORTEST <= weighted_length(line.text) <= _LONGEST)
    first = next(fitting, None)
    return first.text if first and (first.element.tag in _HEADINGS or _is_of_act(first.text)) else ""


def _is_of_act(line: str) -> bool:
    """Whether a line names an act by number or day, and is no note of those who put it up."""
    return _FIGURE.search(line[:_BEGINNING]) is not None and not (names_news(line) or _NOTE.search(line))
