"""What of a comparison a page shows, and in which form: paragraphs, headings, lists, tables. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from attrs import evolve, frozen

from archive.site.blocks import Kind
from archive.site.comparison import Paragraph, Piece

CONTEXT = 2
"""Unchanged paragraphs that are shown on either side of a change."""
SHOWN = 2_000
"""Changed paragraphs that are shown at most."""
WHOLE_TABLE = 60
"""Rows of a table that is shown as a whole."""
WHOLE = 10_000
"""Paragraphs of a whole text that are shown at most: longer than any speech, and a page that browsers can draw."""


@frozen
class Part:
    """Paragraphs of one kind that follow each other, or so many that are left out."""

    kind: Kind | Literal["left-out"]
    paragraphs: tuple[Paragraph, ...] = ()
    left_out: int = 0


def excerpt(paragraphs: Sequence[Paragraph], is_whole: bool = False) -> list[Part]:
    """The parts to show, in order.

    Left out is what is further than ``CONTEXT`` from any of the first ``SHOWN`` that changed, but for a table of which
    some is shown: whoever adds it up wants all rows. Of one with more than ``WHOLE_TABLE`` that is the first row, which
    may say what the others mean. Of a whole text only what is beyond the first
    ``WHOLE`` is left out.
    """
    near = set(range(WHOLE)) if is_whole else _near(paragraphs)
    found: list[Part] = []
    for is_shown, run in groupby(range(len(paragraphs)), near.__contains__):
        places = list(run)
        if not is_shown:
            found.append(Part("left-out", left_out=len(places)))
            continue
        kinds = groupby((paragraphs[at] for at in places), lambda paragraph: paragraph.kind)
        found.extend(Part(kind, tuple(group)) for kind, group in kinds)
    return found


def cells(paragraph: Paragraph) -> list[list[Piece]]:
    """The cells of a table's row, each with its pieces: a piece that reaches over several is parted."""
    found: list[list[Piece]] = [[]]
    for piece in paragraph.pieces:
        for at, part in enumerate(_parted(piece)):
            if at:
                found.append([])
            if part.text:
                found[-1].append(part)
    return found


def _near(paragraphs: Sequence[Paragraph]) -> set[int]:
    changes = [at for at, paragraph in enumerate(paragraphs) if paragraph.change != "same"][:SHOWN]
    near = {at + step for at in changes for step in range(-CONTEXT, CONTEXT + 1)}
    for kind, run in groupby(range(len(paragraphs)), lambda at: paragraphs[at].kind):
        rows = list(run)
        if kind == "table" and not near.isdisjoint(rows):
            near.update(rows if len(rows) <= WHOLE_TABLE else rows[:1])
    return near


def _parted(piece: Piece) -> Iterator[Piece]:
    """``piece`` by cells, without the blanks around their borders."""
    texts = piece.text.split("|")
    for at, text in enumerate(texts):
        begun = text.lstrip() if at else text
        yield evolve(piece, text=begun if at == len(texts) - 1 else begun.rstrip())
