"""What changed between two states of a text: paragraph by paragraph, then word by word. Pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from attrs import define, frozen

Change = Literal["same", "added", "removed"]
Opcode = tuple[str, Sequence[str], Sequence[str]]

_CJK = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_TOKEN = re.compile(rf"(?:[{_CJK}]|[^\W{_CJK}]+|[^\w\s])\s*|\s+")

CONTEXT = 2
"""Unchanged paragraphs that are shown on either side of a change."""
SHOWN = 2_000
"""Changed paragraphs that are shown at most."""
WORK = 8_000_000
"""Comparisons of words that one page may cost: about a second at the very worst."""


@frozen
class Piece:
    change: Change
    text: str


@frozen
class Paragraph:
    """A paragraph of the comparison; ``change`` is ``edited`` where words differ within it."""

    change: Literal["same", "added", "removed", "edited"]
    pieces: tuple[Piece, ...]


@frozen
class Comparison:
    paragraphs: tuple[Paragraph, ...]
    exact: bool
    """False where the texts were too large for all their words to be matched one by one."""

    @property
    def added(self) -> int:
        """Characters that are new."""
        return self._length("added")

    @property
    def removed(self) -> int:
        """Characters that are gone."""
        return self._length("removed")

    def _length(self, change: Change) -> int:
        pieces = (piece for paragraph in self.paragraphs for piece in paragraph.pieces)
        return sum(len(piece.text) for piece in pieces if piece.change == change)


@define
class _Budget:
    """The work that may still be done; difflib's own is cubic for texts made to hurt it."""

    left: int
    exact: bool = True

    def allows(self, first: Sequence[str], second: Sequence[str]) -> bool:
        others = Counter(second)
        pairs = sum(count * others[token] for token, count in Counter(first).items())
        cost = pairs * min(len(first), len(second))
        if cost > self.left:
            self.exact = False
            return False
        self.left -= cost
        return True


def compare(before: str, after: str) -> Comparison:
    """The paragraphs of both texts, joined where they are the same. Bounded in time for any input."""
    budget = _Budget(WORK)
    found: list[Paragraph] = []
    for operation, old, new in _opcodes(_paragraphs(before), _paragraphs(after), budget):
        if operation == "equal":
            found.extend(_whole("same", old))
        else:
            found.extend(_replaced(old, new, budget))
    return Comparison(tuple(found), budget.exact)


def folded(paragraphs: Sequence[Paragraph]) -> list[Paragraph | int]:
    """The paragraphs to show; a number stands for so many that are left out.

    Left out is what is further than ``CONTEXT`` from any of the first ``SHOWN`` that changed.
    """
    changes = [at for at, paragraph in enumerate(paragraphs) if paragraph.change != "same"][:SHOWN]
    near = {at + step for at in changes for step in range(-CONTEXT, CONTEXT + 1)}
    found: list[Paragraph | int] = []
    for shown, run in groupby(range(len(paragraphs)), near.__contains__):
        places = list(run)
        found.extend([paragraphs[at] for at in places] if shown else [len(places)])
    return found


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in text.splitlines() if paragraph.strip()]


def _opcodes(first: Sequence[str], second: Sequence[str], budget: _Budget) -> Iterator[Opcode]:
    """Runs of members that are equal or differ, in order; one difference where more would cost too much."""
    start = _common(first, second)
    end = _common(first[start:][::-1], second[start:][::-1])
    yield "equal", first[:start], second[:start]
    yield from _matched(first[start : len(first) - end], second[start : len(second) - end], budget)
    yield "equal", first[len(first) - end :], second[len(second) - end :]


def _matched(first: Sequence[str], second: Sequence[str], budget: _Budget) -> Iterator[Opcode]:
    if not budget.allows(first, second):
        yield "replace", first, second
        return
    for operation, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        yield operation, first[a:b], second[c:d]


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many members both begin with."""
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return at
    return min(len(first), len(second))


def _replaced(old: Sequence[str], new: Sequence[str], budget: _Budget) -> Iterator[Paragraph]:
    """Paragraphs in place of others: those that share the place are compared word by word."""
    for before, after in zip(old, new, strict=False):
        yield from _edited(before, after, budget)
    yield from _whole("removed", old[len(new) :])
    yield from _whole("added", new[len(old) :])


def _edited(before: str, after: str, budget: _Budget) -> Iterator[Paragraph]:
    """One edited paragraph; or, where less than a third is kept, one removed and one added."""
    pieces = tuple(_pieces(before, after, budget))
    kept = sum(len(piece.text) for piece in pieces if piece.change == "same")
    if kept * 3 >= min(len(before), len(after)):
        yield Paragraph("edited", pieces)
    else:
        yield from (*_whole("removed", [before]), *_whole("added", [after]))


def _pieces(before: str, after: str, budget: _Budget) -> Iterator[Piece]:
    for operation, old, new in _opcodes(_TOKEN.findall(before), _TOKEN.findall(after), budget):
        parts: tuple[tuple[Change, Sequence[str]], ...] = (("removed", old), ("added", new))
        if operation == "equal":
            parts = (("same", old),)
        yield from (Piece(change, "".join(tokens)) for change, tokens in parts if tokens)


def _whole(change: Change, paragraphs: Sequence[str]) -> list[Paragraph]:
    return [Paragraph(change, (Piece(change, text),)) for text in paragraphs]
