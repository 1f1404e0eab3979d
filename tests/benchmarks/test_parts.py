"""What the crawl's benchmark derives from its measurements."""

from __future__ import annotations

import pytest

from tests.benchmarks.parts import Part, Round

# Two cores for ten seconds, of which other programs took a quarter: 14 CPU seconds ours, 1 idle.
WHOLE = Part(500, 10.0, 2, crawling=3.0, reading=10.0, serving=1.0, idle=1.0)
FETCH = Part(500, 3.0, 2, crawling=2.0, serving=0.5)
BARE = Part(500, 4.0, 2, reading=7.5)
OURS = Part(500, 4.0, 2, reading=5.5)
ROUND = Round(WHOLE, WHOLE, FETCH, BARE, OURS)


def test_cost_and_rate_of_an_article() -> None:
    assert WHOLE.rate == 50
    assert WHOLE.each(WHOLE.cpu) == 28


def test_what_others_took_is_neither_ours_nor_unused() -> None:
    assert WHOLE.available == 0.75
    assert WHOLE.unused == 0.05


def test_the_bound_is_the_cores_by_the_cpu_that_an_article_takes_at_least() -> None:
    assert ROUND.bound(BARE) == pytest.approx(2 / (0.004 + 0.001 + 0.015))
    assert ROUND.bound(OURS) == pytest.approx(2 / (0.004 + 0.001 + 0.011))


def test_a_machine_with_other_programs_is_judged_by_the_cores_they_left() -> None:
    assert ROUND.reached(BARE) == pytest.approx(0.5)
    assert ROUND.reached_alone(BARE) == pytest.approx(0.5 / 0.75)
