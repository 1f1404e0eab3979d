"""What changed between two states of a text: paragraph by paragraph, then word by word. Pure functions.

Words are compared without the blanks that follow them: these differ where a line was broken anew, and say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from attrs import define, frozen

from archive.site.blocks import Kind, bare, kind_of

Change = Literal["same", "added", "removed"]
Opcode = tuple[str, slice, slice]
Word = tuple[str, str]
"""A word, or a sign, and the blanks that follow it."""

_CJK = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_FIGURE = r"\d+(?:[.,:/-]\d+)+"
"""A sum, an hour, a day: '4,200' that became '2,100' is no 4 that became a 2."""
_SIGNS = "".join(
    character
    for character in map(chr, range(0x300, 0x10000))
    if unicodedata.category(character) in ("Mn", "Mc")
)
_WITHIN = f"\u00ad\u200b-\u200d{re.escape(_SIGNS)}"
"""Vowels and accents that stand above, below and beside letters, and what is not seen between them: no words."""
WORD = re.compile(rf"({_FIGURE}|[{_CJK}][{_WITHIN}]*|[^\W{_CJK}](?:[^\W{_CJK}]|[{_WITHIN}])*|[^\w\s])(\s*)")
"""A word or a sign, and the blanks that follow it."""

WORK = 8_000_000
"""Comparisons of words that one page may cost: about a second at the very worst."""


@frozen
class Piece:
    change: Change
    text: str
    """Of a changed piece either words with no blank at their edges, or blanks alone."""


@frozen
class Paragraph:
    """A line of the text; ``change`` is ``edited`` where words differ within it."""

    change: Literal["same", "added", "removed", "edited"]
    pieces: tuple[Piece, ...]
    """Without the signs of the text's form, which ``kind`` tells; the cells of a table's row are divided by ``|``."""
    kind: Kind = "paragraph"


@frozen
class Comparison:
    paragraphs: tuple[Paragraph, ...]
    exact: bool
    """False where the texts were too large for all their words to be matched one by one."""

    @property
    def added(self) -> int:
        """Characters that are new, without the blanks around them."""
        return self._length("added")

    @property
    def removed(self) -> int:
        """Characters that are gone, without the blanks around them."""
        return self._length("removed")

    def _length(self, change: Change) -> int:
        return sum(
            len(part.strip())
            for paragraph in self.paragraphs
            for piece in paragraph.pieces
            if piece.change == change
            for part in (piece.text.split("|") if paragraph.kind == "table" else [piece.text])
        )


@define
class Budget:
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
    budget = Budget(WORK)
    first, second = _lines(before), _lines(after)
    found: list[Paragraph] = []
    for operation, old, new in opcodes(first, second, budget):
        if operation == "equal":
            found.extend(_whole("same", first[old]))
        else:
            found.extend(_replaced(first[old], second[new], budget))
    return Comparison(tuple(found), budget.exact)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def opcodes(first: Sequence[str], second: Sequence[str], budget: Budget) -> Iterator[Opcode]:
    """Where members are equal or differ, in order; one difference where more would cost too much."""
    start = _common(first, second)
    end = _common(first[start:][::-1], second[start:][::-1])
    yield "equal", slice(0, start), slice(0, start)
    last, other = len(first) - end, len(second) - end
    for operation, a, b, c, d in _matched(first[start:last], second[start:other], budget):
        yield operation, slice(start + a, start + b), slice(start + c, start + d)
    yield "equal", slice(last, len(first)), slice(other, len(second))


def _matched(
    first: Sequence[str], second: Sequence[str], budget: Budget
) -> Iterable[tuple[str, int, int, int, int]]:
    if not budget.allows(first, second):
        return [("replace", 0, len(first), 0, len(second))]
    return SequenceMatcher(None, first, second, autojunk=False).get_opcodes()


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many members both begin with."""
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return at
    return min(len(first), len(second))


def _replaced(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[Paragraph]:
    """Paragraphs in place of others: those that share the place are compared word by word."""
    for before, after in zip(old, new, strict=False):
        yield from _edited(before, after, budget)
    yield from _whole("removed", old[len(new) :])
    yield from _whole("added", new[len(old) :])


def _edited(before: str, after: str, budget: Budget) -> Iterator[Paragraph]:
    """One edited paragraph; or, where less than a third is kept or its kind is another, one removed and one added."""
    kind, old, new = kind_of(before), bare(before), bare(after)
    if kind == kind_of(after):
        pieces = tuple(_pieces(WORD.findall(old), WORD.findall(new), budget))
        kept = sum(len(piece.text) for piece in pieces if piece.change == "same")
        if kept * 3 >= min(len(old), len(new)):
            is_edited = any(piece.change != "same" and piece.text.strip() for piece in pieces)
            yield Paragraph("edited" if is_edited else "same", pieces, kind)
            return
    yield from (*_whole("removed", [before]), *_whole("added", [after]))


def _pieces(old: Sequence[Word], new: Sequence[Word], budget: Budget) -> Iterator[Piece]:
    first, second = [word for word, _ in old], [word for word, _ in new]
    for operation, a, b in opcodes(first, second, budget):
        if operation == "equal":
            yield from _kept(old[a], new[b])
        else:
            yield from (*_changed("removed", old[a]), *_changed("added", new[b]))


def _kept(old: Sequence[Word], new: Sequence[Word]) -> Iterator[Piece]:
    """Words that both sides have; blanks that only one has are pieces of their own."""
    text: list[str] = []
    for (word, before), (_, after) in zip(old, new, strict=True):
        text.append(word)
        if before == after:
            text.append(after)
            continue
        yield Piece("same", "".join(text))
        text.clear()
        sides: tuple[tuple[Change, str], ...] = (("removed", before), ("added", after))
        yield from (Piece(change, blanks) for change, blanks in sides if blanks)
    if text:
        yield Piece("same", "".join(text))


def _changed(change: Change, words: Sequence[Word]) -> Iterator[Piece]:
    text = "".join(word + blanks for word, blanks in words)
    told = text.rstrip()
    yield from (Piece(change, part) for part in (told, text[len(told) :]) if part)


def _whole(change: Change, lines: Sequence[str]) -> list[Paragraph]:
    return [Paragraph(change, (Piece(change, bare(line)),), kind_of(line)) for line in lines]
