"""What somebody else's program says of the files that evidence is kept in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def check_warcs(files: Iterable[Path]) -> None:
    """``warcio check`` finds no fault in these files, of which there is one at least."""
    paths = sorted(map(str, files))
    assert paths
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *paths], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
