"""How likely so little is, if all is as usual: the tails that tell a fault from an ordinary bad day."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, lgamma, log, log1p


def of_at_most(count: int, mean: float, dispersion: float = 1.0) -> float:
    """The chance of ``count`` events or fewer where ``mean`` are expected, from 0 to 1.

    ``dispersion`` is variance over mean: 1 for events that know nothing of each other (Poisson), more where
    they come in bursts (negative binomial).
    """
    if mean <= 0:
        return 1.0
    if dispersion < 1.01:
        return _total(k * log(mean) - mean - lgamma(k + 1) for k in range(count + 1))
    size = mean / (dispersion - 1)
    ends, goes_on = -size * log(dispersion), log((dispersion - 1) / dispersion)
    return _total(
        lgamma(k + size) - lgamma(size) - lgamma(k + 1) + ends + k * goes_on for k in range(count + 1)
    )


def of_at_most_of(count: int, trials: int, share: float) -> float:
    """The chance that ``count`` or fewer of ``trials`` have what ``share`` of all have (binomial)."""
    if share <= 0 or count >= trials:
        return 1.0
    if share >= 1:
        return 0.0
    return _total(
        _log_choose(trials, k) + k * log(share) + (trials - k) * log1p(-share) for k in range(count + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _total(logarithms: Iterable[float]) -> float:
    return min(1.0, sum(exp(value) for value in logarithms))
