"""Names of months and weekdays: the file that is read says what CLDR says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines import months
from pipelines.months import is_weekday, month_of, names_everywhere


def test_the_file_of_names_is_in_step_with_babel() -> None:
    kept = json.loads(Path(months.__file__).with_name("months.json").read_text("utf-8"))
    assert kept == names_everywhere(), "run python -m pipelines.months"


@pytest.mark.parametrize(
    ("word", "month"), [("heinäkuuta", 7), ("Август", 8), ("septiembre", 9), ("בינואר", 1), ("มกราคม", 1)]
)
def test_a_month_is_known_whatever_the_language_of_the_page(word: str, month: int) -> None:
    assert month_of(word, ("en",)) == month


def test_a_name_that_stands_for_different_months_is_told_by_the_language_only() -> None:
    assert month_of("listopad", ("cs",)) == 11
    assert month_of("listopada", ("hr",)) == 10
    assert month_of("listopada") is None


def test_weekdays_are_known_in_every_language() -> None:
    assert all(map(is_weekday, ("Mardi,", "pondělí", "Tuesday", "الثلاثاء")))
    assert not is_weekday("March")
