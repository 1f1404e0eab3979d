"""What is remembered of hosts between runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from scrapy.settings import Settings
from sqlite_utils import Database

from crawler.exchange.endings import WaitError
from crawler.manners.hosts import Hosts, host_of
from crawler.state import CrawlState

NAME = "gov.example"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[CrawlState]:
    opened = CrawlState(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def hosts(state: CrawlState) -> Hosts:
    return state.hosts


def in_the_next_run(state: CrawlState, folder: Path) -> Hosts:
    """What a new process knows after this one has written what it knew."""
    state.flush()
    later = CrawlState(folder)
    later.close()
    return later.hosts


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://gov.example/news", "gov.example"),
        ("https://GOV.example:443/", "gov.example"),
        ("http://gov.example:80/", "gov.example"),
        ("http://gov.example:443/", "gov.example:443"),
        ("http://127.0.0.1:8731/", "127.0.0.1:8731"),
    ],
)
def test_a_host_is_named_as_portals_declare_it(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_host_that_asked_for_rest_gets_it_in_the_next_run_too(
    hosts: Hosts, state: CrawlState, tmp_path: Path
) -> None:
    hosts.rest(NAME, 3600, "429, Retry-After")
    later = in_the_next_run(state, tmp_path)
    with pytest.raises(
        WaitError, match=r"gov\.example asks to be left alone until 20.*\(429, Retry-After\)"
    ) as error:
        later.check_open(NAME)
    assert not error.value.is_fault
    later.check_open(NAME, datetime.now(UTC) + timedelta(hours=2))
    later.check_open("another.example")
    assert later.rests(NAME)


async def test_a_short_rest_is_waited_for_by_the_next_run(
    hosts: Hosts, state: CrawlState, tmp_path: Path
) -> None:
    hosts.rest(NAME, 60, "503, Retry-After")
    later = in_the_next_run(state, tmp_path)
    later.check_open(NAME)
    settings = Settings()
    settings.setmodule("crawler.settings")
    turns = {
        name: asyncio.ensure_future(later.budget(name, settings).turn("whose")) for name in (NAME, "other")
    }
    await asyncio.sleep(0.05)
    assert {name: turn.done() for name, turn in turns.items()} == {NAME: False, "other": True}
    later.drop("whose", RuntimeError("over"))
    await asyncio.gather(*turns.values(), return_exceptions=True)


def test_nobody_is_left_alone_for_more_than_a_week_at_once(hosts: Hosts) -> None:
    hosts.rest(NAME, 999_999_999, "503, Retry-After")
    hosts.check_open(NAME, datetime.now(UTC) + timedelta(days=7, seconds=1))


def test_what_a_wrong_clock_has_dated_keeps_nobody_waiting_for_years(
    hosts: Hosts, state: CrawlState, tmp_path: Path
) -> None:
    hosts.rest(NAME, 3600, "503, Retry-After")
    hosts.check_open(NAME, datetime.now(UTC) - timedelta(days=3650))
    kept = hosts.keep_robots("https://gov.example", b"User-agent: *")
    assert hosts.robots("https://gov.example") == kept
    hosts._robots["https://gov.example"] = evolve(kept, fetched_at="2036-01-01T00:00:00.000Z")
    assert hosts.robots("https://gov.example") is None


def test_a_host_that_asks_for_rest_day_after_day_is_a_fault(hosts: Hosts) -> None:
    hosts.rest(NAME, 999_999_999, "503, Retry-After")
    with pytest.raises(WaitError) as error:
        hosts.check_open(NAME, datetime.now(UTC) + timedelta(days=4))
    assert error.value.is_fault
    hosts.answered(NAME)
    assert hosts.rests(NAME), "what was under way when the host asked for rest has ended it"


def test_a_host_that_has_answered_since_is_no_fault_when_it_asks_for_rest_again(
    hosts: Hosts, state: CrawlState, tmp_path: Path
) -> None:
    hosts.rest(NAME, 0, "503, Retry-After")
    state.flush()
    with Database(tmp_path / "crawl.db").conn as connection:
        connection.execute("UPDATE hosts SET resting_since = '2026-01-01T00:00:00.000Z'")
    later = in_the_next_run(state, tmp_path)
    later.answered(NAME)
    later.rest(NAME, 3600, "503, Retry-After")
    with pytest.raises(WaitError) as error:
        later.check_open(NAME)
    assert not error.value.is_fault


def test_a_host_that_was_given_up_is_asked_again_by_the_next_run(
    hosts: Hosts, state: CrawlState, tmp_path: Path
) -> None:
    hosts.give_up(NAME, "busy")
    with pytest.raises(WaitError, match="busy") as error:
        hosts.check_open(NAME)
    assert error.value.is_fault
    later = in_the_next_run(state, tmp_path)
    assert not later.rests(NAME)


def test_distrust_is_not_forgotten(hosts: Hosts, state: CrawlState, tmp_path: Path) -> None:
    assert hosts.trusts(NAME)
    hosts.distrust(NAME)
    later = in_the_next_run(state, tmp_path)
    assert not later.trusts(NAME)


def test_a_robots_txt_is_remembered_for_a_day(hosts: Hosts, state: CrawlState, tmp_path: Path) -> None:
    hosts.keep_robots("https://gov.example", b"User-agent: *")
    later = in_the_next_run(state, tmp_path)
    kept = later.robots("https://gov.example")
    assert kept
    assert kept.body == b"User-agent: *"
    assert later.robots("http://gov.example") is None
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    Database(tmp_path / "crawl.db").execute(
        "UPDATE robots SET fetched_at = ?", [two_days_ago]
    ).connection.commit()
    much_later = in_the_next_run(state, tmp_path)
    assert much_later.robots("https://gov.example") is None
