"""What was reached in reading pages is not lost again; figures of ``python -m tests.benchmarks.extraction``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.corpus import CORPUS, answers
from tests.benchmarks.extraction import SETS, Mark, figures, measure

FLOORS: dict[str, dict[str, float]] = json.loads(
    Path(__file__).with_name("extraction_floors.json").read_text("utf-8")
)
AT_MOST = ("author+", "date+", "pub+", "empty", "raised")
"""Figures of what should not be: the floor is a ceiling."""


@pytest.fixture(scope="module")
def marks() -> Sequence[Mark]:
    chosen = answers()
    if not chosen:
        pytest.skip(f"no corpus in {CORPUS}: set GAZETTE_CORPUS to the folder with government/ and wcxb/")
    return measure(chosen, own_only=True)


@pytest.mark.slow
@pytest.mark.parametrize("pages", FLOORS)
def test_no_figure_falls_below_its_floor(marks: Sequence[Mark], pages: str) -> None:
    found = figures([mark for mark in marks if SETS[pages](mark)])
    for name, floor in FLOORS[pages].items():
        fits = found[name] <= floor if name in AT_MOST else found[name] >= floor
        assert fits, (
            f"{name} on {pages}: {found[name]:.4f}, floor {floor}; lowering it needs a reason in the commit"
        )


@pytest.mark.slow
def test_real_articles_are_not_refused(marks: Sequence[Mark]) -> None:
    refused = [mark.answer.id for mark in marks if mark.found.refused and mark.answer.text]
    assert refused == []
