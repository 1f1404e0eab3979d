"""Documents that are saved without a portal's menus around them, and called by what they are filed under."""

from __future__ import annotations

import re
from itertools import islice

from pipelines.listed import holds_link
from pipelines.markup import Document
from pipelines.outline import outline
from pipelines.text import weighted_length

_NUMBER = re.compile(r"(?=(?:\D*\d){5})(?=.*[A-Za-z])[\w./:-]{8,60}")
_MOST_LINKS = 5
"""Of a page without menus."""
_SHORTEST, _LONGEST = 25, 300


def is_number(title: str) -> bool:
    """Whether a title is but what a document is filed under: '31958R0001', 'GR_2025_01_09_13_08'."""
    return _NUMBER.fullmatch(title) is not None


def first_line(document: Document) -> str:
    """The first line of a document that may be its title; empty where it stands among a portal's menus."""
    if len(list(islice(document.tree.iter("a"), _MOST_LINKS + 1))) > _MOST_LINKS:
        return ""
    lines = (line for line in outline(document.tree, ()).lines if not holds_link(line.element))
    fitting = (line.text for line in lines if _SHORTEST <= weighted_length(line.text) <= _LONGEST)
    return next(fitting, "")
