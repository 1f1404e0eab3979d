"""``crawl.db`` is written as one, and never ahead of the archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.desk import Desk
from crawler.planning.ledger import Plan
from crawler.planning.memory import Note
from crawler.state import CrawlState

PLAN = Plan("https://gov.example/1", "article")
NOW = "2026-11-01T03:00:00.000Z"


def rows(folder: Path) -> dict[str, int]:
    database = Database(folder / "crawl.db")
    return {name: database.table(name).count for name in ("ledger", "memory", "hosts")}


def fill(state: CrawlState) -> None:
    state.ledger.begin(1, "xx_a")
    state.ledger.plan(1, PLAN)
    state.memory.note("xx_a", Note("https://gov.example/2", "moved", PLAN.url, 7, NOW, NOW))
    state.hosts.distrust("gov.example")


def test_ledger_memory_and_hosts_are_written_together(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    fill(state)
    state.flush()
    assert rows(tmp_path) == {"ledger": 1, "memory": 1, "hosts": 1}
    state.close()


def test_where_one_of_them_cannot_be_written_none_is_and_all_wait(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    fill(state)
    with Database(tmp_path / "crawl.db").conn as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON hosts BEGIN SELECT RAISE(FAIL, 'full'); END")
    with pytest.raises(sqlite3.Error):
        state.flush()
    with Database(tmp_path / "crawl.db").conn as connection:
        connection.execute("DROP TRIGGER no")
    assert rows(tmp_path) == {"ledger": 0, "memory": 0, "hosts": 0}
    state.flush()
    assert rows(tmp_path) == {"ledger": 1, "memory": 1, "hosts": 1}
    state.close()


def test_the_ledger_does_not_close_what_the_archive_could_not_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.take(tmp_path, workers=1)
    desk.ledger.begin(1, "xx_a")
    desk.ledger.plan(1, PLAN)
    desk.commit()
    desk.ledger.settle(1, PLAN, "stored", "new")

    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(desk.store, "flush", full)
    desk.leave()
    assert [row["ending"] for row in Database(tmp_path / "crawl.db").query("SELECT ending FROM ledger")] == [
        ""
    ]
