"""Whom those who run portals can turn to: told by every request."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.errors import UsageError

_CONTACT = re.compile(r"https?://[^\s/]+\S*|[^\s@]+@[^\s@]+\.[^\s@]+")

Command = TypeVar("Command", bound=Callable[..., Any])


def contact_option(command: Command) -> Command:
    """``--contact``, handed to the command as ``contact``; None where it is not named."""
    return click.option(
        "--contact",
        envvar="GAZETTE_CONTACT",
        show_envvar=True,
        help="E-mail or web address that portals can turn to; sent in the User-Agent. Required.",
    )(command)


def check_contact(contact: str) -> None:
    """Raise ``UsageError`` unless those who run portals are told whom to ask: an e-mail or web address."""
    if not _CONTACT.fullmatch(contact or ""):
        what = f"{contact!r} is no address" if contact else "no contact is set"
        raise UsageError(
            f"a crawler says who it is: {what}; give an e-mail or web address of yours with "
            "--contact or in GAZETTE_CONTACT, e.g. export GAZETTE_CONTACT=desk@newsroom.example"
        )
