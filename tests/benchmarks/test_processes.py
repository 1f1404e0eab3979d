"""What a command and those that it starts have used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.benchmarks.processes import measure

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

_BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
_CHILD = _BURN.format(seconds=0.4) + "held = bytearray(80_000_000)\ntime.sleep(0.3)"
_PARENT = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {_CHILD!r}])\nprint('done')\n"


def test_a_child_counts_as_the_generation_after_its_parent() -> None:
    measured = measure([sys.executable, "-c", _PARENT], {})
    assert measured.output == "done\n"
    assert measured.cpu(0) < measured.cpu(1)
    assert measured.cpu(1) >= 0.3
    assert max(used.peak for used in measured.processes if used.generation == 1) > 80_000_000


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(subprocess.CalledProcessError) as raised:
        measure([sys.executable, "-c", "print('no disk'); raise SystemExit(3)"], {})
    assert (raised.value.returncode, raised.value.output) == (3, "no disk\n")
