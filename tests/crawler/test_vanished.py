"""A page of a held article that says with status 200 that it is not there, or whose address leads back:
missing when several nights have said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.demo.standins import STANDINS
from tests.crawler.conftest import Crawled, crawl_small, make_due
from tests.crawler.small_server import Answer, SmallServer, article, listing

GONE = Answer(STANDINS["soft-404"].body)
HOME = Answer(
    b"<html><title>Ministry of Small Things</title><h1>Welcome</h1><a href='/news/'>News</a></html>"
)
CLOSED = Answer(b"<html><title>Maintenance</title><h1>The site is closed for maintenance</h1></html>")


@pytest.fixture
def held(server: SmallServer, tmp_path: Path) -> SmallServer:
    """A portal whose three articles are held, and one of which is not there any more."""
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2", "/news/3"))
    for number in (1, 2, 3):
        server.pages[f"/news/{number}"] = Answer(article(f"Article {number}"))
    assert crawl_small(server, tmp_path).code == 0
    server.pages["/news/2"] = GONE
    return server


def a_night_later(server: SmallServer, folder: Path) -> Crawled:
    """Everything that is known was a day before; then the portal is crawled again."""
    crawled = Crawled(0, "", folder)
    make_due(crawled)
    database = Database(folder / "archive.db")
    with database.conn:
        for table, column in (("refusals", "refused_at"), ("articles", "missed_at")):
            database.execute(f"UPDATE {table} SET {column} = datetime({column}, '-1 day') || 'Z'")
    database.conn.close()
    return crawl_small(server, folder, "--recheck", "all")


def state(crawled: Crawled) -> tuple[object, ...]:
    (row,) = crawled.rows("SELECT state, misses, missed_reason FROM articles WHERE url LIKE '%/news/2'")
    return row


def test_it_is_missing_from_the_third_night_on_and_published_when_it_is_back(
    held: SmallServer, tmp_path: Path
) -> None:
    for _ in range(2):
        crawled = a_night_later(held, tmp_path)
        assert (crawled.code, state(crawled)) == (0, ("published", 0, ""))
        assert crawled.endings()["/news/2"] == ("skipped", "soft-404")
    assert state(a_night_later(held, tmp_path)) == ("missing", 3, "soft-404")
    (times,) = crawled.rows(
        "SELECT missed_at > last_seen_at, missed_at = (SELECT min(refused_at) FROM refusals) FROM articles "
        "WHERE state = 'missing'"
    )
    assert times == (1, 1)
    held.pages["/news/2"] = Answer(article("Article 2"))
    assert state(a_night_later(held, tmp_path)) == ("published", 0, "")
    assert crawled.rows("SELECT count(*) FROM revisions") == [(3,)]


def led_to(path: str, status: int = 302) -> Answer:
    return Answer(status=status, headers=(("Location", path),))


@pytest.mark.parametrize(
    ("path", "reason"), [("/", "redirect-home"), ("/news/", "redirect-list"), ("/news", "redirect-list")]
)
def test_an_address_that_leads_to_the_front_page_or_a_list_is_missing_from_the_third_night_on(
    held: SmallServer, tmp_path: Path, path: str, reason: str
) -> None:
    held.pages |= {"/": HOME, "/news": held.pages["/news/"], "/news/2": led_to(path, 301)}
    for _ in range(2):
        crawled = a_night_later(held, tmp_path)
        assert (crawled.code, state(crawled)) == (0, ("published", 0, ""))
        assert crawled.endings()["/news/2"] == ("skipped", reason)
    assert state(a_night_later(held, tmp_path)) == ("missing", 3, reason)
    again = a_night_later(held, tmp_path)
    assert (state(again), again.endings()["/news/2"]) == (
        ("missing", 4, reason),
        ("skipped", "still-missing"),
    )
    held.pages["/news/2"] = Answer(article("Article 2"))
    assert state(a_night_later(held, tmp_path)) == ("published", 0, "")


def test_a_whole_portal_that_leads_to_its_front_page_for_some_nights_has_lost_nothing(
    held: SmallServer, tmp_path: Path
) -> None:
    pages = dict(held.pages)
    held.pages |= {path: led_to("/") for path in ("/news/", "/news/1", "/news/2", "/news/3")} | {"/": HOME}
    for _ in range(4):
        crawled = a_night_later(held, tmp_path)
        assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert crawled.rows("SELECT DISTINCT state, misses FROM articles") == [("published", 0)]
    assert crawled.rows("SELECT DISTINCT reason FROM refusals") == [("redirect-home",)]
    assert crawled.rows("SELECT kind FROM incidents WHERE closed_at IS NULL") == [("run-failed",)]
    held.pages |= pages | {"/news/2": Answer(article("Article 2"))}
    over = a_night_later(held, tmp_path)
    assert (over.code, over.run()["articles_unchanged"]) == (0, 3)
    assert over.rows("SELECT kind FROM incidents WHERE closed_at IS NULL") == []


def test_a_front_page_that_is_closed_or_down_says_nothing_of_what_leads_there(
    held: SmallServer, tmp_path: Path
) -> None:
    held.pages["/news/2"] = led_to("/")
    for front, reason in ((CLOSED, "maintenance"), (Answer(b"down", 500), "redirect-elsewhere")) * 3:
        held.pages["/"] = front
        crawled = a_night_later(held, tmp_path)
        assert crawled.endings()["/news/2"] == ("skipped", reason)
    assert state(crawled) == ("published", 0, "")


def test_the_same_night_over_and_over_proves_nothing(held: SmallServer, tmp_path: Path) -> None:
    for _ in range(4):
        crawled = crawl_small(held, tmp_path, "--recheck", "all")
    assert state(crawled) == ("published", 0, "")


def test_where_most_are_taken_off_at_once_somebody_is_told_and_then_they_are_missing(
    held: SmallServer, tmp_path: Path
) -> None:
    gone = [f"/news/{number}" for number in range(4, 10)]
    held.pages["/news/"] = Answer(listing("/news/1", "/news/3", *gone))
    held.pages |= {path: Answer(article(f"The article {path}")) for path in gone}
    assert crawl_small(held, tmp_path).code == 0
    held.pages |= dict.fromkeys(gone, GONE)
    for _ in range(3):
        crawled = a_night_later(held, tmp_path)
        assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
        assert "soft-404 7" in str(crawled.run()["reason"])
    assert crawled.rows("SELECT count(*) FROM articles WHERE missed_reason = 'soft-404'") == [(7,)]
    assert a_night_later(held, tmp_path).run()["outcome"] == "finished"
