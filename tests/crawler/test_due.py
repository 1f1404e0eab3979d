"""``gazette crawl --due``: what is due by its cadence is crawled, nothing else is asked for."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.records import utc_now
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_words, environment_of_all
from tests.crawler.small_server import Answer, SmallServer, article, listing

ALL = ("xx_many_00", "xx_many_01", "xx_many_02")


@pytest.fixture
def portals(server: SmallServer) -> SmallServer:
    for number in range(len(ALL)):
        server.pages[f"/{number:02}/news/"] = Answer(listing(f"/{number:02}/news/1"))
        server.pages[f"/{number:02}/news/1"] = Answer(article(f"Of portal {number}"))
    return server


def crawl(server: SmallServer, folder: Path, *arguments: str) -> Crawled:
    own = {"GAZETTE_PORTALS": "tests.crawler.many_portals", "GAZETTE_TEST_MANY": str(len(ALL))}
    ended = forked.gazette(crawl_words(folder, *arguments), environment_of_all(server.host, own))
    return Crawled(ended.returncode, ended.stderr, folder)


def runs(crawled: Crawled) -> list[str]:
    """The portals that have run, first to last."""
    return [str(portal) for (portal,) in crawled.rows("SELECT portal FROM runs ORDER BY id")]


def shift(folder: Path, portal: str, by: timedelta, **changes: str) -> None:
    """As if the runs of a portal had been at another time, and had ended otherwise."""
    began = (datetime.now(UTC) + by).strftime("%Y-%m-%dT%H:%M:%SZ")
    columns = {"started_at": began, "finished_at": began, **changes}
    with sqlite3.connect(folder / "archive.db") as db:
        names = ", ".join(f"{name} = ?" for name in columns)
        db.execute(f"UPDATE runs SET {names} WHERE portal = ?", [*columns.values(), portal])
    db.close()


def test_all_are_due_at_first_and_then_none_until_their_next_slot(
    portals: SmallServer, tmp_path: Path
) -> None:
    first = crawl(portals, tmp_path, "--due")
    assert (first.code, sorted(runs(first))) == (0, list(ALL))
    assert "3 of 3 portals are due\n" in first.said
    # Whatever the hour is: a run that began just now makes nothing due for a quarter of the cadence.
    asked = len(portals.log)
    again = crawl(portals, tmp_path, "--due")
    assert (again.code, runs(again)) == (0, runs(first))
    assert "0 of 3 portals are due; next is xx_many_00 at 20" in again.said
    assert len(portals.log) == asked


def test_exactly_those_that_are_due_run(portals: SmallServer, tmp_path: Path) -> None:
    crawl(portals, tmp_path, "--due")
    shift(tmp_path, "xx_many_01", timedelta(hours=-8))
    crawled = crawl(portals, tmp_path, "--due")
    assert (crawled.code, runs(crawled)[3:]) == (0, ["xx_many_01"])
    assert "1 of 3 portals are due; next is " in crawled.said


def test_names_narrow_what_is_due(portals: SmallServer, tmp_path: Path) -> None:
    crawled = crawl(portals, tmp_path, "--due", "xx_many_02")
    assert (crawled.code, runs(crawled)) == (0, ["xx_many_02"])
    assert crawl(portals, tmp_path, "--due", "xx_many_02").code == 0
    assert runs(crawled) == ["xx_many_02"]


def test_a_portal_that_failed_is_left_alone_for_half_an_hour_and_tried_again_before_its_next_slot(
    portals: SmallServer, tmp_path: Path
) -> None:
    del portals.pages["/01/news/"]
    failed = crawl(portals, tmp_path, "--due")
    assert failed.code == 3
    assert runs(crawl(portals, tmp_path, "--due")) == runs(failed)
    shift(tmp_path, "xx_many_01", timedelta(minutes=-31), outcome="failed")
    assert runs(crawl(portals, tmp_path, "--due"))[3:] == ["xx_many_01"]


def test_what_was_stopped_is_gone_on_with_at_once(portals: SmallServer, tmp_path: Path) -> None:
    crawl(portals, tmp_path, "--due")
    shift(tmp_path, "xx_many_00", timedelta(seconds=-1), outcome="interrupted")
    assert runs(crawl(portals, tmp_path, "--due"))[3:] == ["xx_many_00"]


def test_a_backfill_of_some_days_does_not_count_as_a_visit(portals: SmallServer, tmp_path: Path) -> None:
    crawl(portals, tmp_path, "xx_many_00", "--from", "2020-01-01", "--to", "2020-01-31")
    crawled = crawl(portals, tmp_path, "--due", "xx_many_00")
    assert (crawled.code, runs(crawled)) == (0, ["xx_many_00", "xx_many_00"])


def test_a_clock_that_ran_ahead_does_not_silence_a_portal(portals: SmallServer, tmp_path: Path) -> None:
    crawl(portals, tmp_path, "--due")
    shift(tmp_path, "xx_many_02", timedelta(days=3000))
    assert runs(crawl(portals, tmp_path, "--due"))[3:] == ["xx_many_02"]
    settled = crawl(portals, tmp_path, "--due")
    assert (settled.code, len(runs(settled))) == (0, 4)
    assert str(settled.run()["started_at"]) <= utc_now()


def test_due_and_days_contradict_each_other(portals: SmallServer, tmp_path: Path) -> None:
    crawled = crawl(portals, tmp_path / "archive", "--due", "--from", "2020-01-01")
    assert crawled.code == 2
    assert "--due goes by each portal's cadence" in crawled.said
    assert not (tmp_path / "archive").exists()
