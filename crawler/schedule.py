"""``gazette install-schedule``: what cron or systemd is to be told, for a person to read and install.

The crontab's form is that of crontab(5), the units' that of systemd.unit(5), systemd.exec(5) and systemd.syntax(7).
"""

from __future__ import annotations

import getpass
import os
import re
import shlex
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from attrs import frozen

from archive.errors import UsageError
from archive.options import archive_option
from crawler.contact import check_contact
from crawler.program import program

_CARRIED = ("GAZETTE_PORTALS", "PYTHONPATH", "SCRAPY_SETTINGS_MODULE")
"""What of the environment decides which portals there are; cron and systemd begin with an empty one."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - told, not used

_SERVICE = """\
# Crawls the portals that are due.
[Unit]
Description=Gazette: crawl the portals that are due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
{environment}ExecStart={command}
# 4: another crawl is at work; the next hour will do.
SuccessExitStatus=4
# A crawl ends within 30 s of SIGTERM; its reading processes are ended by itself.
KillMode=mixed
KillSignal=SIGTERM
TimeoutStopSec=45
{log}UMask=0027
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={folder}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
"""
_TIMER = """\
# Every hour; which portals are due is decided by their cadence.
[Unit]
Description=Gazette: ask every hour which portals are due

[Timer]
OnCalendar=*:{minute:02}
Persistent=yes

[Install]
WantedBy=timers.target
"""
_UNITS = "/etc/systemd/system"


@frozen
class Schedule:
    """A crawl of what is due, every hour: everything absolute, as neither cron nor systemd knows a place."""

    program: tuple[str, ...]
    folder: Path
    contact: str
    log: Path | None
    """Where lines are appended; ``None`` for the journal, or for mail from cron."""
    environment: Mapping[str, str]
    user: str

    @property
    def words(self) -> tuple[str, ...]:
        """The command, word by word."""
        return (*self.program, "crawl", "--due", "--archive", str(self.folder), "--contact", self.contact)

    @property
    def minute(self) -> int:
        """A minute of its own for each archive: not everybody's crawler need come at the full hour."""
        return zlib.crc32(os.fsencode(self.folder)) % 60

    def crontab_line(self) -> str:
        """One line; where there is a log, cron has nothing to mail but the last lines of a crawl that failed."""
        setting = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        command = " ".join([*setting, *map(shlex.quote, self.words)])
        if self.log:
            log = shlex.quote(str(self.log))
            command += f" >>{log} 2>&1 || tail -n 5 {log}"
        # An unescaped percent sign is a new line to cron, also inside quotes.
        return f"{self.minute} * * * *  " + command.replace("%", r"\%")

    def service(self) -> str:
        """The service unit."""
        lines = (f"Environment={_unit_word(f'{name}={value}')}\n" for name, value in self.environment.items())
        return _SERVICE.format(
            user=self.user,
            environment="".join(lines),
            command=" ".join(_unit_word(word).replace("$", "$$") for word in self.words),
            log=f"StandardOutput=append:{_unit_path(self.log)}\nStandardError=inherit\n" if self.log else "",
            folder=_unit_word(str(self.folder)),
        )

    def timer(self) -> str:
        """The timer unit."""
        return _TIMER.format(minute=self.minute)


@click.command("install-schedule")
@archive_option
@click.option("--print", "is_printed", is_flag=True, help="Print it. Required: installing is left to you.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["crontab", "systemd"]),
    default="crontab",
    show_default=True,
    help="One line for cron, or a service and its timer.",
)
@click.option(
    "--contact",
    default="",
    envvar="GAZETTE_CONTACT",
    show_envvar=True,
    help="E-mail or web address that portals can turn to. Required.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    help="File for what crawls say; for cron beside the archive, for systemd the journal, if not given.",
)
def install_schedule(folder: Path, is_printed: bool, form: str, contact: str, log: Path | None) -> None:
    """Print what makes cron or systemd crawl every hour what is due.

    Nothing is installed. Comments in what is printed say what to type.
    """
    if not is_printed:
        raise UsageError(
            "install-schedule installs nothing by itself; give --print to see what you may install"
        )
    schedule = _schedule(folder, form, contact, log)
    if form == "crontab" and (warning := _warning(schedule)):
        click.echo(warning, err=True)
    click.echo("\n".join(_crontab_text(schedule) if form == "crontab" else _systemd_text(schedule)))


def _schedule(folder: Path, form: str, contact: str, log: Path | None) -> Schedule:
    check_contact(contact)
    folder = folder.absolute()
    if log is None and form == "crontab":
        log = folder.with_name(f"{folder.name}.log")
    schedule = Schedule(
        program=program(),
        folder=folder,
        contact=contact,
        log=log.absolute() if log else None,
        environment={name: os.environ[name] for name in _CARRIED if os.environ.get(name)},
        user=getpass.getuser(),
    )
    check(schedule, form)
    return schedule


def check(schedule: Schedule, form: str) -> None:
    """``UsageError`` with the remedy for what cron or systemd could not do as printed."""
    for text in (*schedule.words, str(schedule.log), *schedule.environment.values()):
        if _UNPRINTABLE.search(text):
            raise UsageError(f"{text!r} holds a character that neither a crontab nor a unit can; rename it")
    if schedule.log and not schedule.log.parent.is_dir():
        raise UsageError(
            f"{schedule.log.parent}: no such folder for the log; make it first, or name a file with --log"
        )
    if form == "systemd":
        _check_places(schedule)


def _check_places(schedule: Schedule) -> None:
    """``UsageError`` for whatever a service would look for below /tmp: with PrivateTmp it sees an empty one."""
    for place, remedy in _below_tmp(schedule):
        raise UsageError(f"{place}: a service has a /tmp of its own, and everybody's is emptied; {remedy}")


def _warning(schedule: Schedule) -> str:
    """What cron does as printed, and what may be gone one day; empty where all is to last."""
    for place, remedy in _below_tmp(schedule):
        return f"warning: {place}: temporary folders are emptied, /tmp when the machine starts; {remedy}"
    return ""


def _below_tmp(schedule: Schedule) -> Iterator[tuple[Path, str]]:
    """Each place below /tmp that the schedule needs, and what to do instead."""
    python_path = schedule.environment.get("PYTHONPATH", "").split(os.pathsep)
    for place, remedy in (
        (schedule.folder, "name a folder that lasts with --archive"),
        (schedule.log or schedule.folder, "name a file that lasts with --log"),
        (Path(schedule.program[0]), "install Gazette elsewhere, in an environment that lasts"),
        *((Path(entry), "set PYTHONPATH to folders that last") for entry in python_path if entry),
    ):
        if _is_below_tmp(place):
            yield place, remedy


def _is_below_tmp(place: Path) -> bool:
    """Also where a link leads there; an environment's Python is mostly a link that leads out."""
    whole = (place.absolute(), place.resolve())
    return any(path.is_relative_to(tmp) for path in whole for tmp in _TEMPORARY)


def _crontab_text(schedule: Schedule) -> list[str]:
    return [
        "# Install it: type `crontab -e` and add this line. Crawls that fail are mailed to MAILTO, if cron has mail.",
        schedule.crontab_line(),
    ]


def _systemd_text(schedule: Schedule) -> list[str]:
    """The units inside a shell script that installs them, so that it can be read, pasted or piped to ``sh``."""
    return [
        "# Install them: read this, then paste it into a shell or pipe it to `sh`.",
        f"mkdir -p {shlex.quote(str(schedule.folder))}",
        *_heredoc("gazette.service", schedule.service()),
        *_heredoc("gazette.timer", schedule.timer()),
        "sudo systemctl daemon-reload",
        "sudo systemctl enable --now gazette.timer",
        "# What it did: `systemctl list-timers gazette.timer`, `journalctl -u gazette`, `gazette status`.",
    ]


def _heredoc(name: str, unit: str) -> list[str]:
    return [f"sudo tee {_UNITS}/{name} >/dev/null <<'END_OF_UNIT'", f"{unit}END_OF_UNIT"]


def _unit_word(text: str) -> str:
    """A word as systemd reads it: quoted, and percent signs doubled, as they are specifiers."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%") + '"'


def _unit_path(path: Path) -> str:
    """A path where systemd knows no quotes."""
    return str(path).replace("%", "%%")
