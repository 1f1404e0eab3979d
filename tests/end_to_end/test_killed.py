"""A crawl may be killed at any moment: nothing committed is lost, nothing is doubled, nothing is fetched twice."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from archive.database import open_for_writing
from crawler.demo.server import DemoPortals
from tests.end_to_end.crawls import command, crawl, environment, watched
from tests.warcs import check_warcs

pytestmark = pytest.mark.slow

_SEED = 20260610


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoPortals]:
    """An archive whose crawl was killed four times, at random counts of requests, and then finished."""
    folder = tmp_path_factory.mktemp("killed")
    chance = random.Random(_SEED)
    with DemoPortals(ports=(0, 0)) as portals:
        for _ in range(4):
            _kill_after(portals, folder, chance.randint(5, 45))
        finished = crawl(portals, folder)
        assert finished.returncode == 0, finished.stderr
    return folder, portals


def test_every_article_is_there_once_with_one_revision(killed: tuple[Path, DemoPortals]) -> None:
    folder, portals = killed
    db = open_for_writing(folder / "archive.db")
    expected = {
        address + article.path
        for portal, address in portals.addresses.items()
        for article in portals.articles(portal)
    }
    rows = list(db.query("SELECT url, revisions FROM articles"))
    assert {row["url"] for row in rows} == expected | watched(portals)
    assert {row["revisions"] for row in rows} == {1}
    assert next(db.query("PRAGMA integrity_check"))["integrity_check"] == "ok"
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")


def test_no_article_was_fetched_twice(killed: tuple[Path, DemoPortals]) -> None:
    _, portals = killed
    answered = Counter(
        (request.portal, request.path)
        for portal in portals.addresses
        for request in portals.log
        if request.portal == portal and request.path in {article.path for article in portals.articles(portal)}
    )
    # What the server had sent but the kill left on the wire may be asked for again: four requests a host a kill.
    twice = [path for path, count in answered.items() if count > 1]
    assert len(twice) <= 4 * 4 * 2
    assert len(answered) > 80


def test_rows_and_warc_files_agree(killed: tuple[Path, DemoPortals]) -> None:
    folder, _ = killed
    check_warcs((folder / "warc").glob("*.warc.gz"))
    db = open_for_writing(folder / "archive.db")
    ends = db.query(
        "SELECT warc_file, max(warc_offset + warc_length) AS end FROM captures GROUP BY warc_file"
    )
    for row in ends:
        path = folder / "warc" / row["warc_file"]
        assert path.stat().st_size == row["end"]


def test_killed_runs_are_told_from_finished_ones(killed: tuple[Path, DemoPortals]) -> None:
    db = open_for_writing(killed[0] / "archive.db")
    outcomes = Counter(row["outcome"] for row in db.query("SELECT outcome FROM runs"))
    assert outcomes["finished"] >= 2
    assert outcomes["interrupted"] >= 4
    assert outcomes["running"] == 0


def _kill_after(portals: DemoPortals, folder: Path, requests: int) -> None:
    goal, deadline = len(portals.log) + requests, time.monotonic() + 60
    process = subprocess.Popen(command(folder), env=environment(portals), stderr=subprocess.DEVNULL)
    while len(portals.log) < goal and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
