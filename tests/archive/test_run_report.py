"""The report of a run, for cron's mail and for later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

from archive.connection import open_archive
from archive.errors import UsageError
from archive.records import Run
from archive.rows import run_from
from archive.run_report import run_report
from archive.store import Store
from tests.archive.test_commands import run as gazette

RUN = Run(
    portal="xx_harbour",
    outcome="failed",
    reason="no listing could be read (http-503)",
    found=40,
    requests=31,
    captures=30,
    revisits=4,
    articles_new=5,
    articles_changed=1,
    articles_unchanged=9,
    files_new=2,
    files_unchanged=7,
    parts_new=3,
    parts_unchanged=1,
    refused=3,
    errors=4,
    bytes=2_340_000,
    planned=20,
    stored=15,
    failed=2,
    skipped=3,
    refused_by_reason={"soft-404": 1, "captcha": 2},
    errors_by_kind={"http-503": 3, "timeout": 1},
    failed_by_reason={"http-404": 2},
    slowest_host="harbour.example",
    slowest_seconds=1.234,
    seconds=95.0,
)


def test_the_report_says_everything_in_plain_lines() -> None:
    assert run_report(RUN).splitlines() == [
        "xx_harbour: failed: no listing could be read (http-503)",
        "  found: 40 addresses of articles in listings",
        "  fetched: 30 pages, 4 of them unchanged",
        "  articles: 5 new, 1 changed, 9 unchanged",
        "  files: 2 new, 0 changed, 7 unchanged",
        "  parts of pages: 3 new or changed, 1 unchanged",
        "  refused: 3: captcha 2, soft-404 1",
        "  addresses: 20 planned = 15 stored + 2 failed + 3 skipped; failed: http-404 2",
        "  errors: 4: http-503 3, timeout 1",
        "  network: 31 requests, 2.3 MB, 95 s; slowest host: harbour.example, 1.23 s an answer",
    ]


def test_what_there_was_none_of_is_not_explained() -> None:
    lines = run_report(Run("xx_harbour", "finished", seconds=7_300)).splitlines()
    assert lines[0] == "xx_harbour: finished"
    assert lines[4:] == [
        "  refused: 0",
        "  addresses: 0 planned = 0 stored + 0 failed + 0 skipped",
        "  errors: 0",
        "  network: 0 requests, 0.0 MB, 2.0 h",
    ]


@pytest.fixture
def number(own_folder: Path) -> int:
    with Store(own_folder) as store:
        begun = store.begin_run("xx_harbour", "", "", "Gazette 1")
        store.end_run(begun, RUN)
    return begun


def test_a_run_is_read_back_from_its_row_as_it_was(own_folder: Path, number: int) -> None:
    with open_archive(own_folder) as connection:
        row = connection.execute("SELECT * FROM runs WHERE id = ?", (number,)).fetchone()
    assert run_from(row) == RUN
    assert row["refused_by_reason"] == '{"captcha": 2, "soft-404": 1}'


def test_the_report_of_an_earlier_run_can_be_read_later(own_folder: Path, number: int) -> None:
    shown = gazette(own_folder, "status", "--run", str(number))
    head, _, report = shown.stdout.partition("\n")
    assert head.startswith(f"run {number}, from 20")
    assert head.endswith("Gazette 1")
    assert report == run_report(RUN) + "\n"
    assert shown.exit_code == 0
    as_json = json.loads(gazette(own_folder, "status", "--run", str(number), "--json").stdout)
    assert (as_json["slowest_host"], as_json["found"]) == ("harbour.example", 40)


def test_a_run_that_is_not_there_is_said(own_folder: Path) -> None:
    with pytest.raises(UsageError, match="--run 99: no such run"):
        gazette(own_folder, "status", "--run", "99")


def test_nothing_from_the_web_steers_the_terminal(own_folder: Path) -> None:
    with Store(own_folder) as store:
        begun = store.begin_run("xx_harbour", "", "", "Gazette 1")
        store.end_run(begun, evolve(RUN, reason="\x1b[2J gone"))
    assert "\x1b" not in gazette(own_folder, "status", "--run", str(begun)).stdout
