"""A schedule as services and timers; the units' form is that of systemd.unit(5), systemd.exec(5), systemd.time(7) and
systemd.syntax(7)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from archive.errors import UsageError
from crawler.scheduling.schedule import Job, Schedule

_SERVICE = """\
[Unit]
Description=Gazette: {does}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
{environment}ExecStart={command}
{fine}# A crawl ends within 30 s of SIGTERM; its reading processes are ended by itself.
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
[Unit]
Description=Gazette: when to {does}

[Timer]
OnCalendar={hour}:{minute:02}
Persistent=yes

[Install]
WantedBy=timers.target
"""
_PATTERN = re.compile(r"[*?\[]")
_UNITS = "/etc/systemd/system"


def units(schedule: Schedule) -> dict[str, str]:
    """Name of the file to its text."""
    return {
        f"{job.name}.{kind}": write(schedule, job)
        for job in schedule.jobs
        for kind, write in (("service", _service), ("timer", _timer))
    }


def installer(schedule: Schedule) -> str:
    """The units inside a shell script that installs them, so that it can be read, pasted or piped to ``sh``."""
    timers = " ".join(f"{job.name}.timer" for job in schedule.jobs)
    heredocs = (line for name, unit in units(schedule).items() for line in _heredoc(name, unit))
    return "\n".join(
        (
            "# Install them: read this, then paste it into a shell or pipe it to `sh`.",
            f"mkdir -p {shlex.quote(str(schedule.folder))}",
            *heredocs,
            "sudo systemctl daemon-reload",
            f"sudo systemctl enable --now {timers}",
            "# What they did: `systemctl list-timers 'gazette*'`, `journalctl -u 'gazette*'`, `gazette status`.",
        )
    )


def check_places(schedule: Schedule) -> None:
    """``UsageError`` for whatever a service would look for below /tmp, as with PrivateTmp it sees an empty one, and for
    a file of variables that systemd would not find."""
    for place, remedy in schedule.below_tmp():
        raise UsageError(f"{place}: a service has a /tmp of its own, and everybody's is emptied; {remedy}")
    file = str(schedule.variables.path) if schedule.variables else ""
    if _PATTERN.search(file) or file != file.strip():
        raise UsageError(f"{file!r}: systemd takes such a name for a pattern, or not whole; rename the file")


def _service(schedule: Schedule, job: Job) -> str:
    return _SERVICE.format(
        does=job.does,
        user=schedule.user,
        environment="".join(f"{line}\n" for line in _environment(schedule)),
        command=" ".join(_word(word).replace("$", "$$") for word in job.words),
        log=f"StandardOutput=append:{_path(schedule.log)}\nStandardError=inherit\n" if schedule.log else "",
        fine=f"SuccessExitStatus={job.fine:d}\n" if job.fine else "",
        folder=_word(str(schedule.folder)),
    )


def _environment(schedule: Schedule) -> Iterator[str]:
    yield from (f"Environment={_word(f'{name}={value}')}" for name, value in schedule.environment.items())
    if schedule.variables:
        yield f"EnvironmentFile={_path(schedule.variables.path)}"


def _timer(_: Schedule, job: Job) -> str:
    return _TIMER.format(does=job.does, hour="*" if job.hour is None else job.hour, minute=job.minute)


def _heredoc(name: str, unit: str) -> list[str]:
    return [f"sudo tee {_UNITS}/{name} >/dev/null <<'END_OF_UNIT'", f"{unit}END_OF_UNIT"]


def _word(text: str) -> str:
    """A word as systemd reads it: quoted, and percent signs doubled, as they are specifiers."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%") + '"'


def _path(path: Path) -> str:
    """A path where systemd knows no quotes."""
    return str(path).replace("%", "%%")
