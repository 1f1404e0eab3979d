"""Blocks that look like text but stand apart from it: a notice above the headline, a line far below the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from pipelines.blocks import Piece

_GAP = 300
"""Characters of other blocks between two groups: an advertisement in the text is shorter, a list of links longer."""
_SURE = 0.5
"""The mean score, by length, of a group that may stand apart: a second part of the text, not a legal line."""
_HARDLY_LESS = -1.0
"""The score of a block that may be text because what is built like it is."""
_ENOUGH = 0.3
"""The share of text, by length, among blocks that are built alike, from which on the others are text as well."""
_LARGE = 0.3
"""The weight, as a share of the main group's, of a group that may stand apart whatever its blocks look like."""


def together(pieces: Sequence[Piece], scores: Sequence[float], chosen: Sequence[int]) -> list[int]:
    """Of the ``chosen`` indices of ``pieces`` those that belong to the text: its main group and what is as good.

    Short blocks above the page's headline go as well: portals put their warnings there.
    """
    found = groups(pieces, chosen)
    if not found:
        return []
    weights = [_weight(pieces, scores, group) for group in found]
    main = max(weights)
    kept = [
        at
        for group, weight in zip(found, weights, strict=True)
        if weight == main or weight > _LARGE * main or weight > _SURE * _length(pieces, group)
        for at in group
    ]
    return _below_headline(pieces, kept, found[weights.index(main)][0])


def groups(pieces: Sequence[Piece], chosen: Sequence[int]) -> list[list[int]]:
    """The ``chosen`` indices of ``pieces`` in runs between which hardly anything else stands."""
    found: list[list[int]] = []
    for at in chosen:
        if found and _length(pieces, range(found[-1][-1] + 1, at)) <= _GAP:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def completed(pieces: Sequence[Piece], scores: Sequence[float], chosen: Sequence[int]) -> list[int]:
    """The ``chosen`` indices with those of blocks built like them in the same box: the short articles of a decree.

    Only where a good part of what is built so is text already, and only what holds no link and is hardly less likely.
    """
    built = [piece.box.build for piece in pieces]
    length: Counter[Hashable] = Counter()
    for like, piece in zip(built, pieces, strict=True):
        length[like] += len(piece.text)
    text: Counter[Hashable] = Counter()
    for at in chosen:
        text[built[at]] += len(pieces[at].text)
    whole = {like for like, size in text.items() if size >= _ENOUGH * length[like]}
    alike = [
        at
        for at, like in enumerate(built)
        if like in whole and scores[at] > _HARDLY_LESS and not pieces[at].links
    ]
    return sorted({*chosen, *alike})


def _below_headline(pieces: Sequence[Piece], kept: Sequence[int], start: int) -> list[int]:
    """Without what stands above the last first-level heading before or in the main group's beginning."""
    headlines = [at for at in range(start + 3) if at < len(pieces) and pieces[at].box.level == 1]
    below = [at for at in kept if not headlines or at >= headlines[-1]]
    return below if 2 * _length(pieces, below) > _length(pieces, kept) else list(kept)


def _weight(pieces: Sequence[Piece], scores: Sequence[float], group: Sequence[int]) -> float:
    return sum(scores[at] * len(pieces[at].text) for at in group)


def _length(pieces: Sequence[Piece], places: Sequence[int]) -> int:
    return sum(len(pieces[at].text) for at in places)
