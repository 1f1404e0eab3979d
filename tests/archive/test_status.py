from __future__ import annotations

import json
import os
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.connection import open_archive
from archive.database import open_for_writing
from archive.finding import Finding
from archive.incidents import note, to_be_told, tried
from archive.status import ArchiveStatus, archive_status, failing
from archive.terminal import status_text

NOW = datetime.now(UTC)


def status_of(folder: Path) -> ArchiveStatus:
    with open_archive(folder) as connection:
        return archive_status(connection, folder)


def begin_a_run(folder: Path, started_at: str) -> None:
    db = open_for_writing(folder / "archive.db")
    db.table("runs").insert({"portal": "xx_harbour", "started_at": started_at, "outcome": "running"})
    db.close()


def test_each_portal_tells_of_its_last_run_and_of_what_is_kept(
    archive: sqlite3.Connection, sample_folder: Path
) -> None:
    harbour, orchard, unrun = archive_status(archive, sample_folder).portals
    assert (harbour.name, harbour.outcome, harbour.articles, harbour.captures) == (
        "xx_harbour",
        "finished",
        4,
        6,
    )
    assert harbour.last_run is not None
    assert (harbour.last_run["articles_new"], harbour.refused) == (4, {"too-thin": 1})
    assert harbour.newest_on == "2020-12-31"
    assert (orchard.outcome, orchard.newest_on, orchard.articles) == ("failed", "2026-11-20", 2)
    assert (unrun.outcome, unrun.last_run, unrun.articles, unrun.newest_on) == ("never ran", None, 0, None)


def test_captures_that_others_made_are_counted_apart(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    db.execute("UPDATE captures SET imported_from = 'CC-1.warc.gz' WHERE id = 1")
    db.execute("UPDATE captures SET imported_from = 'CC-1.warc.gz' WHERE portal = 'xx_orchard'")
    db.conn.commit()
    db.close()
    found = status_of(own_folder)
    harbour, orchard, unrun = found.portals
    assert (harbour.imported, orchard.imported, unrun.imported) == (1, orchard.captures, 0)
    told = [line for line in status_text(found, NOW).splitlines() if "others" in line]
    assert len(told) == 2
    assert told[0].endswith("; 1 by others, taken from their WARC files")
    assert told[1].endswith("; all by others, taken from their WARC files")


def test_files_and_the_disk_are_measured(archive: sqlite3.Connection, sample_folder: Path) -> None:
    found = archive_status(archive, sample_folder)
    assert found.warc_bytes == sum(path.stat().st_size for path in (sample_folder / "warc").iterdir())
    assert 0 < sum(portal.warc_bytes for portal in found.portals) < found.warc_bytes
    assert found.database_bytes == (sample_folder / "archive.db").stat().st_size
    assert re.search(
        r"kB of WARC files, [\d.]+ kB of database; [\d.]+ GB free on the disk", status_text(found, NOW)
    )


def test_a_portal_whose_last_run_failed_is_complained_of(sample_folder: Path) -> None:
    complaints = failing(status_of(sample_folder), NOW, None)
    assert complaints == ("xx_orchard: last run failed: every {request} timed out",)


def test_with_a_greatest_age_portals_that_do_not_run_are_complained_of_too(sample_folder: Path) -> None:
    found = status_of(sample_folder)
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(hours=30)
    assert [line.split(":")[0] for line in failing(found, soon, timedelta(hours=24))] == [
        "xx_orchard",
        "xx_unrun",
    ]
    assert "xx_harbour: no run begun within 24 hours" in failing(found, late, timedelta(hours=24))


def test_each_portal_has_a_word_for_its_health_and_what_is_wrong_is_complained_of(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    note(db, "xx_harbour", [Finding("nothing-new", "no article since Monday")], "2026-11-22T04:00:00.000Z")
    note(db, "xx_orchard", [Finding("run-failed", "it failed")], "2026-11-22T04:00:00.000Z")
    note(db, "yy_new", [Finding("never-ran", "declared, but it never ran")], "2026-11-22T04:00:00.000Z")
    tried(db, "webhook", to_be_told(db.conn, "webhook")[:1], "2026-11-22T04:00:00.000Z", "it answered 500")
    db.close()
    found = status_of(own_folder)
    assert [portal.word for portal in found.portals] == ["nothing-new", "run-failed", "never ran"]
    assert failing(found, NOW, None) == (
        "yy_new: declared, but it never ran",
        "xx_harbour: no article since Monday (nothing-new)",
        "xx_orchard: last run failed: every {request} timed out",
        "xx_harbour: alarm (nothing-new) not delivered by webhook: it answered 500",
    )


def test_a_failed_run_is_not_well_before_anybody_has_looked(
    archive: sqlite3.Connection, sample_folder: Path
) -> None:
    assert [portal.word for portal in archive_status(archive, sample_folder).portals] == [
        "learning",
        "failed",
        "never ran",
    ]


def test_a_run_whose_process_is_gone_counts_as_interrupted(own_folder: Path) -> None:
    begin_a_run(own_folder, "2099-01-01T00:00:00.000Z")
    assert status_of(own_folder).portals[0].outcome == "interrupted"
    assert "the process ended without a word" in failing(status_of(own_folder), NOW, None)[0]


def test_a_run_of_a_living_process_is_running(own_folder: Path) -> None:
    owner = {"pid": os.getpid(), "since": "2098-12-31T00:00:00.000Z"}
    (own_folder / "archive.lock").write_text(json.dumps(owner))
    begin_a_run(own_folder, "2099-01-01T00:00:00.000Z")
    found = status_of(own_folder)
    assert found.portals[0].outcome == "running"
    assert found.writer is not None
    assert found.writer.pid == os.getpid()


def test_a_run_that_began_before_the_present_writer_is_not_running(own_folder: Path) -> None:
    owner = {"pid": os.getpid(), "since": "2099-12-31T00:00:00.000Z"}
    (own_folder / "archive.lock").write_text(json.dumps(owner))
    begin_a_run(own_folder, "2099-01-01T00:00:00.000Z")
    assert status_of(own_folder).portals[0].outcome == "interrupted"
