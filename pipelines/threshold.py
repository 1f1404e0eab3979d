"""How much a block must look like text to be taken for it, on the page on which it stands.

Where much of a page is sure, one doubtful block more adds little and spoils little; where hardly anything is, to
leave it out may lose the text. The highest F1 is reached by taking what has a chance of at least half of that F1
(Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to Maximize F1 Measure, ECML 2014): one in two on a
page where all is sure, less on others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_LEAST = -0.7
"""About one chance in four: less is never text."""
_LITTLE = 600
_SURE = 30.0
_SHARPER = 1.5
"""What is learnt is kept from being too sure of itself: the odds lie farther from 0 than the scores."""


def threshold(scores: Sequence[float], lengths: Sequence[int]) -> float:
    """The least score that text has on a page, 0 at most: just 0 where little looks like text, as on pages of menus.

    ``scores`` are nearly the logarithms of the odds that blocks are text, ``lengths`` count characters.
    """
    if sum(length for score, length in zip(scores, lengths, strict=True) if score > 0) < _LITTLE:
        return 0.0
    known, weights = np.array(scores), np.array(lengths, dtype=np.float64)
    order = np.argsort(-known, kind="stable")
    likely = weights / (1 + np.exp(-np.clip(_SHARPER * known, -_SURE, _SURE)))
    expected = np.cumsum(likely[order]) / (np.cumsum(weights[order]) + likely.sum())
    best = expected.max()  # half of the F1
    return min(0.0, max(_LEAST, float(np.log(best / (1 - best))) / _SHARPER))
