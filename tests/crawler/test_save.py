"""Single articles are captured now, whenever they are due, and nothing else of their portal is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.lock import WriterLock
from archive.looks import looks
from archive.observed import observed
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_small, environment, make_due
from tests.crawler.small_server import Answer, SmallServer, article, listing


def publish(server: SmallServer, *numbers: int) -> None:
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in numbers)))
    for number in numbers:
        server.pages[f"/news/{number}"] = Answer(article(f"Article {number}"))


def save(
    server: SmallServer, folder: Path, *paths: str, more: Sequence[str] = (), **further: str
) -> subprocess.CompletedProcess[str]:
    urls = [f"http://{server.host}{path}" if path.startswith("/") else path for path in paths]
    words = ("save", "--archive", str(folder), *more, *urls)
    alone = {"GAZETTE_PORTALS": "tests.crawler.small_portals.xx_small"}
    return forked.gazette(words, environment(server.host, alone | further))


def asked(server: SmallServer) -> list[str]:
    """The paths that were asked for since this was last asked, without robots.txt."""
    paths = [one.path for one in server.log if one.path != "/robots.txt"]
    server.log.clear()
    return paths


def test_an_article_is_saved_that_nobody_has_crawled(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1, 2)
    saved = save(server, tmp_path, "/news/2?utm_source=mail#top")
    assert saved.stdout == f"http://{server.host}/news/2: new: article 1, state 1\n"
    assert saved.returncode == 0
    assert asked(server) == ["/news/2"]
    assert "xx_small: finished" in saved.stderr
    assert "alarm:" not in saved.stderr


def test_what_is_held_is_asked_for_again_before_it_is_due_and_what_changed_is_told(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1, 2)
    crawl_small(server, tmp_path)
    asked(server)
    assert "/news/1: as it was: article " in save(server, tmp_path, "/news/1").stdout
    server.pages["/news/1"] = Answer(
        article("Article 1", "The quay is closed from today on, and nobody says why.")
    )
    changed = save(server, tmp_path, "/news/1")
    assert "/news/1: changed without a word: article " in changed.stdout
    assert changed.stdout.endswith(", state 2\n")
    assert asked(server) == ["/news/1", "/news/1"]


def test_it_is_no_visit_to_the_portal(server: SmallServer, tmp_path: Path) -> None:
    """Neither for the timetable nor for what is usual, nor for the days that were seen."""
    publish(server, 1, 2)
    assert save(server, tmp_path, "/news/1").returncode == 0
    crawled = Crawled(0, "", tmp_path)
    assert crawled.rows("SELECT outcome, addresses, found FROM runs") == [("finished", 1, 0)]
    db = Database(tmp_path / "archive.db")
    assert looks(db.conn, "xx_small").each == []
    assert observed(db.conn, "xx_small", datetime.now(UTC)).runs == ()
    db.conn.close()
    told = forked.gazette(("status", "--archive", str(tmp_path), "xx_small"), environment(server.host))
    assert "last run  never ran" in told.stdout
    health = forked.gazette(("alarms", "--archive", str(tmp_path)), environment(server.host))
    assert (health.returncode, "no portal was looked at" in health.stderr) == (1, True)
    words = ("crawl", "--due", "--archive", str(tmp_path), "xx_small")
    due = forked.gazette(words, environment(server.host))
    assert due.returncode == 0
    assert crawled.rows("SELECT count(*) FROM articles") == [(2,)]


def test_the_next_crawl_goes_on_where_the_last_one_was(server: SmallServer, tmp_path: Path) -> None:
    """What that one left open is neither asked for by a save nor forgotten."""
    publish(server, 1, 2, 3)
    server.pages["/news/3"] = Answer(b"not now", 503)
    crawl_small(server, tmp_path)
    asked(server)
    save(server, tmp_path, "/news/1")
    assert asked(server) == ["/news/1"]
    ledger = Database(tmp_path / "crawl.db")
    assert [row["url"][-7:] for row in ledger.query("SELECT url FROM ledger WHERE ending = 'failed'")] == [
        "/news/3"
    ]
    ledger.conn.close()
    publish(server, 1, 2, 3)
    crawl_small(server, tmp_path)
    assert Crawled(0, "", tmp_path).rows("SELECT count(*) FROM articles") == [(3,)]


def test_the_files_of_the_article_are_saved_with_it_and_no_others(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1, 2)
    for number in (1, 2):
        page = article(f"Article {number}").replace(
            b"</main>", f"<a href='/f/{number}.csv'>Table</a></main>".encode()
        )
        server.pages[f"/news/{number}"] = Answer(page)
        server.pages[f"/f/{number}.csv"] = Answer(b"year;florins\n2026;4200\n", content_type="text/csv")
    crawl_small(server, tmp_path)
    asked(server)
    server.pages["/f/1.csv"] = Answer(b"year;florins\n2026;2100\n", content_type="text/csv")
    save(server, tmp_path, "/news/1")
    assert asked(server) == ["/news/1", "/f/1.csv"]
    assert Crawled(0, "", tmp_path).rows("SELECT max(number) FROM file_revisions") == [(2,)]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            Answer(b"gone", 404),
            "not kept: not there (404); article 1 of the archive: not found at its address",
        ),
        (Answer(b"<html><body>x</body></html>"), "not kept: too-thin: "),
        (Answer(status=302, headers=(("Location", "/news/2"),)), "leads to http://"),
    ],
)
def test_what_brings_no_article_says_why(
    server: SmallServer, tmp_path: Path, answer: Answer, why: str
) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    server.pages["/news/1"] = answer
    server.pages["/news/2"] = Answer(
        article("Article 2", "It has another address now, and another text with it.")
    )
    saved = save(server, tmp_path, "/news/1")
    assert saved.stdout.startswith(f"http://{server.host}/news/1: {why}")
    is_elsewhere = why.startswith("leads")
    assert saved.returncode == (0 if is_elsewhere else 1)
    assert saved.stdout.endswith("/news/2: new: article 2, state 1\n") == is_elsewhere


def test_what_is_withheld_is_not_asked_for(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    words = ("withhold", "--archive", str(tmp_path), "1", "--reason", "Order 4 C 17/26")
    assert forked.gazette(words, environment(server.host)).returncode == 0
    asked(server)
    saved = save(server, tmp_path, "/news/1")
    assert saved.returncode == 1
    assert ": Order 4 C 17/26\n" in saved.stdout
    assert asked(server) == []


def test_robots_are_obeyed(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    server.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/1\n", content_type="text/plain")
    saved = save(server, tmp_path, "/news/1")
    assert saved.stdout == f"http://{server.host}/news/1: not kept: the portal's robots.txt forbids it\n"
    assert (saved.returncode, asked(server)) == (1, [])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("/about", "/about: no article, by the article_url of those who have 127.0.0.1:"),
        (
            "https://quay.example/news/1",
            "no declared portal has quay.example; `gazette probe https://quay.example/`",
        ),
        ("quay", "no address of a page; write https://host/path"),
    ],
)
def test_an_address_of_no_portal_is_refused_and_nothing_is_asked_for(
    server: SmallServer, tmp_path: Path, url: str, why: str
) -> None:
    publish(server, 1)
    saved = save(server, tmp_path, "/news/1", url)
    assert saved.returncode == 2
    assert why in saved.stderr
    assert server.log == []
    assert not (tmp_path / "archive.db").exists()


def test_what_was_saved_is_news_to_subscribers_and_due_as_ever(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    crawled = crawl_small(server, tmp_path)
    save(server, tmp_path, "/news/1")
    make_due(crawled)
    asked(server)
    crawl_small(server, tmp_path)
    assert "/news/1" in asked(server)


def test_of_several_portals_it_is_the_one_that_has_the_article(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    saved = save(server, tmp_path, "/news/1", GAZETTE_PORTALS="tests.crawler.small_portals")
    assert "/news/1: as it was: article 1, state 1" in saved.stdout
    assert Crawled(0, "", tmp_path).rows("SELECT DISTINCT portal FROM runs") == [("xx_small",)]


def test_addresses_are_read_from_standard_input(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1, 2)
    words = [sys.executable, "-m", "crawler", "save", "--archive", str(tmp_path), "-"]
    alone = {"GAZETTE_PORTALS": "tests.crawler.small_portals.xx_small"}
    given = f"http://{server.host}/news/2\nhttp://{server.host}/news/1 http://{server.host}/news/2\n"
    ended = subprocess.run(
        words,
        env=environment(server.host, alone),
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0
    assert [line.split(": ")[:2] for line in ended.stdout.splitlines()] == [
        [f"http://{server.host}/news/{number}", "new"] for number in (2, 1)
    ]


def test_what_a_crawl_and_a_save_left_is_asked_for_once(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1, 2)
    server.pages["/news/2"] = Answer(b"not now", 500)
    crawl_small(server, tmp_path)
    assert save(server, tmp_path, "/news/2").returncode == 1
    publish(server, 1, 2)
    asked(server)
    assert crawl_small(server, tmp_path).code == 0
    assert asked(server).count("/news/2") == 1


def test_what_an_interrupted_save_left_is_asked_for_by_the_next_crawl(
    server: SmallServer, tmp_path: Path
) -> None:
    """Though it is held, and not due."""
    publish(server, 1)
    crawl_small(server, tmp_path)
    ledger = Database(tmp_path / "crawl.db")
    with ledger.conn:
        ledger.execute(
            "INSERT INTO ledger (run, url, portal, kind, way, hint, planned_at, via) "
            "SELECT 2, url, portal, kind, way, hint, planned_at, 'hand' FROM ledger WHERE kind = 'article'"
        )
    ledger.conn.close()
    server.pages["/news/1"] = Answer(
        article("Article 1", "The quay is closed from today on, and nobody says why.")
    )
    crawl_small(server, tmp_path)
    assert Crawled(0, "", tmp_path).rows("SELECT revisions FROM articles") == [(2,)]


def test_another_form_of_an_address_is_the_article_that_is_held(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    saved = save(server, tmp_path, "/news/1/")
    home = f"http://{server.host}/news/1"
    assert saved.stdout == f"{home}/: another address of {home}: as it was: article 1, state 1\n"
    assert Crawled(0, "", tmp_path).rows("SELECT count(*) FROM articles") == [(1,)]


def test_a_page_that_says_it_is_another_is_followed_and_its_files_are_saved(
    server: SmallServer, tmp_path: Path
) -> None:
    canonical = f"<link rel='canonical' href='http://{server.host}/news/2'>"
    server.pages["/news/1"] = Answer(article("Article 1", head=canonical))
    page = article("Article 2").replace(b"</main>", b"<a href='/f/2.csv'>Table</a></main>")
    server.pages["/news/2"] = Answer(page)
    saved = save(server, tmp_path, "/news/1")
    assert saved.stdout.endswith(
        f"/news/1: says that it is http://{server.host}/news/2: new: article 1, state 1\n"
    )
    assert saved.returncode == 1
    assert "files that could not be got: 1" in saved.stderr
    server.pages["/f/2.csv"] = Answer(b"year;florins\n2026;4200\n", content_type="text/csv")
    assert save(server, tmp_path, "/news/1").returncode == 0


def test_a_page_that_is_kept_as_what_it_names_is_not_there_says_so(
    server: SmallServer, tmp_path: Path
) -> None:
    canonical = f"<link rel='canonical' href='http://{server.host}/news/2'>"
    server.pages["/news/1"] = Answer(article("Article 1", head=canonical))
    saved = save(server, tmp_path, "/news/1")
    assert saved.stdout.endswith(": new: article 1, state 1\n")
    assert saved.returncode == 0


def test_what_the_portal_asks_to_wait_for_is_left_to_the_next_crawl(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1)
    server.pages["/news/1"] = Answer(b"later", 503, headers=(("Retry-After", "3600"),))
    saved = save(server, tmp_path, "/news/1")
    assert saved.returncode == 1
    assert ": not captured: " in saved.stdout
    assert saved.stdout.endswith("; the next crawl begins with it\n")
    assert server.host in saved.stdout.partition("not captured: ")[2]


def test_it_ends_where_a_crawl_is_at_work_and_waits_for_that_where_it_is_told_to(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    publish(server, 1, 2)
    asked(server)
    at_work = WriterLock(tmp_path)
    at_work.acquire()
    refused = save(server, tmp_path, "/news/2")
    assert (refused.returncode, refused.stdout, asked(server)) == (4, "", [])
    address = f"http://{server.host}/news/2"
    waiting = subprocess.Popen(
        [sys.executable, "-m", "crawler", "save", "--wait", "--archive", str(tmp_path), address],
        env=environment(server.host, {"GAZETTE_PORTALS": "tests.crawler.small_portals.xx_small"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert waiting.stderr
    assert f"{tmp_path}: waiting for process {os.getpid()} on " in waiting.stderr.readline()
    assert asked(server) == []
    at_work.release()
    said, _ = waiting.communicate(timeout=60)
    assert (waiting.returncode, said) == (0, f"{address}: new: article 2, state 1\n")
    assert asked(server) == ["/news/2"]
