"""Files that articles offer: their text is found with the article, and outlives what becomes of page and file."""

from __future__ import annotations

import pytest
from attrs import evolve

from archive.records import Attachment
from archive.store import Store
from tests.archive.test_store import EDITED, FIRST, URL, captured, rows, store

__all__ = ["store"]

PORTAL, PLAN = "xx_small", "https://harbour.example/plan.pdf"
ANNEX = Attachment("https://harbour.example/annex.pdf", "The annex", "application/pdf")
DAYS = [f"2026-11-{day}T12:00:00.000Z" for day in range(22, 30)]
FILES = "SELECT url, text, reason, removed_at FROM attachments ORDER BY position"
FOUND = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'breakwater'"


@pytest.fixture
def planned(store: Store) -> Store:
    """An archive with one article and the text of its file."""
    store.store(FIRST, captured(store, DAYS[0]))
    (url,) = store.unattached(PORTAL)
    store.attach(url, captured(store, DAYS[0]), "Breakwater plan", "")
    return store


def test_the_text_of_an_attached_file_is_found_with_its_article(planned: Store) -> None:
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "", None)]
    assert rows(planned, FOUND) == [(1,)]
    assert planned.unattached(PORTAL) == []


def test_a_file_that_could_not_be_fetched_is_not_asked_for_again(store: Store) -> None:
    store.store(FIRST, captured(store))
    store.leave_unattached(PLAN, "http-404")
    assert store.unattached(PORTAL) == []


def test_reading_again_keeps_the_file_with_its_capture_and_number(planned: Store) -> None:
    kept = "SELECT id, capture, text FROM attachments"
    before = rows(planned, kept)
    better = evolve(FIRST, section="Ports", attachments=(ANNEX, *FIRST.attachments))
    planned.restate([(planned.states(URL)[0], better)])
    assert rows(planned, f"{kept} WHERE url = '{PLAN}'") == before
    assert rows(planned, FILES) == [(ANNEX.url, "", "", None), (PLAN, "Breakwater plan", "", None)]
    assert planned.unattached(PORTAL) == [ANNEX.url]
    assert rows(planned, FOUND) == [(1,)]


def test_what_today_s_rules_take_for_no_file_was_not_removed_by_the_portal(planned: Store) -> None:
    planned.restate([(planned.states(URL)[0], evolve(FIRST, attachments=()))])
    assert rows(planned, FILES) == []
    assert rows(planned, FOUND) == []


def test_a_file_that_the_page_offers_no_more_is_kept_with_the_day(planned: Store) -> None:
    planned.store(evolve(EDITED, attachments=(ANNEX,)), captured(planned, DAYS[1]))
    after = [(ANNEX.url, "", "", None), (PLAN, "Breakwater plan", "", DAYS[1])]
    assert rows(planned, FILES) == after
    assert rows(planned, FOUND) == [(1,)]
    planned.store(evolve(FIRST, text_digest="sha256:third", attachments=(ANNEX,)), captured(planned, DAYS[2]))
    assert rows(planned, FILES) == after  # it was removed once
    assert planned.unattached(PORTAL) == [ANNEX.url]


def test_a_file_that_is_offered_again_is_no_longer_removed(planned: Store) -> None:
    planned.store(evolve(EDITED, attachments=()), captured(planned, DAYS[1]))
    planned.store(FIRST, captured(planned, DAYS[2]))
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "", None)]


def test_a_file_that_is_added_without_a_word_in_the_text_is_fetched(planned: Store) -> None:
    same_text = evolve(FIRST, attachments=(*FIRST.attachments, ANNEX))
    assert planned.store(same_text, captured(planned, DAYS[1])) == "unchanged"
    assert planned.unattached(PORTAL) == [ANNEX.url]


def test_the_files_of_an_article_that_changed_are_asked_for_again(planned: Store) -> None:
    planned.store(EDITED, captured(planned, DAYS[1]))
    assert planned.unattached(PORTAL) == [PLAN]
    planned.attach(PLAN, captured(planned, DAYS[1]), "Breakwater plan, amended", "")
    assert planned.unattached(PORTAL) == []
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan, amended", "", None)]


def test_a_file_that_is_gone_when_it_is_asked_for_again_keeps_its_text(planned: Store) -> None:
    planned.store(EDITED, captured(planned, DAYS[1]))
    planned.leave_unattached(PLAN, "http-404")
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "http-404", None)]
    assert planned.unattached(PORTAL) == []
