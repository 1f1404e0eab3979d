"""An article that its portal has divided is kept whole: its further pages are fetched, kept, read and looked at again
as attached files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.attached import NOTHING_NEW
from archive.connection import open_archive
from archive.search import Query, count
from tests.crawler.conftest import Crawled, crawl_small, make_due
from tests.crawler.small_server import Answer, SmallServer, article, listing

ONE, TWO, THREE = "/news/1", "/news/1/2", "/news/1/3"
PAGES = "SELECT page, text, reason, removed_at IS NULL FROM attachments ORDER BY page"
STATES = "SELECT number, text FROM file_revisions WHERE url LIKE '%/news/1/2' ORDER BY number"
WORDS = {
    ONE: "The harbour plan begins with the piers, of which there are four, and says how old each of them is.",
    TWO: "Berths are the second part of it, and who may moor at one of them is settled by the harbour office.",
    THREE: "Dredging comes last, once in every seven years, and nobody is asked whether the mud may be sold.",
}


def page(path: str, *links: tuple[str, str], text: str = "") -> Answer:
    """A page of the plan with a pager of these addresses and texts."""
    pager = "".join(f"<a href='{href}'>{said}</a> " for href, said in links)
    body = article("The harbour plan", text or WORDS[path])
    return Answer(body.replace(b"</main>", f"<div class='pages'>{pager}</div></main>".encode()))


@pytest.fixture
def first(server: SmallServer, tmp_path: Path) -> Crawled:
    """A run that has brought an article on three pages, the third of which only the second one names."""
    server.pages |= {
        "/news/": Answer(listing(ONE)),
        ONE: page(ONE, (TWO, "2")),
        TWO: page(TWO, (ONE, "1"), (THREE, "3")),
        THREE: page(THREE, (ONE, "1"), (TWO, "2")),
    }
    return crawl_small(server, tmp_path)


def texts(crawled: Crawled) -> list[tuple[object, str]]:
    """Number and first word of each further page that is offered."""
    return [
        (number, str(text).partition(" ")[0]) for number, text, _, is_there in crawled.rows(PAGES) if is_there
    ]


def again(crawled: Crawled, server: SmallServer) -> Crawled:
    make_due(crawled, 8)
    server.log.clear()
    return crawl_small(server, crawled.folder)


def test_all_pages_are_kept_with_captures_of_their_own_and_found(first: Crawled) -> None:
    assert (first.code, texts(first)) == (0, [(2, "Berths"), (3, "Dredging")])
    assert first.rows("SELECT count(*), flags FROM articles") == [(1, '["continued"]')]
    assert [len(first.captures(path)) for path in (ONE, TWO, THREE)] == [1, 1, 1]
    assert first.endings()[THREE] == ("stored", "file-new")
    with open_archive(first.folder) as connection:
        hits = [count(connection, Query(text=word)) for word in ("piers", "berths", "dredging")]
    assert hits == [1, 1, 1]


def test_pages_that_are_the_same_are_seen_again(first: Crawled, server: SmallServer) -> None:
    second = again(first, server)
    assert [len(server.asked(path)) for path in (ONE, TWO, THREE)] == [1, 1, 1]
    assert (second.code, texts(second)) == (0, [(2, "Berths"), (3, "Dredging")])
    assert [row["kind"] for row in second.captures(TWO)] == ["response", "revisit"]


def test_a_page_that_was_changed_is_told_and_keeps_what_it_said(first: Crawled, server: SmallServer) -> None:
    server.pages[TWO] = page(
        TWO, (ONE, "1"), (THREE, "3"), text="Berths are let by the port, says the new part."
    )
    second = again(first, server)
    assert [str(text).partition(",")[0] for _, text in second.rows(STATES)] == [
        "Berths are the second part of it",
        "Berths are let by the port",
    ]
    assert second.rows("SELECT state, detail LIKE '%/news/1/2' FROM sightings") == [("page-changed", 1)]
    assert texts(second) == [(2, "Berths"), (3, "Dredging")]


def test_pages_that_the_article_no_longer_has_are_kept_with_the_day(
    first: Crawled, server: SmallServer
) -> None:
    server.pages[ONE] = page(
        ONE, text="The harbour plan is one page now, and says little of what it said before."
    )
    second = again(first, server)
    assert texts(second) == []
    assert [number for number, text, _, _ in second.rows(PAGES) if text] == [2, 3]
    assert second.rows("SELECT state FROM sightings WHERE state LIKE 'page%'") == [("page-removed",)] * 2


def test_the_last_page_alone_may_go(first: Crawled, server: SmallServer) -> None:
    server.pages[TWO] = page(TWO, (ONE, "1"))
    second = again(first, server)
    assert texts(second) == [(2, "Berths")]
    assert second.rows("SELECT state, detail LIKE '%/news/1/3' FROM sightings") == [("page-removed", 1)]


def test_where_the_second_page_shows_only_more_comments_the_others_are_not_asked_for(
    server: SmallServer, tmp_path: Path
) -> None:
    links = ((TWO, "2"), (THREE, "3"))
    server.pages |= {"/news/": Answer(listing(ONE)), ONE: page(ONE, *links), TWO: page(ONE, *links)}
    crawled = crawl_small(server, tmp_path)
    assert (crawled.code, len(server.asked(TWO)), server.asked(THREE)) == (0, 1, [])
    (_, text, reason, _), _ = crawled.rows(PAGES)
    assert (text, str(reason).partition(":")[0]) == ("", NOTHING_NEW)
    assert again(crawled, server).code == 0
    assert [len(server.asked(path)) for path in (ONE, TWO, THREE)] == [1, 0, 0]


def test_a_page_that_cannot_be_fetched_leaves_what_is_known_of_it(
    first: Crawled, server: SmallServer
) -> None:
    del server.pages[TWO]
    second = again(first, server)
    assert texts(second) == [(2, "Berths"), (3, "Dredging")]
    assert second.rows("SELECT missed_reason FROM attachments ORDER BY page") == [("http-404",), ("",)]


def test_a_page_that_leads_to_another_article_is_not_taken_for_a_part_of_this_one(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= {
        "/news/": Answer(listing(ONE)),
        ONE: page(ONE, (TWO, "2")),
        TWO: Answer(status=302, headers=(("Location", "/news/9"),)),
        "/news/9": Answer(article("Nine")),
    }
    crawled = crawl_small(server, tmp_path)
    ((_, text, reason, _),) = crawled.rows(PAGES)
    assert (crawled.code, text) == (0, "")
    assert str(reason).startswith("redirect-elsewhere: leads to http://")


def test_a_second_page_without_a_text_keeps_no_third_from_being_fetched(
    server: SmallServer, tmp_path: Path
) -> None:
    pictures = b"<html><body><main><h1>The harbour plan</h1></main></body></html>"
    server.pages |= {
        "/news/": Answer(listing(ONE)),
        ONE: page(ONE, (TWO, "2"), (THREE, "3")),
        TWO: Answer(pictures),
        THREE: page(THREE, (ONE, "1"), (TWO, "2")),
    }
    crawled = crawl_small(server, tmp_path)
    assert [str(text).partition(" ")[0] for _, text, _, _ in crawled.rows(PAGES)] == ["", "Dredging"]


def test_a_pager_that_is_gone_once_takes_nothing_away_for_good(first: Crawled, server: SmallServer) -> None:
    whole = server.pages[ONE]
    server.pages[ONE] = page(ONE)
    second = again(first, server)
    assert texts(second) == []
    server.pages[ONE] = whole
    assert texts(again(second, server)) == [(2, "Berths"), (3, "Dredging")]
