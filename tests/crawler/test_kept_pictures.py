"""The pictures of articles are kept where their portal asks for it: what was shown, replaced, taken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.demo.pictures import png, svg
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_small, environment, make_due
from tests.crawler.foreign import Kept, write
from tests.crawler.small_server import Answer, SmallServer, article, listing

PHOTO = "/media/quay.png"
FIGURE = b"<figure><img src='/media/quay.png' alt='A quay'><figcaption>The quay in May</figcaption></figure></main>"
BARE = article("The quay")
PAGE = BARE.replace(b"</main>", FIGURE)
KNOWN = (
    "SELECT title, type, text, reason, missed_reason, removed_at IS NULL, capture IS NULL FROM attachments"
)
TOLD = "SELECT state, detail LIKE '%/media/quay.png' FROM sightings ORDER BY id"
STATES = "SELECT count(*) FROM file_revisions"


def photo(number: int) -> Answer:
    return Answer(png(number), content_type="image/png")


def crawl(server: SmallServer, folder: Path, *arguments: str, asks: bool = True) -> Crawled:
    return crawl_small(server, folder, *arguments, GAZETTE_SMALL_PICTURES="yes" if asks else "")


def again(before: Crawled, server: SmallServer, asks: bool = True) -> Crawled:
    make_due(before, days=30)
    server.log.clear()
    return crawl(server, before.folder, "--recheck", "all", asks=asks)


@pytest.fixture
def first(server: SmallServer, tmp_path: Path) -> Crawled:
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(PAGE), PHOTO: photo(1)}
    return crawl(server, tmp_path)


def test_a_picture_is_captured_and_called_what_stands_below_it(first: Crawled) -> None:
    assert first.rows(KNOWN) == [("The quay in May", "image/png", "", "", "", 1, 0)]
    assert first.kept(PHOTO).payload == png(1)
    assert first.rows("SELECT caption, alt FROM images") == [("The quay in May", "A quay")]


def test_a_portal_that_does_not_ask_for_them_is_not_asked(server: SmallServer, tmp_path: Path) -> None:
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(PAGE), PHOTO: photo(1)}
    crawled = crawl(server, tmp_path, asks=False)
    assert (server.asked(PHOTO), crawled.rows(KNOWN)) == ([], [])
    assert crawled.rows("SELECT count(*) FROM images") == [(1,)]


def test_one_that_was_replaced_is_told_and_both_are_kept(first: Crawled, server: SmallServer) -> None:
    server.pages[PHOTO] = photo(2)
    second = again(first, server)
    assert (second.rows(TOLD), second.rows(STATES)) == ([("file-replaced", 1)], [(2,)])
    third = again(second, server)
    assert (third.rows(TOLD), third.rows(STATES)) == ([("file-replaced", 1)], [(2,)])
    assert [row["kind"] for row in third.captures(PHOTO)] == ["response", "response", "revisit"]


def test_one_that_the_page_shows_no_more_and_one_that_is_gone_are_told(
    first: Crawled, server: SmallServer
) -> None:
    del server.pages[PHOTO]
    second = again(first, server)
    assert second.rows(TOLD) == [("file-missing", 1)]
    server.pages["/news/1"] = Answer(BARE)
    third = again(second, server)
    assert third.rows(TOLD) == [("file-missing", 1), ("file-removed", 1)]
    assert third.rows("SELECT revisions FROM articles") == [(1,)]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (article("Sorry", "We have moved our pictures. " * 30), "text/html"),
        (b"just some words", "text/plain"),
    ],
)
def test_something_else_in_its_place_is_no_picture(
    first: Crawled, server: SmallServer, body: bytes, kind: str
) -> None:
    server.pages[PHOTO] = Answer(body, content_type=kind)
    second = again(first, server)
    assert (second.rows(TOLD), second.rows(STATES)) == ([], [(1,)])
    assert second.rows(KNOWN) == [("The quay in May", "image/png", "", "", "no-picture", 1, 0)]
    assert second.rows("SELECT attachment_text FROM articles") == [("",)]


def test_one_that_is_shown_again_while_nobody_asks_is_there_again(
    first: Crawled, server: SmallServer
) -> None:
    server.pages["/news/1"] = Answer(BARE)
    second = again(first, server)
    server.pages["/news/1"] = Answer(PAGE)
    third = again(second, server, asks=False)
    assert third.rows(TOLD) == [("file-removed", 1), ("file-returned", 1)]
    assert third.rows("SELECT removed_at FROM attachments") == [(None,)]


def test_nothing_is_told_where_the_portal_asks_for_them_no_more(first: Crawled, server: SmallServer) -> None:
    server.pages["/news/1"] = Answer(PAGE.replace(b"</title>", b" anew</title>"))
    second = again(first, server, asks=False)
    assert (second.rows(TOLD), server.asked(PHOTO)) == ([], [])
    assert second.rows(KNOWN) == [("The quay in May", "image/png", "", "", "", 1, 0)]


def test_those_of_articles_that_are_held_are_asked_for_from_then_on(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(PAGE), PHOTO: photo(1)}
    before = crawl(server, tmp_path, asks=False)
    words = ["reextract", "--archive", str(tmp_path), "--yes"]
    ended = forked.gazette(words, environment(server.host, {"GAZETTE_SMALL_PICTURES": "yes"}))
    assert "  attachments: 1 gained, 0 lost, 0 altered\n" in ended.stdout, ended
    crawled = again(before, server)
    assert crawled.kept(PHOTO).payload == png(1)


def test_one_of_another_host_is_only_named(server: SmallServer, tmp_path: Path) -> None:
    there = PAGE.replace(b"/media/", b"http://elsewhere.example/media/")
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(there)}
    crawled = crawl(server, tmp_path)
    assert crawled.rows(KNOWN) == [("The quay in May", "image/png", "", "", "", 1, 1)]
    assert crawled.code == 0


def test_a_drawing_is_kept_and_none_of_its_words_are_the_article_s(
    server: SmallServer, tmp_path: Path
) -> None:
    drawn = PAGE.replace(b"quay.png", b"quay.svg")
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(drawn)}
    server.pages["/media/quay.svg"] = Answer(
        svg(1).replace(b"</svg>", b"<text>words</text></svg>"), content_type="image/svg+xml"
    )
    crawled = crawl(server, tmp_path)
    assert crawled.rows("SELECT type, text, capture IS NULL FROM attachments") == [("image/svg+xml", "", 0)]


@pytest.mark.parametrize("asks", [True, False])
def test_those_in_files_of_others_are_taken_where_the_portal_asks_for_them(
    tmp_path: Path, asks: bool
) -> None:
    host = "harbour.example:8000"
    kept = [
        Kept(f"http://{host}/news/1", "2019-05-01T08:00:00Z", PAGE),
        Kept(f"http://{host}{PHOTO}", "2019-05-01T08:00:01Z", png(1), content_type="image/png"),
        Kept(f"http://{host}/media/other.png", "2019-05-01T08:00:01Z", png(2), content_type="image/png"),
    ]
    file = write(tmp_path / "a.warc.gz", kept)
    words = ["import", "--archive", str(tmp_path / "archive"), "--portal", "xx_small", str(file)]
    ended = forked.gazette(words, environment(host, {"GAZETTE_SMALL_PICTURES": "yes" if asks else ""}))
    taken = Crawled(ended.returncode, ended.stdout + ended.stderr, tmp_path / "archive")
    assert taken.rows(STATES) == [(1 if asks else 0,)]
    assert ("files: 1 new" in taken.said) is asks
    assert ("1 that no article offers" in taken.said) is asks
