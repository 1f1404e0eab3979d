"""The text of OFD documents (GB/T 33190-2016), the fixed layout in which China's offices publish: XML in a ZIP file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from attrs import frozen
from lxml import etree

PAGE = "Page"
"""What the root of a page is called."""
_GAP = 0.6
"""Of its height: from so wide a gap on, what stands between two runs of a line is a blank."""


@frozen
class _Run:
    """Letters that were set together, and where, in millimetres."""

    text: str
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    def goes_on(self, before: _Run) -> bool:
        """Whether it stands on the line of the run before, to its right: figures have a font of their own."""
        return before.top <= self.middle <= before.top + before.height and self.left >= before.left

    def is_apart(self, before: _Run) -> bool:
        return self.left - before.left - before.width > _GAP * self.height


def page_text(root: etree._Element) -> str:
    """The lines of a page, in the order in which the file has them."""
    runs = list(_runs(root))
    parts = [run.text for run in runs[:1]]
    for before, run in pairwise(runs):
        parts += [_between(before, run), run.text]
    return "".join(parts)


def _between(before: _Run, run: _Run) -> str:
    if not run.goes_on(before):
        return "\n"
    return " " if run.is_apart(before) else ""


def _runs(root: etree._Element) -> Iterator[_Run]:
    for element in root.iter("{*}TextObject"):
        text = "".join(code.text or "" for code in element.iter("{*}TextCode"))
        if text.strip():
            yield _Run(text, *_boundary(element.get("Boundary", "")))


def _boundary(written: str) -> Sequence[float]:
    """Left, top, width and height; of what stands nowhere numbers that are neither above nor below any other."""
    try:
        left, top, width, height = map(float, written.split())
    except ValueError:
        return (math.nan,) * 4
    return left, top, width, height
