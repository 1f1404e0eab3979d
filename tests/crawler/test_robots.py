"""robots.txt by RFC 9309: what it forbids is not asked for, and where it cannot be read nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.conftest import CONTACT, crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing


def publish(server: SmallServer, robots: Answer) -> None:
    server.pages["/robots.txt"] = robots
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2/private", "/news/3"))
    for path in ("/news/1", "/news/2/private"):
        server.pages[path] = Answer(article(f"Page {path}"))
    server.pages["/news/3"] = Answer(status=302, headers=(("Location", "/news/4/private"),))


def text(body: str) -> Answer:
    return Answer(body.encode(), content_type="text/plain")


def test_a_forbidden_path_is_never_asked_for(server: SmallServer, tmp_path: Path) -> None:
    publish(server, text("User-agent: *\nDisallow: /\n\nUser-agent: gazette\nDisallow: /news/*/private"))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings() == {
        "/news/": ("stored", "listing"),
        "/news/1": ("stored", "new"),
        "/news/2/private": ("skipped", "robots"),
        "/news/3": ("skipped", "robots"),
    }
    assert [asked.path for asked in server.log if "private" in asked.path] == []
    assert server.log[0].path == "/robots.txt"
    assert len(server.asked("/robots.txt")) == 1
    assert server.log[0].headers["user-agent"].startswith("Gazette/")
    assert CONTACT in server.log[0].headers["user-agent"]
    assert "cookie" not in server.log[-1].headers


@pytest.mark.parametrize(
    "robots",
    [
        Answer(status=503),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\nDisallow: /ne"),
    ],
    ids=["503", "cut short"],
)
def test_where_it_cannot_be_read_nothing_is_asked_for(
    server: SmallServer, tmp_path: Path, robots: Answer
) -> None:
    publish(server, robots)
    crawled = crawl_small(server, tmp_path, "--from", "2026-01-01")
    assert {asked.path for asked in server.log} == {"/robots.txt"}
    assert crawled.code == 1
    assert crawled.run()["outcome"] == "failed"
    assert crawled.run()["reason"] == "no listing could be read (robots-unreachable)"


def test_where_there_is_none_everything_is_allowed(server: SmallServer, tmp_path: Path) -> None:
    publish(server, Answer(b"<h1>not found</h1>", 404))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/2/private"] == ("stored", "new")
    assert [row["status"] for row in crawled.captures("/robots.txt")] == [404]
