"""Attached files are looked at again as their articles are; one that was replaced in place is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.tokens import register
from tests.crawler.conftest import Crawled, crawl_small, make_due
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing
from tests.pipelines.papers import pdf_of

PAPER = "/files/paper.pdf"
PAGE = article("With a paper").replace(b"</main>", b"<a href='/files/paper.pdf'>Paper (PDF)</a></main>")
STATES = "SELECT number, text FROM file_revisions ORDER BY number"
KNOWN = "SELECT text, missed_reason FROM attachments"


def paper(text: str) -> Answer:
    return Answer(pdf_of(text), content_type="application/pdf")


def with_validator(answer: Answer, asked: Asked) -> Answer:
    tag = (("ETag", f'"{len(answer.body)}"'),)
    is_known = asked.headers.get("if-none-match") == tag[0][1]
    return Answer(status=304, headers=tag) if is_known else Answer(answer.body, 200, answer.content_type, tag)


@pytest.fixture
def first(server: SmallServer, tmp_path: Path) -> Crawled:
    """A run that has brought an article and its file."""
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(PAGE),
        PAPER: paper("Four berths"),
    }
    crawled = crawl_small(server, tmp_path)
    assert crawled.rows(STATES) == [(1, "Four berths")]
    return crawled


def again(first: Crawled, server: SmallServer, tmp_path: Path, days: int = 7) -> Crawled:
    """Another run, so many days later."""
    make_due(first, days)
    server.log.clear()
    return crawl_small(server, tmp_path)


def test_a_file_that_is_not_due_is_left_alone(first: Crawled, server: SmallServer, tmp_path: Path) -> None:
    server.log.clear()
    crawl_small(server, tmp_path)
    assert server.asked(PAPER) == []


def test_a_file_that_would_be_sent_whole_each_time_is_asked_for_once_a_week(
    first: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    second = again(first, server, tmp_path, days=1)
    assert (len(server.asked("/news/1")), server.asked(PAPER)) == (1, [])
    again(second, server, tmp_path, days=6)
    assert len(server.asked(PAPER)) == 1


def test_a_file_of_which_the_server_can_say_that_it_is_the_same_is_asked_for_as_its_article_is(
    server: SmallServer, tmp_path: Path
) -> None:
    same = paper("Four berths")
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(PAGE),
        PAPER: lambda asked: with_validator(same, asked),
    }
    second = again(crawl_small(server, tmp_path), server, tmp_path, days=1)
    assert [(row["kind"], row["status"]) for row in second.captures(PAPER)] == [
        ("response", 200),
        ("revisit", 304),
    ]


def test_a_file_that_was_replaced_in_place_is_noticed(
    first: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    server.pages[PAPER] = paper("Three berths")
    second = again(first, server, tmp_path)
    assert second.rows(STATES) == [(1, "Four berths"), (2, "Three berths")]
    assert second.rows(KNOWN) == [("Three berths", "")]
    assert second.rows("SELECT state, detail LIKE '%paper.pdf' FROM sightings") == [("file-replaced", 1)]
    assert second.run()["articles_changed"] == 0
    third = again(second, server, tmp_path)
    counted = third.rows("SELECT files_new, files_changed, files_unchanged FROM runs ORDER BY id")
    assert counted == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert "  files: 0 new, 0 changed, 1 unchanged\n" in third.said


def test_a_kind_of_file_that_is_read_only_now_was_not_replaced(
    first: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    with Database(first.folder / "archive.db").conn as connection:
        register(connection)
        for table in ("file_revisions", "attachments"):
            connection.execute(f"UPDATE {table} SET text = '', reason = 'not read by an older Gazette'")
    server.pages[PAPER] = Answer(pdf_of("Four berths") + b"%made anew", content_type="application/pdf")
    second = again(first, server, tmp_path)
    assert second.rows(STATES) == [(1, "Four berths")]
    assert second.rows(KNOWN) == [("Four berths", "")]
    assert second.rows("SELECT state FROM sightings") == []


def test_a_file_that_is_the_same_is_kept_as_a_revisit(
    first: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    second = again(first, server, tmp_path)
    third = again(second, server, tmp_path)
    statuses = [(row["kind"], row["status"]) for row in third.captures(PAPER)]
    assert [kind for kind, _ in statuses] == ["response", "revisit", "revisit"]
    assert third.rows(STATES) == [(1, "Four berths")]
    assert third.endings()[PAPER] == ("stored", "file-unchanged")
    assert len(server.asked(PAPER)) == 1


def test_a_file_that_is_gone_keeps_its_text_and_says_so(
    first: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    kept = server.pages.pop(PAPER)
    second = again(first, server, tmp_path)
    assert second.rows(KNOWN) == [("Four berths", "http-404")]
    server.pages[PAPER] = kept
    assert again(second, server, tmp_path).rows(KNOWN) == [("Four berths", "")]


def test_a_file_that_another_one_s_address_leads_to_is_read_for_itself(
    first: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    """Once as an address that leads there, once as its own; neither was known under the other."""
    led = PAGE.replace(b"/files/paper.pdf", b"/go/paper.pdf").replace(b"With a paper", b"With a way")
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2")),
        "/news/2": Answer(led),
        "/go/paper.pdf": Answer(status=302, headers=(("Location", PAPER),)),
    }
    second = crawl_small(server, tmp_path)
    assert second.code == 0
    assert second.rows("SELECT url LIKE '%/go/%', text FROM file_revisions ORDER BY id") == [
        (0, "Four berths"),
        (1, "Four berths"),
    ]
    third = again(second, server, tmp_path)
    assert (third.code, third.rows("SELECT count(*) FROM file_revisions")) == (0, [(2,)])


def test_an_article_that_was_fetched_as_a_file_first_becomes_one(server: SmallServer, tmp_path: Path) -> None:
    linking = PAGE.replace(b"<a href='/files/paper.pdf'>", b"<a download='plan.pdf' href='/news/7'>")
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(linking),
        "/news/7": Answer(article("Seven")),
    }
    crawl_small(server, tmp_path)
    server.pages["/news/"] = Answer(listing("/news/1", "/news/7"))
    crawled = crawl_small(server, tmp_path)
    assert crawled.code == 0
    assert crawled.rows("SELECT count(*) FROM articles WHERE url LIKE '%/news/7'") == [(1,)]


def test_a_file_that_was_named_as_an_article_first_is_read(server: SmallServer, tmp_path: Path) -> None:
    paper_at_news = PAGE.replace(b"/files/paper.pdf", b"/news/9.pdf")
    server.pages |= {"/news/": Answer(listing("/news/9.pdf")), "/news/9.pdf": paper("Nine")}
    crawl_small(server, tmp_path)
    server.pages |= {"/news/": Answer(listing("/news/1", "/news/9.pdf")), "/news/1": Answer(paper_at_news)}
    crawled = crawl_small(server, tmp_path)
    assert crawled.code in (0, 1)  # what the listing names is refused once more
    assert crawled.rows("SELECT text FROM file_revisions") == [("Nine",)]
