"""Whether the modules of portals that the environment names are found from another folder, as cron begins in one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

_FIND = """
import sys
from importlib.util import find_spec
for name in sys.argv[1:]:
    try:
        found = find_spec(name)
    except Exception as error:  # what a package raises is told by the crawl
        found = not isinstance(error, ModuleNotFoundError)
    if not found:
        print(name)
"""


def not_found(known: Mapping[str, str]) -> list[str]:
    """The modules in ``GAZETTE_PORTALS`` that Python finds nowhere, with the ``PYTHONPATH`` that is known there."""
    named = known.get("GAZETTE_PORTALS", "").split()
    if not named:
        return []
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    own |= {name: value for name, value in known.items() if name == "PYTHONPATH"}
    command = [sys.executable, "-c", _FIND, *named]
    # Its own interpreter, and names that are arguments: nothing of them is run but the packages that a crawl imports.
    found = subprocess.run(command, cwd="/", env=own, capture_output=True, text=True, check=False)  # noqa: S603
    return found.stdout.split()
