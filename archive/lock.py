"""One writer an archive: a lock that names its owner and dies with it."""

from __future__ import annotations

import fcntl
import json
import os
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
        """Take the lock or raise ``ArchiveBusyError`` with the owner's pid and since when it runs."""
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read()
            file.close()
            raise ArchiveBusyError(_busy(self._path, owner)) from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "since": utc_now()}))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def _busy(path: Path, owner: str) -> str:
    try:
        known = json.loads(owner)
        who = f"process {known['pid']} since {known['since']}"
    except (ValueError, KeyError):
        who = "another process"
    return (
        f"{path.parent}: {who} is writing to this archive; "
        "wait for it to end (`gazette status` shows its run) or stop it"
    )
