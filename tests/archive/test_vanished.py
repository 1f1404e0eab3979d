"""A page that says with status 200 that it is not there, an address that leads back: when its article is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.records import Refusal, Run
from archive.store import Store
from archive.vanished import nights_apart
from tests.archive.sample import article, exchange, portal

GONE, OTHER = article("gone", "It was here", "It was here.", "en"), article("other", "It is", "It is.", "en")
SEEN = "2026-11-20T08:00:00.000Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        opened.declare(portal("xx_harbour", "Ministry of Harbours"))
        run = opened.begin_run("xx_harbour", "", "", "1")
        for found in (GONE, OTHER):
            opened.store(found, opened.keep(exchange(found, SEEN), run))
        opened.end_run(run, Run("xx_harbour", "finished", articles_new=2))
        yield opened


def visit(store: Store, at: str, reason: str = "soft-404", **run: object) -> None:
    """A run that finds such a page in the article's place, and the other article as it was."""
    number = store.begin_run("xx_harbour", "", "", "1")
    capture = store.keep(exchange(GONE, at), number)
    store.refuse(Refusal(GONE.url, reason, "page not found"), capture, number)
    store.end_run(number, Run("xx_harbour", **{"outcome": "finished", "articles_unchanged": 1, **run}))  # type: ignore[arg-type]


def state(store: Store) -> tuple[object, ...]:
    row = next(store.db.query("SELECT * FROM articles WHERE url = ?", [GONE.url]))
    return row["state"], row["missed_at"], row["misses"], row["missed_reason"]


PUBLISHED = ("published", None, 0, "")


def test_the_third_visit_a_night_apart_makes_it_missing_since_the_first(store: Store) -> None:
    for day in (21, 22):
        visit(store, f"2026-11-{day}T08:00:00.000Z")
        assert state(store) == PUBLISHED
    visit(store, "2026-11-23T04:30:00.000Z")
    assert state(store) == ("missing", "2026-11-21T08:00:00.000Z", 3, "soft-404")
    visit(store, "2026-11-24T04:30:00.000Z")
    assert state(store) == ("missing", "2026-11-21T08:00:00.000Z", 4, "soft-404")
    assert (
        next(store.db.query("SELECT state FROM articles WHERE url = ?", [OTHER.url]))["state"] == "published"
    )


def test_three_visits_of_one_day_are_one(store: Store) -> None:
    for hour in range(3, 23, 3):
        visit(store, f"2026-11-21T{hour:02}:00:00.000Z")
    assert state(store) == PUBLISHED
    assert (
        nights_apart([f"2026-11-{day}T{hour}:00:00.000Z" for day in (21, 22) for hour in ("08", "20")]) == 2
    )


def test_what_was_seen_in_between_begins_anew(store: Store) -> None:
    for day in (21, 22):
        visit(store, f"2026-11-{day}T08:00:00.000Z")
    store.seen(GONE.url, "2026-11-22T20:00:00.000Z")
    for day in (23, 24):
        visit(store, f"2026-11-{day}T08:00:00.000Z")
    assert state(store) == PUBLISHED


def test_an_address_that_leads_back_is_missing_by_the_same_rule_and_by_its_own_word(store: Store) -> None:
    for day, reason in ((21, "redirect-home"), (22, "soft-404")):
        visit(store, f"2026-11-{day}T08:00:00.000Z", reason=reason)
        assert state(store) == PUBLISHED
    visit(store, "2026-11-23T08:00:00.000Z", reason="redirect-list")
    assert state(store) == ("missing", "2026-11-21T08:00:00.000Z", 3, "redirect-list")
    visit(store, "2026-11-24T08:00:00.000Z", reason="redirect-home")
    assert state(store) == ("missing", "2026-11-21T08:00:00.000Z", 4, "redirect-home")


def test_runs_that_found_nothing_where_it_should_be_prove_nothing(store: Store) -> None:
    for day in range(21, 29):
        visit(store, f"2026-11-{day}T08:00:00.000Z", reason="redirect-home", articles_unchanged=0)
    assert state(store) == PUBLISHED


def test_another_reason_is_no_word_of_the_portal_about_the_article(store: Store) -> None:
    for day, reason in zip(range(21, 27), ("captcha", "redirect-elsewhere") * 3, strict=True):
        visit(store, f"2026-11-{day}T08:00:00.000Z", reason=reason)
    assert state(store) == PUBLISHED


def test_a_portal_that_says_it_of_everything_has_said_nothing(store: Store) -> None:
    for day in range(21, 26):
        visit(store, f"2026-11-{day}T08:00:00.000Z", outcome="failed", articles_unchanged=0)
    assert state(store) == PUBLISHED
    for day in (26, 27, 28):
        visit(store, f"2026-11-{day}T08:00:00.000Z", outcome="failed")
    assert state(store)[:2] == ("missing", "2026-11-26T08:00:00.000Z")


def test_one_that_is_missing_by_its_status_goes_on_to_be_so(store: Store) -> None:
    store.miss(GONE.url, "2026-11-21T08:00:00.000Z", "http-404")
    visit(store, "2026-11-22T08:00:00.000Z")
    assert state(store) == ("missing", "2026-11-21T08:00:00.000Z", 2, "soft-404")
    store.miss(GONE.url, "2026-11-23T08:00:00.000Z", "http-410")
    store.flush()
    assert state(store) == ("missing", "2026-11-21T08:00:00.000Z", 3, "http-410")


def test_one_that_is_back_is_published(store: Store) -> None:
    for day in (21, 22, 23):
        visit(store, f"2026-11-{day}T08:00:00.000Z")
    store.seen(GONE.url, "2026-11-24T08:00:00.000Z")
    store.flush()
    assert state(store) == PUBLISHED


def test_one_that_has_moved_has_not_gone(store: Store) -> None:
    store.move(GONE.url, OTHER.url, "2026-11-20T09:00:00.000Z")
    for day in (21, 22, 23):
        visit(store, f"2026-11-{day}T08:00:00.000Z")
    assert state(store)[0] == "moved"
