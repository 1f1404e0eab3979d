"""Files of articles can be taken away, each state a row: what it says, what it said, and what became of the file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner

from archive.attached import NOTHING_NEW
from archive.commands import export
from archive.file_states import COLUMNS
from archive.records import Attachment, Capture, FileText
from archive.store import Store
from tests.archive.test_recovery import PORTAL
from tests.archive.test_store import FIRST
from tests.archive.test_warc import EXCHANGE

PLAN = FIRST.attachments[0].url
MAP = Attachment("https://harbour.example/map.png", "The map", "image/png")
SECOND = Attachment(f"{FIRST.url}?page=2", "2", "text/html", page=2)
BEYOND = Attachment(f"{FIRST.url}?page=3", "3", "text/html", page=3)
OTHER = evolve(
    FIRST, url="https://harbour.example/news/other", title="Other", text="Tides.", text_digest="x:1"
)
DAYS = [f"2026-11-{day}T12:00:00.000Z" for day in range(22, 27)]


def kept(store: Store, url: str, day: int, body: bytes = b"") -> Capture:
    exchange = evolve(EXCHANGE, target_url=url, final_url=url, captured_at=DAYS[day], body=body)
    return store.keep(exchange, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One article with a plan that was replaced, a map that nobody could fetch, and a second page that led to what was
    no third; another one that no longer offered the plan when it was replaced."""
    folder = tmp_path / "archive"
    with Store(folder) as store:
        store.declare(PORTAL)
        offered = (*FIRST.attachments, MAP, SECOND, BEYOND)
        store.store(evolve(FIRST, attachments=offered), kept(store, FIRST.url, 0))
        store.store(OTHER, kept(store, OTHER.url, 0))
        assert store.files.attach(PLAN, kept(store, PLAN, 0, b"4"), FileText("Four berths")) == "new"
        store.store(evolve(OTHER, attachments=()), kept(store, OTHER.url, 1))
        assert store.files.attach(PLAN, kept(store, PLAN, 1, b"5"), FileText("Four berths")) == "unchanged"
        assert store.files.attach(PLAN, kept(store, PLAN, 2, b"6"), FileText("Five berths")) == "changed"
        store.files.miss(MAP.url, "http-404")
        store.files.attach(SECOND.url, kept(store, SECOND.url, 0), FileText("Dredging", offers=(BEYOND,)))
        same = FileText("", f"{NOTHING_NEW}: the page says what page 2 says")
        store.files.attach(BEYOND.url, kept(store, BEYOND.url, 0), same)
    return folder


def taken(folder: Path, *words: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(export, ["jsonl", "--archive", str(folder), "--files", *words])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert f"states of files exported: {len(rows)}" in result.stderr
    return rows


def states(rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(row["article"], row["file_url"], row["state"], row["text_before"], row["text"]) for row in rows]


def test_each_state_of_each_file_is_a_row_in_the_order_of_the_articles(folder: Path) -> None:
    assert states(taken(folder)) == [
        (1, PLAN, 1, None, "Four berths"),
        (1, PLAN, 2, "Four berths", "Five berths"),
        (1, MAP.url, None, None, ""),
        (1, SECOND.url, 1, None, "Dredging"),
        (2, PLAN, 1, None, "Four berths"),
    ]


def test_what_became_of_a_file_and_what_proves_it_stand_in_its_row(folder: Path) -> None:
    first, second, map_, page, others = taken(folder)
    assert [row["is_latest"] for row in (first, second, others)] == [0, 1, 1]
    assert (second["before_at"], second["noticed_at"]) == (DAYS[0], DAYS[2])
    assert second["capture_before"] == first["capture"]
    assert second["payload_digest_before"] == first["payload_digest"] != second["payload_digest"]
    assert str(second["warc_file"]).endswith(".warc.gz")
    assert (map_["missed_reason"], map_["capture"], map_["removed_at"]) == ("http-404", None, None)
    assert (page["page"], first["page"], first["type"]) == (2, 0, "application/pdf")
    assert (others["removed_at"], others["title"]) == (DAYS[1], "Other")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--noticed-from", "2026-11-24"), ["Five berths"]),
        (("--noticed-to", "2026-11-23"), ["Four berths", "Dredging", "Four berths"]),
        (("--noticed-from", "2027"), []),
        (("--query", "five"), ["Four berths", "Five berths", "", "Dredging"]),
        (("--query", "tides"), ["Four berths"]),
    ],
)
def test_they_can_be_asked_for_by_search_and_by_the_days_on_which_they_were_noticed(
    folder: Path, words: tuple[str, ...], found: list[str]
) -> None:
    assert [row["text"] for row in taken(folder, *words)] == found


def test_a_spreadsheet_has_the_documented_columns(folder: Path) -> None:
    result = CliRunner().invoke(export, ["csv", "--archive", str(folder), "--files"])
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert (rows[2]["state"], rows[2]["file_title"]) == ("", "The map")
