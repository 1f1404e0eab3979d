"""An archive on a disc, or in another user's folder, is read as it is: sound, and written to by nobody."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from archive.connection import is_still, open_archive
from archive.database import open_for_writing
from archive.errors import ArchiveError
from archive.site import application
from tests.archive.read_only import read_only
from tests.archive.site.serving import SERVE, serving


@pytest.fixture
def disc(sample_folder: Path, tmp_path: Path) -> Path:
    """The archive as its writer leaves it, with nothing beside its files."""
    folder = tmp_path / "disc"
    shutil.copytree(sample_folder, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm", "*.lock"))
    return folder


def gazette(disc: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = (sys.executable, "-m", "crawler", *words, "--archive", str(disc))
    return subprocess.run(
        read_only(disc, *program), capture_output=True, text=True, timeout=60, check=False, env=_environment()
    )


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GAZETTE")}


def test_what_may_be_written_or_is_being_written_is_not_taken_for_still(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = disc / "archive.db"
    assert not is_still(path)
    monkeypatch.setattr("archive.connection.os.access", lambda place, mode: place != disc)
    assert is_still(path)
    wal, index = disc / "archive.db-wal", disc / "archive.db-shm"
    wal.touch()
    assert is_still(path)
    index.touch()
    assert not is_still(path)
    index.unlink()
    wal.write_bytes(b"not yet in the database")
    assert not is_still(path)


def test_a_still_archive_is_read_and_nothing_appears_beside_it(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.connection.os.access", lambda place, mode: False)
    before = {path.name for path in disc.iterdir()}
    with open_archive(disc) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 6
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM articles")
    assert {path.name for path in disc.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("search", "2020"), 0, "articles found: "),
        (("status",), 3, "xx_orchard: last run failed"),
        (("coverage",), 0, "xx_harbour"),
        (("export", "csv"), 0, "articles exported: 6"),
        (("capture", "1"), 0, "capture 1: "),
        (("verify",), 0, "all as they were recorded"),
    ],
)
def test_every_command_that_reads_reads_a_read_only_medium(
    disc: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    ended = gazette(disc, *words)
    assert ended.returncode == code, ended.stderr
    assert said in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("alarms",), "what is told could not be remembered here (Read-only file system)"),
        (("migrate",), "cannot be written: "),
    ],
)
def test_a_command_that_has_to_write_says_that_it_cannot(
    disc: Path, words: tuple[str, ...], said: str
) -> None:
    ended = gazette(disc, *words)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said in ended.stderr
    assert "backup" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_read_only_medium_is_served(disc: Path) -> None:
    command = read_only(disc, sys.executable, "-c", SERVE, str(disc))
    with serving(disc, *command) as (address, _):
        assert "6 articles" in httpx.get(f"{address}/search").text
        assert httpx.get(f"{address}/article/1").status_code == 200
        # From outside, as the user would whose folder it is.
        for state in ("gone", "found"):
            db = open_for_writing(disc / "archive.db")
            db.execute("UPDATE articles SET title = ? WHERE id = 1", [f"It is {state}"])
            assert f"It is {state}" in httpx.get(f"{address}/article/1").text
            db.close()
            assert f"It is {state}" in httpx.get(f"{address}/article/1").text


def test_a_read_only_medium_that_cannot_be_read_any_more_says_why(disc: Path) -> None:
    command = read_only(disc, sys.executable, "-c", SERVE, str(disc))
    with serving(disc, *command) as (address, _):
        kept = (disc / "archive.db").rename(disc / "elsewhere.db")
        refused = httpx.get(f"{address}/")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
        assert "archive.db is missing" in refused.text
        kept.rename(disc / "archive.db")
        assert httpx.get(f"{address}/").status_code == 200


def test_what_was_copied_while_it_was_written_is_not_called_damaged(disc: Path) -> None:
    (disc / "archive.db-wal").write_bytes(b"\0" * 4096)
    ended = gazette(disc, "status")
    assert ended.returncode == 1
    assert "cannot be opened" in ended.stderr
    assert "copy the whole folder to where you may write" in ended.stderr
    assert "backup" not in ended.stderr


def test_an_old_archive_that_cannot_be_written_is_to_be_copied_first(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_for_writing(disc / "archive.db")
    db.execute("DELETE FROM _sqlite_migrations WHERE rowid = (SELECT max(rowid) FROM _sqlite_migrations)")
    db.close()
    monkeypatch.setattr("archive.connection.os.access", lambda place, mode: False)
    remedy = "older Gazette; copy the whole folder to where you may write"
    with pytest.raises(ArchiveError, match=remedy), open_archive(disc):
        pass


async def test_an_archive_that_may_be_written_is_served_as_one_that_changes(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert application(disc).get_database("archive").is_mutable
    (disc / "archive.db-wal").unlink()
    (disc / "archive.db-shm").unlink()
    monkeypatch.setattr("archive.connection.os.access", lambda place, mode: False)
    still = application(disc)
    assert not still.get_database("archive").is_mutable
    await still.invoke_startup()
    assert (await still.client.get("/")).status_code == 200
