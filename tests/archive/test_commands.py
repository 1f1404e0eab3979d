from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner, Result

from archive import commands
from archive.connection import open_archive
from archive.database import open_for_writing
from archive.errors import ArchiveBusyError, ArchiveError, CaptureMissingError, Exit, UsageError
from archive.export import COLUMNS
from archive.finding import Finding
from archive.incidents import note
from archive.lock import WriterLock
from archive.search import MARK_END, MARK_START, Query, find
from archive.terminal import hit_text
from tests.archive.sample import ARTICLES, ROOT, page

GAZETTE = click.Group("gazette", {command.name or "": command for command in commands.COMMANDS})
PROGRAM = "import sys; from tests.archive.test_commands import GAZETTE; GAZETTE()"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        GAZETTE, arguments, env={"GAZETTE_ARCHIVE": str(folder)}, catch_exceptions=False
    )


def test_every_command_and_option_is_explained() -> None:
    for command in commands.COMMANDS:
        assert command.help
        assert {"folder"} <= {parameter.name for parameter in command.params}
        for option in command.params:
            assert isinstance(option, click.Argument) or option.help, (command.name, option.name)


def test_status_prints_each_portal_and_ends_with_3_where_one_failed(sample_folder: Path) -> None:
    result = run(sample_folder, "status")
    assert result.exit_code == Exit.PORTALS_FAILED
    harbour, orchard, unrun, table, summary = result.stdout.split("\n\n")
    assert "finished" in harbour
    assert "too-thin 1" in harbour
    assert "failed: every {request} timed out" in orchard
    assert "never ran" in unrun
    assert [line.split()[0] for line in table.splitlines()] == [
        "portal",
        "xx_harbour",
        "xx_orchard",
        "xx_unrun",
    ]
    assert table.endswith("never ran  0    never ran")
    assert summary.startswith("3 portals, ")
    assert result.stderr == "xx_orchard: last run failed: every {request} timed out\n"


def test_status_ends_with_0_where_all_is_well(own_folder: Path) -> None:
    open_for_writing(own_folder / "archive.db").execute("UPDATE runs SET outcome = 'finished'")
    assert run(own_folder, "status").exit_code == Exit.OK
    assert run(own_folder, "status", "--max-age", "24").exit_code == Exit.PORTALS_FAILED


def test_status_shows_and_complains_of_those_that_are_named(sample_folder: Path) -> None:
    harbour = run(sample_folder, "status", "xx_harbour")
    assert (harbour.exit_code, harbour.stderr) == (Exit.OK, "")
    assert "xx_orchard" not in harbour.stdout
    assert "\n1 of 3 portals, " in harbour.stdout
    both = run(sample_folder, "status", "xx_orchard", "xx_unrun", "--json")
    assert both.exit_code == Exit.PORTALS_FAILED
    assert [portal["name"] for portal in json.loads(both.stdout)["portals"]] == ["xx_orchard", "xx_unrun"]


def test_status_names_the_nearest_of_a_portal_that_is_not_there(sample_folder: Path) -> None:
    known = (
        "xx_harbor: not in this archive; there is xx_harbour, xx_orchard, xx_unrun; `gazette status` lists"
    )
    with pytest.raises(UsageError, match=known):
        run(sample_folder, "status", "xx_orchard", "xx_harbor")
    with pytest.raises(UsageError, match="--run 1 shows one run"):
        run(sample_folder, "status", "xx_orchard", "--run", "1")


def test_status_knows_a_portal_that_never_ran_by_what_is_wrong_with_it(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    note(db, "yy_new", [Finding("never-ran", "declared, but it never ran")], "2026-11-22T04:00:00.000Z")
    result = run(own_folder, "status", "yy_new")
    assert (result.exit_code, result.stderr) == (Exit.PORTALS_FAILED, "yy_new: declared, but it never ran\n")


@pytest.mark.parametrize("command", [("status",), ("search", "x"), ("export", "csv"), ("serve",)])
def test_a_file_in_place_of_the_folder_is_told(sample_folder: Path, command: tuple[str, ...]) -> None:
    file = sample_folder / "archive.db"
    result = run(sample_folder, *command, "--archive", str(file))
    assert result.exit_code == Exit.USAGE
    assert f"{file} is a file, and an archive is a folder: name the one it lies in." in result.stderr
    assert run(file, *command).exit_code == Exit.USAGE


def test_status_says_what_the_words_for_a_portals_health_mean(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    for kind, detail in (("run-failed", "it failed"), ("too-old", "the newest is of May")):
        note(
            db,
            f"xx_{'orchard' if kind == 'run-failed' else 'unrun'}",
            [Finding(kind, detail)],
            "2026-11-22T04:00Z",
        )
    harbour, orchard, unrun, table, _ = run(own_folder, "status").stdout.split("\n\n")
    assert "  health    learning: too little history yet to wonder at a quiet day\n" in harbour
    assert (
        "  health    run-failed: the last run failed\n  since     2026-11-22T04:00Z: it failed\n" in orchard
    )
    assert "  health    too-old: the newest article is older than the portal's pauses ever were\n" in unrun
    assert table.splitlines()[2].endswith("run-failed")


def test_one_is_not_many(sample_folder: Path, own_folder: Path) -> None:
    assert "\n1 of 3 portals, " in run(sample_folder, "status", "xx_harbour").stdout
    db = open_for_writing(own_folder / "archive.db")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM portals WHERE name <> 'xx_harbour'")
    db.execute("UPDATE articles SET published_on = date('now', '-1 day') WHERE portal = 'xx_harbour'")
    shown = run(own_folder, "status").stdout
    assert "\n1 portal, " in shown
    assert " (1 day ago)" in shown


def test_status_as_json(sample_folder: Path) -> None:
    found = json.loads(run(sample_folder, "status", "--json").stdout)
    assert [portal["name"] for portal in found["portals"]] == ["xx_harbour", "xx_orchard", "xx_unrun"]
    assert found["complaints"] == ["xx_orchard: last run failed: every {request} timed out"]


def test_search_prints_a_line_a_hit_where_nobody_looks(sample_folder: Path) -> None:
    result = run(sample_folder, "search", "2020", "--sort", "oldest")
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[:2] + line[3:4] for line in lines] == [
        ["2020-06-10", "xx_harbour", f"{ROOT}/quay"],
        ["2020-12-31", "xx_harbour", f"{ROOT}/port"],
    ]
    assert result.stderr == "articles found: 2, shown: 2\n"


def test_search_takes_words_as_they_are_typed(sample_folder: Path) -> None:
    assert run(sample_folder, "search", "--", "2020", "-quay").stdout.count("\n") == 1
    assert run(sample_folder, "search", '"the', 'quay"').stdout.count("\n") == 1
    nothing = run(sample_folder, "search", "nonsuchword")
    assert (nothing.stdout, nothing.stderr, nothing.exit_code) == ("", "articles found: 0, shown: 0\n", 0)


def test_without_a_word_search_lists_what_the_filters_leave_the_newest_first(sample_folder: Path) -> None:
    listed = [json.loads(line) for line in run(sample_folder, "search", "--json").stdout.splitlines()]
    days = [hit["day"] for hit in listed]
    assert days == sorted(days, reverse=True)
    assert len(listed) > 2
    of_one = run(
        sample_folder, "search", "--portal", "xx_harbour", "--to", "2020-06", "--json"
    ).stdout.splitlines()
    assert [json.loads(line)["id"] for line in of_one] == [
        hit["id"] for hit in listed if hit["portal"] == "xx_harbour" and hit["day"] <= "2020-06-30"
    ]
    assert of_one


def test_search_as_json(sample_folder: Path) -> None:
    lines = run(sample_folder, "search", "covid", "--json", "--portal", "xx_harbour", "--limit", "1").stdout
    assert MARK_START not in lines
    assert json.loads(lines)["url"] in (f"{ROOT}/quay", f"{ROOT}/vaccine")


def test_on_a_terminal_what_was_found_stands_out_and_nothing_from_the_web_steers_it(own_folder: Path) -> None:
    open_for_writing(own_folder / "archive.db").execute(
        "UPDATE articles SET title = ? WHERE url LIKE '%quay'",
        [f"quay \x1b[2J{MARK_START}\u202eevil{MARK_END}"],
    )
    with open_archive(own_folder) as connection:
        (hit,) = find(connection, Query("quay"))
    first = hit_text(hit).splitlines()[0]
    assert first == "2020-06-10  xx_harbour  \x1b[1mquay\x1b[0m  [2J evil"


def test_export_to_a_file_for_a_spreadsheet(sample_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "articles.csv"
    result = run(sample_folder, "export", "csv", "--bom", "--output", str(target), "--query", "疫苗")
    assert (result.stdout, result.stderr) == ("", "articles exported: 1\n")
    assert target.read_bytes().startswith(b"\xef\xbb\xbfid,url,")
    (row,) = csv.DictReader(io.StringIO(target.read_text("utf-8-sig"), newline=""))
    assert row["title"] == "疫苗接种"


def test_an_export_replaces_a_file_only_when_told_to(sample_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "articles.jsonl"
    target.write_text("mine")
    command = ("export", "jsonl", "--output", str(target), "--portal", "xx_harbour")
    with pytest.raises(UsageError, match=r"is there already; .*--force"):
        run(sample_folder, *command)
    assert target.read_text() == "mine"
    assert run(sample_folder, *command, "--force").exit_code == Exit.OK
    assert len(target.read_text().splitlines()) == 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_export_leaves_no_half_of_a_file(
    own_folder: Path, tmp_path: Path, how: signal.Signals
) -> None:
    open_for_writing(own_folder / "archive.db").execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
        "INSERT INTO articles (url, portal, title, text, text_digest, first_seen_at, last_seen_at, capture, extractor) "
        "SELECT 'https://x.example/' || i, portal, title, hex(zeroblob(20000)), '', first_seen_at, last_seen_at, "
        "capture, extractor FROM n, articles WHERE articles.id = 1"
    )
    target = tmp_path / "out" / "articles.csv"
    target.parent.mkdir()
    words = ("export", "csv", "--archive", str(own_folder), "--output", str(target))
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *words], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while not any(part.stat().st_size for part in target.parent.iterdir()):
            assert time.monotonic() < until, "it wrote nothing"
            time.sleep(0.01)
        process.send_signal(how)
    assert process.returncode != Exit.OK
    assert not target.exists()


def test_export_to_standard_output(sample_folder: Path) -> None:
    result = run(sample_folder, "export", "jsonl", "--language", "zh")
    titles = [json.loads(line)["title"] for line in result.stdout.splitlines()]
    assert (titles, result.stderr) == (["疫苗接种", "燈塔"], "articles exported: 2\n")


def test_the_help_of_export_explains_every_column(sample_folder: Path) -> None:
    text = run(sample_folder, "export", "--help").stdout
    assert all(f"  {name}: {meaning}\n" in text for name, meaning in COLUMNS.items())


def test_an_export_whose_reader_goes_away_ends_quietly(own_folder: Path) -> None:
    open_for_writing(own_folder / "archive.db").execute("UPDATE articles SET text = hex(zeroblob(400000))")
    command = [sys.executable, "-c", PROGRAM, "export", "csv", "--archive", str(own_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == Exit.FAILED


def test_a_capture_is_read_back_by_number_and_by_address(sample_folder: Path) -> None:
    quay = page(ARTICLES[0])
    by_number = run(sample_folder, "capture", "1")
    assert by_number.stdout_bytes == quay
    assert f"capture 1: {ROOT}/quay at 2026-11-20T08:00:00.000Z, status 200, response" in by_number.stderr
    record = by_number.stderr.rsplit(", ", 1)[1].strip()
    assert record.startswith("urn:uuid:")
    assert (
        run(sample_folder, "capture", record.upper().replace("URN:UUID", "urn:uuid")).stderr
        == by_number.stderr
    )
    by_address = run(sample_folder, "capture", f"{ROOT}/quay")
    assert by_address.stdout_bytes == quay
    assert "status 200, revisit" in by_address.stderr


def test_a_capture_as_it_was_sent_has_the_digest_of_its_row(sample_folder: Path) -> None:
    result = run(sample_folder, "capture", "1", "--as-sent")
    assert f"sha256:{hashlib.sha256(result.stdout_bytes).hexdigest()}" in result.stderr


def test_a_capture_that_is_not_there_is_said(own_folder: Path) -> None:
    with pytest.raises(UsageError, match="999: no capture has this number"):
        run(own_folder, "capture", "999")
    with pytest.raises(CaptureMissingError, match="no response arrived"):
        run(own_folder, "capture", "9")
    shutil.rmtree(own_folder / "warc")
    with pytest.raises(CaptureMissingError, match="restore the file"):
        run(own_folder, "capture", "1")


def test_migrate_says_what_it_did(own_folder: Path, tmp_path: Path) -> None:
    assert run(own_folder, "migrate").stdout.endswith("archive.db: up to date\n")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "archive.db").touch()
    with pytest.raises(ArchiveError, match="run `gazette migrate --archive"):
        run(tmp_path / "old", "status")
    assert "applied 0001_first_tables" in run(tmp_path / "old", "migrate").stdout
    assert run(tmp_path / "old", "status").exit_code == Exit.OK


def test_migrate_waits_for_no_other_writer(own_folder: Path) -> None:
    lock = WriterLock(own_folder)
    lock.acquire()
    with pytest.raises(ArchiveBusyError):
        run(own_folder, "migrate")
    lock.release()


@pytest.mark.parametrize(
    "arguments", [("status",), ("search", "x"), ("export", "csv"), ("capture", "1"), ("serve",), ("migrate",)]
)
def test_where_there_is_no_archive_the_message_says_how_to_get_one(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(ArchiveError, match=f"{tmp_path}: no archive here .* `gazette crawl"):
        run(tmp_path, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("no database " * 100)
    with pytest.raises(ArchiveError, match=r"cannot be read as a database .* restore it from a backup"):
        run(tmp_path, "status")


def test_serve_shows_the_archive_and_says_where(sample_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", PROGRAM, "serve", "--archive", str(sample_folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
            assert "New quay opens" in _read(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()


def _read(url: str) -> str:
    for _ in range(300):
        try:
            return urlopen(url).read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
