"""What is usual is learnt from a portal's own history, and from enough of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from archive.connection import open_archive
from archive.health import health, usual_days, usual_pages
from archive.observed import Observed, RunSeen, observed
from archive.records import Run
from archive.store import Store
from tests.archive.histories import DAY, OFFICE, counts_of, on, seen

DAYS = 13 * 7


def test_weekdays_are_learnt_each_by_itself() -> None:
    usual = usual_days(counts_of(4 * DAYS, seed=2), on(4 * DAYS))
    assert usual.mature
    for mean, rate in zip(usual.by_weekday, OFFICE, strict=True):
        assert abs(mean - rate) < 1.7
    assert usual.expected([on(number) for number in range(7)]) == pytest.approx(sum(usual.by_weekday))
    assert [usual.is_active(on(number)) for number in range(7)] == [True] * 5 + [False] * 2


def test_only_the_last_thirteen_weeks_count() -> None:
    busy = counts_of(DAYS, (50.0,) * 7)
    quiet = {on(DAYS + number): 2 for number in range(DAYS)}
    usual = usual_days(busy | quiet, on(2 * DAYS))
    assert usual.by_weekday == (2.0,) * 7
    assert usual.articles == 2 * DAYS


def test_moody_days_are_known_to_scatter() -> None:
    calm, moody = (usual_days(counts_of(DAYS, scatter=scatter), on(DAYS)) for scatter in (0.0, 0.5))
    assert calm.dispersion < 1.4
    assert moody.dispersion > 2


@pytest.mark.parametrize("days", [0, 5, 20])
def test_little_history_is_not_mature(days: int) -> None:
    assert not usual_days(counts_of(days), on(days)).mature


def test_what_pages_usually_have_is_learnt_from_the_runs() -> None:
    pages = usual_pages(seen(counts_of(DAYS)).usual_runs)
    assert pages is not None
    assert pages.shares["date"] == 1
    assert 0.85 < pages.shares["author"] < 1
    assert 1800 <= pages.short <= pages.median_length <= 2200
    assert pages.languages == {"en": 1.0}


def test_too_few_runs_or_articles_say_nothing_of_pages() -> None:
    run = RunSeen(datetime(2026, 1, 1, tzinfo=UTC), sampled=900, present={"date": 900}, languages={"en": 900})
    assert usual_pages([run, run]) is None
    assert usual_pages([evolve(run, sampled=6)] * 3) is None


def test_a_first_run_of_thousands_does_not_outweigh_the_nights() -> None:
    night = RunSeen(
        datetime(2026, 1, 2, tzinfo=UTC),
        sampled=10,
        present={"date": 10},
        median_length=900,
        languages={"en": 10},
    )
    first = evolve(night, sampled=5_000, present={"date": 0}, median_length=90, languages={"fr": 5_000})
    pages = usual_pages([night] * 9 + [first])
    assert pages is not None
    assert pages.shares["date"] == pytest.approx(0.75)
    assert pages.median_length == 900
    assert pages.languages == pytest.approx({"en": 0.75, "fr": 0.25})


def test_figures_at_a_glance() -> None:
    counts = counts_of(DAYS) | {on(DAYS - 1): 0, on(DAYS - 2): 0, on(DAYS - 3): 4}
    figures = health(seen(counts))
    assert (figures.newest_on, figures.age) == (on(DAYS - 3), 3)
    assert figures.days.mature
    assert figures.refused_share is not None
    assert 0 < figures.refused_share < 0.1


def test_a_handful_of_pages_does_not_tell_how_many_are_usually_refused() -> None:
    run = RunSeen(datetime(2026, 1, 2, tzinfo=UTC), new=2, refused=1)
    assert health(Observed("xx_begun", runs=(run,))).refused_share is None
    assert health(Observed("xx_begun", runs=(evolve(run, new=27, refused=3),))).refused_share == 0.1


def test_of_a_portal_that_never_ran_nothing_is_known() -> None:
    figures = health(Observed("xx_unrun"))
    assert (figures.pages, figures.refused_share, figures.newest_on, figures.age) == (None, None, None, None)
    assert not figures.days.mature


# What is observed is read from the archive


def test_runs_and_counts_are_read_from_the_archive(sample_folder: Path) -> None:
    with open_archive(sample_folder) as connection:
        now = datetime.now(UTC)
        harbour, unrun, unknown = (
            observed(connection, portal, now) for portal in ("xx_harbour", "xx_unrun", "xx_unknown")
        )
    (run,) = harbour.runs
    assert (run.outcome, run.new, run.refused, run.is_windowed) == ("finished", 4, 1, True)
    assert harbour.usual_runs == []
    assert harbour.counts[date(2026, 11, 1)] == 0
    assert (unrun.runs, unrun.counts, unknown.runs) == ((), {}, ())


def test_days_are_those_of_the_portals_own_clock() -> None:
    late = RunSeen(datetime(2026, 5, 4, 20, tzinfo=UTC), found=3)
    assert Observed("xx", (late,)).until == date(2026, 5, 4)
    assert Observed("xx", (late,), zone=ZoneInfo("Asia/Shanghai")).until == date(2026, 5, 5)


def test_a_run_at_work_shows_by_its_latest_capture(own_folder: Path) -> None:
    with Store(own_folder) as store:
        begun = store.begin_run("xx_orchard", "", "", "1")
        before = datetime.now(UTC) - timedelta(minutes=1)
    with open_archive(own_folder) as connection:
        at_work = observed(connection, "xx_orchard", datetime.now(UTC))
    assert at_work.runs[0].outcome == "running"
    assert at_work.alive_at is not None
    assert at_work.alive_at > before
    with Store(own_folder) as store:
        store.end_run(begun, Run("xx_orchard", "finished"))
    with open_archive(own_folder) as connection:
        assert observed(connection, "xx_orchard", datetime.now(UTC)).alive_at is None


def test_a_silent_portal_is_judged_up_to_its_last_run_only() -> None:
    spoken = seen(counts_of(DAYS))
    assert spoken.until == on(DAYS)
    failed = RunSeen(spoken.runs[0].started_at + DAY, outcome="failed")
    assert evolve(spoken, runs=(failed, *spoken.runs)).until == on(DAYS)
