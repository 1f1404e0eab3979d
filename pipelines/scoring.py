"""Which blocks of a page are its text: a sum of weights, one for each trait of a block.

Every block is looked at twice: for itself, and once more in the light of what the first look made of the blocks
around it. The weights in ``weights.json`` were learnt from pages with reviewed answers by
``python -m tests.benchmarks.weights``; nothing in them is about a single site or word. Positive speaks for text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from attrs import frozen

from pipelines.blocks import ANCESTORS, MARKS, Piece
from pipelines.context import CONTEXT, in_context
from pipelines.traits import STEPS, Traits

_FIRST = 1 / 3
"""What the first look counts beside the second: the first paragraph of a notice, alone in a box of its own, keeps
little company (text F1 of government articles whose pages were not learnt from: 0.961 instead of 0.958)."""
Table = Mapping[str, Sequence[float]]

SIZES: dict[str, dict[str, int]] = {
    "blocks": {
        **STEPS,
        "near_marks": len(MARKS),
        "all_marks": len(MARKS),
        "tags": len(ANCESTORS),
        "bias": 1,
    },
    "context": {**CONTEXT, "bias": 1},
}
"""The two looks; trait to the number of its weights."""


@frozen(eq=False)
class Weights:
    """What each value of each trait speaks for."""

    steps: tuple[tuple[float, ...], ...]
    near_marks: tuple[float, ...]
    all_marks: tuple[float, ...]
    tags: tuple[float, ...]
    bias: float
    context: tuple[tuple[float, ...], ...]
    context_bias: float
    _known: dict[tuple[int, int, int], float]

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> Weights:
        """Raises ``ValueError`` where a table does not fit the traits."""
        if any(len(tables[look][name]) != size for look in SIZES for name, size in SIZES[look].items()):
            raise ValueError(
                "pipelines/weights.json does not fit the traits: run python -m tests.benchmarks.weights"
            )
        own, context = tables["blocks"], tables["context"]
        return cls(
            steps=tuple(tuple(own[name]) for name in STEPS),
            near_marks=tuple(own["near_marks"]),
            all_marks=tuple(own["all_marks"]),
            tags=tuple(own["tags"]),
            bias=own["bias"][0],
            context=tuple(tuple(context[name]) for name in CONTEXT),
            context_bias=context["bias"][0],
            known={},
        )

    def first(self, traits: Traits) -> float:
        """How much a block looks like text, taken for itself."""
        known = (traits.near_marks, traits.all_marks, traits.tags)
        surroundings = self._known.get(known)
        if surroundings is None:
            surroundings = self._known[known] = self._surroundings(traits)
        return surroundings + _total(self.steps, traits.steps)

    def second(self, context: Sequence[int]) -> float:
        """The same in the light of what stands around it; above 0 it is text."""
        return self.context_bias + _total(self.context, context)

    def _surroundings(self, traits: Traits) -> float:
        sets = (
            (self.near_marks, traits.near_marks),
            (self.all_marks, traits.all_marks),
            (self.tags, traits.tags),
        )
        return self.bias + sum(
            w for table, bits in sets for place, w in enumerate(table) if bits >> place & 1
        )


def _total(tables: Sequence[Sequence[float]], values: Sequence[int]) -> float:
    return sum([table[value] for table, value in zip(tables, values, strict=True)])


@lru_cache(maxsize=1)
def learnt() -> Weights:
    """The weights that come with the package."""
    return Weights.of(json.loads(files("pipelines").joinpath("weights.json").read_text("utf-8")))


def scores(pieces: Sequence[Piece], traits: Sequence[Traits], weights: Weights | None = None) -> list[float]:
    """The score of each block of a page; above 0 it looks like text."""
    weights = weights or learnt()
    first = [weights.first(one) for one in traits]
    return [
        score if context is None else _FIRST * score + (1 - _FIRST) * weights.second(context)
        for score, context in zip(first, in_context(pieces, first), strict=True)
    ]
