"""What an article said and no longer says is found, and told apart from what it says now."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archive import changes
from archive.commands import export, search
from archive.connection import open_archive
from archive.database import open_for_writing
from archive.events import latest
from archive.former import Former, count_former, find_former
from archive.migrations import migrations
from archive.records import Attachment, FileText
from archive.search import MARK_END, MARK_START, Query, count, only_excludes
from archive.store import Store
from tests.archive.sample import ROOT, article, exchange, portal

FIRST = article(
    "storm", "Storm report", "At Gullhaven the operator was on leave. A fuse failed.", "en", "2020-06-10"
)
SECOND = article("storm", "Storm report", "At North Strand a fuse failed.", "en", "2020-06-10")
THIRD = article("storm", "Storm report", "At North Strand a fuse broke.", "en", "2020-06-10")
PUMPS = article("pumps", "风暴潮报告", "四座泵站未能按时启动。", "zh", "2020-06-11")
PUMPS_NOW = article("pumps", "风暴潮报告", "个别泵站稍晚启动。", "zh", "2020-06-12")
SAME = article("ferry", "The ferry", "The operator of the ferry is on leave.", "en", "2020-06-12")
FURTHER = (
    ("TRIGGER", "former_file_fts_insert"),
    ("TRIGGER", "former_file_fts_update"),
    ("TABLE", "former_file_fts"),
    ("VIEW", "former_file_search"),
    ("INDEX", "sightings_files"),
)
"""What came with further pages."""
STATES = (FIRST, PUMPS, SAME, SECOND, PUMPS_NOW, THIRD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store(tmp_path / "data") as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        run = store.begin_run("xx_harbour", "", "", "1")
        for day, state in enumerate(STATES, 1):
            store.store(state, store.keep(exchange(state, f"2026-03-{day:02}T08:00:00.000Z"), run))
    return tmp_path / "data"


@pytest.fixture
def changed(folder: Path) -> Iterator[sqlite3.Connection]:
    with open_archive(folder) as connection:
        yield connection


def told(connection: sqlite3.Connection, text: str, **filters: object) -> list[tuple[str, int]]:
    query = Query(text, **filters)  # type: ignore[arg-type]
    found = find_former(connection, query)
    assert count_former(connection, query) == len(found)
    return [(one.url.removeprefix(f"{ROOT}/"), one.number) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"operator was on leave"', [("storm", 1)]),
        ("leave", [("storm", 1)]),
        ("failed", [("storm", 2)]),
        ("gullhaven OR failed", [("storm", 2)]),
        ("四座", [("pumps", 1)]),
        ("strand", []),
        ("fuse -broke", [("storm", 2)]),
        ("nowhere", []),
        ("", []),
        ("-fuse", []),
        ('"', []),
    ],
)
def test_the_last_state_that_said_it_is_found(
    changed: sqlite3.Connection, text: str, expected: list[tuple[str, int]]
) -> None:
    assert told(changed, text) == expected


def test_it_says_since_when_and_until_when_it_was_said_and_marks_where(changed: sqlite3.Connection) -> None:
    (found,) = find_former(changed, Query("operator gullhaven"))
    assert (found.captured_at, found.replaced_at) == ("2026-03-01T08:00:00.000Z", "2026-03-04T08:00:00.000Z")
    shown = found.snippet.replace(MARK_START, "[").replace(MARK_END, "]")
    assert shown == "At [Gullhaven] the [operator] was on leave. A fuse failed."


def test_filters_count_as_for_the_articles_of_today(changed: sqlite3.Connection) -> None:
    assert told(changed, "leave OR 四座", language="zh") == [("pumps", 1)]
    assert told(changed, "leave", from_date="2021") == []


def test_what_changed_last_comes_first(changed: sqlite3.Connection) -> None:
    assert told(changed, "failed OR 四座") == [("storm", 2), ("pumps", 1)]


def test_reading_again_reads_the_index_of_former_states_again(folder: Path) -> None:
    with Store(folder) as store:
        states = store.states(f"{ROOT}/storm")
        read = [evolve(FIRST, text="At Gullhaven nobody was there."), SECOND, THIRD]
        store.restate(list(zip(states, read, strict=True)))
    with open_archive(folder) as connection:
        assert told(connection, "leave") == []
        assert told(connection, "nobody") == [("storm", 1)]


PLAN = Attachment(f"{ROOT}/plan.pdf", "The plan", "application/pdf")
SECOND_PAGE = Attachment(f"{ROOT}/ferry/2", "Page 2", "text/html", 2)


@pytest.fixture
def replaced(folder: Path) -> Path:
    """The same with a file of the ferry's article, and a further page of it, that said more once."""
    with Store(folder) as store:
        offering = evolve(SAME, attachments=(SECOND_PAGE, PLAN))
        store.store(offering, store.keep(exchange(offering, "2026-03-20T08:00:00.000Z"), None))
        store.flush()
        for day, plan, page in (
            (21, "Four berths and a dredger.", "Captain Oda sails."),
            (22, "Four berths.", "Captain Nim sails."),
        ):
            capture = store.keep(exchange(offering, f"2026-03-{day}T08:00:00.000Z"), None)
            store.files.attach(PLAN.url, capture, FileText(plan))
            store.files.attach(SECOND_PAGE.url, capture, FileText(page))
            store.flush()
    return folder


def test_what_a_file_or_a_further_page_said_once_is_found(replaced: Path) -> None:
    with open_archive(replaced) as connection:
        found = [find_former(connection, Query(word)) for word in ("dredger", "oda", "berths", "nim")]
        assert [[(one.article, one.where, one.number) for one in each] for each in found] == [
            [(3, "file The plan", 1)],
            [(3, "page 2", 1)],
            [],
            [],
        ]
        (one,) = found[1]
        assert (one.title, one.captured_at[:10], one.replaced_at[:10]) == (
            "The ferry",
            "2026-03-21",
            "2026-03-22",
        )
        assert "Captain" in one.snippet


def test_an_article_is_told_once_and_its_own_text_first(replaced: Path) -> None:
    with Store(replaced) as store:
        edited = evolve(SAME, text="The ferry is at sea. No dredger.", text_digest="sha256:0")
        last = evolve(SAME, text="The ferry is at sea.", text_digest="sha256:1")
        for day, state in ((23, edited), (24, last)):
            store.store(state, store.keep(exchange(state, f"2026-03-{day}T08:00:00.000Z"), None))
    with open_archive(replaced) as connection:
        assert [(one.where, one.number) for one in find_former(connection, Query("dredger"))] == [("", 2)]


def test_the_index_of_what_files_said_is_made_anew_when_they_are_read_again(replaced: Path) -> None:
    with Store(replaced) as store:
        (number,) = (
            row["id"] for row in store.db.query("SELECT id FROM file_revisions WHERE text LIKE '%dredger%'")
        )
        store.files.restate(number, PLAN.url, FileText("Four berths and a digger."))
    with open_archive(replaced) as connection:
        assert find_former(connection, Query("dredger")) == ()
        assert [one.where for one in find_former(connection, Query("digger"))] == ["file The plan"]


def test_a_subscriber_is_told_of_the_article_whose_page_said_it(replaced: Path) -> None:
    with open_archive(replaced) as connection:
        assert [event.kind for event in latest(connection, Query("oda"))] == [
            "page-changed",
            "file-replaced",
            "file-added",
            "page-added",
            "new",
        ]


def test_the_command_says_where_it_stood(replaced: Path) -> None:
    result = CliRunner().invoke(search, ["--archive", str(replaced), "oda"])
    assert "no longer said: article 3, page 2, state 1, replaced 2026-03-22: The ferry" in result.stderr


def test_an_archive_of_before_further_pages_can_be_searched_for_what_files_said(replaced: Path) -> None:
    path = replaced / "archive.db"
    older = open_for_writing(path)
    for kind, name in FURTHER:
        older.execute(f"DROP {kind} {name}")
    older.execute("CREATE INDEX sightings_files ON sightings(at)")
    for table, column in (("attachments", "page"), ("attachments", "own"), ("file_revisions", "offers")):
        older.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    older.execute("DELETE FROM _sqlite_migrations WHERE name = '0009_further_pages'")
    older.close()
    migrations.apply(Database(path))
    with open_archive(replaced) as connection:
        assert [one.where for one in find_former(connection, Query("dredger"))] == ["file The plan"]


def test_an_older_archive_can_be_searched_for_former_states_once_it_is_migrated(folder: Path) -> None:
    path = folder / "archive.db"
    older = open_for_writing(path)
    for kind, name in (
        *FURTHER,
        ("TRIGGER", "sightings_state"),
        ("TABLE", "sightings"),
        ("TABLE", "file_revisions"),
        ("TRIGGER", "former_fts_insert"),
        ("TRIGGER", "former_fts_update"),
        ("TABLE", "former_fts"),
        ("VIEW", "former_search"),
        ("INDEX", "articles_changed"),
        ("INDEX", "revisions_silent"),
    ):
        older.execute(f"DROP {kind} {name}")
    for column in ("removed_at", "checked_at", "missed_reason", "page", "own"):
        older.execute(f"ALTER TABLE attachments DROP COLUMN {column}")
    older.execute("DELETE FROM _sqlite_migrations WHERE name BETWEEN '0007' AND '0010'")
    older.close()
    migrations.apply(Database(path))  # as `sqlite-utils migrate` does: without our SQL functions
    with open_archive(folder) as connection:
        assert told(connection, "四座") == [("pumps", 1)]
        assert told(connection, "leave") == [("storm", 1)]


def test_a_subscriber_to_a_word_is_told_when_it_is_taken_out(changed: sqlite3.Connection) -> None:
    events = latest(changed, Query("gullhaven"))
    assert [(event.kind, event.number) for event in events] == [("silent", 3), ("silent", 2), ("new", 1)]


@pytest.mark.parametrize(("which", "expected"), [("", 3), ("any", 2), ("silent", 1)])
def test_changed_articles_can_be_asked_for(changed: sqlite3.Connection, which: str, expected: int) -> None:
    assert count(changed, Query(changed=which)) == expected  # type: ignore[arg-type]


def test_the_command_names_what_is_no_longer_said(folder: Path) -> None:
    result = CliRunner().invoke(search, ["--archive", str(folder), '"operator was on leave"'])
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "no longer said: article 1, state 1, replaced 2026-03-04: Storm report" in result.stderr


@pytest.mark.parametrize(
    ("options", "remark"),
    [
        (("csv",), "1; they are not among these rows: --changes has them, `gazette search` names them"),
        (("jsonl",), "1; they are not among these rows: --changes has them, `gazette search` names them"),
        (("csv", "--changes"), "1; they are meant by these rows, too, `gazette search` names them"),
    ],
)
def test_an_export_says_how_many_no_longer_say_it(
    folder: Path, options: tuple[str, ...], remark: str
) -> None:
    command = [*options, "--archive", str(folder), "--query"]
    written = CliRunner().invoke(export, [*command, "leave"])
    line = f"articles that said it in an earlier state, and no longer do: {remark}\n"
    assert line in written.stderr
    assert "no longer do" not in CliRunner().invoke(export, [*command, "strand"]).stderr
    assert "no longer do" not in CliRunner().invoke(export, command[:-1]).stderr


def test_the_command_takes_words_with_a_hyphen_and_no_unknown_option(folder: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(search, ["--archive", str(folder), *words])
        return result.exit_code, result.stderr + str(result.exception or "")

    assert "articles found: 1, shown: 1" in run("operator", "-fuse")[1]
    assert "articles found: 1, shown: 1" in run("--", "operator", "-harbour")[1]
    assert "name a word to be found" in run("-harbour")[1]
    assert "--limt: no option of search" in run("ferry", "--limt", "2")[1]
    assert "--limit: no option of search, or it stands behind --" in run("--", "ferry", "--limit", "2")[1]


def test_only_what_changed_can_be_taken_away(folder: Path) -> None:
    result = CliRunner().invoke(export, ["csv", "--archive", str(folder), "--changed", "silent"])
    assert result.stdout.count(f"{ROOT}/") >= 1
    assert "articles exported: 1" in result.stderr


@pytest.mark.parametrize(
    ("text", "only"),
    [("-a", True), ("NOT a -b", True), ("a -b", False), ("", False), ('"', False), ("a", False)],
)
def test_a_search_that_names_nothing_to_be_found_is_known(text: str, only: bool) -> None:
    assert only_excludes(text) is only


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(text=st.text())
def test_nothing_that_is_typed_is_an_error(changed: sqlite3.Connection, text: str) -> None:
    for found in find_former(changed, Query(text)):
        assert isinstance(found, Former)


def test_the_changes_of_articles_can_be_taken_away_with_the_text_before_and_after(folder: Path) -> None:
    command = ["csv", "--archive", str(folder), "--changes", "--query", '"operator was on leave"']
    result = CliRunner().invoke(export, command)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == list(changes.COLUMNS)
    assert [(row["state"], row["silent"], row["text_before"], row["text"]) for row in rows] == [
        ("2", "1", FIRST.text, SECOND.text),
        ("3", "1", SECOND.text, THIRD.text),
    ]
    assert "changes exported: 2" in result.stderr
    assert rows[0]["capture"] != rows[0]["capture_before"] == "1"


def test_only_silent_changes_are_taken_away_where_these_are_asked_for(folder: Path) -> None:
    with open_archive(folder) as connection:
        everything = list(changes.changes(connection, Query()))
        silent = list(changes.changes(connection, Query(changed="silent")))
    assert {row["silent"] for row in everything} == {0, 1}
    assert {row["silent"] for row in silent} == {1}


@pytest.mark.parametrize(
    ("days", "states"),
    [
        (("--noticed-from", "2026-03-04"), [2, 3]),
        (("--noticed-from", "2026-03-05"), [3]),
        (("--noticed-to", "2026-03-04"), [2]),
        (("--noticed-from", "2026-03", "--noticed-to", "2026-03"), [2, 3]),
        (("--noticed-to", "2026-02"), []),
        (("--from", "2027"), []),
    ],
)
def test_changes_can_be_asked_for_by_the_days_on_which_they_were_noticed(
    folder: Path, days: tuple[str, ...], states: list[int]
) -> None:
    command = ["jsonl", "--archive", str(folder), "--changes", "--query", "operator OR fuse", *days]
    result = CliRunner().invoke(export, command)
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == states


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--noticed-from", "2026"), "add --changes"),
        (
            ("--changes", "--noticed-from", "2026", "--noticed-to", "2025"),
            "--noticed-from 2026 --noticed-to 2025",
        ),
        (("--changes", "--noticed-from", "yesterday"), "is no date"),
    ],
)
def test_days_of_notice_that_make_no_sense_are_refused(
    folder: Path, words: tuple[str, ...], told: str
) -> None:
    result = CliRunner().invoke(export, ["csv", "--archive", str(folder), *words])
    assert result.exit_code != 0
    assert told in f"{result.output} {result.exception}"


def test_an_exported_article_says_how_often_it_was_changed_without_a_word(folder: Path) -> None:
    result = CliRunner().invoke(export, ["jsonl", "--archive", str(folder)])
    told = {
        row["url"].removeprefix(f"{ROOT}/"): row["silent_changes"]
        for row in map(json.loads, result.stdout.splitlines())
    }
    assert told == {"storm": 2, "pumps": 0, "ferry": 0}
