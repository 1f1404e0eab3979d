"""``gazette export --fates``: what vanished, moved and came back, with the capture that shows it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from archive.commands import export
from archive.connection import open_archive
from archive.errors import UsageError
from archive.fates import COLUMNS, fates
from archive.records import Attachment, FileText
from archive.search import Query
from archive.store import Store
from tests.archive.sample import ROOT, article, exchange, portal

PLAN = Attachment(f"{ROOT}/plan.pdf", "The plan", "application/pdf")
DAYS = [f"2026-03-0{day}T08:00:00.000Z" for day in range(1, 7)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that is gone on the second day, back on the third without its file, elsewhere on the fifth."""
    folder = tmp_path_factory.mktemp("fates")
    lock = article("lock", "The lock", "The lock opens at 6.", "en", "2026-02-28", attachments=(PLAN,))
    with Store(folder) as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        there = exchange(lock, DAYS[0])
        store.store(lock, store.keep(there, None))
        file = evolve(there, target_url=PLAN.url, final_url=PLAN.url, body=b"%PDF-1")
        store.files.attach(PLAN.url, store.keep(file, None), FileText("Sixty days."))
        gone = store.keep(evolve(there, captured_at=DAYS[1], status=404, body=b""), None)
        store.miss(lock.url, gone.captured_at, "http-404")
        without = evolve(lock, attachments=())
        store.store(without, store.keep(exchange(without, DAYS[2]), None))
        away = evolve(there, captured_at=DAYS[4], status=301, body=b"", headers=(("Location", "/weir"),))
        store.keep(away, None)
        store.move(lock.url, f"{ROOT}/weir", DAYS[4].replace(".000", ".200"))
    return folder


def test_each_fate_is_a_row_with_the_capture_that_shows_it(folder: Path) -> None:
    with open_archive(folder) as connection:
        rows = list(fates(connection, Query()))
    assert all(list(row) == list(COLUMNS) for row in rows)
    told = [(row["what"], row["seen_at"][:10], row["last_seen_at"][:10], row["detail"]) for row in rows]
    assert told == [
        ("missing", "2026-03-02", "2026-03-01", "http-404"),
        ("published", "2026-03-03", "2026-03-01", ""),
        ("file-removed", "2026-03-03", "", PLAN.url),
        ("moved", "2026-03-05", "2026-03-03", f"{ROOT}/weir"),
    ]
    assert [row["status"] for row in rows] == [404, 200, None, 301]
    assert (rows[2]["file_title"], {row["state"] for row in rows}) == ("The plan", {"moved"})


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("--noticed-from", "2026-03-03", "--noticed-to", "2026-03-04"), ["published", "file-removed"]),
        (("--noticed-from", "2026-03-06"), []),
        (("--query", "nonsense"), []),
        (("--query", "lock", "--noticed-to", "2026-03-02"), ["missing"]),
        (("--to", "2026-02-27"), []),
    ],
)
def test_they_are_those_of_a_search_and_of_the_days_on_which_they_were_seen(
    folder: Path, words: tuple[str, ...], kinds: list[str]
) -> None:
    result = CliRunner().invoke(export, ["csv", "--archive", str(folder), "--fates", *words])
    assert [row["what"] for row in csv.DictReader(io.StringIO(result.stdout))] == kinds
    assert f"fates exported: {len(kinds)}" in result.stderr


def test_without_a_kind_that_was_noticed_the_days_are_refused(folder: Path) -> None:
    words = ["csv", "--archive", str(folder), "--noticed-from", "2026"]
    with pytest.raises(UsageError, match="add --changes, --files or --fates"):
        CliRunner().invoke(export, words, catch_exceptions=False)
