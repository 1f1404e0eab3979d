"""How often a host is asked, by how many at once, and what it may ask of us: seen in its own log."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import Factory, define
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from crawler.manners.throttle import seconds_to_wait
from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, Answering, Asked, SmallServer, article, listing

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def publish(server: SmallServer, count: int, page: Answering | None = None, folder: str = "news") -> None:
    server.pages[f"/{folder}/"] = Answer(listing(*(f"/{folder}/{number}" for number in range(count))))
    for number in range(count):
        server.pages[f"/{folder}/{number}"] = page or Answer(article(f"Number {number}"))


def ask_for_pauses(server: SmallServer, rules: str) -> None:
    server.pages["/robots.txt"] = Answer(f"User-agent: *\n{rules}\n".encode(), content_type="text/plain")


def pauses(server: SmallServer) -> list[float]:
    return [later.at - earlier.at for earlier, later in pairwise(server.log)]


@define
class Slow:
    """Pages that take a while, and how many were asked for at once."""

    most: int = 0
    _under_way: int = 0
    _lock: threading.Lock = Factory(threading.Lock)

    def __call__(self, asked: Asked) -> Answer:
        with self._lock:
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        time.sleep(0.1)
        with self._lock:
            self._under_way -= 1
        return Answer(article(f"Slow {asked.path}"))


@pytest.mark.parametrize(("rules", "seconds"), [("Crawl-delay: 0.3", 0.3), ("Request-rate: 2/1", 0.5)])
def test_the_delay_that_robots_asks_for_is_kept(
    server: SmallServer, tmp_path: Path, rules: str, seconds: float
) -> None:
    ask_for_pauses(server, rules)
    publish(server, 5)
    crawled = crawl_small(server, tmp_path)
    assert len(server.log) == 7
    # Between two requests the network may lose or win a little; over all of them it cannot.
    assert sum(pauses(server)) > 6 * seconds - 0.1
    assert re.search(rf"7 requests, .* MB, .* longest wait: \d+\.\d s for {server.host}", crawled.said)


def test_two_portals_of_one_host_keep_its_delay_together(server: SmallServer, tmp_path: Path) -> None:
    ask_for_pauses(server, "Crawl-delay: 0.3")
    publish(server, 4)
    publish(server, 4, folder="beside")
    crawled = crawl_small(server, tmp_path, "xx_beside")
    assert (crawled.code, len(server.asked("/robots.txt"))) == (0, 1)
    assert crawled.rows("SELECT portal, count(*) FROM articles GROUP BY portal ORDER BY portal") == [
        ("xx_beside", 4),
        ("xx_small", 4),
    ]
    assert len(server.log) == 11
    assert sum(pauses(server)) > 10 * 0.3 - 0.1
    folders = [asked.path.split("/")[1] for asked in server.log[3:]]
    assert folders != sorted(folders), "one portal waited for the other to end"


@pytest.mark.parametrize("at_once", [1, 3])
def test_two_portals_of_one_host_ask_no_more_at_once_than_one(
    server: SmallServer, tmp_path: Path, at_once: int
) -> None:
    slow = Slow()
    publish(server, 12, slow)
    publish(server, 12, slow, folder="beside")
    crawled = crawl_small(server, tmp_path, "xx_beside", GAZETTE_TEST_AT_ONCE=str(at_once))
    assert (crawled.code, len(server.log)) == (0, 27)
    assert slow.most == at_once


def test_a_host_that_asks_for_a_rest_gets_it(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1, at_first(Answer(status=503, headers=(("Retry-After", "2"),)), server))
    crawled = crawl_small(server, tmp_path)
    first, second = server.asked("/news/0")
    assert second.at - first.at > 1.8
    assert crawled.endings()["/news/0"] == ("stored", "new")
    assert (crawled.run()["errors"], crawled.run()["outcome"]) == (0, "finished")


def test_a_rest_until_a_date_is_for_all_that_is_asked_of_the_host(
    server: SmallServer, tmp_path: Path
) -> None:
    def busy_until_then(asked: Asked) -> Answer:
        if not until:
            until.append(datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=4))
        if datetime.now(UTC) < until[0]:
            return Answer(status=429, headers=(("Retry-After", format_datetime(until[0], usegmt=True)),))
        return Answer(article(f"Number {asked.path}"))

    until: list[datetime] = []
    publish(server, 30, busy_until_then)
    crawled = crawl_small(server, tmp_path)
    assert (crawled.run()["articles_new"], crawled.run()["errors"]) == (30, 0)
    # Those that were under way when the host asked for its rest, and nobody else.
    assert len(server.log) <= 1 + 1 + 30 + 16


def at_first(answer: Answer, server: SmallServer) -> Callable[[Asked], Answer]:
    def answering(asked: Asked) -> Answer:
        return answer if len(server.asked(asked.path)) == 1 else Answer(article(f"At last {asked.path}"))

    return answering


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_more_slowly_before_it_counts_as_an_error(
    server: SmallServer, tmp_path: Path, status: int
) -> None:
    """As a limit of rates would have it: whoever comes within 0.15 s of the one before is turned away."""

    def limited(asked: Asked) -> Answer:
        with lock:
            is_early, last[0] = asked.at - last[0] < 0.15, asked.at
        return Answer(status=status) if is_early else Answer(article(f"Number {asked.path}"))

    lock, last = threading.Lock(), [0.0]
    publish(server, 12, limited)
    crawled = crawl_small(server, tmp_path, GAZETTE_TEST_AT_ONCE="1")
    turned_away = len(server.log) - 2 - 12
    assert turned_away > 0
    assert turned_away < 12
    assert (crawled.run()["articles_new"], crawled.run()["errors"], crawled.code) == (12, 0, 0)


def test_a_host_that_stays_busy_is_left_to_the_next_run_and_that_is_a_failure(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 60, Answer(status=503))
    crawled = crawl_small(server, tmp_path)
    assert len(server.log) < 60
    assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert f"{server.host} answered 503 again and again" in crawled.said
    given_up = sum(reason == "http-503" for _, reason in crawled.endings().values())
    assert set(crawled.endings().values()) <= {("stored", "listing"), ("failed", "http-503"), ("", "")}
    assert (crawled.run()["failed"], crawled.run()["errors"]) == (given_up, given_up)
    publish(server, 60)
    assert crawl_small(server, tmp_path).run()["articles_new"] == 60


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_that_asks_for_a_long_rest_gets_it_from_later_runs_too(
    server: SmallServer, tmp_path: Path, form: str
) -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    asks = (("Retry-After", "3600" if form == "seconds" else in_an_hour),)
    publish(server, 40, Answer(status=429, headers=asks))
    first = crawl_small(server, tmp_path)
    asked = len(server.log)
    assert asked <= 2 + 16
    assert (first.code, first.run()["outcome"]) == (0, "waiting")
    assert set(first.endings().values()) == {("stored", "listing"), ("", "")}
    assert f"{server.host} asks to be left alone until 20" in str(first.run()["reason"])
    assert "(429, Retry-After); 40 addresses wait for a later run" in str(first.run()["reason"])
    assert "xx_small: waiting: " in first.said
    assert "41 planned = 1 stored + 0 failed + 0 skipped + 40 left to a later run" in first.said

    publish(server, 40)
    second = crawl_small(server, tmp_path)
    assert len(server.log) == asked
    assert (second.code, second.run()["outcome"]) == (0, "waiting")
    assert f"{server.host} asks to be left alone until 20" in str(second.run()["reason"])
    assert list(second.endings().values()) == [("", "")] * 41

    time_passes(tmp_path)
    third = crawl_small(server, tmp_path)
    assert (third.code, third.run()["outcome"], third.run()["articles_new"]) == (0, "finished", 40)
    (row,) = Database(tmp_path / "crawl.db").query("SELECT * FROM hosts")
    assert (row["not_before"], row["resting_since"]) == ("", "")


def test_one_portals_long_rest_is_the_other_portals_too(server: SmallServer, tmp_path: Path) -> None:
    with SmallServer() as elsewhere:
        publish(server, 3, Answer(status=503, headers=(("Retry-After", "7200"),)))
        publish(server, 3, folder="beside")
        crawl_small(server, tmp_path)
        asked = len(server.log)
        beside = crawl_small(server, tmp_path, portal="xx_beside")
        assert (beside.run()["portal"], beside.run()["outcome"]) == ("xx_beside", "waiting")
        assert len(server.log) == asked
        publish(elsewhere, 3)
        assert crawl_small(elsewhere, tmp_path / "another").run()["outcome"] == "finished"


def test_a_host_that_has_asked_for_rest_for_days_is_a_failure(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1, Answer(status=503, headers=(("Retry-After", "600000"),)))
    assert crawl_small(server, tmp_path).code == 0
    database = Database(tmp_path / "crawl.db")
    with database.conn:
        database.execute("UPDATE hosts SET resting_since = '2026-01-01T00:00:00.000Z'")
    crawled = crawl_small(server, tmp_path)
    assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert "asks to be left alone" in str(crawled.run()["reason"])


def time_passes(folder: Path) -> None:
    """As if the moment before which hosts are not to be asked had come."""
    database = Database(folder / "crawl.db")
    with database.conn:
        database.execute("UPDATE hosts SET not_before = '2026-01-01T00:00:00.000Z'")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 5 ", 5.0),
        (b"Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        (b"Sunday, 22-Nov-26 12:01:30 GMT", 90.0),
        (b"Sun Nov 22 12:01:30 2026", 90.0),
        (b"Sun, 22 Nov 2026 12:01:30 -0000", 90.0),
        (b"Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        (b"9" * 400, 999_999_999.0),
        (b"-5", 0.0),
        (b"1.5", 0.0),
        (b"Sun, 99 Nov 2026 12:01:30 GMT", 0.0),
        (b"Sun, 22 Nov 99999999999 12:01:30 GMT", 0.0),
        (b"soon", 0.0),
        (b"", 0.0),
        (None, 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(header: bytes | None, seconds: float) -> None:
    assert seconds_to_wait(header, NOW) == seconds


@given(
    st.binary(max_size=40)
    | st.from_regex(rb"[A-Z][a-z]{2}, [0-9]{1,3} [A-Z][a-z]{2} [0-9 :+,-]*", fullmatch=True)
)
def test_whatever_retry_after_says_is_a_time_to_wait(header: bytes) -> None:
    assert 0 <= seconds_to_wait(header, NOW) <= 4e11
