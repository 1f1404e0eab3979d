"""The verdict on a run: what must not pass for a finished one."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from attrs import evolve

from archive.errors import UsageError
from crawler.runs.verdict import Facts, judge
from crawler.spiders.found import Window

RESTS = "gov.example asks to be left alone until 2026-11-23T05:00:00.000Z (503, Retry-After)"


def facts(
    tally: dict[str, int] | None = None,
    sums: dict[str, int] | None = None,
    closed: str = "finished",
    is_windowed: bool = False,
    exceptions: int = 0,
    failure: str = "",
    held: int = 0,
    waits: dict[str, bool] | None = None,
) -> Facts:
    """A good run, except for what is named."""
    good = {"found": 9, "stored listing": 1, "new": 2, "unchanged": 7}
    return Facts(
        tally=Counter(good | (tally or {})),
        sums=Counter({"stored": 10, "failed": 0, "skipped": 0} | (sums or {})),
        closed=closed,
        is_windowed=is_windowed,
        exceptions=exceptions,
        failure=failure,
        held=held,
        waits=waits or {},
    )


def test_a_good_run_has_finished_and_needs_no_reason() -> None:
    assert judge(facts()) == ("finished", "")


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (facts(tally={"found": 0}), "no listing named an article"),
        (facts(tally={"stored listing": 0, "listing http-503": 2}), r"no listing could be read \(http-503\)"),
        (
            facts(tally={"failed listing": 1, "listing timeout": 1}),
            r"1 listings could not be read \(timeout\)",
        ),
        (facts(sums={"stored": 4, "failed": 6}), "6 of 10 planned addresses failed"),
        (facts(sums={"": 3}), "3 planned addresses have no ending"),
        (
            facts(tally={"new": 0, "unchanged": 0, "article captcha": 8, "article http-503": 1}),
            r"none of 9 fetched articles could be kept \(captcha 8, http-503 1\)",
        ),
        (facts(tally={"article challenge-page": 10}), r"9 of 19 fetched articles .* \(challenge-page 10\)"),
        (facts(tally={"new": 0, "unchanged": 0, "article login": 1}, held=7), r"\(login 1\)"),
        (facts(tally={"new": 0, "unchanged": 0, "article too-thin": 1}), r"\(too-thin 1\)"),
        (facts(waits={"gov.example answered 503 again and again": True}), "503 again and again"),
        (facts(tally={"waiting": 5}, sums={"": 7}, waits={RESTS: False}), "2 planned addresses have no"),
        (facts(exceptions=1), "exceptions were raised"),
        (facts(failure="/data: cannot be written: disk full"), "disk full"),
    ],
)
def test_a_run_that_went_wrong_has_failed_and_says_why(found: Facts, word: str) -> None:
    outcome, reason = judge(found)
    assert outcome == "failed"
    assert re.search(word, reason)


@pytest.mark.parametrize(
    "tally",
    [
        {"new": 0, "unchanged": 0, "article soft-404": 2},
        {"new": 0, "unchanged": 0, "article http-404": 20},
        {"article captcha": 3},
        {"article not-html": 9},
    ],
)
def test_a_few_pages_that_are_no_articles_do_not_fail_a_run(tally: dict[str, int]) -> None:
    assert judge(facts(tally=tally, held=7)) == ("finished", "")


def test_a_window_does_not_excuse_a_captcha_for_everything() -> None:
    tally = {"new": 0, "unchanged": 0, "article captcha": 4}
    assert judge(facts(tally=tally, is_windowed=True, held=7))[0] == "failed"


def test_a_run_that_leaves_a_host_alone_as_it_asks_is_waiting_and_has_not_failed() -> None:
    outcome, reason = judge(
        facts(
            tally={"found": 0, "stored listing": 0, "new": 0, "unchanged": 0, "waiting": 3},
            sums={"stored": 0, "": 3},
            waits={RESTS: False},
        )
    )
    assert (outcome, reason) == ("waiting", f"{RESTS}; 3 addresses wait for a later run")


@pytest.mark.parametrize("closed", ["outside-hours", "hours-over"])
def test_a_run_that_its_hours_end_is_waiting(closed: str) -> None:
    sums = {"stored": 1, "": 40}
    outcome, reason = judge(facts(sums=sums, closed=closed, waits={"its hours are over": False}))
    assert (outcome, reason) == ("waiting", "its hours are over; 40 addresses wait for a later run")


def test_a_run_that_was_stopped_while_a_host_was_resting_is_interrupted() -> None:
    assert judge(facts(closed="shutdown", waits={RESTS: False}))[0] == "interrupted"


def test_a_window_may_hold_nothing() -> None:
    assert judge(facts(tally={"found": 0, "new": 0, "unchanged": 0}, is_windowed=True)) == ("finished", "")


def test_a_window_does_not_excuse_a_portal_that_cannot_be_read() -> None:
    tally = {"found": 0, "stored listing": 0, "listing robots-unreachable": 1}
    assert judge(facts(tally=tally, is_windowed=True))[0] == "failed"


def test_a_portal_that_was_not_reached_is_told_with_the_cause_and_the_next_step() -> None:
    tally = {"found": 0, "stored listing": 0, "listing robots-unreachable": 2}
    silent = {"https://gov.example/robots.txt": "no-such-host"}
    _, reason = judge(evolve(facts(tally=tally), portal="xx_gov", silent=silent))
    assert reason == (
        "no listing could be read (robots-unreachable): https://gov.example/robots.txt: no-such-host (no name "
        "server knows it: check how home_url is spelled, and this machine's network); then `gazette crawl xx_gov`"
    )
    _, reason = judge(
        evolve(facts(tally={"stored listing": 0, "listing connection-refused": 1}), portal="xx_gov")
    )
    assert reason.startswith("no listing could be read (connection-refused): connection-refused (nobody")
    _, reason = judge(evolve(facts(tally={"stored listing": 0, "listing captcha": 1}), portal="xx_gov"))
    assert reason == "no listing could be read (captcha)"


def test_a_run_in_which_nothing_was_due_has_finished() -> None:
    assert judge(facts(tally={"new": 0, "unchanged": 0}))[0] == "finished"


def test_a_stopped_run_is_interrupted_whatever_it_had_not_done_yet() -> None:
    outcome, reason = judge(facts(tally={"found": 0, "stored listing": 0}, sums={"": 40}, closed="shutdown"))
    assert outcome == "interrupted"
    assert "the next run goes on" in reason


@pytest.mark.parametrize("fault", [{"exceptions": 2}, {"failure": "disk full"}])
def test_a_stopped_run_with_a_fault_of_ours_has_failed(fault: dict[str, int]) -> None:
    assert judge(facts(closed="shutdown", **fault))[0] == "failed"  # type: ignore[arg-type]


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(UsageError, match="holds no day"):
        Window("2026-02-01", "2026-01-01")
