"""The hours in which a portal may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.manners.hours import Hours
from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing


def at(clock: str, zone: str = "+00:00") -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{clock}{zone}")


@pytest.mark.parametrize(
    ("clock", "holds"),
    [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("05:59", True), ("06:00", False)],
)
def test_hours_may_go_over_midnight(clock: str, holds: bool) -> None:
    assert Hours.read("22:00-06:00", "UTC").hold(at(clock)) is holds


@pytest.mark.parametrize(("clock", "holds"), [("08:59", False), ("09:00", True), ("17:00", False)])
def test_hours_may_lie_within_a_day(clock: str, holds: bool) -> None:
    assert Hours.read("09:00-17:00", "UTC").hold(at(clock)) is holds


def test_hours_are_those_of_the_portals_clocks() -> None:
    night = Hours.read("22:00-06:00", "Asia/Shanghai")
    assert night.hold(at("14:30"))
    assert not night.hold(at("23:00"))
    assert str(night) == "22:00-06:00 Asia/Shanghai"


@pytest.mark.parametrize(
    "text", ["22:00", "22-", "22:00-22:00", "25:00-06:00", "at night", "22:00-06:00-07:00"]
)
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Hours.read(text, "UTC")


def hours_around(before: timedelta, after: timedelta) -> str:
    now = datetime.now(UTC)
    return f"{now + before:%H:%M:%S}-{now + after:%H:%M:%S}"


def publish(server: SmallServer, count: int) -> None:
    server.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.4", content_type="text/plain")
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(count))))
    for number in range(count):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))


def test_outside_its_hours_a_portal_is_not_asked_and_that_is_no_failure(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1)
    crawled = crawl_small(
        server, tmp_path, GAZETTE_SMALL_HOURS=hours_around(timedelta(hours=2), timedelta(hours=3))
    )
    assert server.log == []
    assert (crawled.code, crawled.run()["outcome"]) == (0, "waiting")
    assert "it may be asked only in its hours, " in str(crawled.run()["reason"])
    assert "xx_small: waiting: it may be asked only in its hours" in crawled.said


def test_a_portal_that_is_due_outside_its_hours_is_left_until_they_begin(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1)
    later = hours_around(timedelta(hours=2), timedelta(hours=3))
    closed = crawl_small(server, tmp_path, "--due", GAZETTE_SMALL_HOURS=later)
    assert (closed.code, server.log, closed.rows("SELECT * FROM runs")) == (0, [], [])
    assert "waiting for the hours in which they may be asked: xx_small" in closed.said
    now = hours_around(-timedelta(hours=1), timedelta(hours=1))
    opened = crawl_small(server, tmp_path, "--due", GAZETTE_SMALL_HOURS=now)
    assert (opened.code, opened.run()["outcome"]) == (0, "finished")


def test_at_the_end_of_its_hours_a_run_stops_and_the_next_one_goes_on(
    server: SmallServer, tmp_path: Path
) -> None:
    count = 60
    publish(server, count)
    # The process needs some of the time to begin.
    hours = hours_around(-timedelta(minutes=1), timedelta(seconds=9))
    crawled = crawl_small(server, tmp_path, GAZETTE_SMALL_HOURS=hours)
    stored = int(str(crawled.run()["articles_new"]))
    assert (crawled.code, crawled.run()["outcome"]) == (0, "waiting")
    assert f"are over; {count - stored} addresses wait for a later run" in str(crawled.run()["reason"])
    assert 0 < stored < count
    server.pages["/robots.txt"] = Answer(status=404)
    again = crawl_small(server, tmp_path)
    assert (again.code, again.run()["outcome"], again.run()["articles_new"]) == (
        0,
        "finished",
        count - stored,
    )
    assert {len(server.asked(f"/news/{number}")) for number in range(count)} == {1}
