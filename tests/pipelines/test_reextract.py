"""Kept captures are read again with today's rules: shown first, written when told, and never an edit of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from archive.errors import UsageError
from archive.records import Article, Capture, Exchange, FileText, Page, Reading, Refusal, Rules
from archive.store import Store
from pipelines.pool import ReadingPool
from pipelines.read import read
from pipelines.reextract import Reextraction, Report, Selection
from tests.pipelines.articles import article, page_of
from tests.pipelines.papers import pdf_of

URL = "https://news.example.org/releases/bridge.html"
HTML = article(below="<p class='day'>10 June 2020</p><p class='desk'>Roads</p>").replace(
    "</p></div>", "</p><p>The desk is closed.</p></div>"
)
EARLY, LATE = "2025-01-01T12:00:00.000Z", "2026-11-22T12:00:00.000Z"
READING = Reading("example")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An archive with one article in two revisions, the second of which says 'summer' for 'spring'."""
    empty = dict.fromkeys(("country", "licence", "home_url", "first_date", "title", "publisher"), "")
    with Store(tmp_path) as opened:
        opened.declare({"name": "example", "languages": "[]", "timezone": "UTC", **empty})
        for at, html in ((EARLY, HTML), (LATE, HTML.replace("spring", "summer"))):
            capture = opened.keep(_exchange(at, html), None)
            found = read(Page(URL, html.encode(), "text/html; charset=utf-8", at, READING))
            assert isinstance(found, Article)
            opened.store(found, capture)
        opened.flush()
        yield opened


def _exchange(at: str, html: str, url: str = URL, status: int = 200) -> Exchange:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Exchange(
        "example", url, url, at, request_headers=(), status=status, headers=headers, body=html.encode()
    )


def again(
    store: Store, *rules: Rules, write: bool = False, declared: bool = True, portal: str = ""
) -> Report:
    readings = {"example": evolve(READING, rules=rules)} if declared else {}
    with Reextraction(store, readings, workers=1) as reading:
        report = reading.read(Selection(portal), lambda done, of: None)
        if write:
            reading.write()
    return report


def held(store: Store, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.db.query(sql)]


def test_the_same_rules_change_nothing(store: Store) -> None:
    report = again(store)
    assert (report.articles, report.changed, report.rewrites, report.unreadable.total()) == (1, 0, 0, 0)


def test_what_would_change_is_counted_by_field_and_not_written(store: Store) -> None:
    before = held(store, "SELECT * FROM articles")
    report = again(store, Rules(section=(".desk",), boilerplate=("The desk is closed.",)))
    assert (report.changed, report.gained["section"], report.altered["text"]) == (1, 1, 1)
    assert "  section: 1 gained, 0 lost, 0 altered" in list(report.lines())
    assert held(store, "SELECT * FROM articles") == before


def test_every_revision_is_read_again_and_keeps_its_number(store: Store) -> None:
    numbers = held(store, "SELECT number, capture FROM revisions ORDER BY number")
    again(store, Rules(boilerplate=("The desk is closed.",)), write=True)
    assert held(store, "SELECT number, capture FROM revisions ORDER BY number") == numbers
    texts = [str(text) for (text,) in held(store, "SELECT text FROM revisions ORDER BY number")]
    assert [("spring" in text, "summer" in text, "desk" in text) for text in texts] == [
        (True, False, False),
        (False, True, False),
    ]


def test_a_capture_is_read_with_the_rules_of_its_day(store: Store) -> None:
    again(
        store,
        Rules(boilerplate=("The desk is closed.",), valid_until="2025-12-31"),
        Rules(valid_from="2026-01-01"),
        write=True,
    )
    texts = [str(text) for (text,) in held(store, "SELECT text FROM revisions ORDER BY number")]
    assert ["desk" in text for text in texts] == [False, True]


def test_a_portal_that_nobody_declares_is_read_without_its_rules_and_named(store: Store) -> None:
    report = again(store, declared=False)
    assert report.changed == 0
    assert "example is not declared" in list(report.lines())[-1]


def test_a_portal_that_the_archive_does_not_hold_is_a_slip(store: Store) -> None:
    with pytest.raises(UsageError, match=r"--portal exampel: not in this archive, which holds example"):
        again(store, portal="exampel")


FERRIES = "https://news.example.org/releases/ferries.html"
THIN = "<html lang='en'><title>Ferries</title><body><h1>Ferries</h1><div class='body'><p>None.</p></div></body></html>"
NIGHTS = [f"2026-11-{day}T04:00:00.000Z" for day in range(23, 30)]
TIMES = "SELECT first_seen_at, last_seen_at, revisions, state, missed_at FROM articles WHERE url = '{}'"


def refused(store: Store, at: str, html: str, url: str = FERRIES, reason: str = "too-thin") -> Capture:
    """A page that was refused when it was captured, whatever is read in it today."""
    capture = store.keep(_exchange(at, html, url), None)
    store.refuse(Refusal(url, reason, "by the rules of that day"), capture, None)
    store.flush()
    return capture


def test_a_refused_page_that_holds_an_article_becomes_one_seen_when_it_was_captured(store: Store) -> None:
    refused(store, NIGHTS[0], HTML)
    refused(store, NIGHTS[1], HTML)
    report = again(store)
    assert (report.refused, report.admitted, report.rewrites) == (2, {"too-thin": 2}, 1)
    assert "2 refused pages read again, 2 with an article now (too-thin 2)" in report.lines()
    assert held(store, TIMES.format(FERRIES)) == []
    again(store, write=True)
    assert held(store, TIMES.format(FERRIES)) == [(NIGHTS[0], NIGHTS[1], 1, "published", None)]
    assert held(store, "SELECT * FROM refusals") == []
    assert again(store).rewrites == 0


def test_its_later_states_are_revisions(store: Store) -> None:
    refused(store, NIGHTS[0], HTML)
    refused(store, NIGHTS[1], HTML.replace("spring", "autumn"))
    again(store, write=True)
    assert held(store, TIMES.format(FERRIES)) == [(NIGHTS[0], NIGHTS[1], 2, "published", None)]


def test_what_was_gone_since_is_missing(store: Store) -> None:
    refused(store, NIGHTS[0], HTML)
    store.keep(_exchange(NIGHTS[1], "gone", FERRIES, 404), None)
    again(store, write=True)
    assert held(store, TIMES.format(FERRIES)) == [(NIGHTS[0], NIGHTS[0], 1, "missing", NIGHTS[1])]


def test_what_is_refused_by_today_s_rules_as_well_stays_refused(store: Store) -> None:
    refused(store, NIGHTS[0], THIN)
    report = again(store, write=True)
    assert (report.refused, report.admitted.total(), report.rewrites) == (1, 0, 0)
    assert held(store, "SELECT url, reason FROM refusals") == [(FERRIES, "too-thin")]


def test_an_article_that_is_held_under_another_address_is_not_kept_twice(store: Store) -> None:
    day = str(held(store, "SELECT published_on FROM articles")[0][0])
    assert day == "2020-06-10"
    refused(store, NIGHTS[0], HTML.replace("spring", "summer"))
    report = again(store, write=True)
    assert (report.held_elsewhere, report.rewrites) == (1, 0)
    assert "  1 of them held under another address, and left" in report.lines()


def test_an_article_whose_later_pages_were_refused_has_their_states(store: Store) -> None:
    refused(store, NIGHTS[0], HTML.replace("spring", "autumn"), URL, "no-title")
    refused(store, NIGHTS[1], HTML.replace("spring", "autumn"), URL, "no-title")
    report = again(store, write=True)
    assert (report.admitted, report.rewrites) == ({"no-title": 2}, 1)
    assert held(store, TIMES.format(URL)) == [(EARLY, NIGHTS[1], 3, "published", None)]


def test_a_page_that_was_refused_before_the_article_was_seen_again_changes_nothing(store: Store) -> None:
    refused(store, NIGHTS[0], HTML.replace("spring", "autumn"), URL)
    store.seen(URL, NIGHTS[1])
    store.flush()
    assert again(store, write=True).refused == 0
    assert held(store, TIMES.format(URL)) == [(EARLY, NIGHTS[1], 2, "published", None)]


def test_a_missing_article_does_not_come_back_by_what_was_refused_before_it_went(store: Store) -> None:
    refused(store, NIGHTS[0], HTML.replace("spring", "autumn"), URL)
    gone = store.keep(_exchange(NIGHTS[1], "gone", URL, 404), None)
    store.miss(URL, gone.captured_at, "http-404")
    store.flush()
    assert again(store, write=True).rewrites == 0
    assert held(store, TIMES.format(URL))[0][3:] == ("missing", NIGHTS[1])


def test_an_article_in_which_today_s_rules_read_nothing_stays_and_is_counted(store: Store) -> None:
    """Nor is a further state of it made of what was refused: it would be held against another reader's text."""
    refused(store, NIGHTS[0], HTML.replace("spring", "autumn"), URL)
    store.db.execute("UPDATE captures SET warc_file = 'lost.warc.gz' WHERE captured_at = ?", [LATE])
    report = again(store, write=True)
    assert (report.unreadable, report.refused, report.rewrites) == ({"bytes-missing": 1}, 0, 0)
    assert next(report.lines()).endswith("1 of their captures not readable (bytes-missing 1)")
    assert held(store, TIMES.format(URL)) == [(EARLY, LATE, 2, "published", None)]


PLAN = "https://news.example.org/files/plan.pdf"
FILES = "SELECT text, reason FROM attachments"


@pytest.fixture
def attached(store: Store) -> Store:
    """The archive with a PDF file of its article, whose text an earlier reader got wrong."""
    linking = HTML.replace("</p></div>", f" See <a href='{PLAN}'>the plan</a>.</p></div>")
    found = read(page_of(linking, URL, captured_at=NIGHTS[0], reading=READING))
    assert isinstance(found, Article)
    store.store(found, store.keep(_exchange(NIGHTS[0], linking), None))
    headers = (("Content-Type", "application/pdf"),)
    file = Exchange("example", PLAN, PLAN, NIGHTS[0], (), 200, headers, pdf_of("Harbour plan"))
    store.files.attach(PLAN, store.keep(file, None), FileText("H a r b o u r"))
    store.flush()
    return store


def test_an_attached_file_is_read_again_and_what_is_read_is_found(attached: Store) -> None:
    report = again(attached)
    assert (report.files, report.files_changed, report.rewrites) == (1, 1, 1)
    assert "1 attached file read again, 1 read differently, 0 not readable" in report.lines()
    assert held(attached, FILES) == [("H a r b o u r", "")]
    again(attached, write=True)
    assert held(attached, FILES) == [("Harbour plan", "")]
    assert held(attached, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'harbour'") == [(1,)]
    assert again(attached).rewrites == 0


def test_a_file_that_could_not_be_fetched_again_is_read_no_differently_for_that(attached: Store) -> None:
    again(attached, write=True)
    attached.files.miss(PLAN, "http-404")
    attached.flush()
    assert again(attached).files_changed == 0


def test_a_file_whose_bytes_are_missing_or_that_takes_too_long_keeps_its_text(
    attached: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(self: ReadingPool, file: Page) -> FileText:
        return FileText("", "too-slow: reading took more than 20 s")

    with monkeypatch.context() as patched:
        patched.setattr(ReadingPool, "read_file", slow)
        report = again(attached, write=True)
    assert (report.files_changed, report.files_unreadable) == (0, 1)
    attached.db.execute("UPDATE captures SET warc_file = 'lost.warc.gz' WHERE final_url = ?", [PLAN])
    assert again(attached, write=True).files_unreadable == 1
    assert held(attached, FILES) == [("H a r b o u r", "")]


SECOND = "https://news.example.org/releases/bridge_2.html"
PAGES = "SELECT page, text FROM attachments"
BERTHS = "<p>The second part says what the bridge costs, who pays for it, and when it is to be opened.</p>"


@pytest.fixture
def divided(store: Store) -> Store:
    """The archive with an article whose second page an earlier reader did not know of; it was kept all the same."""
    pager = f"<p class='pages'>1 <a href='{SECOND}'>2</a></p>"
    linking = HTML.replace("</p></div>", f"</p></div>{pager}")
    found = read(page_of(linking, URL, captured_at=NIGHTS[0], reading=READING))
    assert isinstance(found, Article)
    store.store(evolve(found, attachments=(), flags=()), store.keep(_exchange(NIGHTS[0], linking), None))
    store.flush()
    return store


def test_further_pages_that_an_earlier_reader_did_not_see_are_asked_for_next(divided: Store) -> None:
    report = again(divided, write=True)
    assert report.changed == 1
    assert held(divided, PAGES) == [(2, "")]
    assert [file.url for file in divided.files.of("example")] == [SECOND]


def test_a_further_page_is_read_again_and_keeps_its_text_where_today_s_rules_see_none(divided: Store) -> None:
    again(divided, write=True)
    capture = divided.keep(
        _exchange(NIGHTS[0], article(after="").replace("<div class='text'>", BERTHS), SECOND), None
    )
    divided.files.attach(SECOND, capture, FileText("what the bridge costs"))
    divided.flush()
    assert again(divided, write=True).files_changed == 1
    ((_, text),) = held(divided, PAGES)
    assert "who pays for it" in str(text)
    for _ in range(2):
        again(divided, Rules(cut=(".pages",)), write=True)
    assert held(divided, PAGES) == []
    assert held(divided, "SELECT text FROM file_revisions") == [(text,)]
    assert again(divided, write=True).files_changed == 0
    assert [file.url for file in divided.files.of("example")] == [SECOND]
