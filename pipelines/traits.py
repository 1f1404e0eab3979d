"""What can be said of a block without understanding it: how long, how linked, where, among what neighbours.

Every trait is a small whole number (a step on a scale, or a bit set), so that a weight can be learnt for each of
its values and a score can be read as a sum. Nothing here knows a language beyond the phrases of ``OPENINGS`` and ``MENTIONS``.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence

from attrs import define

from pipelines.blocks import Box, Piece

OPENINGS: dict[str, str] = {
    "share": r"share|tweet|print|e-?mail|facebook|twitter|linkedin|whatsapp|pinterest|copy link|follow us|分享|打印|"
    r"关闭|字号|teilen|drucken|imprimir|imprimer|compartir|compartilhar|partager|شارك|طباعة",
    "more": r"read more|learn more|see (?:more|also|all)|related|more from|you may|you might|recommended|also read|"
    r"next|previous|prev|back to|view all|show more|load more|continue reading|table of contents|in this article|"
    r"on this page|jump to|contents|上一篇|下一篇|相关|推荐|责任编辑|mehr|weiterlesen|lire|leer|popular|trending|latest|"
    r"about the author|tags?:|categor|filed under|posted in|advertisement|sponsored|leave a (?:reply|comment)|"
    r"comments?|0 comments|ver m[aá]s|voir aussi|noticias relacionadas|اقرأ|المزيد",
    "byline": r"by |written |reviewed|medically|updated|published|posted|last |author|edited|fact.?check|编辑|来源|作者|"
    r"发布|\d+ min|von |par |por |publi|veröffentlicht|stand:",
    "control": r"skip to|menu|search|home|close|open|toggle|image:|photo|credit|source:|getty|首页|当前位置",
}
"""How lines begin that portals put around an article."""
MENTIONS: dict[str, str] = {
    "copyright": r"©|\(c\)|copyright|all rights reserved|版权|icp[备证]|公网安备|alle rechte|tous droits|"
    r"derechos reservados",
    "subscribe": r"subscri|newsletter|sign ?up|log ?in|sign in|cookie|your email|e-?mail address|privacy policy|"
    r"terms of|abonnier|inscri[vr]|suscr[ií]b",
}
"""What such lines speak of."""
_PHRASE_NUMBER = {name: number for number, name in enumerate((*OPENINGS, *MENTIONS), 1)}
_OPENING = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in OPENINGS.items()), re.IGNORECASE)
_MENTION = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in MENTIONS.items()), re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…][\"”’)\]]*(?:\s|\Z)|[。！？；؟۔।]")
_ENDS = frozenset(".!?…:;。！？：；؟۔।\"”」』)）]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST_PHRASE = 200

_LENGTHS = (8, 15, 25, 40, 60, 90, 140, 220, 350, 600)
_LINKED = (0.001, 0.15, 0.35, 0.6, 0.9)
_SHARES = (0.001, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.75, 0.95)
_PLACES = (0.03, 0.07, 0.13, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96)
_GAPS = (-0.3, -0.1, -0.03, 0.001, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7)
_COUNTS = (1, 2, 3, 4, 6, 9)
_DISTANCES = (1, 2, 3, 4, 6, 9, 15, 30)
_KINDS = {"paragraph": 0, "item": 1, "row": 2}

STEPS: dict[str, int] = {
    "kind": 9,
    "length": 11,
    "linked": 6,
    "length_linked": 66,
    "kind_length": 99,
    "links": 7,
    "sentences": 7,
    "ending": 18,
    "phrase": 7,
    "place": 13,
    "after_title": 12,
    "text_before": 10,
    "up": 7,
    "down": 7,
    "joint_share": 10,
    "parent_share": 10,
    "around_share": 10,
    "wider_share": 10,
    "alike_share": 10,
    "alike_count": 10,
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


def describe(pieces: Sequence[Piece]) -> list[Traits]:
    """The traits of all blocks of a page, in order."""
    return _Page(pieces).describe() if pieces else []


class _Page:
    """What is known of the page as a whole when one of its blocks is described."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.count = len(pieces)
        self.lengths = [_length(piece.text) for piece in pieces]
        self.linked = [piece.link_chars / len(piece.text) for piece in pieces]
        self.running = [_running(*facts) for facts in zip(pieces, self.lengths, self.linked, strict=True)]
        self.total = sum(self.running) or 1.0
        self.kinds = [piece.box.level and 2 + piece.box.level or _KINDS.get(piece.kind, 0) for piece in pieces]
        self.alike: defaultdict[tuple[str, str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.likes = [_like(piece.box) for piece in pieces]
        self._weigh()
        self._find_main()

    def _weigh(self) -> None:
        for piece, running, like in zip(self.pieces, self.running, self.likes, strict=True):
            alike = self.alike[like]
            alike[0] += running
            alike[1] += 1
            if running:
                _parent(piece.box).direct += running
                box: Box | None = piece.box
                while box is not None:
                    box.mass += running
                    box = box.parent

    def _find_main(self) -> None:
        """The box that most running text stands in directly, and where in the page that text starts and ends."""
        parents = [_parent(piece.box) for piece in self.pieces]
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
        since, until = self._distances()
        before = 0.0
        seen: set[str] = set()
        above = 0
        result = []
        for place, piece in enumerate(self.pieces):
            length, linked, kind = coarse[place]
            phrase = _phrase(piece.text) if self.lengths[place] < _LONGEST_PHRASE else 0
            if kind > 2:
                above = phrase
            steps = [kind, length, linked, length * 6 + linked, kind * 11 + length]
            steps += self._own(piece, kind, phrase)
            steps += self._position(place, before)
            near_marks, standing = self._standing(piece.box, self.likes[place])
            steps += standing
            steps += [
                bisect(_GAPS, (place - self.start) / self.count),
                bisect(_GAPS, (self.end - place) / self.count),
                int(piece.text in seen),
            ]
            steps += self._neighbours(place, coarse)
            steps += [bisect(_DISTANCES, since[place]), bisect(_DISTANCES, until[place]), above]
            seen.add(piece.text)
            before += self.running[place]
            result.append(Traits(steps, near_marks, piece.box.all_marks, piece.box.tags))
        return result

    def _own(self, piece: Piece, kind: int, phrase: int) -> list[int]:
        sentences = len(_SENTENCE.findall(piece.text))
        ends = piece.text[-1] in _ENDS
        return [bisect(_COUNTS, piece.links), bisect(_COUNTS, sentences), kind * 2 + ends, phrase]

    def _position(self, place: int, before: float) -> list[int]:
        after_title = 11 if self.title < 0 else bisect(_GAPS, (place - self.title) / self.count)
        return [bisect(_PLACES, place / self.count), after_title, bisect(_SHARES, before / self.total)]

    def _standing(self, box: Box, like: tuple[str, str, str]) -> tuple[int, list[int]]:
        """How the block's box stands to the box of the main text: the names on the way, and the shares of text."""
        near, joint = 0, box
        while joint not in self.main_path and joint.parent is not None:
            near |= joint.marks
            joint = joint.parent
        parent = _parent(box)
        wider = _parent(parent)
        mass, alike = self.total, self.alike[like]
        return near, [
            min(self.main.depth - joint.depth, 6),
            min(box.depth - joint.depth, 6),
            bisect(_SHARES, joint.mass / mass),
            bisect(_SHARES, parent.direct / mass),
            bisect(_SHARES, parent.mass / mass),
            bisect(_SHARES, wider.mass / mass),
            bisect(_SHARES, alike[0] / mass),
            bisect(_SHARES, alike[1] / self.count),
        ]

    def _neighbours(self, place: int, coarse: list[tuple[int, int, int]]) -> list[int]:
        around = [coarse[at] if 0 <= at < self.count else (0, 5, 9) for at in (place - 2, place - 1, place + 1, place + 2)]
        own = self.kinds[place]
        window = self.running[max(0, place - 5) : place + 6]
        linked = self.linked[max(0, place - 3) : place + 4]
        return [
            *(length * 6 + links for length, links, _ in around),
            own * 10 + around[1][2],
            own * 10 + around[2][2],
            bisect(_SHARES, sum(window) / self.total),
            bisect(_LINKED, sum(linked) / len(linked)),
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


def _parent(box: Box) -> Box:
    return box.parent or box


def _like(box: Box) -> tuple[str, str, str]:
    return box.tag, box.name, _parent(box).name


def _length(text: str) -> int:
    """In characters of an alphabet: one that stands for a syllable or a word counts as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def _running(piece: Piece, length: int, linked: float) -> float:
    """How much running text a block holds: long and hardly linked."""
    if length > 80 and linked < 0.5 and piece.kind != "row":
        return length * (1 - linked)
    return length * (1 - linked) * 0.5 if length > 40 and linked < 0.3 else 0.0


def _phrase(text: str) -> int:
    found = _OPENING.match(text) or _MENTION.search(text)
    return _PHRASE_NUMBER[found.lastgroup or ""] if found else 0
