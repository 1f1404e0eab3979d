"""Days are typed the same way for every command, and what is no date is told with value, reason and form."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import Exit, UsageError
from archive.period import FORMS, check_order, first_day, last_day
from crawler.cli import gazette

COMMANDS = [
    ("search", "harbour", "--from"),
    ("export", "csv", "--to"),
    ("coverage", "--from"),
    ("crawl", "--from"),
    ("crawl", "--to"),
    ("reextract", "--dry-run", "--since"),
]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("", "", ""),
    ],
)
def test_a_period_reaches_from_its_first_day_to_its_last(period: str, first: str, last: str) -> None:
    assert (first_day(period), last_day(period)) == (first, last)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("yesterday", "not written as one"),
        ("20", "not written as one"),
        ("2026-3-5", "not written as one"),
        ("2026-03-05T00:00", "not written as one"),
        ("2026-13", "month"),
        ("2026-06-31", "day"),
        ("0000", "year 0"),
    ],
)
def test_what_is_no_date_is_told_with_value_reason_and_form(value: str, reason: str) -> None:
    for day_of in (first_day, last_day):
        with pytest.raises(ValueError, match=f"'{value}' is no date: .*{reason}.*write {FORMS}"):
            day_of(value)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_the_same_in_the_same_words(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(gazette, [*command, "2026-13"])
    assert result.exit_code == Exit.USAGE
    assert f"Invalid value for '{command[-1]}': '2026-13' is no date: month" in result.stderr
    assert f"write {FORMS}" in result.stderr


@pytest.mark.parametrize("command", [("search", "x"), ("export", "csv"), ("coverage",), ("crawl",)])
def test_days_that_end_before_they_begin_are_told_in_the_words_that_were_typed(
    sample_folder: Path, command: tuple[str, ...]
) -> None:
    words = (*command, "--archive", str(sample_folder), "--from", "2026-05", "--to", "2026-04-30")
    with pytest.raises(UsageError, match="--from 2026-05 --to 2026-04-30: holds no day; exchange the two"):
        CliRunner().invoke(gazette, words, catch_exceptions=False)


def test_a_day_within_a_longer_period_is_in_order() -> None:
    check_order("2026-03", "2026")
    check_order("2026", "2026-01-01")
    check_order("2026", "")
