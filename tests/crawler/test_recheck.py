"""How often an article is fetched again."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from crawler.planning.recheck import History, interval, is_due, last_turn

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = st.timedeltas(timedelta(0), timedelta(days=9000))
URLS = [f"https://gov.example/news/{number}" for number in range(3000)]


def ago(time: timedelta) -> str:
    return (NOW - time).isoformat()


def article(age: timedelta, looked_at: timedelta, changed: timedelta | None = None) -> History:
    """First seen on the day on which it was published."""
    changed_at = "" if changed is None else ago(changed)
    return History(URLS[0], ago(age)[:10], ago(age), changed_at, ago(looked_at))


def due_nights(history: History, count: int, field: str) -> list[int]:
    """On which of so many nights an article is looked at, where each look is kept as the latest in ``field``."""
    looks = []
    for night in range(1, count + 1):
        now = NOW + night * DAY
        if is_due(history, now):
            looks.append(night)
            history = evolve(history, **{field: now.isoformat()})
    return looks


def nights(age: timedelta, count: int) -> list[int]:
    """On which of so many nights an article that nobody changes is looked at, from its age on."""
    return due_nights(article(age, timedelta(0)), count, "last_seen_at")


@pytest.mark.parametrize(
    ("age", "every"),
    [(HOUR, 6 * HOUR), (5 * DAY, DAY), (20 * DAY, 7 * DAY), (31 * DAY, 7 * DAY), (32 * DAY, None)],
)
def test_the_interval_grows_with_age(age: timedelta, every: timedelta | None) -> None:
    assert interval(age) == every


@given(AGES, AGES)
def test_an_older_article_is_never_looked_at_oftener(age: timedelta, more: timedelta) -> None:
    never = timedelta(days=9999)
    assert (interval(age + more) or never) >= (interval(age) or never)


def test_a_nightly_run_looks_every_night_for_a_week_then_weekly_for_a_month_then_twice_a_year() -> None:
    looks = nights(HOUR, 500)
    # A day of publication is taken for its beginning: this one's article is half a day older than it is.
    assert looks[:9] == [1, 2, 3, 4, 5, 6, 13, 20, 27]
    assert len(looks[9:]) in (2, 3)
    assert looks[9] <= 27 + 30 + 182


def test_a_change_makes_an_article_as_interesting_as_a_new_one() -> None:
    assert not is_due(article(age=900 * DAY, looked_at=7 * HOUR), NOW)
    assert is_due(article(age=900 * DAY, looked_at=7 * HOUR, changed=8 * HOUR), NOW)
    assert is_due(article(age=900 * DAY, looked_at=DAY, changed=5 * DAY), NOW)
    assert not is_due(article(age=900 * DAY, looked_at=DAY, changed=20 * DAY), NOW)


def test_a_months_sample_of_the_old_ones_is_a_sixth_of_them_and_evenly_spread() -> None:
    turns = Counter((NOW - last_turn(url, NOW)).days for url in URLS)
    assert set(turns) <= set(range(182))
    in_a_month = sum(count for days, count in turns.items() if days < 30)
    assert 0.13 < in_a_month / len(URLS) < 0.20
    assert max(turns.values()) < 40


def test_every_old_article_has_its_turn_in_half_a_year_and_the_same_one_every_time() -> None:
    for url in URLS[:50]:
        history = evolve(article(900 * DAY, 183 * DAY), url=url)
        assert is_due(history, NOW)
        turn = last_turn(url, NOW)
        assert last_turn(url, turn + HOUR) == turn
        assert last_turn(url, turn + 182 * DAY) == turn + 182 * DAY
        assert not is_due(evolve(history, last_seen_at=turn.isoformat()), turn + 181 * DAY)


def test_a_turn_that_was_missed_is_made_up_for() -> None:
    turn = last_turn(URLS[0], NOW)
    before = evolve(article(900 * DAY, DAY), last_seen_at=(turn - 40 * DAY).isoformat())
    assert is_due(before, turn)
    assert is_due(before, turn + 20 * DAY)


def test_an_article_whose_weekly_looks_have_just_ended_waits_for_its_turn() -> None:
    turn = last_turn(URLS[0], NOW)
    just_let_go = evolve(article(900 * DAY, DAY), last_seen_at=(turn - DAY).isoformat())
    assert not is_due(just_let_go, turn)
    assert is_due(just_let_go, turn + 30 * DAY)


def test_what_has_just_been_looked_at_is_not_due() -> None:
    assert not is_due(article(age=HOUR, looked_at=HOUR), NOW)


def test_a_nightly_run_that_starts_a_little_early_finds_what_is_due() -> None:
    assert is_due(article(age=5 * DAY, looked_at=DAY - HOUR), NOW)


def test_an_old_article_that_was_found_today_is_not_taken_for_a_new_one() -> None:
    """As after a backfill of years: the first capture is no change."""
    found = History(URLS[0], "2019-05-06", ago(7 * HOUR), "", ago(7 * HOUR))
    assert not is_due(found, NOW)


def test_a_date_in_the_future_makes_no_article_new_for_years() -> None:
    claims = History(URLS[0], "2031-01-01", ago(400 * DAY), "", ago(7 * HOUR))
    assert not is_due(claims, NOW)
    assert is_due(evolve(claims, first_seen_at=ago(8 * HOUR)), NOW)


def nights_in_vain(url: str, count: int, age: timedelta = 400 * DAY) -> list[int]:
    """On which of so many nights an article is looked for that is not there from the first one on."""
    found = evolve(article(age, DAY), url=url)
    history = evolve(found, vain_since=ago(timedelta(0)), vain_at=ago(timedelta(0)))
    return [0, *due_nights(history, count, "vain_at")]


@pytest.mark.parametrize("age", [HOUR, 5 * DAY, 20 * DAY, 400 * DAY])
def test_what_is_not_there_is_looked_for_ever_more_rarely_and_never_given_up(age: timedelta) -> None:
    looks = nights_in_vain(URLS[0], 400, age)
    assert looks[:4] == [0, 1, 2, 4]
    waits = [after - before for before, after in pairwise(looks)]
    assert waits == sorted(waits) or max(waits) - min(waits[6:]) <= 1
    assert 20 <= waits[-1] <= 31
    assert len(looks) < 25


def test_of_a_thousand_pages_that_vanished_in_one_night_few_are_looked_for_in_one_night() -> None:
    nights = Counter(night for url in URLS[:1000] for night in nights_in_vain(url, 365))
    assert [nights[night] for night in (0, 1, 2, 4)] == [1000] * 4
    assert nights.total() < 22 * 1000
    assert max(number for night, number in nights.items() if night > 60) < 250


def test_a_new_article_that_is_not_there_is_looked_for_as_often_as_one_that_is_at_first() -> None:
    gone = evolve(article(age=HOUR, looked_at=HOUR), vain_since=ago(6 * HOUR), vain_at=ago(6 * HOUR))
    assert is_due(gone, NOW)
    assert not is_due(evolve(gone, vain_at=ago(HOUR)), NOW)
    assert not is_due(evolve(gone, vain_since=ago(40 * HOUR), vain_at=ago(20 * HOUR)), NOW - 7 * HOUR)


def test_a_look_of_a_day_to_come_keeps_no_article_from_its_turn() -> None:
    wrong = History(URLS[0], ago(400 * DAY)[:10], ago(400 * DAY), "", ago(-300 * DAY))
    assert is_due(wrong, NOW)
    assert not is_due(evolve(wrong, last_seen_at=ago(-2 * HOUR)), NOW)
