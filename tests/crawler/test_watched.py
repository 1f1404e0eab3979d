"""Pages that are watched: looked at in every crawl, whatever kind of page they are and however old."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.terminal import printable
from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, Crawled, crawl_words, environment
from tests.crawler.small_server import Answer, SmallServer, article, listing

WATCHING, LISTED = "xx_watching", "xx_listed"
_PORTALS = {"GAZETTE_PORTALS": "tests.crawler.watching_portals"}


def gazette(server: SmallServer, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.gazette(words, environment(server.host, _PORTALS))


def crawl(server: SmallServer, folder: Path, *arguments: str) -> Crawled:
    ended = forked.gazette(crawl_words(folder, *arguments), environment(server.host, _PORTALS))
    return Crawled(ended.returncode, ended.stderr, folder)


def services(*names: str) -> Answer:
    """A page of links and nothing else."""
    items = "".join(
        f"<li><a href='/services/{name}'>{name.title()} of the ministry</a></li>" for name in names
    )
    html = (
        f"<!DOCTYPE html><html lang=en><title>Services</title><main><h1>Services</h1><ul>{items}</ul></main>"
    )
    return Answer(f"{html}<footer>Ministry of Standing Pages</footer></html>".encode())


@pytest.fixture
def watched(server: SmallServer) -> SmallServer:
    server.pages["/dues"] = Answer(article("Dues of the harbour"), headers=(("ETag", '"1"'),))
    server.pages["/services"] = services("permits", "fees", "moorings", "pilots", "complaints", "inspections")
    server.pages["/gone"] = Answer(article("What will be gone"))
    return server


def test_pages_are_kept_that_no_list_names_and_that_are_no_articles(
    watched: SmallServer, tmp_path: Path
) -> None:
    crawled = crawl(watched, tmp_path, WATCHING)
    assert crawled.code == 0, crawled.said
    assert crawled.run()["outcome"] == "finished"
    rows = crawled.rows(
        "SELECT title, text_from, text FROM (SELECT *, origins ->> 'text' AS text_from FROM articles) ORDER BY url"
    )
    assert [row[:2] for row in rows] == [
        ("Dues of the harbour", "blocks"), ("What will be gone", "blocks"), ("Services", "page")
    ]  # fmt: skip
    assert "- Permits of the ministry" in str(rows[2][2])
    assert "footer" not in str(rows[2][2])


def test_every_crawl_looks_at_them_and_notices_what_changed_and_what_is_gone(
    watched: SmallServer, tmp_path: Path
) -> None:
    crawl(watched, tmp_path, WATCHING)
    watched.log.clear()
    watched.pages["/services"] = services("permits", "fees", "moorings", "pilots", "inspections")
    del watched.pages["/gone"]
    crawled = crawl(watched, tmp_path, WATCHING)
    assert crawled.code == 0, crawled.said
    assert sorted(asked.path for asked in watched.log if asked.path != "/robots.txt") == [
        "/dues", "/gone", "/services"
    ]  # fmt: skip
    # Politely: only what has changed is sent.
    assert [asked.headers.get("if-none-match") for asked in watched.log if asked.path == "/dues"] == ['"1"']
    rows = crawled.rows("SELECT state, revisions FROM articles ORDER BY url")
    assert rows == [("published", 1), ("missing", 1), ("published", 2)]
    assert crawled.rows("SELECT silent FROM revisions WHERE number = 2") == [(1,)]


def test_a_crawl_of_certain_days_leaves_them_alone(watched: SmallServer, tmp_path: Path) -> None:
    crawl(watched, tmp_path, WATCHING)
    watched.log.clear()
    assert crawl(watched, tmp_path, WATCHING, "--from", "2026-01").code == 0
    assert watched.log == []


def test_they_stand_beside_the_articles_of_a_list(watched: SmallServer, tmp_path: Path) -> None:
    watched.pages["/news/"] = Answer(listing("/news/1", "/news/2"))
    watched.pages["/news/1"] = Answer(article("Article 1"))
    watched.pages["/news/2"] = watched.pages["/services"]
    crawled = crawl(watched, tmp_path, LISTED)
    assert crawled.rows("SELECT title FROM articles ORDER BY url") == [("Article 1",), ("Services",)]
    # The very same page, where nobody asked for it to be watched.
    assert crawled.rows("SELECT reason FROM refusals") == [("too-thin",)]


def test_they_can_be_saved_read_again_and_imported(watched: SmallServer, tmp_path: Path) -> None:
    url = f"http://{watched.host}/services"
    saved = gazette(watched, "save", "--archive", str(tmp_path / "a"), url)
    # Two portals may have the same host: the address is that of both, and each has its own.
    assert "new: article" in saved.stdout, printable(saved.stdout + saved.stderr)
    again = gazette(watched, "reextract", "--archive", str(tmp_path / "a"), "--dry-run")
    assert again.returncode == 0, again.stderr
    assert "refused" not in again.stdout
    taken = gazette(watched, "import", "--archive", str(tmp_path / "b"), str(tmp_path / "a" / "warc"))
    assert taken.returncode == 0, taken.stderr
    assert Crawled(0, "", tmp_path / "b").rows("SELECT title, origins ->> 'text' FROM articles") == [
        ("Services", "page")
    ]


def test_the_canary_reads_them(watched: SmallServer) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "scrapy", "check", WATCHING],
        env=environment(watched.host, _PORTALS), cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "xx_watching: OK (3 articles named, 3 read)" in checked.stdout + checked.stderr
