"""The commands of ``gazette`` that close articles to everybody and open them again."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import click

from archive.connection import database_path, open_archive
from archive.database import rewrite
from archive.errors import ArchiveError, UsageError, WithheldError, unwritable
from archive.evidence import meant_by
from archive.options import archive_option
from archive.store import Store
from archive.terminal import printable
from archive.withheld import Order, meant, orders
from archive.withholding import Closed
from archive.withholding import release as put_back
from archive.withholding import withhold as take_out


@click.command()
@click.argument("which", nargs=-1, metavar="[ARTICLE]...")
@archive_option
@click.option(
    "--reason", default="", metavar="TEXT", help="Why: required, and shown to everybody who asks for it."
)
@click.option("--list", "is_list", is_flag=True, help="Only list what is withheld, since when and why.")
def withhold(which: tuple[str, ...], folder: Path, reason: str, is_list: bool) -> None:
    """Close articles to everybody, for a stated reason, until they are released.

    ARTICLE is the number of an article or an address of it. Everything that the archive says of it is taken out of
    archive.db and kept in withheld.db, which nobody is shown: its states, its files and further pages, unless
    other articles offer them as well; pictures that its page alone shows are closed, too. The site answers with the
    reason (451); no crawl or import brings it back.

    --reason is public: write nothing in it that is to be withheld. Number, address, day and portal of the article
    are public, too.

    The evidence stays as it is: the WARC files hold the bytes, and `gazette verify` finds all in order. Copies,
    backups and what was exported before are not reached.
    """
    if is_list:
        _list(folder, which, reason)
        return
    if not which:
        raise UsageError("say which articles, by number or address; `gazette search` prints the addresses")
    if not reason.strip():
        raise UsageError("say why with --reason TEXT; it is shown to everybody who asks for the article")
    with _opened(folder) as store:
        numbers = []
        for one in which:
            try:
                numbers.append(meant_by(store.db.conn, one))
            except WithheldError as error:
                click.echo(printable(f"already so: {error}"), err=True)
        try:
            closed = take_out(store.db, folder, dict.fromkeys(numbers), reason.strip()) if numbers else []
        except (OSError, sqlite3.Error) as error:
            raise unwritable(folder, error) from error
        for one_closed in closed:
            _tell(one_closed)
        _rewrite(store, folder, which)


@click.command()
@click.argument("which", nargs=-1, required=True, metavar="ARTICLE...")
@archive_option
def release(which: tuple[str, ...], folder: Path) -> None:
    """Open articles again that are withheld, exactly as they were.

    With their numbers, states, dates and sightings: what was cited is found again. ARTICLE is the number or an
    address, as `gazette withhold --list` prints them. The next crawl goes on from there.
    """
    with _opened(folder) as store:
        found = [_withheld(store.db.conn, one) for one in which]
        for order in dict.fromkeys(found):
            try:
                put_back(store.db, folder, order)
            except (OSError, sqlite3.Error) as error:
                raise unwritable(folder, error) from error
            click.echo(printable(f"article {order.article}: released: {order.url}"))


def _list(folder: Path, which: tuple[str, ...], reason: str) -> None:
    if which or reason:
        raise UsageError("--list shows all that is withheld: leave the rest out")
    with open_archive(folder) as connection:
        found = orders(connection)
    for order in found:
        click.echo(
            printable(f"{order.article}  {order.since[:10]}  {order.portal}  {order.url}  {order.reason}")
        )
    click.echo(f"articles withheld: {len(found)}", err=True)


def _opened(folder: Path) -> Store:
    """The one writer, of an archive that is there."""
    return Store(database_path(folder).parent)


def _withheld(connection: sqlite3.Connection, which: str) -> Order:
    if order := meant(connection, which):
        return order
    number = meant_by(connection, which)
    raise ArchiveError(
        f"{which}: article {number} is not withheld, and nothing was changed; `gazette withhold --list` shows what is"
    )


def _tell(closed: Closed) -> None:
    order = closed.order
    told = f"{_counted(closed.states, 'state')}, {_counted(closed.files, 'file')} of its own"
    click.echo(printable(f"article {order.article}: withheld: {order.url} ({told})"))
    for url in closed.alike:
        click.echo(printable(f"still open, and says the same or leads there: {url}"), err=True)


def _rewrite(store: Store, folder: Path, which: tuple[str, ...]) -> None:
    """Leave nothing in the file. Done for what was withheld before, too: that command may have been killed."""
    size = (folder / "archive.db").stat().st_size
    click.echo(
        f"archive.db ({size / 1e6:,.0f} MB) is written anew, so that nothing of it stays in the file",
        err=True,
    )
    began, why = time.monotonic(), ""
    try:
        if not rewrite(store.db):
            why = "somebody is reading it; end that (`gazette serve`, a download)"
    except sqlite3.Error as error:
        why = f"{error}; free as much as twice its size"
    if why:
        again = " ".join(which)
        raise ArchiveError(
            f"{folder}: withheld, and shown to nobody; but what it said can still be found in the bytes of archive.db, "
            f"which could not be written anew: {why}, then `gazette withhold {again} --reason …` again"
        )
    click.echo(f"done in {time.monotonic() - began:.1f} s", err=True)
    click.echo("not reached: the WARC files, copies and backups, what was exported or shown before", err=True)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
