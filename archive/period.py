"""Days as a person types them: ``2026``, ``2026-03`` or ``2026-03-05``, the same for every command."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from archive.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])

FORMS = "2026, 2026-03 or 2026-03-05"
"""What may be typed, in the words of every error."""

_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


class Period(click.ParamType):
    """A year, a month or a day, handed to the command as it was typed; empty for no limit."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            first_day(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return value


def period_options(first: str, last: str, of: str = "") -> Callable[[Command], Command]:
    """``--from`` and ``--to`` with these words of help, handed to the command as ``from_date`` and ``to_date``.

    ``of``: what the days are those of, where it is not the article: ``noticed`` makes ``--noticed-from``, handed to
    the command as ``noticed_from``.
    """
    name = f"{of}_{{}}" if of else "{}_date"

    def add(command: Command) -> Command:
        forms = f"a year, a month or a day: {FORMS}."
        for end, words in (("to", last), ("from", first)):
            help_text = f"{words}; {forms}"
            command = click.option(
                f"{_dashes(of)}{end}", name.format(end), type=Period(), default="", help=help_text
            )(command)
        return command

    return add


def first_day(period: str) -> str:
    """The first day of ``period`` as ``YYYY-MM-DD``; of ``""`` nothing.

    Raises ``ValueError`` with the value, the reason and the forms for what is no period.
    """
    return _beginning(period).isoformat() if period else ""


def last_day(period: str) -> str:
    """The last day of ``period``; as ``first_day`` otherwise."""
    if not period:
        return ""
    begins = _beginning(period)
    if len(period) == len("2026-03-05"):
        return begins.isoformat()
    month = begins.month if len(period) == len("2026-03") else 12
    return begins.replace(month=month, day=monthrange(begins.year, month)[1]).isoformat()


def instants(from_date: str, to_date: str) -> tuple[str, str]:
    """Bounds between which, as text, every instant (ISO 8601) of the days from one period to the other lies."""
    # An instant of a day sorts after the day itself, and before the day with a tilde behind it.
    return first_day(from_date), f"{last_day(to_date) or '9'}~"


def check_order(from_date: str, to_date: str, of: str = "") -> None:
    """``UsageError`` where the last period ends before the first one begins. ``of`` as in ``period_options``."""
    if to_date and last_day(to_date) < first_day(from_date):
        dashes = _dashes(of)
        raise UsageError(f"{dashes}from {from_date} {dashes}to {to_date}: holds no day; exchange the two")


def _dashes(of: str) -> str:
    """How the options begin that ``period_options`` makes."""
    return f"--{of}-" if of else "--"


def _beginning(period: str) -> date:
    found = _PERIOD.fullmatch(period)
    if not found:
        raise ValueError(f"{period!r} is no date: it is not written as one; write {FORMS}")
    try:
        return date(*(int(part or 1) for part in found.groups()))
    except ValueError as error:
        raise ValueError(f"{period!r} is no date: {error}; write {FORMS}") from error
