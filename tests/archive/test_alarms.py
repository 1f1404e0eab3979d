"""What is noticed of a portal, and what is not: histories made by chance, then something happens, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from archive.alarms import findings
from archive.finding import KINDS
from archive.observed import Observed, RunSeen
from tests.archive.histories import DAY, OFFICE, counts_of, found, kinds, on, seen

WEEKS = 17
DAYS = WEEKS * 7
"""The history ends with a Sunday."""
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


def changed(last: int, days: int = DAYS, **figures: object) -> Observed:
    """A healthy portal whose last ``last`` nights read something else."""
    counts = counts_of(days)
    changes = {}
    for number in range(days - last, days):
        size = counts[on(number)]
        told = {name: value(size) if callable(value) else value for name, value in figures.items()}
        changes[on(number)] = told
    return seen(counts, changes)


# Articles by day


@pytest.mark.parametrize("seed", range(20))
def test_a_healthy_portal_is_left_alone(seed: int) -> None:
    assert kinds(seen(counts_of(DAYS, seed=seed))) == []


def test_a_quiet_weekend_is_no_alarm_of_a_portal_with_little_history() -> None:
    for days in (5, 7, 14, 21):
        counts = counts_of(days) | {on(days - 1): 0, on(days - 2): 0, on(days - 3): 0}
        assert kinds(seen(counts)) == []


def test_neither_is_it_of_one_with_much() -> None:
    quiet = {on(DAYS - 1): 0, on(DAYS - 2): 0}
    assert kinds(seen(counts_of(DAYS) | quiet)) == []


@pytest.mark.parametrize("holidays", [(DAYS - 3,), (DAYS - 4, DAYS - 3), (DAYS - 10, DAYS - 3)])
def test_a_holiday_or_two_are_no_alarm(holidays: tuple[int, ...]) -> None:
    assert kinds(seen(counts_of(DAYS) | {on(day): 0 for day in holidays})) == []


def test_a_portal_that_is_dead_for_a_week_is_noticed_on_its_third_working_day() -> None:
    noticed = [kinds(seen(counts_of(DAYS) | silence(DAYS, days))) for days in range(1, 8)]
    assert noticed == [[], [], *[["nothing-new"]] * 5]


def silence(begin: int, days: int) -> dict[object, int]:
    return {on(begin + number): 0 for number in range(days)}


def test_the_alarm_says_since_when_and_what_was_to_be_expected() -> None:
    (finding,) = found(seen(counts_of(DAYS) | {on(DAYS - 1): 1} | silence(DAYS, 7)))
    begin, end = on(DAYS), on(DAYS + 6)
    assert finding.detail.startswith(f"no article from {begin} to {end}, where about ")
    expected = int(finding.detail.split("about ")[1].split(" ")[0])
    assert abs(expected - sum(OFFICE)) < 4


def test_silence_is_over_with_the_first_article() -> None:
    spoken = counts_of(DAYS) | silence(DAYS, 7) | {on(DAYS + 7): 6}
    assert kinds(seen(spoken), {"nothing-new": NOW}) == []


def test_a_portal_that_says_little_is_given_longer() -> None:
    rare = counts_of(DAYS, (0.5,) * 7)
    assert kinds(seen(rare | silence(DAYS, 10))) == []
    assert kinds(seen(rare | silence(DAYS, 35))) == ["nothing-new"]


def test_one_that_speaks_once_a_month_has_its_own_pauses() -> None:
    monthly = {on(number): int(number % 30 == 0) for number in range(365)}
    assert kinds(seen(monthly | silence(365, 80))) == []
    assert kinds(seen(monthly | silence(365, 110))) == ["too-old"]


def test_far_fewer_than_usual_are_noticed() -> None:
    few = counts_of(14, tuple(rate / 8 for rate in OFFICE), seed=3)
    counts = counts_of(DAYS) | {on(DAYS + number): few[on(number)] for number in range(14)}
    assert kinds(seen(counts)) == ["far-fewer"]


def test_so_is_a_slow_decline() -> None:
    rates = [tuple(rate * (1 - week / 13) for rate in OFFICE) for week in range(12)]
    counts = counts_of(DAYS)
    noticed = []
    for week, fewer in enumerate(rates):
        drawn = counts_of(7, fewer, seed=week)
        counts |= {on(DAYS + 7 * week + number): drawn[on(number)] for number in range(7)}
        noticed.append(kinds(seen(counts)))
    assert noticed[:4] == [[]] * 4
    assert ["far-fewer"] in noticed[4:9]


def test_half_as_many_in_one_week_are_no_alarm() -> None:
    half = counts_of(7, tuple(rate / 2 for rate in OFFICE), seed=5)
    assert kinds(seen(counts_of(DAYS) | {on(DAYS + number): half[on(number)] for number in range(7)})) == []


def test_what_is_missing_since_we_looked_last_is_our_own_absence() -> None:
    counts = counts_of(DAYS) | silence(DAYS, 20)
    runs = seen(counts_of(DAYS)).runs
    assert kinds(Observed("xx_lived", runs, counts)) == []


def test_what_was_missing_before_the_first_run_was_nobodys_to_notice() -> None:
    monthly = {on(number): int(number % 30 == 0) for number in range(365)}
    for counts in (counts_of(DAYS) | silence(DAYS, 40), monthly | silence(365, 110)):
        assert kinds(seen(counts, runs=1)) == []
        assert kinds(seen(counts)) != []


# Pages


@pytest.mark.parametrize("field", ["date", "author", "section", "picture"])
def test_a_field_that_is_gone_is_noticed_within_days(field: str) -> None:
    """The share of a field falls to nothing: a layout has changed."""
    whole = {"date": 6, "author": 5, "section": 6, "picture": 6}
    (finding,) = found(changed(5, sampled=6, present=whole | {field: 0}))
    assert finding.kind == f"no-{field}s"
    assert finding.detail.startswith("0 of the last 1")


def test_a_field_that_most_pages_lose_is_noticed_and_one_that_a_few_lose_is_not() -> None:
    assert kinds(changed(5, sampled=10, present={"date": 3, "author": 8, "section": 10, "picture": 10})) == [
        "no-dates"
    ]
    assert kinds(changed(5, sampled=10, present={"date": 9, "author": 7, "section": 8, "picture": 10})) == []


def test_a_field_that_pages_seldom_have_is_missed_only_after_many() -> None:
    counts = counts_of(DAYS)
    seldom = {day: {"present": {"author": count // 3}} for day, count in counts.items()}
    last = [on(number) for number in range(DAYS - 5, DAYS)]
    assert "no-authors" not in kinds(seen(counts, seldom | {day: {"present": {}} for day in last[-2:]}))
    longer = [on(number) for number in range(DAYS - 25, DAYS)]
    assert "no-authors" in kinds(seen(counts, seldom | {day: {"present": {}} for day in longer}))


def test_a_broken_layout_does_not_become_usual_while_its_alarm_is_open() -> None:
    broken = changed(60, present={"author": 5, "section": 6, "picture": 6})
    assert "no-dates" in kinds(broken, {"no-dates": broken.runs[59].started_at})


def test_after_some_months_it_has() -> None:
    broken = changed(130, days=230, present={})
    assert kinds(broken, {"no-dates": broken.runs[128].started_at}) == []


def test_texts_that_are_cut_short_are_noticed() -> None:
    assert kinds(changed(4, sampled=6, median_length=300)) == ["short-texts"]
    assert kinds(changed(4, sampled=6, median_length=1200)) == []


def test_another_language_and_a_missing_one_are_noticed() -> None:
    assert kinds(changed(4, sampled=6, languages={"fr": 6})) == ["other-language"]
    counts = counts_of(DAYS)
    both = {day: {"languages": {"en": count - count // 2, "zh": count // 2}} for day, count in counts.items()}
    fortnight = {on(number): {} for number in range(DAYS - 14, DAYS)}
    assert kinds(seen(counts, both)) == []
    (finding,) = found(seen(counts, both | fortnight))
    assert finding.kind == "language-gone"
    assert "is in zh" in finding.detail


def test_what_a_page_calls_its_language_is_not_repeated_unless_it_is_one() -> None:
    (finding,) = found(changed(4, sampled=6, languages={"<!channel>": 6}))
    assert "<" not in finding.detail


def test_a_backfill_says_nothing_of_what_is_usual() -> None:
    healthy = seen(counts_of(DAYS))
    old = RunSeen(NOW, is_windowed=True, new=900, refused=400, sampled=900, languages={"fr": 900})
    assert kinds(evolve(healthy, runs=(old, *healthy.runs))) == []


# Refusals


def test_a_captcha_for_all_is_noticed_the_same_night() -> None:
    assert "refusals" in kinds(changed(1, new=0, known=0, refused=18, sampled=0))


def test_so_is_it_on_the_first_night_of_a_portal() -> None:
    first = RunSeen(NOW - timedelta(hours=3), found=30, new=4, refused=26)
    assert kinds(Observed("xx_new", (first,))) == ["refusals"]


def test_refusals_as_ever_are_no_alarm() -> None:
    counts = counts_of(DAYS)
    often = {day: {"refused": 8, "known": 10} for day in counts}
    assert kinds(seen(counts, often)) == []


# Runs


def at(hours_ago: float, outcome: str = "finished", **figures: object) -> RunSeen:
    began = NOW - timedelta(hours=hours_ago)
    ended = began + timedelta(minutes=10) if outcome in ("finished", "failed") else None
    return RunSeen(**{"started_at": began, "ended_at": ended, "outcome": outcome, **figures})  # type: ignore[arg-type]


def of_runs(*runs: RunSeen, alive_hours_ago: float | None = None) -> list[str]:
    alive = None if alive_hours_ago is None else NOW - timedelta(hours=alive_hours_ago)
    return [each.kind for each in findings(Observed("xx", runs, alive_at=alive), DAY, NOW, {})]


def test_a_portal_that_never_ran_is_missed() -> None:
    assert of_runs() == ["never-ran"]


def test_a_run_is_missed_half_a_day_after_it_was_due() -> None:
    assert of_runs(at(35)) == []
    assert of_runs(at(37)) == ["not-run"]


def test_a_run_that_is_at_work_is_not_missed_unless_it_hangs_or_never_ends() -> None:
    assert of_runs(at(30, "running"), at(60), alive_hours_ago=0.1) == []
    assert of_runs(at(50, "running"), at(80), alive_hours_ago=49) == ["not-run"]
    assert of_runs(at(24 * 9, "running"), alive_hours_ago=0.1) == ["not-run"]


def test_a_portal_that_asks_to_wait_is_not_missed_for_a_week() -> None:
    waits = [
        at(24 * night + 5, "waiting", ended_at=NOW - timedelta(hours=24 * night + 4)) for night in range(12)
    ]
    assert of_runs(*waits[:5], at(24 * 5)) == []
    assert of_runs(*waits, at(24 * 12)) == ["not-run"]


def test_runs_that_are_interrupted_night_after_night_are_not_taken_for_runs() -> None:
    assert of_runs(*(at(24 * night + 5, "interrupted") for night in range(3))) == ["not-run"]
    assert of_runs(at(5, "interrupted"), at(29)) == []


def test_a_failed_run_is_told_until_one_does_not_fail() -> None:
    assert of_runs(at(5, "failed", reason="no listing could be read")) == ["run-failed"]
    assert of_runs(at(1, "interrupted"), at(5, "failed")) == ["run-failed"]
    assert of_runs(at(5), at(29, "failed")) == []


def test_every_kind_is_explained() -> None:
    assert {"never-ran", "nothing-new", "far-fewer", "no-dates", "refusals"} <= set(KINDS)
    assert all(KINDS.values())
