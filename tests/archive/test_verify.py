"""``gazette verify`` notices every byte and row that is not as it was recorded."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.commands import verify
from archive.database import open_for_writing
from archive.records import Exchange, utc_now
from archive.warc import WarcWriter, sha256
from tests.archive.sample import ROOT

CAPTURE = 3


def verified(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(verify, ["--archive", str(folder), *words])


def warc_of(folder: Path, capture: int) -> tuple[Path, int, int]:
    with sqlite3.connect(folder / "archive.db") as db:
        name, *place = db.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = ?", [capture]
        ).fetchone()
    return folder / "warc" / name, *place  # type: ignore[return-value]


def alter(folder: Path, sql: str) -> None:
    db = open_for_writing(folder / "archive.db")
    db.conn.execute("PRAGMA foreign_keys = OFF")
    with db.conn:
        db.conn.execute(sql)
    db.close()


def head(folder: Path) -> str:
    found = re.search(r"To note down elsewhere: (\d+:sha256:[\da-f]{64})", verified(folder).stdout)
    assert found
    return found[1]


def test_a_sound_archive_is_told_with_what_to_note_down(sample_folder: Path) -> None:
    result = verified(sample_folder)
    assert (result.exit_code, result.stderr.count("capture ")) == (0, 0)
    assert re.match(r"\d+ captures in \d WARC files, [\d.]+ kB: all as they were recorded\n", result.stdout)
    noted = head(sample_folder)
    again = verified(sample_folder, "--noted", noted)
    assert again.exit_code == 0
    number = noted.partition(":")[0]
    assert f"As it was noted: capture {number}; nothing up to there was altered" in again.stdout
    told = json.loads(verified(sample_folder, "--json").stdout)
    assert (f"{told['head']}:{told['head_digest']}", told["faults"]) == (noted, [])


def test_a_byte_that_was_altered_is_noticed(own_folder: Path) -> None:
    path, offset, length = warc_of(own_folder, CAPTURE)
    content = bytearray(path.read_bytes())
    content[offset + length - 5] ^= 1  # in the checksum of the compressed record
    path.write_bytes(content)
    result = verified(own_folder)
    assert result.exit_code == 1
    assert f"capture {CAPTURE}: no record at byte {offset} of warc/{path.name}" in result.stderr


def test_a_record_that_was_exchanged_for_a_sound_one_is_noticed(own_folder: Path, tmp_path: Path) -> None:
    path, offset, length = warc_of(own_folder, CAPTURE)
    forged = forged_record(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:offset] + forged + content[offset + length :])
    told = verified(own_folder).stderr
    assert f"capture {CAPTURE}: its record in warc/{path.name} is not the one that was written" in told
    assert f"capture {CAPTURE}: the row and its record say otherwise of" in told


def forged_record(folder: Path, at: str = "2026-01-01T00:00:00.000Z") -> bytes:
    """A sound record; its own digests are right."""
    (folder / "warc").mkdir()
    writer = WarcWriter(folder / "warc", "xx_harbour", "forger")
    url = "https://harbour.example/x"
    made = writer.append(Exchange("xx_harbour", url, url, at, status=200, body=b"forged"))
    writer.close()
    content = (folder / "warc" / made.warc_file).read_bytes()
    record = content[made.warc_offset : made.warc_offset + made.warc_length]
    assert sha256(record) == made.record_digest
    return record


def test_a_record_and_its_row_that_were_exchanged_together_break_the_chain(own_folder: Path) -> None:
    alter(own_folder, f"UPDATE captures SET record_digest = 'sha256:{'0' * 64}' WHERE id = {CAPTURE}")
    assert f"capture {CAPTURE}: does not continue the chain" in verified(own_folder).stderr


def test_a_chain_that_was_made_anew_is_noticed_by_who_noted_it_before(own_folder: Path) -> None:
    noted = head(own_folder)
    number = int(noted.partition(":")[0])
    alter(own_folder, f"UPDATE captures SET chain_digest = 'sha256:{'0' * 64}' WHERE id = {number}")
    assert f"capture {number}: its chain digest is" in verified(own_folder, "--noted", noted).stderr
    result = verified(own_folder, "--noted", f"999:sha256:{'0' * 64}")
    assert "capture 999: was noted, and is not there" in result.stderr


@pytest.mark.parametrize(
    ("column", "value"), [("captured_at", "2001-01-01"), ("final_url", "https://x.example/"), ("status", 404)]
)
def test_a_row_that_says_otherwise_than_its_record_is_noticed(
    own_folder: Path, column: str, value: object
) -> None:
    alter(own_folder, f"UPDATE captures SET {column} = '{value}' WHERE id = {CAPTURE}")
    assert (
        f"capture {CAPTURE}: the row and its record say otherwise of {column}" in verified(own_folder).stderr
    )


def test_a_row_that_was_removed_breaks_the_chain(own_folder: Path) -> None:
    alter(own_folder, f"DELETE FROM captures WHERE id = {CAPTURE}")
    result = verified(own_folder)
    assert f"capture {CAPTURE + 1}: does not continue the chain" in result.stderr
    assert "1 records have no row yet" in result.stdout


def test_a_file_that_is_missing_is_told_once_with_what_it_held(own_folder: Path) -> None:
    path, *_ = warc_of(own_folder, CAPTURE)
    path.unlink()
    told = verified(own_folder).stderr
    assert re.search(rf"warc/{re.escape(path.name)}: is missing, and with it \d+ captures", told)
    assert f"capture {CAPTURE}:" not in told


def test_what_a_killed_crawl_left_behind_is_no_fault(own_folder: Path) -> None:
    path, *_ = warc_of(own_folder, CAPTURE)
    with path.open("ab") as file:
        file.write(b"\\x1f\\x8b torn")
    result = verified(own_folder)
    assert result.exit_code == 0
    assert "1 records have no row yet: a crawl is at work, or the next one reads them" in result.stdout


def test_a_file_that_was_slipped_in_is_noticed(own_folder: Path, tmp_path: Path) -> None:
    forged_record(tmp_path)
    (path,) = (tmp_path / "warc").iterdir()
    (own_folder / "warc" / f"beside-{path.name}").write_bytes(path.read_bytes())
    result = verified(own_folder)
    assert result.exit_code == 1
    told = "the capture of https://harbour.example/x from 2026-01-01T00:00:00.000Z, byte "
    assert f"warc/beside-{path.name}: {told}" in result.stderr
    assert "older than the latest run of xx_harbour: no crawl that was killed has left it" in result.stderr


def test_a_file_of_a_crawl_that_was_killed_before_its_first_rows_is_no_fault(
    own_folder: Path, tmp_path: Path
) -> None:
    forged_record(tmp_path, utc_now())
    (path,) = (tmp_path / "warc").iterdir()
    (own_folder / "warc" / f"beside-{path.name}").write_bytes(path.read_bytes())
    result = verified(own_folder)
    assert result.exit_code == 0
    assert "1 records have no row yet" in result.stdout


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "UPDATE articles SET text = replace(text, 'pause', 'scandal') WHERE id = 1",
            f"article 1: its title or text is not the one that was read from {ROOT}/quay",
        ),
        (
            "UPDATE revisions SET title = 'Another' WHERE article = 2",
            "article 2, state 1: its title or text is not the one that was read",
        ),
        (
            "UPDATE revisions SET captured_at = '2019-01-01T00:00:00.000Z' WHERE article = 2",
            "article 2, state 1: it is dated 2019-01-01T00:00:00.000Z, its capture 2026-11-20T08:00:00.000Z",
        ),
    ],
)
def test_a_text_or_instant_that_was_altered_is_noticed(own_folder: Path, sql: str, told: str) -> None:
    alter(own_folder, sql)
    result = verified(own_folder)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, told)


def test_it_says_that_texts_were_not_read_again(sample_folder: Path) -> None:
    assert "Texts were not read again from their captures" in verified(sample_folder).stdout


def test_a_reference_to_a_row_that_is_gone_is_noticed(own_folder: Path) -> None:
    alter(own_folder, "UPDATE revisions SET capture = 9999 WHERE id = 1")
    assert (
        "archive.db: row 1 of revisions refers to a row of captures that is gone"
        in verified(own_folder).stderr
    )


def test_what_is_no_noted_digest_is_refused(sample_folder: Path) -> None:
    result = verified(sample_folder, "--noted", "sha256:abc")
    assert result.exit_code == 2
    assert "is no number and digest as `gazette verify` prints them" in result.stderr
