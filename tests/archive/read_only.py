"""A folder that really cannot be written, also by root: bound over itself, read only, for one process to see."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

_BIND = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


def read_only(folder: Path, *command: str) -> tuple[str, ...]:
    """``command`` as it runs where ``folder`` is on a read-only medium; skips the test where that cannot be had."""
    if not (prefix := _prefix()):
        pytest.skip("no namespace of its own for mounts is to be had here (unshare)")
    return (*prefix, "sh", "-c", _BIND, str(folder), *command)


@cache
def _prefix() -> tuple[str, ...]:
    if not shutil.which("unshare"):
        return ()
    ways = (("unshare", "--mount"), ("unshare", "--mount", "--map-root-user"))
    trial = ("sh", "-c", _BIND, "/proc", "true")
    works = (
        way for way in ways if not subprocess.run([*way, *trial], check=False, capture_output=True).returncode
    )
    return next(works, ())
