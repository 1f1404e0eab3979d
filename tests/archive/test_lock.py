"""One writer an archive: the second is told who the first is, and a dead one is in nobody's way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import ArchiveBusyError
from archive.lock import WriterLock

_HOLD = """
import sys, time
from pathlib import Path
from archive.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_the_second_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    first, second = WriterLock(tmp_path), WriterLock(tmp_path)
    first.acquire()
    with pytest.raises(ArchiveBusyError, match=rf"process {os.getpid()} on \S+ since 20\d\d-") as busy:
        second.acquire()
    message = str(busy.value)
    assert str(tmp_path) in message
    assert "gazette status" in message
    assert f" on {socket.gethostname()} since " in message
    assert "(0 h 0 min)" in message
    assert Path(sys.argv[0]).name in message
    first.release()
    second.acquire()
    second.release()


def test_a_lock_can_be_given_back_twice(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.acquire()
    lock.release()
    lock.release()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    lock = WriterLock(tmp_path)
    with pytest.raises(ArchiveBusyError, match=str(holder.pid)):
        lock.acquire()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    lock.acquire()
    lock.release()


def test_how_long_the_lock_has_been_held_is_told(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.acquire()
    since = (datetime.now(UTC) - timedelta(days=1, minutes=61)).isoformat()
    (tmp_path / "archive.lock").write_text(
        json.dumps({"pid": 7, "host": "press", "since": since, "command": "gazette crawl --due"})
    )
    with pytest.raises(
        ArchiveBusyError, match=r"process 7 on press since .* \(25 h 1 min\), `gazette crawl --due`"
    ):
        WriterLock(tmp_path).acquire()
    lock.release()


def test_the_text_of_a_lock_that_was_copied_with_its_archive_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    held = WriterLock(tmp_path / "a")
    held.acquire()
    copy = WriterLock(shutil.copytree(tmp_path / "a", tmp_path / "b"))
    assert str(os.getpid()) in (tmp_path / "b" / "archive.lock").read_text()
    copy.acquire()
    copy.release()
    held.release()


def test_two_archives_are_not_in_each_others_way(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    locks = [WriterLock(tmp_path / "a"), WriterLock(tmp_path / "b")]
    for lock in locks:
        lock.acquire()
    for lock in locks:
        lock.release()


def test_an_owner_that_cannot_be_read_is_another_process(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    first.acquire()
    (tmp_path / "archive.lock").write_text("{half")
    with pytest.raises(ArchiveBusyError, match="another process"):
        WriterLock(tmp_path).acquire()
    first.release()
