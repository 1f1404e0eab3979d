"""The ledger of days says what is missing and why, and cries wolf at no holiday."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from archive.connection import open_archive
from archive.coverage import STATES, Coverage, coverage
from archive.gaps import begins_later, cause, gaps, gaps_of
from archive.search import Query
from tests.archive.years import DAYS, FIRST, TODAY, build, nightly, office


def may(day: int) -> date:
    return date(2026, 5, day)


def between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., Coverage]:
    def built(
        without: Iterable[date] = (),
        runs: Iterable[Mapping[str, Any]] | None = None,
        refused: Mapping[date, int] | None = None,
        usual: Callable[[date], int] = office,
        more: Mapping[date, int] | None = None,
    ) -> Coverage:
        articles = {day: usual(day) for day in DAYS if day not in set(without)} | dict(more or {})
        folder = build(tmp_path / "data", articles, nightly() if runs is None else runs, refused)
        with open_archive(folder) as connection:
            return coverage(connection, "xx_office", TODAY)

    return built


def states(found: Coverage, first: date, last: date) -> list[str]:
    return [day.state for day in found.between(first, last)]


def test_a_portal_that_is_crawled_every_night_has_no_gap(ledger: Callable[..., Coverage]) -> None:
    found = ledger()
    assert states(found, may(4), may(10)) == ["fine"] * 5 + ["quiet"] * 2
    assert gaps(found) == []
    monday = found.on(may(4))
    assert (monday.articles, monday.low < monday.articles < monday.high) == (office(may(4)), True)


def test_days_outside_the_history_and_today_are_not_judged(ledger: Callable[..., Coverage]) -> None:
    found = ledger()
    assert states(found, FIRST - timedelta(days=2), FIRST) == ["before", "before", "fine"]
    assert states(found, TODAY, TODAY + timedelta(days=1)) == ["unknown", "unknown"]


def test_a_fortnight_without_articles_is_one_gap_although_the_crawler_ran(
    ledger: Callable[..., Coverage],
) -> None:
    found = ledger(without=between(may(4), may(15)))
    (gap,) = gaps(found)
    assert (gap.first, gap.last, gap.state, gap.articles) == (may(4), may(15), "gap", 0)
    assert states(found, may(2), may(4)) == ["quiet", "quiet", "gap"]
    assert 180 < gap.usual < 220
    assert cause(gap) == f"the crawler ran and found 0 articles where {gap.usual} are usual"


def test_a_gap_of_months_stays_a_gap_to_its_end(ledger: Callable[..., Coverage]) -> None:
    (gap,) = gaps(ledger(without=between(date(2026, 3, 2), date(2026, 6, 12))))
    assert (gap.first, gap.last) == (date(2026, 3, 2), date(2026, 6, 12))


def test_holidays_are_quiet_days(ledger: Callable[..., Coverage]) -> None:
    found = ledger(without=[may(1), may(14), *between(date(2026, 4, 3), date(2026, 4, 6))])
    assert gaps(found) == []
    assert states(found, may(14), may(14)) == ["quiet"]


def test_a_long_feast_is_no_gap_from_its_second_year_on(tmp_path: Path) -> None:
    days = between(date(2024, 9, 2), date(2026, 3, 1))
    feasts = [*between(date(2024, 12, 21), date(2025, 1, 2)), *between(date(2025, 12, 23), date(2026, 1, 3))]
    articles = {day: office(day) for day in days if day not in feasts}
    folder = build(tmp_path, articles, nightly(days))
    with open_archive(folder) as connection:
        (gap,) = gaps(coverage(connection, "xx_office", date(2026, 3, 1)))
    assert gap.first.year == 2024


@pytest.mark.parametrize(("workdays", "weekends"), [(0.3, 0.1), (2, 0), (6, 1), (20, 20)])
def test_chance_makes_no_gap_and_a_silent_fortnight_is_found_in_it(
    tmp_path: Path, workdays: float, weekends: float
) -> None:
    drawn = Random(20260510)
    counts = {day: _poisson(drawn, weekends if day.weekday() > 4 else workdays) for day in DAYS}
    folder = build(tmp_path, counts, nightly())
    quiet = dict.fromkeys(between(may(4), may(18)), 0)
    build(folder, counts | quiet, nightly(), portal="yy_silent")
    with open_archive(folder) as connection:
        assert gaps(coverage(connection, "xx_office", TODAY)) == []
        met = gaps(coverage(connection, "yy_silent", TODAY))
    assert [gap.first <= may(5) and gap.last >= may(15) for gap in met] == [True] * (workdays > 1)


def _poisson(drawn: Random, mean: float) -> int:
    """How often something happens in a day that happens ``mean`` times as a rule."""
    at, count = drawn.expovariate(mean) if mean else 1.0, 0
    while at < 1:
        at, count = at + drawn.expovariate(mean), count + 1
    return count


def test_a_free_day_is_a_gap_if_as_many_pages_were_refused(ledger: Callable[..., Coverage]) -> None:
    (gap,) = gaps(ledger(without=[may(14)], refused={may(15): 30, may(20): 2}))
    assert (gap.first, gap.last) == (may(14), may(14))


def test_what_is_refused_every_day_makes_no_gap(ledger: Callable[..., Coverage]) -> None:
    assert gaps(ledger(without=[may(14)], refused=dict.fromkeys(DAYS, 30))) == []


def test_a_gap_names_what_was_refused_and_could_not_be_fetched(ledger: Callable[..., Coverage]) -> None:
    runs = [run | {"failed": 2 if "2026-05-05" in run["started_at"] else 0} for run in nightly()]
    (gap,) = gaps(ledger(without=between(may(4), may(15)), runs=runs, refused={may(6): 3, may(7): 4}))
    assert cause(gap).endswith("7 pages refused (challenge 7); 2 addresses could not be fetched")


def test_far_fewer_articles_than_usual_are_a_gap(ledger: Callable[..., Coverage]) -> None:
    (gap,) = gaps(ledger(more={may(13): 2}))
    assert (gap.first, gap.days, gap.articles) == (may(13), 1, 2)


def test_an_outage_of_the_crawler_is_named_with_its_days(ledger: Callable[..., Coverage]) -> None:
    out = between(may(4), may(15))
    runs = nightly(day for day in DAYS if day not in out)
    (gap,) = gaps(ledger(without=out, runs=runs))
    assert (gap.first, gap.last, gap.state) == (may(4), may(15), "down")
    assert cause(gap).startswith("the crawler was down from 2026-05-04 to 2026-05-17; 0 articles where ")


def test_an_outage_that_a_later_run_makes_good_is_no_gap(ledger: Callable[..., Coverage]) -> None:
    out = between(may(4), may(15))
    found = ledger(runs=nightly(day for day in DAYS if day not in out))
    assert gaps(found) == []


def test_an_outage_that_a_later_run_makes_good_in_part_is_a_gap_before_that(
    ledger: Callable[..., Coverage],
) -> None:
    out = between(may(4), may(22))
    runs = nightly(day for day in DAYS if day not in out)
    (gap,) = gaps(ledger(without=between(may(4), may(12)), runs=runs))
    assert (gap.state, gap.last) == ("down", may(12))


def test_days_that_were_asked_for_later_were_seen(ledger: Callable[..., Coverage]) -> None:
    out = between(may(4), may(15))
    window = {"from_date": "2026-05-01", "to_date": "2026-05-31"}
    regular = {"from_date": "", "to_date": ""}
    runs = nightly((day for day in DAYS if day not in out), **regular)
    runs += nightly([date(2026, 6, 20)], **window)
    (gap,) = gaps(ledger(without=out, runs=runs))
    assert gap.state == "gap"


def test_runs_that_failed_saw_nothing_and_say_why(ledger: Callable[..., Coverage]) -> None:
    out = between(may(4), may(15))
    good = nightly(day for day in DAYS if day not in out)
    failed = nightly(out, "failed", reason="no listing could be read")
    (gap,) = gaps(ledger(without=out, runs=[*good, *failed]))
    assert gap.state == "down"
    assert f"{gap.unfinished} runs did not finish, the last because: no listing could be read" in cause(gap)


def test_a_run_that_is_under_way_did_not_fail(ledger: Callable[..., Coverage]) -> None:
    last = date(2026, 6, 12)
    runs = nightly(day for day in DAYS if day <= last)
    now = nightly([date(2026, 6, 26)], "running")
    (gap,) = gaps(ledger(without=between(last + timedelta(days=1), TODAY), runs=[*runs, *now]))
    assert (gap.state, gap.unfinished) == ("down", 0)


def test_an_outage_is_dated_by_its_own_days(ledger: Callable[..., Coverage]) -> None:
    refused, out = between(may(4), may(8)), between(may(11), may(22))
    runs = nightly(day for day in DAYS if day not in out)
    found = ledger(without=[*refused, *out], runs=runs, refused=dict.fromkeys(refused, 30))
    (gap,) = gaps(found)
    assert (gap.first, gap.last, states(found, may(4), may(4))) == (may(4), may(22), ["gap"])
    assert cause(gap).startswith("the crawler was down from 2026-05-11 to ")


def test_a_quiet_portal_is_said_to_lack_what_it_brings_as_a_rule(ledger: Callable[..., Coverage]) -> None:
    silent = between(date(2026, 4, 10), TODAY)
    found = ledger(usual=lambda day: int(day.toordinal() % 4 == 0), without=silent)
    (gap,) = gaps(found)
    assert gap.articles == 0
    assert 15 <= gap.usual <= 25


def test_a_crawler_that_never_came_back_is_down_until_today(ledger: Callable[..., Coverage]) -> None:
    last = date(2026, 6, 12)
    runs = nightly(day for day in DAYS if day <= last)
    found = ledger(without=between(last + timedelta(days=1), TODAY), runs=runs)
    (gap,) = gaps(found)
    assert gap.state == "down"
    assert cause(gap).startswith("the crawler has been down since 2026-06-13; 0 articles where ")
    # A run may still see the last days.
    assert states(found, TODAY - timedelta(days=3), TODAY) == ["unknown"] * 4


def test_where_nobody_ever_crawled_nothing_is_down(ledger: Callable[..., Coverage]) -> None:
    found = ledger(runs=[], without=between(may(4), may(15)))
    assert {day.state for day in found.days} == {"unknown"}
    assert gaps(found) == []


def test_a_weekly_crawl_is_not_down_on_the_days_between(ledger: Callable[..., Coverage]) -> None:
    assert gaps(ledger(runs=nightly(DAYS[6::7]))) == []


def test_a_new_portal_is_not_judged(tmp_path: Path) -> None:
    young = DAYS[-20:]
    folder = build(tmp_path, {day: 20 for day in young if day != young[9]}, nightly(young))
    with open_archive(folder) as connection:
        found = coverage(connection, "xx_office", TODAY)
    assert {day.state for day in found.days} == {"unknown"}


def test_a_portal_of_a_few_articles_a_month_has_no_gaps(ledger: Callable[..., Coverage]) -> None:
    found = ledger(usual=lambda day: int(day.toordinal() % 11 == 0))
    assert gaps(found) == []


def test_a_portal_without_articles_is_not_judged(tmp_path: Path) -> None:
    folder = build(tmp_path, {}, nightly(DAYS[:3]))
    with open_archive(folder) as connection:
        found = coverage(connection, "xx_office", TODAY)
    assert (found.days, gaps(found), found.on(TODAY).state) == ((), [], "unknown")


def test_what_was_published_before_the_first_run_was_seen_by_it(ledger: Callable[..., Coverage]) -> None:
    (gap,) = gaps(ledger(without=between(may(4), may(15)), runs=nightly(DAYS[-5:])))
    assert gap.state == "gap"


@pytest.mark.parametrize(
    ("query", "is_told"),
    [
        (Query(from_date="2026-05", to_date="2026-05"), True),
        (Query(from_date="2026-05-15"), True),
        (Query(from_date="2026-05-16"), False),
        (Query(to_date="2026-05-04"), True),
        (Query(to_date="2026-05-03"), False),
        (Query(to_date="2026"), True),
        (Query(from_date="2026", portal="xx_office"), True),
        (Query(from_date="2026", portal="xx_other"), False),
        (Query(text="harbour"), False),
    ],
)
def test_a_search_is_told_of_the_gaps_in_its_days(
    ledger: Callable[..., Coverage], query: Query, is_told: bool
) -> None:
    found = ledger(without=between(may(4), may(15)))
    assert bool(gaps_of([found], query)) is is_told


def test_a_search_before_the_history_is_told_where_it_begins(ledger: Callable[..., Coverage]) -> None:
    found = ledger()
    assert begins_later(found, Query(from_date="2025-12")) == FIRST
    assert begins_later(found, Query(from_date="2026")) is None
    assert begins_later(found, Query(to_date="2025")) is None


def test_every_state_has_its_words() -> None:
    assert len(set(STATES.values())) == len(STATES)
