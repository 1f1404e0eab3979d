"""What can be said of a block without understanding it: how long, how linked, where, among what neighbours.

Every trait is a small whole number (a step on a scale, or a bit set), so that a weight can be learnt for each of
its values and a score can be read as a sum. Nothing here knows a language beyond the phrases of ``phrases.toml``.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, compress

from attrs import define

from pipelines.blocks import ANCESTORS, MARKS, Box, Piece
from pipelines.phrases import KINDS, LONGEST, kind_of
from pipelines.text import weighted_length

_PHRASE_NUMBER = {"": 0} | {kind: number for number, kind in enumerate(KINDS, 1)}
_ENDS = frozenset('.!?…:;。！？：；؟۔।"”」』)）]')
_BESIDE = sum(1 << list(MARKS).index(name) for name in ("foot", "consent", "subscribe", "comment", "share"))
_BESIDE_TAGS = sum(1 << ANCESTORS.index(tag) for tag in ("footer", "nav", "aside"))
_MOST_BESIDE = 0.8
"""The share of a page's running text in boxes named as beside the text, from which on their names lie: what only
subscribers see stands in a box ``subscription``."""
_LONG = 80
_LINK_LIST = 0.5

_LENGTHS = (8, 15, 25, 40, 60, 90, 140, 220, 350, 600)
_LINKED = (0.001, 0.15, 0.35, 0.6, 0.9)
_SHARES = (0.001, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75, 0.95)
_PLACES = (0.03, 0.07, 0.13, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96)
_GAPS = (-0.3, -0.1, -0.03, 0.001, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7)
_DISTANCES = (1, 2, 3, 4, 6, 9, 15, 30)
_KINDS = {"paragraph": 0, "item": 1, "row": 2}
_HEADING_KINDS = range(3, 9)
_NOTHING = (0, 5, 9)
"""Length, links and kind of the neighbour that the first and the last block do not have."""

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


@define(eq=False, slots=True)
class Traits:
    """A block's traits: the values of ``STEPS`` in that order, and three sets of bits."""

    steps: list[int]
    near_marks: int
    """``blocks.MARKS`` of the boxes that hold this block and not the main text."""
    all_marks: int
    tags: int
    beside: bool
    """Whether it stands outside the box of the main text, above the title or in a list of links."""
    central: bool
    """Whether it is a running paragraph in that box."""
    sentence: bool
    """Whether it is a sentence without a link, below the title and not in a footer or the like."""


def describe(pieces: Sequence[Piece]) -> list[Traits]:
    """The traits of all blocks of a page, in order."""
    return _Page(pieces).describe() if pieces else []


def running_text(pieces: Sequence[Piece]) -> int:
    """How many characters of a page stand in blocks that are long and hardly linked."""
    return sum(len(p.text) for p in pieces if len(p.text) > _LONG and p.link_chars < len(p.text) * 0.35)


class _Page:
    """What is known of the page as a whole when one of its blocks is described."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.count = len(pieces)
        self.lengths = [weighted_length(piece.text) for piece in pieces]
        self.linked = [piece.link_chars / len(piece.text) for piece in pieces]
        self.beside = [_is_beside(piece.box) for piece in pieces]
        running = [_running(*facts) for facts in zip(pieces, self.lengths, self.linked, strict=True)]
        if sum(compress(running, self.beside)) > _MOST_BESIDE * sum(running):
            self.beside = [_is_beside_by_tag(piece.box) for piece in pieces]
        self.running = [0.0 if aside else size for size, aside in zip(running, self.beside, strict=True)]
        self.total = sum(self.running) or 1.0
        self.kinds = [
            2 + piece.box.level if piece.box.level else _KINDS.get(piece.kind, 0) for piece in pieces
        ]
        self.running_before = [0.0, *accumulate(self.running)]
        self.linked_before = [0.0, *accumulate(self.linked)]
        self.lists: defaultdict[Box, list[int]] = defaultdict(lambda: [0, 0, 0])
        self.joints: dict[Box, tuple[int, Box]] = {}
        self._weigh()
        self._find_main()

    def _weigh(self) -> None:
        for piece, running in zip(self.pieces, self.running, strict=True):
            parent = parent_of(piece.box)
            parent.direct += running
            listed = self.lists[parent]
            listed[0] += piece.link_chars
            listed[1] += len(piece.text)
            listed[2] += 1

    def _find_main(self) -> None:
        """The box that most running text stands in directly, and where in the page that text starts and ends."""
        parents = [parent_of(piece.box) for piece in self.pieces]
        self.main = max(parents, key=lambda box: box.direct)
        self.main_path: dict[Box, int] = {}
        box: Box | None = self.main
        while box is not None:
            self.main_path[box] = box.depth
            box = box.parent
        own = [place for place, parent in enumerate(parents) if parent is self.main and self.running[place]]
        self.start, self.end = (own[0], own[-1]) if own else (0, self.count)
        self.title = next((place for place, piece in enumerate(self.pieces) if piece.box.level == 1), -1)

    def describe(self) -> list[Traits]:
        coarse = [
            (bisect(_LENGTHS, length), bisect(_LINKED, linked), kind)
            for length, linked, kind in zip(self.lengths, self.linked, self.kinds, strict=True)
        ]
        phrases = [
            _PHRASE_NUMBER[kind_of(piece.text)] if length < LONGEST else 0
            for piece, length in zip(self.pieces, self.lengths, strict=True)
        ]
        above = self._phrases_above(phrases)
        since, until = self._distances()
        around = [_NOTHING, _NOTHING, *coarse, _NOTHING, _NOTHING]
        seen: set[str] = set()
        result = []
        for place, piece in enumerate(self.pieces):
            near_marks, joint = self._joint(piece.box)
            steps = self._own(piece, coarse[place], phrases[place])
            steps += self._position(place)
            steps += self._standing(piece.box, joint)
            steps += self._span(place)
            steps.append(int(piece.text in seen))
            steps += self._neighbours(place, around)
            steps += [bisect(_DISTANCES, since[place]), bisect(_DISTANCES, until[place]), above[place]]
            seen.add(piece.text)
            sets = (near_marks, piece.box.all_marks, piece.box.tags)
            inside = joint is self.main
            beside = not inside and (place < self.title or self._in_link_list(piece.box))
            central = inside and self.running[place] > 0
            sentence = place > self.title >= 0 and not self.beside[place] and is_sentence(piece)
            result.append(Traits(steps, *sets, beside, central, sentence))
        return result

    def _phrases_above(self, phrases: Sequence[int]) -> list[int]:
        """For each block, what the heading above it speaks of."""
        above, current = [], 0
        for kind, phrase in zip(self.kinds, phrases, strict=True):
            current = phrase if kind in _HEADING_KINDS else current
            above.append(current)
        return above

    def _span(self, place: int) -> list[int]:
        """How far a block stands past the start and before the end of the main text."""
        past, left = place - self.start, self.end - place
        return [bisect(_GAPS, past / self.count), bisect(_GAPS, left / self.count)]

    def _own(self, piece: Piece, coarse: tuple[int, int, int], phrase: int) -> list[int]:
        length, linked, kind = coarse
        ends = piece.text[-1] in _ENDS
        return [
            kind,
            length,
            linked,
            kind * 11 + length,
            kind * 2 + ends,
            phrase,
        ]

    def _position(self, place: int) -> list[int]:
        after_title = 11 if self.title < 0 else bisect(_GAPS, (place - self.title) / self.count)
        return [
            bisect(_PLACES, place / self.count),
            after_title,
            bisect(_SHARES, self.running_before[place] / self.total),
        ]

    def _standing(self, box: Box, joint: Box) -> list[int]:
        """How the block's box stands to the box of the main text: the way between them, and its share of text."""
        return [
            min(self.main.depth - joint.depth, 6),
            min(box.depth - joint.depth, 6),
            bisect(_SHARES, parent_of(box).direct / self.total),
        ]

    def _in_link_list(self, box: Box) -> bool:
        linked, length, count = self.lists[parent_of(box)]
        return count > 1 and linked > _LINK_LIST * length

    def _joint(self, box: Box) -> tuple[int, Box]:
        """The names on the way up from a box to where it meets the way up from the main text, and where that is."""
        way = []
        while box not in self.joints and box not in self.main_path and box.parent is not None:
            way.append(box)
            box = box.parent
        near, joint = self.joints.get(box, (0, box))
        for box in reversed(way):
            near |= box.marks
            self.joints[box] = (near, joint)
        return near, joint

    def _neighbours(self, place: int, around: list[tuple[int, int, int]]) -> list[int]:
        """Of the two blocks before and after, and of a window round the block; ``around`` begins two earlier."""
        far, near, _, next_one, next_but_one = around[place : place + 5]
        own = self.kinds[place]
        wide = self.running_before[min(place + 6, self.count)] - self.running_before[max(0, place - 5)]
        first, last = max(0, place - 3), min(place + 4, self.count)
        linked = self.linked_before[last] - self.linked_before[first]
        return [
            far[0] * 6 + far[1],
            near[0] * 6 + near[1],
            next_one[0] * 6 + next_one[1],
            next_but_one[0] * 6 + next_but_one[1],
            own * 10 + near[2],
            own * 10 + next_one[2],
            bisect(_SHARES, wide / self.total),
            bisect(_LINKED, linked / (last - first)),
        ]

    def _distances(self) -> tuple[list[int], list[int]]:
        """How many blocks back, and ahead, the nearest other block of running text is."""
        since, last = [], -99
        for place, running in enumerate(self.running):
            since.append(place - last)
            last = place if running > 60 else last
        until, last = [], self.count + 99
        for place in range(self.count - 1, -1, -1):
            until.append(last - place)
            last = place if self.running[place] > 60 else last
        return since, until[::-1]


def parent_of(box: Box) -> Box:
    """The box around a box; the page's own is its own."""
    return box.parent or box


def _running(piece: Piece, length: int, linked: float) -> float:
    """How much running text a block holds: long and hardly linked."""
    if length > _LONG and linked < 0.5 and piece.kind != "row":
        return length * (1 - linked)
    return length * (1 - linked) * 0.5 if length > 40 and linked < 0.3 else 0.0


def _is_beside(box: Box) -> bool:
    """By the names of the three nearest boxes, and by the elements around."""
    near = box.marks | parent_of(box).marks | parent_of(parent_of(box)).marks
    return bool(near & _BESIDE) or _is_beside_by_tag(box)


def _is_beside_by_tag(box: Box) -> bool:
    return bool(box.tags & _BESIDE_TAGS)


def is_sentence(piece: Piece) -> bool:
    """Whether a block is a sentence without a link."""
    return piece.kind == "paragraph" and not piece.links and piece.text[-1] in _ENDS and len(piece.text) > 8
