"""Files that articles offer: their text is found with the article, and outlives what becomes of page and file."""

from __future__ import annotations

import pytest
from attrs import evolve

from archive.attached import NOTHING_NEW, PAGE_CHANGED, REPLACED
from archive.records import Attachment, Capture, FileText, First
from archive.store import Store
from tests.archive.test_store import EDITED, FIRST, URL, captured, rows, store

__all__ = ["store"]

REMOVED, PAGE_REMOVED = "file-removed", "page-removed"
PORTAL, PLAN = "xx_small", "https://harbour.example/plan.pdf"
ANNEX = Attachment("https://harbour.example/annex.pdf", "The annex", "application/pdf")
DAYS = [f"2026-11-{day}T12:00:00.000Z" for day in range(22, 30)]
FILES = "SELECT url, text, missed_reason, removed_at FROM attachments ORDER BY position"
STATES = "SELECT number, text, reason FROM file_revisions ORDER BY number"
TOLD = "SELECT at, state, detail FROM sightings ORDER BY id"
FATES = "SELECT state, last_seen_at, detail FROM sightings ORDER BY id"
FOUND = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'breakwater'"


def wanted(store: Store) -> list[str]:
    """Addresses of files that nobody has asked for since their article says what it says."""
    return [file.url for file in store.files.of(PORTAL) if file.checked_at < file.stated_at]


def pdf(store: Store, at: str, body: bytes = b"%PDF-") -> Capture:
    return captured(store, at, body=body)


@pytest.fixture
def planned(store: Store) -> Store:
    """An archive with one article and the text of its file."""
    store.store(FIRST, captured(store, DAYS[0]))
    (url,) = wanted(store)
    store.files.attach(url, captured(store, DAYS[0]), FileText("Breakwater plan"))
    return store


def test_the_text_of_an_attached_file_is_found_with_its_article(planned: Store) -> None:
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "", None)]
    assert rows(planned, FOUND) == [(1,)]
    assert wanted(planned) == []


def test_a_file_that_could_not_be_fetched_is_not_asked_for_again(store: Store) -> None:
    store.store(FIRST, captured(store))
    store.files.miss(PLAN, "http-404")
    assert wanted(store) == []


def test_reading_again_keeps_the_file_with_its_capture_and_number(planned: Store) -> None:
    kept = "SELECT id, capture, text FROM attachments"
    before = rows(planned, kept)
    better = evolve(FIRST, section="Ports", attachments=(ANNEX, *FIRST.attachments))
    planned.restate([(planned.states(URL)[0], better)])
    assert rows(planned, f"{kept} WHERE url = '{PLAN}'") == before
    assert rows(planned, FILES) == [(ANNEX.url, "", "", None), (PLAN, "Breakwater plan", "", None)]
    assert wanted(planned) == [ANNEX.url]
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
    assert rows(planned, FILES) == after
    once = [(DAYS[1], "file-added", ANNEX.url), (DAYS[1], REMOVED, PLAN)]
    assert rows(planned, TOLD) == once
    assert wanted(planned) == [ANNEX.url]


def test_a_file_that_is_offered_again_is_no_longer_removed(planned: Store) -> None:
    planned.store(evolve(EDITED, attachments=()), captured(planned, DAYS[1]))
    planned.store(FIRST, captured(planned, DAYS[2]))
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "", None)]
    assert rows(planned, TOLD) == [(DAYS[1], REMOVED, PLAN), (DAYS[2], "file-returned", PLAN)]


def test_a_file_that_is_added_without_a_word_in_the_text_is_fetched(planned: Store) -> None:
    same_text = evolve(FIRST, attachments=(*FIRST.attachments, ANNEX))
    assert planned.store(same_text, captured(planned, DAYS[1])) == "unchanged"
    assert wanted(planned) == [ANNEX.url]
    assert rows(planned, TOLD) == [(DAYS[1], "file-added", ANNEX.url)]


def test_the_first_file_of_an_article_that_had_none_is_news(store: Store) -> None:
    store.store(evolve(FIRST, attachments=()), captured(store, DAYS[0]))
    store.store(FIRST, captured(store, DAYS[1]))
    assert rows(store, TOLD) == [(DAYS[1], "file-added", PLAN)]


def test_the_files_of_an_article_that_changed_are_asked_for_again(planned: Store) -> None:
    planned.store(EDITED, captured(planned, DAYS[1]))
    assert wanted(planned) == [PLAN]
    planned.files.attach(PLAN, captured(planned, DAYS[1]), FileText("Breakwater plan, amended"))
    assert wanted(planned) == []
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan, amended", "", None)]


def test_a_file_that_is_gone_when_it_is_asked_for_again_keeps_its_text(planned: Store) -> None:
    planned.store(EDITED, captured(planned, DAYS[1]))
    planned.files.miss(PLAN, "http-404")
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "http-404", None)]
    assert wanted(planned) == []
    planned.files.miss(PLAN, "http-410")  # still
    planned.files.seen(PLAN, DAYS[2])
    planned.files.seen(PLAN, DAYS[3])
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "", None)]
    fates = [(state, last_seen_at, url) for state, last_seen_at, url in rows(planned, FATES)]
    assert fates == [("file-missing", DAYS[0], PLAN), ("file-found", "", PLAN)]


def test_what_says_nothing_of_a_file_s_being_there_is_no_news(planned: Store) -> None:
    """A server that fails, a file that was never had, a new article's files."""
    planned.files.miss(PLAN, "http-503")
    planned.files.seen(PLAN, DAYS[1])
    planned.store(evolve(FIRST, url=f"{URL}/mole", attachments=(ANNEX,)), captured(planned, DAYS[1]))
    planned.files.miss(ANNEX.url, "http-404")
    assert rows(planned, TOLD) == []


def test_a_file_that_was_replaced_is_told_and_both_texts_are_kept(planned: Store) -> None:
    planned.files.attach(PLAN, pdf(planned, DAYS[1], b"%PDF-other"), FileText("Breakwater plan, shorter"))
    assert rows(planned, STATES) == [(1, "Breakwater plan", ""), (2, "Breakwater plan, shorter", "")]
    assert rows(planned, TOLD) == [(DAYS[1], REPLACED, PLAN)]
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan, shorter", "", None)]
    assert rows(planned, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'shorter'") == [(1,)]
    (file,) = planned.files.of(PORTAL)
    assert (file.checked_at, file.changed_at) == (DAYS[1], DAYS[1])


def test_other_bytes_that_say_the_same_are_no_other_file(planned: Store) -> None:
    again = pdf(planned, DAYS[1], b"%PDF-made-anew")
    planned.files.attach(PLAN, again, FileText("Breakwater plan"))
    assert rows(planned, STATES) == [(1, "Breakwater plan", "")]
    assert rows(planned, TOLD) == []
    held = planned.files.capture(PLAN)
    assert held is not None
    assert held.id == again.id


def test_a_scan_is_another_one_where_its_bytes_are(store: Store) -> None:
    store.store(FIRST, captured(store, DAYS[0]))
    for day, body in ((0, b"%PDF-a"), (1, b"%PDF-a"), (2, b"%PDF-b")):
        store.files.attach(PLAN, pdf(store, DAYS[day], body), FileText("", "no text"))
        store.flush()
    assert rows(store, STATES) == [(1, "", "no text"), (2, "", "no text")]


def test_a_file_that_another_article_offers_as_well_is_known_of_it_too(planned: Store) -> None:
    other = evolve(FIRST, url="https://harbour.example/mole", text_digest="sha256:mole")
    planned.store(other, captured(planned, DAYS[1]))
    assert wanted(planned) == [PLAN]
    planned.files.seen(PLAN, DAYS[1])
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "", None)] * 2
    assert rows(planned, FOUND) == [(1,), (2,)]


def test_a_file_is_known_of_an_article_that_began_to_offer_it_in_the_same_batch(planned: Store) -> None:
    planned.flush()
    for name in ("mole", "pier"):
        planned.store(
            evolve(FIRST, url=f"{URL}/{name}", text_digest=f"sha256:{name}"), captured(planned, DAYS[1])
        )
    planned.files.seen(PLAN, DAYS[1])
    assert rows(planned, "SELECT text FROM attachments") == [("Breakwater plan",)] * 3
    planned.store(evolve(FIRST, url=f"{URL}/lock", text_digest="sha256:lock"), captured(planned, DAYS[2]))
    planned.files.attach(PLAN, pdf(planned, DAYS[2], b"%PDF-x"), FileText("", "too-slow: more than 20 s"))
    assert rows(planned, "SELECT text FROM attachments") == [("Breakwater plan",)] * 4


def test_what_was_never_had_while_it_was_offered_stays_unread(planned: Store) -> None:
    mole = evolve(FIRST, url=f"{URL}/mole", text_digest="sha256:mole")
    planned.flush()
    planned.store(mole, captured(planned, DAYS[1]))
    planned.flush()
    planned.store(evolve(mole, text_digest="sha256:other", attachments=()), captured(planned, DAYS[2]))
    planned.flush()
    planned.files.restate(1, PLAN, FileText("Breakwater: plan"))
    assert rows(planned, "SELECT article, text FROM attachments") == [(1, "Breakwater: plan"), (2, "")]


def test_reading_a_state_of_a_file_again_is_no_other_file(planned: Store) -> None:
    planned.files.attach(PLAN, pdf(planned, DAYS[1], b"%PDF-other"), FileText("Breakwater plan, shorter"))
    planned.flush()
    planned.files.restate(1, PLAN, FileText("Breakwater, plan"))
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan, shorter", "", None)]
    planned.files.restate(2, PLAN, FileText("Breakwater plan: shorter"))
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan: shorter", "", None)]
    assert rows(planned, STATES) == [(1, "Breakwater, plan", ""), (2, "Breakwater plan: shorter", "")]
    assert len(rows(planned, TOLD)) == 1


def test_what_could_not_be_read_this_time_takes_no_text_away(planned: Store) -> None:
    planned.files.attach(
        PLAN, pdf(planned, DAYS[1], b"%PDF-b"), FileText("", "too-slow: reading took more than 20 s")
    )
    assert rows(planned, FILES) == [(PLAN, "Breakwater plan", "too-slow: reading took more than 20 s", None)]
    planned.files.attach(PLAN, pdf(planned, DAYS[2], b"%PDF-c"), FileText("Breakwater plan"))
    assert rows(planned, STATES) == [(1, "Breakwater plan", "")]
    assert rows(planned, TOLD) == []


def test_an_article_that_begins_to_offer_a_file_is_not_told_that_it_was_replaced(planned: Store) -> None:
    planned.flush()
    other = evolve(FIRST, url="https://harbour.example/mole", text_digest="sha256:mole")
    planned.store(other, captured(planned, DAYS[1]))
    planned.files.attach(PLAN, pdf(planned, DAYS[1], b"%PDF-other"), FileText("Breakwater plan, shorter"))
    assert rows(planned, "SELECT article FROM sightings") == [(1,)]


def test_a_file_that_an_article_offers_no_more_is_what_it_was_to_that_article(planned: Store) -> None:
    mole = evolve(FIRST, url="https://harbour.example/mole", text_digest="sha256:mole")
    of_each = "SELECT article, text FROM attachments ORDER BY article"
    planned.store(mole, captured(planned, DAYS[0]))
    planned.store(evolve(EDITED, attachments=()), captured(planned, DAYS[1]))
    planned.files.attach(PLAN, pdf(planned, DAYS[2], b"%PDF-other"), FileText("Breakwater fee"))
    assert rows(planned, of_each) == [(1, "Breakwater plan"), (2, "Breakwater fee")]
    assert rows(planned, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'fee'") == [(2,)]
    planned.files.miss(PLAN, "http-404")
    assert rows(planned, "SELECT article FROM attachments WHERE missed_reason = 'http-404'") == [(2,)]
    planned.files.restate(2, PLAN, FileText("Breakwater: fee"))
    assert rows(planned, of_each) == [(1, "Breakwater plan"), (2, "Breakwater: fee")]
    planned.files.restate(1, PLAN, FileText("Breakwater: plan"))
    assert rows(planned, of_each) == [(1, "Breakwater: plan"), (2, "Breakwater: fee")]
    planned.store(FIRST, captured(planned, DAYS[3]))
    assert rows(planned, of_each) == [(1, "Breakwater: fee"), (2, "Breakwater: fee")]
    assert rows(planned, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'fee'") == [(1,), (2,)]


def test_a_file_that_nobody_has_read_is_not_filled_in_by_its_being_seen(store: Store) -> None:
    store.store(FIRST, captured(store, DAYS[0]))
    store.flush()
    store.files.seen(PLAN, DAYS[1])
    assert rows(store, FILES) == [(PLAN, "", "", None)]


def test_reading_a_file_again_counts_beside_its_article_s_in_one_batch(planned: Store) -> None:
    better = evolve(FIRST, section="Ports", attachments=(ANNEX, *FIRST.attachments))
    planned.restate([(planned.states(URL)[0], better)])
    planned.files.restate(1, PLAN, FileText("Breakwater: plan"))
    assert (PLAN, "Breakwater: plan", "", None) in rows(planned, FILES)


def test_reading_an_older_page_again_leaves_what_a_later_one_with_the_same_text_says(planned: Store) -> None:
    later = evolve(FIRST, section="Ports", attachments=(*FIRST.attachments, ANNEX))
    planned.store(later, captured(planned, DAYS[1], body=b"<html>another page</html>"))
    planned.flush()
    planned.restate([(planned.states(URL)[0], evolve(FIRST, title="The quay, read better", section="Quays"))])
    assert [url for url, *_ in rows(planned, FILES)] == [PLAN, ANNEX.url]
    assert rows(planned, "SELECT title, section FROM articles") == [("The quay, read better", "Ports")]


SECOND, THIRD = (Attachment(f"{URL}/{number}", f"Page {number}", "text/html", number) for number in (2, 3))
OFFERED = "SELECT page, url, own, removed_at IS NULL FROM attachments ORDER BY position"


@pytest.fixture
def divided(store: Store) -> Store:
    """An archive with an article whose second page names a third one and a file."""
    store.store(evolve(FIRST, attachments=(SECOND,)), captured(store, DAYS[0]))
    store.flush()
    said = FileText("Berths", offers=(THIRD, ANNEX))
    store.files.attach(SECOND.url, captured(store, DAYS[0]), said)
    store.files.attach(THIRD.url, captured(store, DAYS[0]), FileText("Dredging", offers=(SECOND,)))
    return store


def test_what_a_further_page_offers_hangs_on_the_article(divided: Store) -> None:
    assert rows(divided, OFFERED) == [
        (2, SECOND.url, 1, 1),
        (3, THIRD.url, 0, 1),
        (0, ANNEX.url, 0, 1),
    ]
    assert rows(divided, "SELECT attachment_text FROM articles") == [("Berths\n\nDredging",)]
    assert divided.files.first_page(THIRD.url) == First(URL, FIRST.text, 3)
    assert divided.files.first_page(ANNEX.url) is None


def test_it_stays_when_the_first_page_is_read_anew_and_goes_with_the_page_that_offers_it(
    divided: Store,
) -> None:
    (state,) = divided.states(URL)
    divided.restate([(state, evolve(FIRST, section="Ports", attachments=(ANNEX, SECOND)))])
    assert rows(divided, OFFERED) == [
        (0, ANNEX.url, 1, 1),
        (2, SECOND.url, 1, 1),
        (3, THIRD.url, 0, 1),
    ]
    divided.restate([(state, evolve(FIRST, attachments=()))])
    assert rows(divided, OFFERED) == []
    assert rows(divided, "SELECT count(*) FROM file_revisions") == [(2,)]


def test_what_a_further_page_offers_no_more_was_taken_off(divided: Store) -> None:
    divided.files.attach(SECOND.url, captured(divided, DAYS[1]), FileText("Berths", offers=(ANNEX,)))
    assert rows(divided, TOLD) == [(DAYS[1], PAGE_REMOVED, THIRD.url)]
    assert [row[-1] for row in rows(divided, OFFERED)] == [1, 1, 0]


def test_pages_that_were_gone_once_are_back_with_the_one_that_names_them(divided: Store) -> None:
    without, offering = (evolve(FIRST, attachments=parts) for parts in ((), (SECOND,)))
    divided.store(without, captured(divided, DAYS[1]))
    assert [row[-1] for row in rows(divided, OFFERED)] == [0, 0, 0]
    divided.store(offering, captured(divided, DAYS[2]))
    divided.files.seen(SECOND.url, DAYS[2])
    assert [row[-1] for row in rows(divided, OFFERED)] == [1, 1, 1]
    assert rows(divided, "SELECT attachment_text FROM articles") == [("Berths\n\nDredging",)]


def test_a_page_that_the_first_one_names_no_more_stays_while_another_does(divided: Store) -> None:
    for day, parts in ((1, (SECOND, THIRD)), (2, (SECOND,))):
        divided.store(evolve(FIRST, attachments=parts), captured(divided, DAYS[day]))
    assert [(row[0], row[-1]) for row in rows(divided, OFFERED)] == [(2, 1), (3, 1), (0, 1)]
    assert rows(divided, TOLD) == []


def test_a_page_that_two_name_goes_when_neither_does(divided: Store) -> None:
    fourth = Attachment(f"{URL}/4", "Page 4", "text/html", 4)
    both, second, third = (
        [(THIRD, fourth), (fourth,)],
        [(THIRD,), (fourth,)],
        [(THIRD,), ()],
    )
    left = []
    for day, offers in enumerate((both, second, third), 1):
        for one, offered in zip((SECOND, THIRD), offers, strict=True):
            said = FileText(f"{one.title}, as ever", offers=offered)
            divided.files.attach(one.url, captured(divided, DAYS[day]), said)
        left.append([row[0] for row in rows(divided, OFFERED) if row[-1]])
    assert left == [[2, 3, 4], [2, 3, 4], [2, 3]]


def test_what_a_page_offers_that_is_gone_itself_counts_for_nothing(divided: Store) -> None:
    divided.store(evolve(FIRST, attachments=()), captured(divided, DAYS[1]))
    fourth = Attachment(f"{URL}/4", "Page 4", "text/html", 4)
    divided.files.attach(THIRD.url, captured(divided, DAYS[2]), FileText("Dredging", offers=(fourth,)))
    assert [row[-1] for row in rows(divided, OFFERED)] == [0, 0, 0]


def test_a_page_that_says_what_an_earlier_one_says_is_none(divided: Store) -> None:
    fourth = Attachment(f"{URL}/4", "Page 4", "text/html", 4)
    said = FileText("Dredging", offers=(fourth,))
    divided.files.attach(THIRD.url, captured(divided, DAYS[1]), said)
    divided.files.attach(fourth.url, captured(divided, DAYS[1]), said)
    reasons = rows(divided, "SELECT page, text, reason FROM attachments WHERE page > 3")
    assert reasons == [(4, "", f"{NOTHING_NEW}: the page says what page 3 says")]


def test_a_further_page_that_holds_no_text_any_more_keeps_what_it_said(divided: Store) -> None:
    divided.files.attach(SECOND.url, captured(divided, DAYS[1]), FileText("", "soft-404: not here"))
    assert rows(divided, "SELECT text, missed_reason FROM attachments WHERE page = 2") == [
        ("Berths", "soft-404: not here")
    ]
    assert rows(divided, TOLD) == []


def test_what_is_an_article_by_itself_is_not_asked_for_as_a_further_page(store: Store) -> None:
    store.store(evolve(FIRST, attachments=(SECOND,)), captured(store, DAYS[0]))
    assert wanted(store) == [SECOND.url]
    store.store(evolve(FIRST, url=SECOND.url, attachments=()), captured(store, DAYS[0]))
    assert wanted(store) == []


def test_a_further_page_that_could_not_be_read_takes_nothing_off(divided: Store) -> None:
    divided.files.attach(SECOND.url, captured(divided, DAYS[1]), FileText("", "listing: 20 links"))
    assert [row[-1] for row in rows(divided, OFFERED)] == [1, 1, 1]


def test_a_page_that_says_otherwise_is_told_as_that(divided: Store) -> None:
    divided.files.attach(THIRD.url, captured(divided, DAYS[1]), FileText("Dredged"))
    assert rows(divided, TOLD) == [(DAYS[1], PAGE_CHANGED, THIRD.url)]


def test_pages_after_the_second_wait_until_that_says_something(store: Store) -> None:
    store.store(evolve(FIRST, attachments=(SECOND, THIRD)), captured(store, DAYS[0]))
    assert wanted(store) == [SECOND.url]
    store.files.attach(SECOND.url, captured(store, DAYS[0]), FileText("", f"{NOTHING_NEW}: the same"))
    assert wanted(store) == []
    store.files.attach(SECOND.url, captured(store, DAYS[1]), FileText("Berths"))
    assert wanted(store) == [THIRD.url]
