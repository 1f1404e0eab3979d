"""One writer an archive: a lock that names its owner and dies with it.

What counts is the kernel's lock on the file, never its text: the text of a dead process, or one that came with a
copy of the archive, keeps nobody out. The kernel's lock counts on this machine; see README.md for others.
"""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from archive.errors import ArchiveBusyError
from archive.records import utc_now


class WriterLock:
    """An advisory lock on ``archive.lock``; the kernel frees it when its process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "archive.lock"
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock or raise ``ArchiveBusyError`` with the owner's pid, machine, command and age."""
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read()
            file.close()
            raise ArchiveBusyError(_busy(self._path, owner)) from None
        file.truncate(0)
        file.write(json.dumps(_self()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def wait(self) -> None:
        """Return when nobody has the lock; who has it is told on standard error first. It is not taken."""
        with self._path.open("a+") as file:
            file.seek(0)
            print(
                f"{self._path.parent}: waiting for {_who(file.read())} to end; Ctrl-C gives up",
                file=sys.stderr,
            )
            fcntl.flock(file, fcntl.LOCK_EX)


def taken(path: Path) -> IO[str]:
    """The lock at ``path``, when nobody else has it; to be closed. Raises ``OSError`` where nothing can be written."""
    file = path.open("a")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _self() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": utc_now(),
        "command": shlex.join([*_program(), *sys.argv[1:]]),
    }


def _program() -> tuple[str, ...]:
    started = Path(sys.argv[0])
    return ("python", "-m", started.parent.name) if started.name == "__main__.py" else (started.name,)


def _busy(path: Path, owner: str) -> str:
    return (
        f"{path.parent}: {_who(owner)} is writing to this archive; "
        "wait for it to end (`gazette status` shows its run) or stop it"
    )


def _who(owner: str) -> str:
    """The owner as its text tells, which may be half written at this moment."""
    try:
        known = json.loads(owner)
        age = datetime.now(UTC) - datetime.fromisoformat(known["since"])
        hours, minutes = divmod(max(0, round(age.total_seconds() / 60)), 60)
        since = f"since {known['since']} ({hours} h {minutes} min)"
        return f"process {known['pid']} on {known['host']} {since}, `{known['command']}`,"
    except (ValueError, KeyError, TypeError):
        return "another process"
