"""The filters of a search as they are typed, and what is said of those, and of addresses, that name nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeVar, get_args

import click

from archive.addresses import forms
from archive.errors import UsageError
from archive.nearest import instead
from archive.period import period_options
from archive.records import STATES
from archive.search import Changed, Query
from archive.withheld import of_address

_NOT_HELD = "no page of this address is in the archive; in quotation marks it is looked for in texts"
Command = TypeVar("Command", bound=Callable[..., Any])


def filter_options(command: Command) -> Command:
    """The filters of a ``Query``, handed to the command under the names of its fields."""
    for option in (
        period_options("From this day on", "Up to this day"),
        click.option(
            "--state",
            type=click.Choice(tuple(STATES)),
            callback=lambda _context, _option, value: value or "",
            help="What was observed of it.",
        ),
        click.option(
            "--changed",
            type=click.Choice([which for which in get_args(Changed) if which]),
            callback=lambda _context, _option, value: value or "",
            help="With more than one state; silent: the dates that the portal gives do not tell.",
        ),
        click.option("--watched", is_flag=True, help="Of pages that a portal's declaration watches."),
        click.option("--language", default="", help="Language; zh includes zh-Hant."),
        click.option("--section", default="", help="Section, as the portal writes it."),
        click.option("--portal", default="", help="Portal, by its short name."),
    ):
        command = option(command)
    return command


def check_portals(connection: sqlite3.Connection, names: Collection[str], option: str = "") -> None:
    """``UsageError`` where a portal is not in the archive: a slip of the pen in cron must not look like a portal
    without articles. ``option``: how it was named, as ``--portal ``."""
    known = portal_names(connection)
    if unknown := [name for name in names if name and name not in known]:
        raise UsageError(
            f"{option}{', '.join(unknown)}: not in this archive; {instead(unknown, known)}; "
            "`gazette status` lists all, a crawl brings others in"
        )


def portal_names(connection: sqlite3.Connection) -> list[str]:
    """Every portal that was ever declared to the archive."""
    return [row[0] for row in connection.execute("SELECT name FROM portals ORDER BY name")]


def not_held(connection: sqlite3.Connection, typed: str) -> str:
    """Why no page was found at the address that ``typed`` is: that it is withheld, since when and why, or that none is
    held; empty where it is no address."""
    asked = forms(typed)
    order = next(filter(None, (of_address(connection, url) for url in asked)), None)
    return f"withheld since {order.since[:10]}: {order.reason}" if order else _NOT_HELD if asked else ""


def in_vain(connection: sqlite3.Connection, query: Query) -> Iterator[str]:
    """A line for each filter of ``query`` that no article passes (``section News: …``), with what is nearest to it.

    To be asked where nothing was found: it walks through the articles.
    """
    for name, value in (("section", query.section), ("language", query.language)):
        known = _values(connection, name, query.portal) if value else set()
        is_there = value in known or (
            name == "language" and any(one.startswith(f"{value}-") for one in known)
        )
        if value and not is_there:
            whose = f" of {query.portal}" if query.portal else ""
            yield f"{name} {value}: no article{whose} has it; {instead([value], known)}"


def _values(connection: sqlite3.Connection, column: str, portal: str) -> set[str]:
    condition = "portal = ?" if portal else "? = ''"
    rows = connection.execute(f"SELECT DISTINCT {column} FROM articles WHERE {condition}", (portal,))  # noqa: S608
    return {row[0] for row in rows if row[0]}
