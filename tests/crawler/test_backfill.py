"""``--from`` and ``--to``: any days of any portal, going on where it was stopped, without asking for what is held."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sqlite_utils import Database

from tests.crawler.conftest import CHECKOUT, Crawled, command, crawl_small, environment
from tests.crawler.small_server import Answer, SmallServer, article, listing

JUNE = ("--from", "2020-06-01", "--to", "2020-06-30")
JULY = ("--from", "2020-07", "--to", "2020-07")
SLOW = Answer(b"User-agent: *\nCrawl-delay: 0.1", content_type="text/plain")
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def dated(day: str, title: str = "") -> Answer:
    head = f'<meta property="article:published_time" content="{day}T12:00:00Z">'
    return Answer(article(title or f"Of {day}", head=head))


def days_from(first: str, count: int) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=days) for days in range(count)]


def publish_days(server: SmallServer, first: str, count: int) -> None:
    """A list for each day with an article of that day."""
    for number, day in enumerate(days_from(first, count)):
        server.pages[f"/archive/{day:%Y/%m/%d}/"] = Answer(listing(f"/news/{number}"))
        server.pages[f"/news/{number}"] = dated(day.isoformat())


def asked_for(server: SmallServer, beginning: str) -> list[str]:
    return [request.path for request in server.log if request.path.startswith(beginning)]


def stop_half_way(
    server: SmallServer, folder: Path, how: signal.Signals, is_half_way: Callable[[], bool]
) -> None:
    process = subprocess.Popen(
        command(folder, "xx_dated", *JUNE),
        cwd=CHECKOUT,
        env=environment(server.host),
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not is_half_way():
        assert time.monotonic() < until, "it did not begin"
        time.sleep(0.02)
    process.send_signal(how)
    process.wait(timeout=60)


def check_june(crawled: Crawled) -> None:
    assert (crawled.code, crawled.run()["outcome"]) == (0, "finished"), crawled.said
    days = [day.isoformat() for day in days_from("2020-06-01", 30)]
    assert [day for (day,) in crawled.rows("SELECT published_on FROM articles ORDER BY 1")] == days
    assert crawled.rows("SELECT count(*) FROM revisions") == [(30,)]


def test_a_backfill_that_was_stopped_goes_on_and_asks_for_nothing_twice(
    server: SmallServer, tmp_path: Path
) -> None:
    """Neither articles nor the lists of days that had been read."""
    publish_days(server, "2020-05-25", 50)
    server.pages["/robots.txt"] = SLOW
    stop_half_way(server, tmp_path, signal.SIGTERM, lambda: len(asked_for(server, "/news/")) > 12)
    first = asked_for(server, "/")
    check_june(crawl_small(server, tmp_path, *JUNE, portal="xx_dated"))
    counts = Counter(asked_for(server, "/news/") + asked_for(server, "/archive/"))
    assert len(first) < 50
    assert len(counts) == 60
    assert set(counts.values()) == {1}


def test_a_backfill_that_was_killed_asks_again_only_for_what_was_under_way(
    server: SmallServer, tmp_path: Path
) -> None:
    """The ledger is written once a second; what was captured in the last one is read from its record."""
    publish_days(server, "2020-05-25", 50)
    server.pages["/robots.txt"] = SLOW
    for count in (20, 40):
        stop_half_way(server, tmp_path, signal.SIGKILL, lambda count=count: len(server.log) > count)  # type: ignore[misc]
    crawled = crawl_small(server, tmp_path, *JUNE, portal="xx_dated")
    check_june(crawled)
    counts = Counter(asked_for(server, "/news/") + asked_for(server, "/archive/"))
    assert len(counts) == 60
    # A second's worth, and what was on its way, for each time that it was killed.
    assert sum(count - 1 for count in counts.values()) <= 2 * 16


def test_only_the_days_that_were_asked_for_are_asked_for(server: SmallServer, tmp_path: Path) -> None:
    publish_days(server, "2020-05-25", 50)
    crawled = crawl_small(server, tmp_path, *JUNE, portal="xx_dated")
    check_june(crawled)
    days = days_from("2020-06-01", 30)
    assert sorted(asked_for(server, "/archive/")) == [f"/archive/{day:%Y/%m/%d}/" for day in days]
    assert sorted(asked_for(server, "/news/")) == sorted(f"/news/{number}" for number in range(7, 37))


def test_days_without_a_beginning_begin_with_the_portals_first_article(
    server: SmallServer, tmp_path: Path
) -> None:
    publish_days(server, "2020-05-25", 10)
    crawl_small(server, tmp_path, "--to", "2020-05-28", portal="xx_dated")
    days = days_from("2020-05-25", 4)
    assert sorted(asked_for(server, "/archive/")) == [f"/archive/{day:%Y/%m/%d}/" for day in days]


def publish_months(server: SmallServer) -> None:
    """Sitemaps by month, a list that tells days, the latest first, and WordPress."""
    at = f"http://{server.host}"
    months = [f"2020-{month:02}" for month in range(12, 0, -1)]
    index = "".join(f"<sitemap><loc>{at}/{month}.xml</loc></sitemap>" for month in months)
    server.pages["/sitemap.xml"] = Answer(f"<sitemapindex {SITEMAP}>{index}</sitemapindex>".encode())
    for number, month in enumerate(months):
        row = f"<urlset {SITEMAP}><url><loc>{at}/news/{number}</loc></url></urlset>"
        server.pages[f"/{month}.xml"] = Answer(row.encode())
        server.pages[f"/news/{number}"] = dated(f"{month}-15")
        item = [{"url": f"/news/{number + 100}", "day": f"{month}-16"}]
        server.pages[f"/api?page={number + 1}"] = Answer(json.dumps(item).encode())
        server.pages[f"/news/{number + 100}"] = dated(f"{month}-16")
    fields = "per_page=100&_fields=link%2Ctitle%2Cdate_gmt%2Cmodified_gmt&page=1"
    days = "&after=2020-08-31T00:00:00&before=2020-10-01T23:59:59"
    post = [{"link": f"{at}/news/200", "date_gmt": "2020-09-17T08:00:00"}]
    server.pages[f"/wp-json/wp/v2/posts?{fields}{days}"] = Answer(json.dumps(post).encode())
    server.pages["/news/200"] = dated("2020-09-17")


def test_lists_are_asked_only_as_far_as_their_dates_tell(server: SmallServer, tmp_path: Path) -> None:
    publish_months(server)
    crawled = crawl_small(
        server, tmp_path, "--from", "2020-09-01", "--to", "2020-09-30", portal="xx_by_month"
    )
    assert (crawled.code, crawled.run()["outcome"]) == (0, "finished"), crawled.said
    found = crawled.rows("SELECT published_on FROM articles ORDER BY 1")
    assert found == [("2020-09-15",), ("2020-09-16",), ("2020-09-17",)]
    assert asked_for(server, "/2020-") == ["/2020-09.xml"]
    assert len(asked_for(server, "/news/")) == 3
    # December to June: three pages in a row that are more than a month older end it.
    assert len(asked_for(server, "/api")) == 8
    assert len(asked_for(server, "/wp-json/")) == 2


def publish_undated(server: SmallServer) -> None:
    """A list that tells no days: only the pages do."""
    days = ["2020-06-10", "2020-06-20", "2020-07-10", "2020-07-20", "2020-08-10"]
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(6))))
    server.pages |= {f"/news/{number}": dated(day) for number, day in enumerate(days)}
    server.pages["/news/5"] = Answer(b"<html><title>Empty</title><h1>Empty</h1></html>")


def test_what_was_fetched_for_other_days_is_not_fetched_again(server: SmallServer, tmp_path: Path) -> None:
    publish_undated(server)
    assert crawl_small(server, tmp_path, *JUNE).rows("SELECT count(*) FROM articles") == [(2,)]
    july = crawl_small(server, tmp_path, *JULY)
    assert july.rows("SELECT published_on FROM articles ORDER BY 1") == [
        ("2020-06-10",),
        ("2020-06-20",),
        ("2020-07-10",),
        ("2020-07-20",),
    ]
    nightly = crawl_small(server, tmp_path)
    assert nightly.rows("SELECT count(*) FROM articles") == [(5,)]
    asked = [path for path in asked_for(server, "/news/") if path != "/news/"]
    assert sorted(asked) == [f"/news/{number}" for number in range(6)]
    assert july.code == nightly.code == 0


def test_what_is_held_is_not_fetched_again_though_it_is_due(server: SmallServer, tmp_path: Path) -> None:
    publish_undated(server)
    crawl_small(server, tmp_path, *JUNE)
    with Database(tmp_path / "archive.db").conn as connection:
        connection.execute("UPDATE articles SET last_seen_at = '2020-08-01T00:00:00.000Z'")
    crawl_small(server, tmp_path, *JUNE)
    assert len(server.asked("/news/0")) == 1
    crawl_small(server, tmp_path, *JUNE, "--recheck", "all")
    assert len(server.asked("/news/0")) == 2


def test_what_a_killed_run_had_stored_before_its_ledger_was_told_is_not_fetched_again(
    server: SmallServer, tmp_path: Path
) -> None:
    publish_undated(server)
    crawl_small(server, tmp_path)
    with Database(tmp_path / "crawl.db").conn as connection:
        connection.execute("UPDATE ledger SET ending = '', reason = '' WHERE url LIKE '%/news/0'")
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/0"] == ("skipped", "held")
    assert len(server.asked("/news/0")) == 1
