"""``gazette install-schedule``: what cron or systemd is to be told, for a person to read and install."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from pathlib import Path

import click

from archive.errors import UsageError
from archive.options import archive_option
from crawler.contact import check_contact
from crawler.program import program
from crawler.scheduling.crontab import crontab
from crawler.scheduling.modules import not_found
from crawler.scheduling.schedule import Schedule, check
from crawler.scheduling.systemd import check_places, installer
from crawler.scheduling.variables import CARRIED, CONTACT, WANTED, Variables, read


@click.command("install-schedule")
@archive_option
@click.option("--print", "is_printed", is_flag=True, help="Print it. Required: installing is left to you.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["crontab", "systemd"]),
    default="crontab",
    show_default=True,
    help="Lines for cron, or services and their timers.",
)
@click.option(
    "--contact",
    default="",
    envvar=CONTACT,
    show_envvar=True,
    help="E-mail or web address that portals can turn to. Required, unless --env-file has one, which counts.",
)
@click.option(
    "--env-file",
    type=click.Path(path_type=Path),
    help="File with the variables that crawls are to know, NAME=value a line: where alarms go, who is told of news.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    help="File for what they say; for cron beside the archive, for systemd the journal, if not given.",
)
def install_schedule(
    folder: Path, is_printed: bool, form: str, contact: str, env_file: Path | None, log: Path | None
) -> None:
    """Print what makes cron or systemd crawl every hour what is due, and look once a day whether all is well.

    Nothing is installed. Comments in what is printed say what to type. Neither cron nor systemd knows the variables
    that are set here: those of --env-file they do, and what is wrong in it is said now.
    """
    if not is_printed:
        raise UsageError(
            "install-schedule installs nothing by itself; give --print to see what you may install"
        )
    variables = read(_whole(env_file)) if env_file else None
    schedule = _schedule(folder, form, contact, variables, log)
    check(schedule)
    if form == "systemd":
        check_places(schedule)
    for warning in _warnings(schedule, form):
        click.echo(f"warning: {warning}", err=True)
    click.echo(crontab(schedule) if form == "crontab" else installer(schedule))


def _schedule(
    folder: Path, form: str, contact: str, variables: Variables | None, log: Path | None
) -> Schedule:
    folder, known = _whole(folder), variables.values if variables else {}
    if not known.get(CONTACT):
        check_contact(contact)
    if log is None and form == "crontab":
        log = folder.with_name(f"{folder.name}.log")
    return Schedule(
        program=program(),
        folder=folder,
        contact="" if known.get(CONTACT) else contact,
        log=_whole(log) if log else None,
        environment={
            name: os.environ[name] for name in CARRIED if os.environ.get(name) and name not in known
        },
        variables=variables,
        user=getpass.getuser(),
    )


def _whole(path: Path) -> Path:
    """Without ``..``, which systemd passes over; links are not followed."""
    return Path(os.path.abspath(path))


def _warnings(schedule: Schedule, form: str) -> Iterator[str]:
    """What is done as printed, and is hardly what is meant."""
    for place, remedy in schedule.below_tmp():
        yield f"{place}: temporary folders are emptied, /tmp when the machine starts; {remedy}"
        break
    variables = schedule.variables
    known = variables.values if variables else {}
    if unknown := [name for name in WANTED if os.environ.get(name) and name not in known]:
        file = str(variables.path) if variables else "a file, and name that with --env-file"
        yield f"{', '.join(unknown)}: set here, and not known to {_NAMES[form]}; write NAME=value into {file}"
    if lost := not_found({**schedule.environment, **known}):
        yield (
            f"GAZETTE_PORTALS: {', '.join(lost)}: Python finds no such module from another folder, as "
            f"{_NAMES[form]} begins in one; PYTHONPATH names the folder that it lies in"
        )
    if variables and variables.has_a_server_for_nobody:
        yield f"{variables.path}: says how mail is sent, and nothing to whom; GAZETTE_ALARM_EMAIL does"
    if variables and variables.is_told_to_all:
        yield f"{variables.path}: may hold a password, and anybody on this machine can read it; chmod 600 it"


_NAMES = {"crontab": "cron", "systemd": "systemd"}
