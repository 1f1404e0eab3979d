"""``gazette save``: single articles, now, whenever they are due."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.errors import Exit
from archive.options import archive_option
from crawler.contact import contact_option

if TYPE_CHECKING:
    from crawler.side_by_side import Ended


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@archive_option
@contact_option
@click.option("--wait", "is_patient", is_flag=True, help="Where a crawl is at work, wait until it has ended.")
def save(urls: tuple[str, ...], folder: Path, contact: str | None, is_patient: bool) -> None:
    """Capture articles at these addresses now, with their files.

    Of declared portals, and as politely as any crawl; - reads addresses from standard input. What is held is asked
    for again, whenever it is due, and a line for each address says what came of it. That is no visit to the portal:
    the next crawl comes when it is due, and nothing but these pages was looked at.

    Ends with 0 where every address brought its article and this its files, else with 1; with 4, and nothing done, where
    another process writes to the archive and --wait is not given.
    """
    # Imported here: Scrapy takes half a second, and the other commands do without.
    from crawler.crawling import Order, crawl, portals, unloadable
    from crawler.saving.addresses import asked, outcomes

    only = asked(list(_typed(urls)), portals(), unloadable(), folder)
    is_well: list[bool] = []

    def tell(ended: Sequence[Ended], connection: sqlite3.Connection) -> None:
        told = outcomes(connection, ended, only)
        for one in told:
            click.echo(str(one))
        missed = sum(one.files_missed for one in ended)
        if missed:
            click.echo(f"files that could not be got: {missed}; the next crawl tries again", err=True)
        is_well.append(not missed and all(one.is_kept for one in told))

    crawl(
        Order(
            folder,
            tuple(only),
            contact=contact or "",
            recheck_all=True,
            only=only,
            then=tell,
            is_patient=is_patient,
        )
    )
    if is_well != [True]:
        raise click.exceptions.Exit(Exit.FAILED)


def _typed(urls: Sequence[str]) -> Iterator[str]:
    for url in urls:
        yield from sys.stdin.read().split() if url == "-" else [url]
