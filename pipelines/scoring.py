"""Which blocks of a page are its text: a sum of weights, one for each trait of a block.

The weights in ``weights.json`` were learnt from pages with reviewed answers by
``python -m tests.benchmarks.weights``; nothing in them is about a single site or word. Positive speaks for text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from attrs import frozen

from pipelines.blocks import ANCESTORS, MARKS
from pipelines.traits import STEPS, Traits


@frozen(eq=False)
class Weights:
    """What each value of each trait speaks for. Raises ``ValueError`` where the file does not fit the traits."""

    steps: tuple[tuple[float, ...], ...]
    near_marks: tuple[float, ...]
    all_marks: tuple[float, ...]
    tags: tuple[float, ...]
    bias: float
    _known: dict[tuple[int, int, int], float]

    @classmethod
    def of(cls, table: Mapping[str, Sequence[float]]) -> Weights:
        if any(len(table[name]) != size for name, size in SIZES.items()):
            raise ValueError(
                "pipelines/weights.json does not fit pipelines/traits.py: learn the weights again"
            )
        steps = tuple(tuple(table[name]) for name in STEPS)
        marks = [tuple(table[name]) for name in ("near_marks", "all_marks", "tags")]
        return cls(steps, marks[0], marks[1], marks[2], table["bias"][0], {})

    def score(self, traits: Traits) -> float:
        """How much a block looks like text; above 0 it is."""
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


SIZES: dict[str, int] = {
    **STEPS,
    "near_marks": len(MARKS),
    "all_marks": len(MARKS),
    "tags": len(ANCESTORS),
    "bias": 1,
}
"""Trait to the number of its weights."""


@lru_cache(maxsize=1)
def learnt() -> Weights:
    """The weights that come with the package."""
    return Weights.of(json.loads(files("pipelines").joinpath("weights.json").read_text("utf-8")))


def scores(traits: Sequence[Traits], weights: Weights | None = None) -> list[float]:
    """The score of each block of a page."""
    weights = weights or learnt()
    return [weights.score(one) for one in traits]
