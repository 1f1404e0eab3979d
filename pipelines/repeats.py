"""Text that a page holds twice: laid out once for wide screens and once for narrow ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from pipelines.blocks import Piece

_LONG = 400
"""Characters of a run that nobody writes twice: a refrain, a form of oath or a status that recurs is shorter."""

_SHORT = 60
"""Characters of a whole text that stands there again: a copy for the printer."""
_HEAD = 1
"""Blocks before the text that its copy may do without: its title."""


def without_repeats(pieces: Sequence[Piece], chosen: Sequence[int]) -> list[int]:
    """The ``chosen`` indices of ``pieces`` without those that say a long part of the text again, word for word."""
    texts = [pieces[at].text for at in chosen]
    first: dict[str, int] = {}
    kept: list[int] = []
    place = 0
    while place < len(texts):
        earlier = first.setdefault(texts[place], place)
        run = _common(texts, earlier, place) if earlier < place else []
        if sum(map(len, run)) >= (_SHORT if _is_whole(len(run), earlier, place, len(texts)) else _LONG):
            place += len(run)
        else:
            kept.append(chosen[place])
            place += 1
    return kept


def _is_whole(run: int, earlier: int, place: int, count: int) -> bool:
    """Whether a run of blocks says all again that has been said; a single block, whether nothing follows it."""
    return earlier <= _HEAD and run == place - earlier and (run > 1 or place + run == count)


def _common(texts: Sequence[str], earlier: int, later: int) -> list[str]:
    """The lines that follow in both places alike, without running from the first into the second."""
    # By index: slices would copy the text at every line of it, and a hostile page has a hundred thousand.
    farthest = min(later - earlier, len(texts) - later)
    alike = takewhile(lambda step: texts[earlier + step] == texts[later + step], range(farthest))
    return [texts[later + step] for step in alike]
