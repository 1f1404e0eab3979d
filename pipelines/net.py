"""A network with one hidden layer: what the second look at a block is (``pipelines.scoring``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

Matrix = npt.NDArray[np.float64]
FARTHEST = 5.0
"""How many deviations from the mean an input may be: what is rare on the pages that were learnt from counts no more."""


@frozen(eq=False)
class Net:
    """Numbers in, one number out, positive where they speak for text."""

    mean: Matrix
    deviation: Matrix
    inward: Matrix
    """Input by unit."""
    bias: Matrix
    outward: Matrix
    out: float

    @classmethod
    def of(cls, table: Mapping[str, Any], inputs: Sequence[str]) -> Net:
        """``table`` as ``weights.json`` has it: of each input its mean, its deviation, and its weight at every unit.

        Raises ``ValueError`` where it has not just these ``inputs``, in this order.
        """
        if tuple(table["inputs"]) != tuple(inputs):
            raise ValueError("the inputs of the net are others")
        lines = np.array(list(table["inputs"].values()), dtype=np.float64)
        return cls(
            mean=lines[:, 0],
            deviation=lines[:, 1],
            inward=lines[:, 2:],
            bias=np.array(table["bias"], dtype=np.float64),
            outward=np.array(table["outward"], dtype=np.float64),
            out=float(table["out"]),
        )

    def __call__(self, values: Matrix) -> Matrix:
        """One number for each line of ``values``."""
        units = scaled(values, self.mean, self.deviation) @ self.inward + self.bias
        result: Matrix = np.maximum(units, 0.0) @ self.outward + self.out
        return result


def scaled(values: Matrix, mean: Matrix, deviation: Matrix) -> Matrix:
    """Every column in deviations from its mean."""
    return np.clip((values - mean) / deviation, -FARTHEST, FARTHEST)
