"""Which blocks of a page are its text.

Every block is looked at twice: for itself, by a sum of weights, one for each of its traits; and once more in the light
of what the first look made of the blocks around it, by a small network. The weights in ``weights.json`` were learnt
from pages with reviewed answers by ``python -m tests.benchmarks.weights``; nothing in them is about a single site or
word. Positive speaks for text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from attrs import frozen

from pipelines.blocks import ANCESTORS, MARKS, Piece
from pipelines.context import INPUTS, hopeful, in_context
from pipelines.net import Net
from pipelines.traits import STEPS, Traits

_FIRST = 1 / 3
"""What the first look counts beside the second, which alone loses what keeps little company: a notice, who signs."""
_FEW = 10
"""Blocks. The smallest page that was learnt from has 18."""
Table = Mapping[str, Sequence[float]]

SIZES: dict[str, int] = {
    **STEPS,
    "near_marks": len(MARKS),
    "all_marks": len(MARKS),
    "tags": len(ANCESTORS),
    "bias": 1,
}
"""The first look: trait to the number of its weights."""


@frozen(eq=False)
class FirstLook:
    """What each value of each trait speaks for."""

    steps: tuple[tuple[float, ...], ...]
    near_marks: tuple[float, ...]
    all_marks: tuple[float, ...]
    tags: tuple[float, ...]
    bias: float
    _known: dict[tuple[int, int, int], float]

    @classmethod
    def of(cls, table: Table) -> FirstLook:
        """Raises ``ValueError`` where ``table`` has not just the weights of ``SIZES``."""
        if {name: len(values) for name, values in table.items()} != SIZES:
            raise ValueError("the traits of blocks are others")
        return cls(
            steps=tuple(tuple(table[name]) for name in STEPS),
            near_marks=tuple(table["near_marks"]),
            all_marks=tuple(table["all_marks"]),
            tags=tuple(table["tags"]),
            bias=table["bias"][0],
            known={},
        )

    def __call__(self, traits: Traits) -> float:
        """How much a block looks like text, taken for itself."""
        known = (traits.near_marks, traits.all_marks, traits.tags)
        surroundings = self._known.get(known)
        if surroundings is None:
            surroundings = self._known[known] = self._surroundings(traits)
        return surroundings + sum(
            [table[value] for table, value in zip(self.steps, traits.steps, strict=True)]
        )

    def _surroundings(self, traits: Traits) -> float:
        sets = (
            (self.near_marks, traits.near_marks),
            (self.all_marks, traits.all_marks),
            (self.tags, traits.tags),
        )
        return self.bias + sum(
            w for table, bits in sets for place, w in enumerate(table) if bits >> place & 1
        )


@lru_cache(maxsize=1)
def learnt() -> tuple[FirstLook, Net]:
    """The two looks, as they come with the package."""
    tables = json.loads(files("pipelines").joinpath("weights.json").read_text("utf-8"))
    try:
        return FirstLook.of(tables["blocks"]), Net.of(tables["context"], INPUTS)
    except ValueError as error:
        raise ValueError(
            f"pipelines/weights.json does not fit: {error}; run python -m tests.benchmarks.weights"
        ) from error


def scores(pieces: Sequence[Piece], traits: Sequence[Traits]) -> list[float]:
    """The score of each block of a page, the mean of both looks; above 0 it looks like text.

    On a page of a few lines there is no company to be judged by: the first look alone counts.
    """
    first, net = learnt()
    found = [first(one) for one in traits]
    places = hopeful(found) if len(pieces) >= _FEW else []
    if places:
        second = net(in_context(pieces, traits, found, places)).tolist()
        for at, score in zip(places, second, strict=True):
            found[at] = _FIRST * found[at] + (1 - _FIRST) * score
    return found
