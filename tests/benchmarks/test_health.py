"""The benchmark of health measures what it says, and its floor holds: healthy portals are left alone."""

from __future__ import annotations

import pytest

from tests.benchmarks.health import RHYTHMS, Rhythm, noticed_after, watched


@pytest.mark.parametrize("rhythm", [RHYTHMS[0], RHYTHMS[2], RHYTHMS[4]], ids=lambda rhythm: rhythm.name)
def test_healthy_portals_are_left_alone(rhythm: Rhythm) -> None:
    assert sum(watched(rhythm, seed, nights=20).total() for seed in range(8)) == 0


def test_a_silent_portal_is_noticed_after_three_days_on_which_it_usually_speaks() -> None:
    assert {noticed_after(RHYTHMS[0], seed) for seed in range(5)} <= {3, 4}
    assert noticed_after(RHYTHMS[4], 1) > 7
