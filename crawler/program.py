"""What to type to run the programs of the environment that this process runs in: it need not be on the PATH."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path


def program() -> tuple[str, ...]:
    """``gazette`` of this environment, by its whole path."""
    script = Path(sys.executable).with_name("gazette")
    return (str(script),) if script.is_file() else (sys.executable, "-m", "crawler")


def typed(*words: object) -> str:
    """A ``gazette`` command as it can be typed here: by its name alone where a shell finds this very one."""
    script, *rest = program()
    found = shutil.which("gazette")
    is_found = not rest and found is not None and Path(found).samefile(script)
    return shlex.join(["gazette" if is_found else _short(script), *rest, *map(str, words)])


def repair() -> str:
    """What makes this environment run the checkout that it is typed in, and no copy of it."""
    return shlex.join([_short(sys.executable), "-m", "pip", "install", "--editable", "."])


def _short(path: str) -> str:
    """From the working directory on, if it lies in a folder below; no link is followed, as an environment is one."""
    place, here = Path(path).absolute(), Path.cwd()
    return str(place.relative_to(here)) if here in place.parents[1:] else str(place)
