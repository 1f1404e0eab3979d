"""The pictures of articles are kept where their portal asks for it: what was shown, replaced, taken off."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from attrs import frozen

from crawler.demo.pictures import png, svg
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_small, environment, make_due
from tests.crawler.foreign import Kept, write
from tests.crawler.small_server import Answer, SmallServer, article, listing

REPLACED, GONE, HTML, TEXT, AWAY, DRAWN, ELSEWHERE = range(1, 8)
"""Numbers of the articles, and of their pictures, by what becomes of these."""
ALL = range(1, 8)


def picture(number: int) -> str:
    return f"/media/{number}.{'svg' if number == DRAWN else 'png'}"


def bare(number: int) -> bytes:
    return article(f"The quay {number}")


def page(number: int) -> bytes:
    host = b"http://elsewhere.example" if number == ELSEWHERE else b""
    figure = b"<figure><img src='%s' alt='A quay'><figcaption>The quay in May</figcaption></figure></main>"
    return bare(number).replace(b"</main>", figure % (host + picture(number).encode()))


def photo(number: int) -> Answer:
    return Answer(png(number), content_type="image/png")


@frozen
class Nights:
    """The archive as it was after each crawl: before the portal asked for pictures, then with them, after they were
    replaced and gone, after a page came without its own, and after nobody asked any more."""

    folders: tuple[Path, ...]
    asked: tuple[frozenset[str], ...]
    """Pictures that were asked for in each crawl."""
    said: str
    """By ``reextract``, after the first."""

    def rows(self, night: int, sql: str, number: int) -> list[tuple[object, ...]]:
        where = f"articles.url LIKE '%/news/{number}'"
        return Crawled(0, "", self.folders[night]).rows(sql.format(where))


KNOWN = (
    "SELECT attachments.title, type, attachments.text, reason, attachments.missed_reason, removed_at IS NULL, "
    "attachments.capture IS NULL FROM attachments JOIN articles ON articles.id = article WHERE {}"
)
TOLD = (
    "SELECT sightings.state FROM sightings JOIN articles ON articles.id = article WHERE {} AND detail LIKE '%/media/%' "
    "ORDER BY sightings.id"
)
STATES = (
    "SELECT count(*) FROM file_revisions JOIN attachments ON attachments.url = file_revisions.url "
    "JOIN articles ON articles.id = article WHERE {}"
)


def copy_of(folder: Path, copy: Path) -> None:
    """By SQLite: who opens and closes its file beside it takes the locks from every connection of the process."""
    shutil.copytree(folder / "warc", copy / "warc")
    with (
        closing(sqlite3.connect(folder / "archive.db")) as one,
        closing(sqlite3.connect(copy / "archive.db")) as other,
    ):
        one.backup(other)


FIRST, ASKED, CHANGED, TAKEN_OFF, UNASKED = range(5)
THERE = [("The quay in May", "image/png", "", "", "", 1, 0)]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("pictures")
    copies: list[Path] = []
    asked: list[frozenset[str]] = []
    with SmallServer() as server:

        def night(asks: bool) -> Crawled:
            if copies:
                make_due(Crawled(0, "", folder), days=30)
            server.log.clear()
            words = ["--recheck", "all"] if copies else []
            crawled = crawl_small(server, folder, *words, GAZETTE_SMALL_PICTURES="yes" if asks else "")
            assert crawled.code == 0, crawled.said
            copies.append(folder.with_name(f"night-{len(copies)}"))
            copy_of(folder, copies[-1])
            asked.append(frozenset(one.path for one in server.log if one.path.startswith("/media/")))
            return crawled

        server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in ALL)))
        server.pages |= {f"/news/{number}": Answer(page(number)) for number in ALL}
        server.pages |= {picture(number): photo(number) for number in ALL}
        drawn = svg(1).replace(b"</svg>", b"<text>words</text></svg>")
        server.pages[picture(DRAWN)] = Answer(drawn, content_type="image/svg+xml")
        night(asks=False)
        words = ["reextract", "--archive", str(folder), "--yes"]
        read = forked.gazette(words, environment(server.host, {"GAZETTE_SMALL_PICTURES": "yes"}))
        night(asks=True)
        server.pages[picture(REPLACED)] = photo(9)
        del server.pages[picture(GONE)]
        sorry = article("Sorry", "We have moved our pictures. " * 30)
        server.pages[picture(HTML)] = Answer(sorry)
        server.pages[picture(TEXT)] = Answer(b"just some words", content_type="text/plain")
        night(asks=True)
        server.pages |= {f"/news/{number}": Answer(bare(number)) for number in (GONE, AWAY)}
        night(asks=True)
        server.pages[f"/news/{AWAY}"] = Answer(page(AWAY))
        server.pages[f"/news/{REPLACED}"] = Answer(page(REPLACED).replace(b"</title>", b" anew</title>"))
        night(asks=False)
        yield Nights(tuple(copies), tuple(asked), read.stdout)


def test_a_portal_that_does_not_ask_for_them_is_not_asked(nights: Nights) -> None:
    assert nights.asked[FIRST] == nights.asked[UNASKED] == frozenset()
    assert nights.rows(FIRST, KNOWN, REPLACED) == []
    shown = "SELECT caption, alt FROM images JOIN articles ON articles.id = article WHERE {}"
    assert nights.rows(FIRST, shown, REPLACED) == [("The quay in May", "A quay")]


def test_those_of_articles_that_are_held_are_asked_for_once_these_were_read_again(nights: Nights) -> None:
    assert f"  attachments: {len(ALL)} gained, 0 lost, 0 altered\n" in nights.said
    assert nights.asked[ASKED] == {picture(number) for number in ALL if number != ELSEWHERE}


def test_a_picture_is_captured_and_called_what_stands_below_it(nights: Nights) -> None:
    assert nights.rows(ASKED, KNOWN, REPLACED) == THERE
    crawled = Crawled(0, "", nights.folders[ASKED])
    assert crawled.kept(picture(REPLACED)).payload == png(REPLACED)


def test_one_that_was_replaced_is_told_once_and_both_are_kept(nights: Nights) -> None:
    for night in (CHANGED, TAKEN_OFF):
        assert nights.rows(night, TOLD, REPLACED) == [("file-replaced",)]
        assert nights.rows(night, STATES, REPLACED) == [(2,)]
    kinds = [row["kind"] for row in Crawled(0, "", nights.folders[TAKEN_OFF]).captures(picture(REPLACED))]
    assert kinds == ["response", "response", "revisit"]


def test_one_that_is_gone_and_then_is_shown_no_more_is_told(nights: Nights) -> None:
    assert nights.rows(CHANGED, TOLD, GONE) == [("file-missing",)]
    assert nights.rows(TAKEN_OFF, TOLD, GONE) == [("file-missing",), ("file-removed",)]
    assert nights.rows(TAKEN_OFF, "SELECT revisions FROM articles WHERE {}", GONE) == [(1,)]


@pytest.mark.parametrize("number", [HTML, TEXT])
def test_something_else_in_its_place_is_no_picture(nights: Nights, number: int) -> None:
    assert (nights.rows(CHANGED, TOLD, number), nights.rows(CHANGED, STATES, number)) == ([], [(1,)])
    known = [("The quay in May", "image/png", "", "", "no-picture", 1, 0)]
    assert nights.rows(CHANGED, KNOWN, number) == known
    assert nights.rows(CHANGED, "SELECT attachment_text FROM articles WHERE {}", number) == [("",)]


def test_nothing_is_told_where_the_portal_asks_for_them_no_more(nights: Nights) -> None:
    assert nights.rows(UNASKED, TOLD, REPLACED) == [("file-replaced",)]
    assert nights.rows(UNASKED, KNOWN, REPLACED) == THERE


def test_one_that_is_shown_again_while_nobody_asks_is_there_again(nights: Nights) -> None:
    assert nights.rows(TAKEN_OFF, TOLD, AWAY) == [("file-removed",)]
    assert nights.rows(UNASKED, TOLD, AWAY) == [("file-removed",), ("file-returned",)]
    assert nights.rows(UNASKED, KNOWN, AWAY) == THERE


def test_one_of_another_host_is_only_named(nights: Nights) -> None:
    assert nights.rows(ASKED, KNOWN, ELSEWHERE) == [("The quay in May", "image/png", "", "", "", 1, 1)]


def test_a_drawing_is_kept_and_none_of_its_words_are_the_article_s(nights: Nights) -> None:
    assert nights.rows(ASKED, KNOWN, DRAWN) == [("The quay in May", "image/svg+xml", "", "", "", 1, 0)]


@pytest.mark.parametrize("asks", [True, False])
def test_those_in_files_of_others_are_taken_where_the_portal_asks_for_them(
    tmp_path: Path, asks: bool
) -> None:
    host = "harbour.example:8000"
    kept = [
        Kept(f"http://{host}/news/1", "2019-05-01T08:00:00Z", page(1)),
        Kept(f"http://{host}{picture(1)}", "2019-05-01T08:00:01Z", png(1), content_type="image/png"),
        Kept(f"http://{host}/media/other.png", "2019-05-01T08:00:01Z", png(2), content_type="image/png"),
    ]
    file = write(tmp_path / "a.warc.gz", kept)
    words = ["import", "--archive", str(tmp_path / "archive"), "--portal", "xx_small", str(file)]
    ended = forked.gazette(words, environment(host, {"GAZETTE_SMALL_PICTURES": "yes" if asks else ""}))
    taken = Crawled(ended.returncode, ended.stdout + ended.stderr, tmp_path / "archive")
    assert taken.rows("SELECT count(*) FROM file_revisions") == [(1 if asks else 0,)]
    assert ("files: 1 new" in taken.said) is asks
    assert ("1 that no article offers" in taken.said) is asks
