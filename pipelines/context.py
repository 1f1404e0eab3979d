"""What the first look at a page's blocks says about each of them: the company that a block keeps.

A sentence among sentences is text, the same sentence among teasers is none. The first look (``pipelines.traits``)
sees how the neighbours look; this one sees how likely they are to be text, as steps on scales again.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import accumulate

from pipelines.blocks import Box, Piece
from pipelines.traits import parent_of

_SCORES = (-3.0, -2.5, -2.0, -1.5, -1.1, -0.8, -0.5, -0.25, 0.0, 0.25, 0.5, 0.8, 1.1, 1.5, 2.0, 2.5, 3.0, 4.0)
_LIKELIHOODS = (0.0, 0.03, 0.07, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.87, 0.93, 0.97)
"""Below the first: nothing else is there to be looked at."""
_SHARES = (0.001, 0.005, 0.01, 0.03, 0.06, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95)
_SIZES = (100, 200, 400, 700, 1_000, 1_500, 2_500, 4_000, 6_000, 10_000, 16_000, 25_000)
_HOPELESS = -2.0
"""A block with this score is no text, whatever stands around it: one in 28,000 was, half of all blocks have it."""
_LONGEST = 600
_NEAR = 8
_FAR = 15

_SCALES: dict[str, tuple[float, ...]] = {
    "own": _SCORES,
    "headed": _SCORES,
    "grandparent": _LIKELIHOODS,
    "great_grandparent": _LIKELIHOODS,
    "alike": _LIKELIHOODS,
    "part": _LIKELIHOODS,
    "near": _LIKELIHOODS,
    "far_before": _LIKELIHOODS,
    "far_after": _LIKELIHOODS,
    "grandparent_share": _SHARES,
    "alike_share": _SHARES,
    "part_share": _SHARES,
    "page": _SIZES,
}
CONTEXT: dict[str, int] = {name: len(scale) + 1 for name, scale in _SCALES.items()}
"""What is looked at, each with the number of values that it takes.

Likelihoods, of the other blocks in the box two and three levels up, of those in boxes of the same kind, of those
under the same heading, and of those around; shares, of all the likely text of the page."""


def in_context(pieces: Sequence[Piece], scores: Sequence[float]) -> list[list[int] | None]:
    """For each block the values of ``CONTEXT`` in that order; None where its score leaves no hope."""
    return _Context(pieces, scores).describe() if pieces else []


class _Sum:
    """The text of a group of blocks: its characters, those that are likely text, and how many blocks there are."""

    __slots__ = ("count", "length", "likely")

    def __init__(self) -> None:
        self.likely = self.length = 0.0
        self.count = 0


class _Context:
    """The likely text of a page, counted up by what holds it and from its beginning."""

    def __init__(self, pieces: Sequence[Piece], scores: Sequence[float]) -> None:
        self.scores = scores
        self.lengths = [float(min(len(piece.text), _LONGEST)) for piece in pieces]
        self.likely = [
            length / (1 + math.exp(-score)) if score > -30 else 0.0
            for length, score in zip(self.lengths, scores, strict=True)
        ]
        self.lengths_before = [0.0, *accumulate(self.lengths)]
        self.likely_before = [0.0, *accumulate(self.likely)]
        self.total = self.likely_before[-1] or 1.0
        self.headed, parts = self._headings(pieces)
        above = [parent_of(parent_of(piece.box)) for piece in pieces]
        self.grandparents = self._sums(above)
        self.great_grandparents = self._sums([parent_of(box) for box in above])
        self.alike = self._sums([_kind(piece.box) for piece in pieces])
        self.parts = self._sums(parts)

    def _sums(self, keys: Sequence[Hashable]) -> list[_Sum]:
        """For each block the sum of the group that its key names."""
        sums: defaultdict[Hashable, _Sum] = defaultdict(_Sum)
        found = []
        for key, length, likely in zip(keys, self.lengths, self.likely, strict=True):
            group = sums[key]
            group.likely += likely
            group.length += length
            group.count += 1
            found.append(group)
        return found

    def _headings(self, pieces: Sequence[Piece]) -> tuple[list[float], list[int]]:
        """For each block the score of the heading above it (its own, if it is one), and the number of that heading."""
        headed, parts, score, part = [], [], -math.inf, 0
        for piece, own in zip(pieces, self.scores, strict=True):
            if piece.box.level:
                score, part = own, part + 1
            headed.append(score)
            parts.append(part)
        return headed, parts

    def describe(self) -> list[list[int] | None]:
        return [self._block(at) if score > _HOPELESS else None for at, score in enumerate(self.scores)]

    def _block(self, at: int) -> list[int]:
        grandparent, alike, part = self.grandparents[at], self.alike[at], self.parts[at]
        values = (
            self.scores[at],
            self.headed[at],
            self._others(grandparent, at),
            self._others(self.great_grandparents[at], at),
            self._others(alike, at),
            self._others(part, at),
            self._around(at),
            self._between(max(0, at - _FAR), at),
            self._between(at + 1, min(at + 1 + _FAR, len(self.scores))),
            grandparent.likely / self.total,
            alike.likely / self.total,
            part.likely / self.total,
            self.total,
        )
        return list(map(bisect, _SCALES.values(), values))

    def _others(self, group: _Sum, at: int) -> float:
        """How likely the other blocks of a group are text, 0 to 1; -1 where there are none."""
        if group.count == 1:
            return -1.0
        return (group.likely - self.likely[at]) / (group.length - self.lengths[at])

    def _around(self, at: int) -> float:
        first, last = max(0, at - _NEAR), min(at + _NEAR + 1, len(self.scores))
        length = self.lengths_before[last] - self.lengths_before[first] - self.lengths[at]
        likely = self.likely_before[last] - self.likely_before[first] - self.likely[at]
        return likely / length if length else -1.0

    def _between(self, first: int, last: int) -> float:
        length = self.lengths_before[last] - self.lengths_before[first]
        return (self.likely_before[last] - self.likely_before[first]) / length if length else -1.0


def _kind(box: Box) -> tuple[str, str, str]:
    """Boxes of one kind have the same tag and class, and stand in boxes of the same class."""
    return box.tag, box.name, parent_of(box).name
