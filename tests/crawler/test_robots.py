"""robots.txt by RFC 9309: what it forbids is not asked for, and where it cannot be read nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from protego import Protego
from sqlite_utils import Database

from crawler.manners.robots import seconds_between
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
    ("robots", "cause"),
    [
        (Answer(status=503), "http-503 ("),
        (Answer(status=429), "http-429 ("),
        (Answer(b"", stalls=True, raw=b""), "timeout ("),
        (
            Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\nDisallow: /ne"),
            "truncated (",
        ),
    ],
    ids=["503", "429", "no answer", "cut short"],
)
def test_where_it_cannot_be_read_nothing_is_asked_for_and_the_cause_is_told_with_the_next_step(
    server: SmallServer, tmp_path: Path, robots: Answer, cause: str
) -> None:
    publish(server, robots)
    crawled = crawl_small(server, tmp_path, "--from", "2026-01-01", GAZETTE_TEST_TIMEOUT="2")
    assert {asked.path for asked in server.log} == {"/robots.txt"}
    assert crawled.code == 1
    assert crawled.run()["outcome"] == "failed"
    reason = str(crawled.run()["reason"])
    place = f"http://{server.host}/robots.txt"
    assert reason.startswith(f"no listing could be read (robots-unreachable): {place}: {cause}")
    assert reason.endswith("); then `gazette crawl xx_small`")


@pytest.mark.parametrize(
    ("host", "cause"),
    [("127.0.0.1:9", "connection-refused (nobody listens"), ("gov.invalid", "no-such-host (no name server")],
)
def test_a_portal_that_cannot_be_reached_at_all_is_told_with_the_cause(
    server: SmallServer, tmp_path: Path, host: str, cause: str
) -> None:
    crawled = crawl_small(server, tmp_path, GAZETTE_SMALL_HOST=host, GAZETTE_DEMO_HOSTS=host)
    assert crawled.code == 1
    assert f"(robots-unreachable): http://{host}/robots.txt: {cause}" in str(crawled.run()["reason"])
    assert server.log == []


def test_where_there_is_none_everything_is_allowed(server: SmallServer, tmp_path: Path) -> None:
    publish(server, Answer(b"<h1>not found</h1>", 404))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/2/private"] == ("stored", "new")
    assert [row["status"] for row in crawled.captures("/robots.txt")] == [404]


def lead_round(server: SmallServer, hops: int, end: Answer) -> None:
    server.pages["/robots.txt"] = Answer(status=301, headers=(("Location", "/robots/1"),))
    for hop in range(1, hops):
        following = Answer(status=302, headers=(("Location", f"/robots/{hop + 1}"),))
        server.pages[f"/robots/{hop}"] = following
    server.pages[f"/robots/{hops}"] = end


@pytest.mark.parametrize(("hops", "is_obeyed"), [(5, True), (6, False)])
def test_it_is_followed_over_five_redirects_and_then_taken_for_missing(
    server: SmallServer, tmp_path: Path, hops: int, is_obeyed: bool
) -> None:
    publish(server, Answer())
    lead_round(server, hops, text("User-agent: *\nDisallow: /news/2"))
    crawled = crawl_small(server, tmp_path)
    forbidden = ("skipped", "robots") if is_obeyed else ("stored", "new")
    assert crawled.endings()["/news/2/private"] == forbidden
    assert crawled.endings()["/news/1"] == ("stored", "new")


def test_it_may_lie_on_another_host_and_speaks_for_the_first_one(server: SmallServer, tmp_path: Path) -> None:
    with SmallServer() as central:
        moved = (("Location", f"http://{central.host}/robots/small.txt"),)
        publish(server, Answer(status=301, headers=moved))
        central.pages["/robots/small.txt"] = text("User-agent: *\nDisallow: /news/2")
        crawled = crawl_small(server, tmp_path, GAZETTE_DEMO_HOSTS=f"{server.host} {central.host}")
        assert [asked.path for asked in central.log] == ["/robots/small.txt"]
    assert crawled.endings()["/news/2/private"] == ("skipped", "robots")
    assert crawled.endings()["/news/1"] == ("stored", "new")


def test_it_is_not_looked_for_in_a_private_network(server: SmallServer, tmp_path: Path) -> None:
    with SmallServer() as private:
        moved = (("Location", f"http://{private.host}/robots.txt"),)
        publish(server, Answer(status=301, headers=moved))
        crawled = crawl_small(server, tmp_path)
        assert private.log == []
    assert "/robots.txt: private-address; then" in str(crawled.run()["reason"])


def test_it_is_read_for_500_kibibytes(server: SmallServer, tmp_path: Path) -> None:
    # With the mark that some editors put before everything, and an end that falls into a line.
    rules = "\ufeffUser-agent: *\nDisallow: /news/2\n"
    filler = "Disallow: /news/1" + "x" * 81 + "\n"
    publish(server, text(rules + filler * 5200 + "Disallow: /news/1\n"))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/2/private"] == ("skipped", "robots")
    assert crawled.endings()["/news/1"] == ("stored", "new")


def test_it_is_asked_for_once_a_day_by_however_many_runs(server: SmallServer, tmp_path: Path) -> None:
    publish(server, text("User-agent: *\nDisallow: /news/2"))
    crawl_small(server, tmp_path)
    publish(server, text("User-agent: *\nDisallow: /news/3"))
    again = crawl_small(server, tmp_path, "--recheck", "all")
    assert len(server.asked("/robots.txt")) == 1
    assert again.endings()["/news/2/private"] == ("skipped", "robots")
    database = Database(tmp_path / "crawl.db")
    with database.conn:
        database.execute("UPDATE robots SET fetched_at = '2026-01-01T00:00:00.000Z'")
    tomorrow = crawl_small(server, tmp_path, "--recheck", "all")
    assert len(server.asked("/robots.txt")) == 2
    assert tomorrow.endings()["/news/2/private"] == ("stored", "new")
    assert tomorrow.endings()["/news/3"] == ("skipped", "robots")


def test_where_it_could_not_be_read_the_next_run_asks_again(server: SmallServer, tmp_path: Path) -> None:
    publish(server, Answer(status=500))
    assert crawl_small(server, tmp_path).code == 1
    publish(server, Answer(status=404))
    assert crawl_small(server, tmp_path).endings()["/news/1"] == ("stored", "new")


def test_where_it_asks_for_an_absurd_delay_nothing_is_fetched_and_the_reason_is_said(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, text("User-agent: *\nCrawl-delay: 86400"))
    crawled = crawl_small(server, tmp_path)
    assert {asked.path for asked in server.log} == {"/robots.txt"}
    assert (crawled.code, crawled.run()["reason"]) == (1, "no listing could be read (crawl-delay)")
    assert "asks for 86400 s between two requests; more than 300 s is no pace" in crawled.said


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        ("Crawl-delay: 10", 10.0),
        ("Request-rate: 1/5", 5.0),
        ("Request-rate: 30/1m", 2.0),
        ("Request-rate: 1/10 0600-0845", 10.0),
        ("Crawl-delay: 1\nRequest-rate: 1/5", 5.0),
        ("Disallow: /x", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -5", 0.0),
        ("Crawl-delay: nan", 0.0),
        ("Request-rate: 0/0", 0.0),
    ],
)
def test_the_longer_of_crawl_delay_and_request_rate_counts(rules: str, seconds: float) -> None:
    assert seconds_between(Protego.parse(f"User-agent: *\n{rules}\n"), "Gazette") == seconds
