"""Articles that are not at their address any more: looked for ever more rarely, and noticed when they are back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.connection import open_archive
from archive.site.article import dossier
from crawler.demo.standins import STANDINS
from tests.crawler.conftest import Crawled, crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing

GONE = {"/news/2": Answer(b"gone", 404), "/news/3": Answer(b"gone", 410)}
DENIED = {"/news/4": Answer(STANDINS["soft-404"].body)}
HOME = {"/news/5": Answer(status=302, headers=(("Location", "/"),))}
AWAY = GONE | DENIED | HOME
_INSTANTS = {
    "articles": ("first_seen_at", "last_seen_at", "missed_at"),
    "captures": ("captured_at",),
    "revisions": ("captured_at",),
    "refusals": ("refused_at",),
}


def let_pass(folder: Path, days: int) -> None:
    """Everything that is known was so many days before."""
    database = Database(folder / "archive.db")
    with database.conn:
        for table, columns in _INSTANTS.items():
            for column in columns:
                database.execute(
                    f"UPDATE {table} SET {column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-{days} days')"
                )
    database.conn.close()


@pytest.fixture
def held(server: SmallServer, tmp_path: Path) -> SmallServer:
    """A portal that held old articles, of which four are not there any more; it goes on to publish."""
    paths = [f"/news/{number}" for number in range(1, 6)]
    server.pages |= {path: Answer(article(f"The article {path}")) for path in paths}
    server.pages["/news/"] = Answer(listing(*paths))
    server.pages["/"] = Answer(b"<html><title>Home</title><h1>Home</h1></html>")
    assert crawl_small(server, tmp_path).code == 0
    let_pass(tmp_path, 400)
    server.pages |= AWAY
    return server


def night(server: SmallServer, folder: Path, number: int, *arguments: str) -> tuple[Crawled, set[str]]:
    """Crawl on the night after the last one; returns what of the missing was asked for."""
    let_pass(folder, 1)
    before = len(server.log)
    new = f"/news/{100 + number}"
    server.pages |= {"/news/": Answer(listing(new)), new: Answer(article(f"The new one of night {number}"))}
    crawled = crawl_small(server, folder, *arguments)
    return crawled, {asked.path for asked in server.log[before:]} & AWAY.keys()


def test_what_is_not_there_is_not_asked_for_night_after_night(held: SmallServer, tmp_path: Path) -> None:
    asked = {}
    # The look after the fourth night comes three or four nights later, as the address has it: not before the seventh.
    for number in range(7):
        crawled, asked[number] = night(held, tmp_path, number, *["--recheck", "all"][: 2 * (number == 0)])
        assert (crawled.code, crawled.run()["reason"]) == (0, "")
    assert [number for number, paths in asked.items() if paths >= GONE.keys()] == [0, 1, 2, 4]
    assert asked[0] == asked[1] == asked[2] == asked[4] == AWAY.keys()
    assert not asked[3] | asked[5] | asked[6]
    states = dict(crawled.rows("SELECT substr(url, -1), state FROM articles WHERE url NOT LIKE '%/10_'"))
    assert states == dict(zip("12345", ("published", *["missing"] * 4), strict=True))


def test_a_sitemap_that_goes_on_naming_what_is_not_there_brings_no_more_looks(
    server: SmallServer, tmp_path: Path
) -> None:
    changed = datetime.now(UTC).date() - timedelta(days=100)
    row = f"<url><loc>http://{server.host}/news/2</loc><lastmod>{changed}</lastmod></url>"
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{row}</urlset>'
    server.pages["/sitemap.xml"] = Answer(sitemap.encode(), content_type="text/xml")
    server.pages["/news/2"] = Answer(article("The article"))
    crawl_small(server, tmp_path, portal="xx_mapped")
    let_pass(tmp_path, 400)
    server.pages["/news/2"] = GONE["/news/2"]
    asked = []
    for number in range(4):
        let_pass(tmp_path, 1)
        before = len(server.asked("/news/2"))
        crawl_small(server, tmp_path, portal="xx_mapped")
        asked += [number] * (len(server.asked("/news/2")) - before)
    assert asked == [0, 1, 2]


def test_a_missing_one_that_is_still_not_there_is_no_fault_of_the_run(
    held: SmallServer, tmp_path: Path
) -> None:
    for number in range(3):
        crawled, _ = night(held, tmp_path, number, "--recheck", "all")
    crawled, asked = night(held, tmp_path, 3, "--recheck", "all")
    assert asked == AWAY.keys()
    endings = crawled.endings()
    assert {endings[path] for path in AWAY} == {("skipped", "still-missing")}
    run = crawled.run()
    assert (run["failed"], run["refused"], run["refused_by_reason"]) == (0, 0, "{}")
    assert crawled.rows("SELECT misses FROM articles WHERE state = 'missing'") == [(4,)] * 4


def test_one_that_is_back_is_noticed_by_the_next_look(held: SmallServer, tmp_path: Path) -> None:
    night(held, tmp_path, 0, "--recheck", "all")
    held.pages["/news/2"] = Answer(article("The article /news/2"))
    crawled, asked = night(held, tmp_path, 1)
    assert "/news/2" in asked
    assert crawled.rows("SELECT state, missed_at, misses FROM articles WHERE url LIKE '%/news/2'") == [
        ("published", None, 0)
    ]
    assert crawled.endings()["/news/2"] == ("stored", "unchanged")
    with open_archive(tmp_path) as connection:
        found = dossier(
            connection, int(str(crawled.rows("SELECT id FROM articles WHERE url LIKE '%/2'")[0][0]))
        )
    assert found is not None
    (absence,) = found.absences
    assert absence["last_seen_at"] < absence["missed_at"] < absence["seen_again_at"]


def test_a_captcha_in_its_place_says_nothing_of_an_article(held: SmallServer, tmp_path: Path) -> None:
    captcha = b"<title>Check</title><h1>Please solve the captcha</h1><form class='g-recaptcha'></form>"
    held.pages["/news/5"] = Answer(captcha)
    night(held, tmp_path, 0, "--recheck", "all")
    held.pages["/news/5"] = Answer(article("The article /news/5"))
    before = len(held.log)
    crawl_small(held, tmp_path)
    assert {asked.path for asked in held.log[before:]} & AWAY.keys() == {"/news/5"}


def test_what_is_answered_with_forbidden_is_asked_for_ever_more_rarely(
    held: SmallServer, tmp_path: Path
) -> None:
    forbidden, unheld = Answer(b"<h1>Forbidden</h1>", 403), "/news/77"
    held.pages |= {"/news/5": forbidden, unheld: forbidden}
    asked: dict[str, list[int]] = {"/news/5": [], unheld: []}
    for number in range(8):
        let_pass(tmp_path, 1)
        before = len(held.log)
        new = f"/news/{100 + number}"
        held.pages |= {"/news/": Answer(listing(new, unheld)), new: Answer(article(f"New in night {number}"))}
        crawled = crawl_small(held, tmp_path, *["--recheck", "all"][: 2 * (number == 0)])
        assert crawled.run()["outcome"] == "finished"
        for path in asked:
            asked[path] += [number] * sum(one.path == path for one in held.log[before:])
    # The next look comes seven tenths to nine tenths of four nights later, as the address has it.
    assert asked["/news/5"] in ([0, 1, 2, 4], [0, 1, 2, 4, 7])
    assert asked[unheld] == [0]  # remembered in crawl.db, for which no night has passed
    states = crawled.rows("SELECT state, misses FROM articles WHERE url LIKE '%/news/5'")
    assert states == [("published", 0)]
    held.pages["/news/5"] = Answer(article("The article /news/5"))
    let_pass(tmp_path, 8)
    assert crawl_small(held, tmp_path).endings()["/news/5"] == ("stored", "unchanged")


def test_a_portal_that_forbids_everything_for_weeks_is_looked_at_again_when_it_is_open(
    held: SmallServer, tmp_path: Path
) -> None:
    pages = dict(held.pages)
    held.pages = dict.fromkeys(pages, Answer(b"<h1>Forbidden</h1>", 403))
    for _ in range(3):
        let_pass(tmp_path, 10)
        crawl_small(held, tmp_path)
    held.pages = pages | {"/news/5": Answer(article("The article /news/5"))}
    let_pass(tmp_path, 1)
    assert crawl_small(held, tmp_path).endings()["/news/5"] == ("stored", "unchanged")
