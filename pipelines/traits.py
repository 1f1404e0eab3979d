"""What can be said of a block without understanding it: how long, how linked, where, among what neighbours.

Every trait is a small whole number (a step on a scale, or a bit set), so that a weight can be learnt for each of
its values and a score can be read as a sum. Nothing here knows a language beyond the phrases of ``phrases.toml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt
from attrs import frozen

from pipelines.blocks import ANCESTORS, Box, Piece
from pipelines.marks import MARKS
from pipelines.net import Matrix
from pipelines.phrases import KINDS, LONGEST, kind_of
from pipelines.text import weighted_length

Numbers = npt.NDArray[np.int64]

_PHRASE_NUMBER = {"": 0} | {kind: number for number, kind in enumerate(KINDS, 1)}
_ENDS = frozenset('.!?…:;。！？：；؟۔।"”」』)）]')
_BESIDE = sum(1 << list(MARKS).index(name) for name in ("foot", "consent", "subscribe", "comment", "share"))
_BESIDE_TAGS = sum(1 << ANCESTORS.index(tag) for tag in ("footer", "nav", "aside"))
_MOST_BESIDE = 0.8
"""The share of a page's running text in boxes named as beside the text, from which on their names lie: what only
subscribers see stands in a box ``subscription``."""
_LONG = 80
_RUNNING = 60
"""So much running text makes a neighbour."""
_LINK_LIST = 0.5

_LENGTHS = np.array((8, 15, 25, 40, 60, 90, 140, 220, 350, 600))
_LINKED = np.array((0.001, 0.15, 0.35, 0.6, 0.9))
_SHARES = np.array((0.001, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75, 0.95))
_PLACES = np.array((0.03, 0.07, 0.13, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96))
_GAPS = np.array((-0.3, -0.1, -0.03, 0.001, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7))
_DISTANCES = np.array((1, 2, 3, 4, 6, 9, 15, 30))
_FAR = 99
"""Blocks to running text where there is none."""
_FARTHEST_UP = 6
_KINDS = {"paragraph": 0, "item": 1, "row": 2}
_NO_LENGTH, _NO_LINKS, _NO_KIND = 0, 5, 9
"""Of the neighbour that the first and the last block do not have."""

STEPS: dict[str, int] = {
    "kind": 9,
    "length": 11,
    "linked": 6,
    "kind_length": 99,
    "ending": 18,
    "phrase": 7,
    "place": 13,
    "after_title": 12,
    "text_before": 10,
    "up": 7,
    "down": 7,
    "parent_share": 10,
    "past_start": 11,
    "before_end": 11,
    "repeated": 2,
    "before_2": 66,
    "before_1": 66,
    "after_1": 66,
    "after_2": 66,
    "before_kind": 90,
    "after_kind": 90,
    "window_share": 10,
    "window_linked": 6,
    "since_text": 9,
    "until_text": 9,
    "under_phrase": 7,
}
"""The traits, each with the number of values that it takes."""


SETS: dict[str, int] = {"near_marks": len(MARKS), "all_marks": len(MARKS), "tags": len(ANCESTORS)}
"""What a block stands in, each with the number of things that it may be: ``marks.MARKS`` of the boxes that hold this
block and not the main text, those of all its boxes, and ``blocks.ANCESTORS``."""


@frozen(eq=False)
class Traits:
    """The traits of a page's blocks, a line each."""

    steps: Numbers
    """The values of ``STEPS``, a column each."""
    sets: Matrix
    """The members of ``SETS``, a column each: 1 where a block stands in it, else 0."""
    beside: list[bool]
    """Whether it stands outside the box of the main text, above the title or in a list of links."""
    central: list[bool]
    """Whether it is a running paragraph in that box."""
    sentence: list[bool]
    """Whether it is a sentence without a link, below the title and not in a footer or the like."""


def describe(pieces: Sequence[Piece]) -> Traits:
    """The traits of all blocks of a page, in order."""
    if not pieces:
        return Traits(np.zeros((0, len(STEPS)), np.int64), np.zeros((0, sum(SETS.values()))), [], [], [])
    return _Page(pieces).describe()


def running_text(pieces: Sequence[Piece]) -> int:
    """How many characters of a page stand in blocks that are long and hardly linked."""
    return sum(len(p.text) for p in pieces if len(p.text) > _LONG and p.link_chars < len(p.text) * 0.35)


class _Page:
    """The blocks of a page by columns, and what is known of the page as a whole."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.count = len(pieces)
        self.places = np.arange(self.count)
        self.characters = np.array([len(piece.text) for piece in pieces])
        self.link_chars = np.array([piece.link_chars for piece in pieces])
        lengths = [weighted_length(piece.text) for piece in pieces]
        self.lengths = np.array(lengths)
        self.linked = self.link_chars / self.characters
        self.levels = np.array([piece.box.level for piece in pieces])
        kinds = np.array([_KINDS.get(piece.kind, 0) for piece in pieces])
        self.kinds = np.where(self.levels, 2 + self.levels, kinds)
        short = [piece.text if size < LONGEST else "" for piece, size in zip(pieces, lengths, strict=True)]
        self.phrases = np.array([_PHRASE_NUMBER[kind_of(text)] for text in short])
        running = _running(self.lengths, self.linked, kinds == _KINDS["row"])
        self.tags = np.array([piece.box.tags for piece in pieces])
        near_marks = np.array([piece.box.near_marks for piece in pieces])
        by_tag = self.tags & _BESIDE_TAGS != 0
        self.outside = by_tag | (near_marks & _BESIDE != 0)
        if running[self.outside].sum() > _MOST_BESIDE * running.sum():
            self.outside = by_tag
        self.running = np.where(self.outside, 0.0, running)
        self.running_before = _sums(self.running)
        self.total = float(self.running_before[-1]) or 1.0
        self.title = int(np.argmax(self.levels == 1)) if np.any(self.levels == 1) else -1
        self._find_main()

    def _find_main(self) -> None:
        """The box that most running text stands in directly, and where in the page that text starts and ends."""
        parents = [parent_of(piece.box) for piece in self.pieces]
        self.parents = numbered(parents)
        self.direct = np.bincount(self.parents, self.running)
        boxes = list(dict.fromkeys(parents))
        for box, direct in zip(boxes, self.direct.tolist(), strict=True):
            box.direct = direct
        most = int(self.direct.argmax())
        self.main = boxes[most]
        self.main_path = set(self.main.outward())
        own = np.flatnonzero((self.parents == most) & (self.running > 0)).tolist()
        self.start, self.end = (own[0], own[-1]) if own else (0, self.count)

    def describe(self) -> Traits:
        near_marks, joints = self._joints()
        inside = np.array([joint is self.main for joint in joints])
        beside = ~inside & ((self.places < self.title) | self._in_link_list())
        is_below = (self.places > self.title) & (self.title >= 0) & ~self.outside
        columns = (
            *self._own(),
            *self._position(),
            *self._standing(joints),
            *self._span(),
            self._repeated(),
            *self._neighbours(),
            *self._distances(),
            self._phrases_above(),
        )
        return Traits(
            np.column_stack(columns),
            self._sets(near_marks),
            beside.tolist(),
            (inside & (self.running > 0)).tolist(),
            [
                below and is_sentence(piece)
                for below, piece in zip(is_below.tolist(), self.pieces, strict=True)
            ],
        )

    def _sets(self, near_marks: Sequence[int]) -> Matrix:
        all_marks = [piece.box.all_marks for piece in self.pieces]
        sets = (np.array(near_marks), np.array(all_marks), self.tags)
        return np.hstack([_members(bits, size) for bits, size in zip(sets, SETS.values(), strict=True)])

    def _own(self) -> tuple[Numbers, ...]:
        length, linked = _step(_LENGTHS, self.lengths), _step(_LINKED, self.linked)
        ends = np.array([piece.text[-1] in _ENDS for piece in self.pieces])
        return self.kinds, length, linked, self.kinds * 11 + length, self.kinds * 2 + ends, self.phrases

    def _position(self) -> tuple[Numbers, ...]:
        after_title = _step(_GAPS, (self.places - self.title) / self.count)
        return (
            _step(_PLACES, self.places / self.count),
            after_title if self.title >= 0 else np.full(self.count, 11),
            _step(_SHARES, self.running_before[:-1] / self.total),
        )

    def _standing(self, joints: Sequence[Box]) -> tuple[Numbers, ...]:
        """How the block's box stands to the box of the main text: the way between them, and its share of text."""
        depths = np.array([joint.depth for joint in joints])
        own_depths = np.array([piece.box.depth for piece in self.pieces])
        return (
            np.minimum(self.main.depth - depths, _FARTHEST_UP),
            np.minimum(own_depths - depths, _FARTHEST_UP),
            _step(_SHARES, self.direct[self.parents] / self.total),
        )

    def _span(self) -> tuple[Numbers, ...]:
        """How far a block stands past the start and before the end of the main text."""
        past, left = self.places - self.start, self.end - self.places
        return _step(_GAPS, past / self.count), _step(_GAPS, left / self.count)

    def _repeated(self) -> Numbers:
        """Whether a block before says the same."""
        first: dict[str, int] = {}
        return np.array([first.setdefault(piece.text, at) < at for at, piece in enumerate(self.pieces)])

    def _neighbours(self) -> tuple[Numbers, ...]:
        """Of the two blocks before and after, and of a window round the block."""
        pairs = 6 * _step(_LENGTHS, self.lengths) + _step(_LINKED, self.linked)
        before_2, before_1, _, after_1, after_2 = _shifted(pairs, 6 * _NO_LENGTH + _NO_LINKS)
        _, kind_before, own, kind_after, _ = _shifted(self.kinds, _NO_KIND)
        running = self._window(self.running_before, -5, 6)
        linked = self._window(_sums(self.linked), -3, 4)
        blocks = self._window(np.arange(self.count + 1), -3, 4)
        return (
            before_2,
            before_1,
            after_1,
            after_2,
            own * 10 + kind_before,
            own * 10 + kind_after,
            _step(_SHARES, running / self.total),
            _step(_LINKED, linked / blocks),
        )

    def _window(self, sums: Matrix | Numbers, first: int, end: int) -> Matrix | Numbers:
        """What is in the blocks from one place to another, counted from each block; ``sums``: up to each block."""
        since, until = np.clip((self.places + first, self.places + end), 0, self.count)
        return sums[until] - sums[since]

    def _distances(self) -> tuple[Numbers, ...]:
        """How many blocks back, and ahead, the nearest other block of running text is."""
        runs = self.running > _RUNNING
        last = np.maximum.accumulate(np.where(runs, self.places, -_FAR))
        following = np.minimum.accumulate(np.where(runs, self.places, self.count + _FAR)[::-1])[::-1]
        since = self.places - np.concatenate(((-_FAR,), last[:-1]))
        until = np.concatenate((following[1:], (self.count + _FAR,))) - self.places
        return _step(_DISTANCES, since), _step(_DISTANCES, until)

    def _phrases_above(self) -> Numbers:
        """For each block, what the heading above it speaks of."""
        last = np.maximum.accumulate(np.where(self.levels, self.places, -1))
        return np.where(last < 0, 0, self.phrases[last])

    def _in_link_list(self) -> npt.NDArray[np.bool_]:
        links = np.bincount(self.parents, self.link_chars)
        characters = np.bincount(self.parents, self.characters)
        is_list = (np.bincount(self.parents) > 1) & (links > _LINK_LIST * characters)
        return is_list[self.parents]

    def _joints(self) -> tuple[list[int], list[Box]]:
        """The names on the way up from each block to where it meets that from the main text, and where that is."""
        known: dict[Box, tuple[int, Box]] = {box: (0, box) for box in self.main_path}
        found = [_joint(piece.box, known) for piece in self.pieces]
        return [marks for marks, _ in found], [joint for _, joint in found]


def _joint(box: Box, known: dict[Box, tuple[int, Box]]) -> tuple[int, Box]:
    way = []
    while box not in known and box.parent is not None:
        way.append(box)
        box = box.parent
    near, joint = known.get(box, (0, box))
    for box in reversed(way):
        near |= box.marks
        known[box] = (near, joint)
    return near, joint


def _step(scale: Matrix | Numbers, values: Matrix | Numbers) -> Numbers:
    """How many of the steps of a scale each value has reached."""
    return np.searchsorted(scale, values, side="right")


def _sums(values: Matrix) -> Matrix:
    """What stands before each of the values, and all of it."""
    return np.concatenate(((0.0,), values.cumsum()))


def _shifted(values: Numbers, nothing: int) -> list[Numbers]:
    """For each block the values of the second before it, the first, its own, the next and the next but one."""
    around = np.concatenate(((nothing, nothing), values, (nothing, nothing)))
    return [around[first : first + len(values)] for first in range(5)]


def _members(sets: Numbers, size: int) -> Matrix:
    """A column for each bit of sets of bits."""
    return (sets[:, None] >> np.arange(size) & 1).astype(np.float64)


def numbered(keys: Iterable[Hashable]) -> Numbers:
    """A number for each key, the same for the same, in the order in which they first appear."""
    numbers: dict[Hashable, int] = defaultdict(count().__next__)
    return np.array([numbers[key] for key in keys])


def parent_of(box: Box) -> Box:
    """The box around a box; the page's own is its own."""
    return box.parent or box


def _running(lengths: Numbers, linked: Matrix, is_row: npt.NDArray[np.bool_]) -> Matrix:
    """How much running text each block holds: long and hardly linked."""
    said = lengths * (1 - linked)
    is_long = (lengths > _LONG) & (linked < 0.5) & ~is_row
    is_shorter = (lengths > 40) & (linked < 0.3)
    return np.where(is_long, said, np.where(is_shorter, said * 0.5, 0.0))


def is_sentence(piece: Piece) -> bool:
    """Whether a block is a sentence without a link."""
    return piece.kind == "paragraph" and not piece.links and piece.text[-1] in _ENDS and len(piece.text) > 8
