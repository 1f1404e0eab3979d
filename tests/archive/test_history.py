from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive.connection import open_archive
from archive.database import open_for_writing
from archive.history import Profile, counts_by_day, first_day, profile

UNTIL = date(2026, 11, 23)
"""A Monday."""


def days(weeks: int, articles: Callable[[date], int]) -> dict[date, int]:
    every = [UNTIL - timedelta(days=back) for back in range(7 * weeks, 0, -1)]
    return {day: articles(day) for day in every}


def office(day: date) -> int:
    """Twenty on workdays, give or take three; nothing at the weekend."""
    return 0 if day.weekday() > 4 else 17 + day.toordinal() * 5 % 7


def learnt(weeks: int, articles: Callable[[date], int]) -> Profile:
    return profile(days(weeks, articles), until=UNTIL)


def test_each_weekday_is_expected_to_bring_what_it_used_to() -> None:
    found = learnt(13, office)
    monday, sunday = found.on(UNTIL), found.on(UNTIL - timedelta(days=1))
    assert 0 < monday.low < monday.median < monday.high
    assert 17 <= monday.median <= 23
    assert (sunday.low, sunday.median, monday.days, found.days) == (0, 0, 13, 91)


def test_an_outage_and_a_burst_among_the_weeks_move_no_median() -> None:
    counts = days(13, office)
    workdays = [day for day in counts if day.weekday() == 2]
    counts |= {workdays[3]: 0, workdays[7]: 900}
    disturbed, calm = profile(counts, until=UNTIL), learnt(13, office)
    assert disturbed.by_weekday[2].median == calm.by_weekday[2].median
    assert disturbed.by_weekday[2].low > 0
    assert disturbed.by_weekday[2].high < 100


def test_only_the_weeks_before_count_and_not_the_day_itself() -> None:
    counts = days(30, lambda day: 50 if day < UNTIL - timedelta(weeks=4) else 10)
    found = profile(counts | {UNTIL: 900}, until=UNTIL, weeks=4)
    assert {expectation.median for expectation in found.by_weekday} == {10}


def test_nothing_is_expected_where_nothing_was_seen() -> None:
    found = profile({}, until=UNTIL)
    assert (found.days, found.mature, found.on(UNTIL).low, found.on(UNTIL).high) == (0, False, 0, 0)


@pytest.mark.parametrize(("weeks", "is_mature"), [(3, False), (4, True)])
def test_a_profile_is_mature_after_four_weeks(weeks: int, is_mature: bool) -> None:
    assert learnt(weeks, office).mature is is_mature
    assert not learnt(weeks, office).is_short(UNTIL, 0, 99) or is_mature


def test_a_weekday_that_was_seen_too_seldom_keeps_a_profile_from_being_mature() -> None:
    counts = {day: count for day, count in days(8, office).items() if day.weekday() != 1}
    assert not profile(counts, until=UNTIL).mature


def test_far_fewer_articles_than_usual_are_short_and_a_free_day_is_not() -> None:
    found = learnt(13, office)
    monday, saturday = UNTIL, UNTIL - timedelta(days=2)
    assert found.is_short(monday, 1, 0)
    assert not found.is_short(monday, 15, 0)
    assert not found.is_short(saturday, 0, 1)


def test_a_holiday_and_a_week_of_them_are_let_pass_and_a_longer_silence_is_not() -> None:
    found = learnt(13, office)
    assert (found.rest, found.rest_days) == (0, 2)
    assert not found.is_short(UNTIL, 0, 3)
    assert not found.is_short(UNTIL, 0, 7)
    assert found.is_short(UNTIL, 0, 8)
    assert not found.is_short(UNTIL, 0, 8, festive_days=9)


def test_a_portal_that_never_rests_is_short_on_its_first_silent_day() -> None:
    found = learnt(13, lambda day: 20)
    assert found.is_short(UNTIL, 0, 1)


def test_a_holiday_may_bring_as_much_as_a_sunday() -> None:
    found = learnt(13, lambda day: 3 if day.weekday() == 6 else 60)
    assert 3 <= found.rest < 10
    assert not found.is_short(UNTIL, 2, 1)
    assert found.is_short(UNTIL, 20, 0)


@pytest.mark.parametrize(("articles", "passed"), [(1, 9), (3, 3), (5, 1)])
def test_a_small_portal_is_short_when_a_silence_has_surely_swallowed_some(articles: int, passed: int) -> None:
    found = learnt(13, lambda day: articles)
    assert found.on(UNTIL).low == 0
    assert not found.is_short(UNTIL, 0, passed)
    assert found.is_short(UNTIL, 0, passed + 1)


def test_a_portal_with_a_few_articles_a_month_is_not_short_for_a_month() -> None:
    found = learnt(13, lambda day: int(day.toordinal() % 11 == 0))
    assert {expectation.low for expectation in found.by_weekday} == {0}
    assert not found.is_short(UNTIL, 0, 60)
    assert found.is_short(UNTIL, 0, 120)


def test_days_that_are_left_out_end_a_row_of_days_of_rest() -> None:
    counts = days(13, office)
    for day in list(counts):
        if day.day == 10:
            del counts[day]
    assert profile(counts, until=UNTIL).rest_days == 2


def put(folder: Path, *published: str | None) -> None:
    db = open_for_writing(folder / "archive.db")
    capture = next(db.query("SELECT max(id) AS id FROM captures"))["id"]
    common = {"portal": "xx_unrun", "title": "", "text": "", "text_digest": "", "extractor": ""}
    seen = dict.fromkeys(("first_seen_at", "last_seen_at"), "2026-11-20T08:00:00.000Z")
    db.table("articles").insert_all(
        {"url": f"https://unrun.example/{number}", "published_on": day, "capture": capture, **common, **seen}
        for number, day in enumerate(published)
    )
    db.close()


def test_every_day_from_the_first_article_on_is_observed(archive: sqlite3.Connection) -> None:
    found = counts_by_day(archive, "xx_harbour", date(2018, 1, 1), date(2020, 6, 13))
    assert min(found) == first_day(archive, "xx_harbour") == date(2019, 1, 2)
    assert max(found) == date(2020, 6, 12)
    assert len(found) == (date(2020, 6, 13) - date(2019, 1, 2)).days
    assert {day.isoformat(): count for day, count in found.items() if count} == {
        "2019-01-02": 1,
        "2020-06-10": 1,
        "2020-06-11": 1,
    }


def test_an_article_without_a_date_counts_on_the_day_on_which_it_was_seen(
    archive: sqlite3.Connection,
) -> None:
    found = counts_by_day(archive, "xx_orchard", date(2026, 11, 1), date(2026, 11, 22))
    assert found[date(2026, 11, 20)] == 1


def test_a_portal_without_articles_has_no_history(archive: sqlite3.Connection) -> None:
    assert first_day(archive, "xx_unrun") is None
    assert counts_by_day(archive, "xx_unrun", date(2020, 1, 1), date(2021, 1, 1)) == {}


def test_a_range_before_the_history_or_without_days_is_empty(archive: sqlite3.Connection) -> None:
    assert counts_by_day(archive, "xx_harbour", date(2000, 1, 1), date(2001, 1, 1)) == {}
    assert counts_by_day(archive, "xx_harbour", date(2021, 1, 1), date(2020, 1, 1)) == {}


def test_a_few_old_articles_do_not_begin_a_history(own_folder: Path) -> None:
    put(own_folder, "2012-05-01", "2012-05-02", "2019-01-01", *(f"2026-10-{day:02}" for day in range(1, 31)))
    with open_archive(own_folder) as connection:
        assert first_day(connection, "xx_unrun") == date(2026, 10, 1)


def test_a_long_silence_after_a_real_beginning_stays_part_of_the_history(own_folder: Path) -> None:
    put(own_folder, *(f"2025-01-{day:02}" for day in range(1, 31)), "2026-10-01")
    with open_archive(own_folder) as connection:
        assert first_day(connection, "xx_unrun") == date(2025, 1, 1)


def test_a_day_that_is_in_no_calendar_is_left_out(own_folder: Path) -> None:
    put(own_folder, "2026-06-30", "2026-06-31", "2026-07-01")
    with open_archive(own_folder) as connection:
        found = counts_by_day(connection, "xx_unrun", date(2026, 6, 1), date(2026, 7, 2))
    assert sum(found.values()) == 2
