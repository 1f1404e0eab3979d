"""The ledger: every planned address ends in exactly one record, and nothing is forgotten between runs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Hint
from crawler.planning.ledger import Plan
from crawler.state import CrawlState

URLS = st.sampled_from([f"https://gov.example/{number}" for number in range(8)])
ENDINGS = st.sampled_from(["stored", "failed", "skipped"])


def left_after(folder: Path, portal: str = "xx_a") -> list[Plan]:
    """What a new process is told of the last run, which it begins by asking."""
    state = CrawlState(folder)
    try:
        return state.ledger.begin(99, portal)
    finally:
        state.close()


def test_an_address_is_planned_once_a_run(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    plan = Plan("https://gov.example/1", "article")
    assert ledger.plan(1, plan)
    assert not ledger.plan(1, plan)
    ledger.settle(1, plan, "stored", "new")
    assert not ledger.plan(1, plan)
    ledger.begin(2, "xx_a")
    assert ledger.plan(2, plan)
    state.flush()
    state.close()


def test_a_part_of_pages_that_turns_out_to_be_more_is_asked_for_as_that(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    part, file = (Plan("https://gov.example/plan.pdf", kind) for kind in ("requisite", "attachment"))
    assert ledger.plan(1, part)
    state.flush()
    assert ledger.plan(1, file)
    assert not ledger.take(1, part)
    assert not ledger.plan(1, part)
    ledger.settle(1, file, "stored", "file-new")
    other = Plan("https://gov.example/site.css", "requisite")
    assert ledger.plan(1, other)
    assert ledger.take(1, other)
    assert not ledger.plan(1, Plan(other.url, "article"))
    state.flush()
    state.close()
    (left,) = left_after(tmp_path)
    assert (left.url, left.kind) == (other.url, "requisite")


def test_a_second_ending_is_a_fault_of_ours(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    plan = Plan("https://gov.example/1", "article")
    ledger.plan(1, plan)
    ledger.settle(1, plan, "stored", "new")
    with pytest.raises(AssertionError, match="settled twice"):
        ledger.settle(1, plan, "failed", "timeout")
    state.flush()
    state.close()


@settings(max_examples=25, deadline=None)
@given(planned=st.lists(URLS, max_size=12), ended=st.dictionaries(URLS, ENDINGS))
def test_planned_is_stored_and_failed_and_skipped_and_open(planned: list[str], ended: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        state = CrawlState(Path(folder))
        ledger = state.ledger
        ledger.begin(1, "xx_a")
        new = [url for url in planned if ledger.plan(1, Plan(url, "article"))]
        settled = {url: ended[url] for url in new if url in ended}
        for url, ending in settled.items():
            ledger.settle(1, Plan(url, "article"), ending, "a reason")  # type: ignore[arg-type]
        sums = ledger.sums(1)
        state.flush()
        state.close()
        assert len(new) == len(set(planned)) == sums.total()
        assert sums == Counter(settled.values()) + Counter({"": len(new) - len(settled)})
        going_on = {url for url in new if settled.get(url, "failed") == "failed"}
        assert {plan.url for plan in left_after(Path(folder))} == going_on


def test_the_next_run_begins_with_what_was_left_as_it_was_planned(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    plan = Plan("https://gov.example/1", "article", 2, Hint(title="Tides «1»", published="2026-01-02"))
    ledger.plan(1, plan)
    ledger.plan(1, Plan("https://gov.example/2", "listing"))
    ledger.settle(1, Plan("https://gov.example/2", "listing"), "stored", "listing")
    state.flush()
    state.close()
    (left,) = left_after(tmp_path)
    assert (left.url, left.kind, left.way, left.hint) == (plan.url, plan.kind, plan.way, plan.hint)


def test_what_is_left_counts_as_planned_in_the_run_that_goes_on(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    ledger.plan(1, Plan("https://gov.example/1", "article"))
    state.flush()
    (left,) = ledger.begin(2, "xx_a")
    assert not ledger.plan(2, left)
    assert ledger.sums(2) == {"": 1}
    ledger.settle(2, left, "stored", "new")
    assert ledger.sums(2) == {"stored": 1}
    state.flush()
    state.close()


@pytest.mark.parametrize(
    ("ending", "reason", "is_tried_again"),
    [
        ("failed", "timeout", True),
        ("failed", "http-503", True),
        ("failed", "http-404", False),
        ("failed", "http-410", False),
        ("skipped", "truncated", True),
        ("skipped", "robots-unreachable", True),
        ("skipped", "robots", False),
        ("stored", "new", False),
    ],
)
def test_what_failed_for_a_reason_that_may_pass_is_tried_in_three_runs(
    tmp_path: Path, ending: str, reason: str, is_tried_again: bool
) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    plan = Plan("https://gov.example/1", "article")
    ledger.plan(1, plan)
    runs = 0
    for run in range(2, 7):
        runs += 1
        ledger.settle(run - 1, plan, ending, reason)  # type: ignore[arg-type]
        state.flush()
        left = ledger.begin(run, "xx_a")
        if not left:
            break
        (plan,) = left
    state.flush()
    state.close()
    assert runs == (3 if is_tried_again else 1)


def test_what_waited_for_its_host_has_lost_no_try(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    ledger.plan(1, Plan("https://gov.example/1", "article"))
    state.flush()
    for run in range(2, 9):
        (left,) = ledger.begin(run, "xx_a")
    assert left.tries == 1
    ledger.settle(8, left, "failed", "http-503")
    state.flush()
    assert [plan.tries for plan in ledger.begin(9, "xx_a")] == [2]
    state.flush()
    state.close()


def test_the_accounts_of_two_portals_are_apart(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    ledger.begin(2, "xx_b")
    plan = Plan("https://gov.example/1", "article")
    assert ledger.plan(1, plan)
    assert ledger.plan(2, plan)
    ledger.settle(1, plan, "stored", "new")
    state.flush()
    state.close()
    assert left_after(tmp_path, "xx_a") == []
    assert [left.url for left in left_after(tmp_path, "xx_b")] == [plan.url]


def test_what_was_not_flushed_is_not_there_after_a_kill(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    ledger = state.ledger
    ledger.begin(1, "xx_a")
    ledger.plan(1, Plan("https://gov.example/1", "article"))
    state.flush()
    ledger.plan(1, Plan("https://gov.example/2", "article"))
    assert [plan.url for plan in left_after(tmp_path)] == ["https://gov.example/1"]
