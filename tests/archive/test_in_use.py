"""Whether somebody has an archive open, by the locks of real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.connection import open_archive
from archive.errors import ArchiveBusyError, ArchiveError
from archive.in_use import check_unused
from archive.store import Store

_READER = """
import sys
from pathlib import Path
from archive.connection import open_archive
with open_archive(Path(sys.argv[1])) as connection:
    print(connection.execute("SELECT count(*) FROM articles").fetchone()[0], flush=True)
    sys.stdin.read()
"""


def test_an_archive_that_a_process_reads_is_in_use_until_that_ends(tmp_path: Path) -> None:
    Store(tmp_path).close()
    check_unused(tmp_path)
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert reader.stdout
        assert reader.stdout.readline() == b"0\n"
        with pytest.raises(ArchiveError, match="another process has this archive open"):
            check_unused(tmp_path)
    finally:
        reader.communicate()
    check_unused(tmp_path)
    with open_archive(tmp_path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_an_archive_that_is_written_to_names_the_writer(tmp_path: Path) -> None:
    with Store(tmp_path), pytest.raises(ArchiveBusyError, match="is writing to this archive"):
        check_unused(tmp_path)


def test_a_folder_without_an_archive_and_a_broken_one_are_nobodys(tmp_path: Path) -> None:
    check_unused(tmp_path)
    (tmp_path / "archive.db").write_bytes(b"no database" * 100)
    check_unused(tmp_path)
