"""The tails are those of the distributions: against sums that anybody can work out."""

from __future__ import annotations

from math import comb, exp, isclose

import pytest

from archive.chances import of_at_most, of_at_most_of


def test_nothing_where_something_is_expected_is_poissons_zero() -> None:
    assert isclose(of_at_most(0, 12.0), exp(-12), rel_tol=1e-9)
    assert isclose(of_at_most(1, 3.0), 4 * exp(-3), rel_tol=1e-9)


def test_bursts_make_silence_likelier() -> None:
    # Negative binomial of size 10 and success 1/2: a geometric series of ten rounds.
    assert isclose(of_at_most(0, 10.0, 2.0), 0.5**10, rel_tol=1e-9)
    assert of_at_most(3, 20.0, 4.0) > of_at_most(3, 20.0, 2.0) > of_at_most(3, 20.0)


def test_shares_are_binomial() -> None:
    expected = sum(comb(9, k) * 0.7**k * 0.3 ** (9 - k) for k in range(3))
    assert isclose(of_at_most_of(2, 9, 0.7), expected, rel_tol=1e-9)


@pytest.mark.parametrize(("count", "mean"), [(0, 0.0), (5, 0.0), (5_000, 3.0), (4_000, 2_000.0)])
def test_much_is_never_too_little(count: int, mean: float) -> None:
    assert isclose(of_at_most(count, mean, 2.0), 1.0, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("count", "trials", "share", "chance"),
    [(0, 0, 0.5, 1.0), (3, 3, 0.9, 1.0), (0, 4, 0.0, 1.0), (3, 4, 1.0, 0.0)],
)
def test_at_the_edges(count: int, trials: int, share: float, chance: float) -> None:
    assert of_at_most_of(count, trials, share) == chance
