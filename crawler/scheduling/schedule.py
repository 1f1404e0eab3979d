"""What is done again and again: a crawl of what is due every hour, and once a day a look at how the portals do."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

from archive.errors import Exit, UsageError
from crawler.scheduling.variables import Variables

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - told, not used
_NOON = 12


@frozen
class Job:
    """A command, and when it is to be run."""

    name: str
    does: str
    """What it does, as the rest of a sentence."""
    words: tuple[str, ...]
    """The command, word by word."""
    minute: int
    hour: int | None = None
    """Once a day; every hour without one."""
    fine: int = 0
    """The exit code besides 0 that is nobody's business."""


@frozen
class Schedule:
    """The jobs of an archive: everything absolute, as neither cron nor systemd knows a place."""

    program: tuple[str, ...]
    folder: Path
    contact: str
    """Empty where the file of variables has it."""
    log: Path | None
    """Where lines are appended; ``None`` for the journal, or for mail from cron."""
    environment: Mapping[str, str]
    """What is written into the schedule itself."""
    variables: Variables | None
    """What it leaves to a file."""
    user: str

    @property
    def jobs(self) -> tuple[Job, ...]:
        """A crawl that is never begun can complain of nothing: the look at the portals is a job of its own."""
        archive = ("--archive", str(self.folder))
        contact = ("--contact", self.contact) if self.contact else ()
        crawl = (*self.program, "crawl", "--due", *archive, *contact)
        # What is wrong was told once, where alarms go; where they go nowhere, cron tells it every day.
        told = Exit.PORTALS_FAILED if self.variables and self.variables.tells_somebody else Exit.OK
        return (
            # Another crawl is at work; the next hour will do.
            Job("gazette", "crawl the portals that are due", crawl, self.minute, fine=Exit.ALREADY_RUNNING),
            Job(
                "gazette-alarms",
                "tell what is wrong with a portal",
                (*self.program, "alarms", *archive),
                (self.minute + 30) % 60,
                _NOON,
                told,
            ),
        )

    @property
    def minute(self) -> int:
        """A minute of its own for each archive: not everybody's crawler need come at the full hour."""
        return zlib.crc32(os.fsencode(self.folder)) % 60

    def below_tmp(self) -> Iterator[tuple[Path, str]]:
        """Each place below /tmp that the schedule needs, and what to do instead."""
        python_path = self.environment.get("PYTHONPATH", "").split(os.pathsep)
        named = self.variables.places() if self.variables else ()
        for place, remedy in (
            (self.folder, "name a folder that lasts with --archive"),
            (self.log or self.folder, "name a file that lasts with --log"),
            (
                self.variables.path if self.variables else self.folder,
                "name a file that lasts with --env-file",
            ),
            (Path(self.program[0]), "install Gazette elsewhere, in an environment that lasts"),
            *((Path(entry), "set PYTHONPATH to folders that last") for entry in python_path if entry),
            *((place, f"set {name} to what lasts") for name, place in named),
        ):
            if _is_below_tmp(place):
                yield place, remedy


def check(schedule: Schedule) -> None:
    """``UsageError`` with the remedy for what neither cron nor systemd could do as printed."""
    words = (word for job in schedule.jobs for word in job.words)
    places = (schedule.log, schedule.variables.path if schedule.variables else "")
    for text in (*words, *map(str, places), *schedule.environment.values()):
        if _UNPRINTABLE.search(text):
            raise UsageError(f"{text!r} holds a character that neither a crontab nor a unit can; rename it")
    for entry in schedule.environment.get("PYTHONPATH", "").split(os.pathsep):
        if entry and not Path(entry).is_absolute():
            raise UsageError(f"PYTHONPATH: {entry}: set it to whole paths, as cron begins in another folder")
    if schedule.log and not schedule.log.parent.is_dir():
        raise UsageError(
            f"{schedule.log.parent}: no such folder for the log; make it first, or name a file with --log"
        )


def _is_below_tmp(place: Path) -> bool:
    """Also where a link leads there; an environment's Python is mostly a link that leads out."""
    whole = (place.absolute(), place.resolve())
    return any(path.is_relative_to(tmp) for path in whole for tmp in _TEMPORARY)
