"""One writer an archive: the second is told who the first is, and a dead one is in nobody's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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
    with pytest.raises(ArchiveBusyError, match=rf"process {os.getpid()} since 20\d\d-") as busy:
        second.acquire()
    assert str(tmp_path) in str(busy.value)
    assert "gazette status" in str(busy.value)
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
