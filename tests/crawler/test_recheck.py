"""How often an article is fetched again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.recheck import interval, is_due

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = st.timedeltas(timedelta(0), timedelta(days=9000))


def ago(time: timedelta) -> str:
    return (NOW - time).isoformat()


@pytest.mark.parametrize(
    ("age", "since_change", "every"),
    [
        (HOUR, HOUR, 6 * HOUR),
        (5 * DAY, 5 * DAY, DAY),
        (20 * DAY, 20 * DAY, 7 * DAY),
        (900 * DAY, 900 * DAY, 30 * DAY),
        (900 * DAY, HOUR, 6 * HOUR),
    ],
)
def test_the_interval_grows_with_age_and_shrinks_after_a_change(
    age: timedelta, since_change: timedelta, every: timedelta
) -> None:
    assert interval(age, since_change) == every


@given(AGES, AGES, AGES)
def test_an_older_article_is_never_looked_at_oftener(
    age: timedelta, more: timedelta, change: timedelta
) -> None:
    assert interval(age + more, change) >= interval(age, change)


@given(AGES)
def test_every_article_has_its_turn_within_a_month(age: timedelta) -> None:
    assert is_due(ago(age)[:10], ago(age), ago(31 * DAY), NOW)


def test_what_has_just_been_looked_at_is_not_due() -> None:
    assert not is_due(ago(HOUR)[:10], ago(HOUR), ago(HOUR), NOW)


def test_a_nightly_run_that_starts_a_little_early_finds_what_is_due() -> None:
    assert is_due(ago(5 * DAY)[:10], ago(5 * DAY), ago(DAY - HOUR), NOW)


def test_a_date_in_the_future_makes_an_article_new() -> None:
    assert is_due("2031-01-01", ago(400 * DAY), ago(7 * HOUR), NOW)
