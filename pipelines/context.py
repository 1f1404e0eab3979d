"""What the first look at a page's blocks says about each of them: the company that a block keeps.

A sentence among sentences is text, the same sentence among teasers is none. The first look (``pipelines.traits``)
sees how the neighbours look; this one sees how likely they are to be text, and all of it at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pipelines.blocks import ANCESTORS, Box, Piece
from pipelines.marks import MARKS
from pipelines.net import Matrix
from pipelines.traits import STEPS, Numbers, Traits, numbered, parent_of

HOPELESS = -2.0
"""A block with this score is no text, whatever stands around it: one in 28,000 was, half of all blocks have it."""
_HIGHEST = 8.0
_LONGEST = 600
_NEAR = 8
_FAR = 15
_BESIDE = (-3, -2, -1, 1, 2, 3)
_BEYOND = (-6, -5, -4, 4, 5, 6)
_NO_BLOCK = (-_HIGHEST, 0.0, 0.0)
"""Score, length and links of the block before the first and after the last."""

_STEPS = tuple(
    "length linked place after_title text_before up down parent_share past_start before_end repeated window_share "
    "window_linked since_text until_text under_phrase".split()
)
"""The traits whose steps are looked at as numbers."""
_COMPANY = (
    "score headed grandparent great_grandparent alike part near far_before far_after grandparent_share alike_share "
    "part_share page".split()
)
"""Scores, of the block and of the heading above it. Likelihoods, of the other blocks in the box two and three levels
up, of those in boxes of the same kind, of those under the same heading, and of those around. Shares, of all the likely
text of the page, and how much that is."""
_SELF = tuple(
    "letters link_share links depth same_box_before same_box_after down_before down_after beside central "
    "sentence".split()
)
_SETS = {"near_mark": len(MARKS), "mark": len(MARKS), "in": len(ANCESTORS)}

INPUTS: tuple[str, ...] = (
    *_COMPANY,
    *_SELF,
    *_STEPS,
    "ends",
    *(f"kind {value}" for value in range(STEPS["kind"])),
    *(f"phrase {value}" for value in range(STEPS["phrase"])),
    *(f"{name} {place}" for name, size in _SETS.items() for place in range(size)),
    *(f"{what} {offset:+}" for offset in _BESIDE for what in ("score", "letters", "link_share")),
    *(f"score {offset:+}" for offset in _BEYOND),
)
"""What the second look sees of a block, each a column."""
_COLUMNS = [list(STEPS).index(name) for name in _STEPS]
_KIND, _ENDING, _PHRASE = (list(STEPS).index(name) for name in ("kind", "ending", "phrase"))


def hopeful(scores: Matrix) -> Numbers:
    """The indices of the blocks that are worth a second look."""
    return np.flatnonzero(scores > HOPELESS)


def in_context(pieces: Sequence[Piece], traits: Traits, scores: Matrix, places: Numbers) -> Matrix:
    """The ``INPUTS`` of the blocks at ``places``, a line each; ``scores`` are those of the first look."""
    steps = traits.steps[places]
    page = _Page(pieces, np.clip(scores, -_HIGHEST, _HIGHEST))
    return np.hstack(
        (
            _Company(page).columns()[places],
            _itself(page, traits)[places],
            steps[:, _COLUMNS],
            steps[:, [_ENDING]] % 2,
            np.eye(STEPS["kind"])[steps[:, _KIND]],
            np.eye(STEPS["phrase"])[steps[:, _PHRASE]],
            traits.sets[places],
            _beside(page, places),
        )
    )


class _Page:
    """The blocks of a page and their scores, by columns."""

    def __init__(self, pieces: Sequence[Piece], scores: Matrix) -> None:
        self.pieces = pieces
        self.scores = scores
        self.boxes = [piece.box for piece in pieces]
        self.lengths = np.array([len(piece.text) for piece in pieces])
        self.letters = np.log1p(self.lengths)
        self.linked = np.array([piece.link_chars for piece in pieces]) / self.lengths


class _Company:
    """The likely text of a page, added up by what holds it and from its beginning."""

    def __init__(self, page: _Page) -> None:
        self.scores = page.scores
        self.boxes = page.boxes
        self.lengths = np.minimum(page.lengths, _LONGEST).astype(np.float64)
        self.likely = self.lengths / (1 + np.exp(-self.scores))
        self.total = float(self.likely.sum())
        self.lengths_before = np.concatenate(((0.0,), self.lengths.cumsum()))
        self.likely_before = np.concatenate(((0.0,), self.likely.cumsum()))

    def columns(self) -> Matrix:
        """``_COMPANY`` of every block."""
        is_heading = np.array([box.level > 0 for box in self.boxes])
        above = [parent_of(parent_of(box)) for box in self.boxes]
        grandparents, alike = numbered(above), numbered(map(_kind, self.boxes))
        parts = is_heading.cumsum()
        return np.column_stack(
            (
                self.scores,
                self._headed(is_heading),
                self._others(grandparents),
                self._others(numbered(map(parent_of, above))),
                self._others(alike),
                self._others(parts),
                self._around(),
                self._between(-_FAR, 0),
                self._between(1, 1 + _FAR),
                self._share(grandparents),
                self._share(alike),
                self._share(parts),
                np.full(len(self.scores), math.log1p(self.total)),
            )
        )

    def _headed(self, is_heading: Numbers) -> Matrix:
        """The score of the heading above each block, its own, if it is one."""
        last = np.maximum.accumulate(np.where(is_heading, np.arange(len(is_heading)), -1))
        return np.where(last < 0, -_HIGHEST, self.scores[last])

    def _others(self, groups: Numbers) -> Matrix:
        """How likely the other blocks of each block's group are text, 0 to 1; -1 where there are none."""
        likely = np.bincount(groups, self.likely)[groups] - self.likely
        length = np.bincount(groups, self.lengths)[groups] - self.lengths
        return _likelihood(likely, length)

    def _share(self, groups: Numbers) -> Matrix:
        """The root of the share of the page's likely text that each block's group holds."""
        return np.sqrt(np.bincount(groups, self.likely)[groups] / self.total)

    def _around(self) -> Matrix:
        likely, length = self._sums(-_NEAR, _NEAR + 1)
        return _likelihood(likely - self.likely, length - self.lengths)

    def _between(self, first: int, end: int) -> Matrix:
        """How likely the blocks from one place to another are text, counted from each block."""
        return _likelihood(*self._sums(first, end))

    def _sums(self, first: int, end: int) -> tuple[Matrix, Matrix]:
        at = np.arange(len(self.scores))
        since, until = np.clip((at + first, at + end), 0, len(at))
        return (
            self.likely_before[until] - self.likely_before[since],
            self.lengths_before[until] - self.lengths_before[since],
        )


def _likelihood(likely: Matrix, length: Matrix) -> Matrix:
    """-1 where there is nothing; half a character is what rounding leaves."""
    return np.where(length > 0.5, likely / np.maximum(length, 0.5), -1.0)


def _itself(page: _Page, traits: Traits) -> Matrix:
    """``_SELF`` of every block."""
    depths = np.array([box.depth for box in page.boxes])
    parents = numbered(box.parent for box in page.boxes)
    same = np.concatenate(((False,), parents[1:] == parents[:-1], (False,)))
    down = np.concatenate(((0,), depths[1:] - depths[:-1], (0,)))
    return np.column_stack(
        (
            page.letters,
            page.linked,
            np.log1p([piece.links for piece in page.pieces]),
            depths,
            same[:-1],
            same[1:],
            down[:-1],
            down[1:],
            traits.beside,
            traits.central,
            traits.sentence,
        )
    )


def _beside(page: _Page, places: Numbers) -> Matrix:
    """Of the three blocks before and after each block score, letters and links, of further three the score."""
    width = max(_BEYOND)
    lines = np.tile(np.array(_NO_BLOCK), (len(page.pieces) + 2 * width, 1))
    lines[width:-width] = np.column_stack((page.scores, page.letters, page.linked))
    middle = places[:, None] + width
    near = lines[middle + np.array(_BESIDE)].reshape(len(places), len(_BESIDE) * len(_NO_BLOCK))
    return np.hstack((near, lines[middle + np.array(_BEYOND), 0]))


def _kind(box: Box) -> tuple[str, str, str]:
    """Boxes of one kind have the same tag and class, and stand in boxes of the same class."""
    return box.tag, box.name, parent_of(box).name
