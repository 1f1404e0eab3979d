"""When a portal is due: once in each slot of its cadence, sooner after failures, never silenced by a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.attempts import Attempts
from crawler.cadence import Timetable, cadence, due_at, is_cadence, rest

NOW = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
CADENCES = st.sampled_from(["1h", "6h", "12h", "1d", "36h", "7d", "31d"]).map(cadence)


def finished(began_at: datetime, takes: timedelta = HOUR) -> Attempts:
    return Attempts(began_at, began_at + takes, "finished", 0)


def in_vain(ended_at: datetime, times: int = 1, outcome: str = "failed") -> Attempts:
    return Attempts(ended_at - timedelta(minutes=5), ended_at, outcome, times)


@pytest.mark.parametrize("text", ["1h", "6h", "24h", "1d", "7d", "31d", "744h"])
def test_hours_and_days_are_a_cadence(text: str) -> None:
    assert is_cadence(text)


@pytest.mark.parametrize(
    "value", ["", "0h", "30m", "32d", "745h", "1 d", "d", "1w", "-1h", "٣h", "1.5h", 6, None]
)
def test_anything_else_is_none(value: object) -> None:
    assert not is_cadence(value)


def test_what_never_ran_is_due() -> None:
    assert due_at(DAY, None, NOW) == NOW


@pytest.mark.parametrize(
    ("began", "every", "expected"),
    [
        ("2026-11-21T03:15:07Z", "1d", "2026-11-22T00:00:00Z"),
        ("2026-11-21T17:59:00Z", "1d", "2026-11-22T00:00:00Z"),
        ("2026-11-21T23:50:00Z", "1d", "2026-11-23T00:00:00Z"),
        ("2026-11-22T00:00:05Z", "6h", "2026-11-22T06:00:00Z"),
        ("2026-11-22T03:15:00Z", "1h", "2026-11-22T04:00:00Z"),
        ("2026-11-16T00:10:00Z", "7d", "2026-11-23T00:00:00Z"),
    ],
)
def test_the_next_slot_makes_due(began: str, every: str, expected: str) -> None:
    latest = finished(datetime.fromisoformat(began), takes=timedelta(minutes=1))
    assert due_at(cadence(every), latest, latest.ended_at) == datetime.fromisoformat(expected)


def test_a_nightly_cron_finds_a_daily_portal_due_every_night_however_late_its_last_run_began() -> None:
    for minutes in range(0, 14 * 60, 7):
        latest = finished(NOW - DAY + timedelta(minutes=minutes))
        assert due_at(DAY, latest, NOW) <= NOW


def test_an_hourly_cron_does_not_shift_a_daily_portal_from_day_to_day() -> None:
    began = [NOW.replace(minute=17)]
    tick = began[0]
    while len(began) < 10:
        tick += HOUR
        if due_at(DAY, finished(began[-1]), tick) <= tick:
            began.append(tick)
    assert {later - earlier for earlier, later in pairwise(began[1:])} == {DAY}


@given(MOMENTS, CADENCES)
def test_two_runs_are_a_quarter_to_five_quarters_of_the_cadence_apart(
    began: datetime, every: timedelta
) -> None:
    apart = due_at(every, finished(began, timedelta(0)), began) - began
    assert every / 4 <= apart < every * 5 / 4


@pytest.mark.parametrize(("times", "hours"), [(1, 0.5), (2, 1), (3, 2), (4, 4)])
def test_a_portal_that_fails_is_tried_sooner_but_ever_less(times: int, hours: float) -> None:
    latest = in_vain(NOW, times)
    assert due_at(DAY, latest, NOW) == NOW + timedelta(hours=hours)


@given(MOMENTS, CADENCES, st.integers(1, 10_000), st.sampled_from(["failed", "interrupted", "running"]))
def test_no_failure_makes_a_portal_rarer_than_its_cadence_nor_hammers_it(
    ended: datetime, every: timedelta, times: int, outcome: str
) -> None:
    latest = in_vain(ended, times, outcome)
    due = due_at(every, latest, ended)
    assert due <= due_at(every, finished(latest.began_at, timedelta(0)), latest.began_at)
    if times > 1:
        assert due - latest.began_at >= min(timedelta(minutes=15), every / 4)


def test_a_run_that_was_interrupted_is_gone_on_with_at_once_and_then_like_a_failed_one() -> None:
    assert rest(in_vain(NOW, 1, "interrupted")) == timedelta(0)
    assert rest(in_vain(NOW, 2, "interrupted")) == rest(in_vain(NOW, 1)) == HOUR / 2


def test_a_run_that_waits_as_its_portal_asked_is_gone_on_with_whatever_was_before() -> None:
    for in_vain_before in (0, 5):
        assert due_at(DAY, Attempts(NOW - HOUR, NOW, "waiting", in_vain_before), NOW) == NOW


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    assert due_at(DAY, finished(NOW + 400 * DAY), NOW) == NOW
    assert due_at(DAY, finished(NOW - HOUR / 2), NOW) == NOW
    assert due_at(DAY, in_vain(NOW + HOUR, 9), NOW) == NOW


def test_the_timetable_begins_with_those_that_waited_longest_and_names_the_next() -> None:
    latest = {
        "xx_a": finished(NOW - 2 * DAY),
        "xx_b": finished(NOW - 3 * DAY),
        "xx_d": finished(NOW - 2 * HOUR),
        "xx_e": finished(NOW - 2 * HOUR),
    }
    every = {"xx_a": "1d", "xx_b": "1d", "xx_c": "1d", "xx_d": "6h", "xx_e": "1d"}
    timetable = Timetable.of(every, latest, NOW)
    assert timetable.due == ("xx_c", "xx_b", "xx_a")
    assert str(timetable) == "3 of 5 portals are due; next is xx_d at 2026-11-22T06:00:00Z"
    assert str(Timetable.of({"xx_a": "1d"}, {}, NOW)) == "1 of 1 portals are due"
