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

import numpy as np
from attrs import frozen

from pipelines.blocks import Piece
from pipelines.context import INPUTS, hopeful, in_context
from pipelines.net import Matrix, Net
from pipelines.traits import SETS, STEPS, Numbers, Traits

_FIRST = 1 / 3
"""What the first look counts beside the second, which alone loses what keeps little company: a notice, who signs."""
_FEW = 10
"""Blocks. The smallest page that was learnt from has 18."""
_DIGITS = 6
Table = Mapping[str, Sequence[float]]

SIZES: dict[str, int] = {**STEPS, **SETS, "bias": 1}
"""The first look: trait to the number of its weights."""


@frozen(eq=False)
class FirstLook:
    """What each value of each trait speaks for."""

    steps: Matrix
    """The weights of all steps, one table after the other."""
    tables: Numbers
    """Where each of the tables begins."""
    sets: Matrix
    bias: float

    @classmethod
    def of(cls, table: Table) -> FirstLook:
        """Raises ``ValueError`` where ``table`` has not just the weights of ``SIZES``."""
        if {name: len(values) for name, values in table.items()} != SIZES:
            raise ValueError("the traits of blocks are others")
        return cls(
            steps=np.concatenate([table[name] for name in STEPS]),
            tables=np.cumsum((0, *STEPS.values()))[:-1],
            sets=np.concatenate([table[name] for name in SETS]),
            bias=table["bias"][0],
        )

    def __call__(self, traits: Traits) -> Matrix:
        """How much each block looks like text, taken for itself."""
        looks = self.steps[traits.steps + self.tables].sum(axis=1) + traits.sets @ self.sets + self.bias
        # Weights have two digits. What machines add up in another order must not fall on another side of a limit.
        return np.round(looks, _DIGITS)


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


def scores(pieces: Sequence[Piece], traits: Traits) -> list[float]:
    """The score of each block of a page, the mean of both looks; above 0 it looks like text.

    On a page of a few lines there is no company to be judged by: the first look alone counts.
    """
    first, net = learnt()
    found = first(traits)
    if len(pieces) >= _FEW:
        places = hopeful(found)
        second = net(in_context(pieces, traits, found, places))
        found[places] = _FIRST * found[places] + (1 - _FIRST) * second
    return found.tolist()
