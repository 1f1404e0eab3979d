"""CPU seconds and peak memory of a command and of every process that it starts, read from ``/proc`` (Linux)."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_BETWEEN_LOOKS = 0.05


@frozen
class Used:
    """What one process has used."""

    generation: int
    """0 for the command itself, 1 for what it started, 2 for what that started."""
    cpu: float = 0.0
    """Seconds, in user mode and in the kernel."""
    peak: int = 0
    """Bytes of memory that were resident at once."""


@frozen
class Measured:
    """A command from its start to its end."""

    output: str
    seconds: float
    idle: float
    """CPU seconds of all cores that nobody used meanwhile."""
    processes: tuple[Used, ...]

    def cpu(self, *generations: int) -> float:
        return sum(used.cpu for used in self.processes if used.generation in generations)


def measure(command: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run ``command``; raises ``CalledProcessError`` with its output where it fails."""
    idle, began = idle_seconds(), time.monotonic()
    seen: dict[int, Used] = {}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=said, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            _look(process.pid, seen)
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        said.seek(0)
        output = said.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Measured(output, time.monotonic() - began, idle_seconds() - idle, tuple(seen.values()))


def cpu_of(pid: int) -> float:
    """The CPU seconds that a process has used so far, its threads included."""
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def idle_seconds() -> float:
    """The CPU seconds that all cores of the machine have been idle."""
    fields = (_PROC / "stat").read_text().split("\n", 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / _TICKS


def _look(root: int, seen: dict[int, Used]) -> None:
    for pid, generation in _family(root, 0):
        used = seen.get(pid, Used(generation))
        # Gone between two lines: what the last look saw stands.
        try:
            seen[pid] = evolve(used, cpu=cpu_of(pid), peak=_peak(pid) or used.peak)
        except OSError:
            continue


def _family(pid: int, generation: int) -> Iterator[tuple[int, int]]:
    yield pid, generation
    for child in _children(pid):
        yield from _family(child, generation + 1)


def _children(pid: int) -> list[int]:
    """Children belong to the thread that started them."""
    try:
        tasks = list((_PROC / str(pid) / "task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def _peak(pid: int) -> int:
    """0 for a process that has ended and waits for its parent to notice."""
    lines = (_PROC / str(pid) / "status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
