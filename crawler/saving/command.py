"""``gazette save``: single articles, now, whenever they are due."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from archive.errors import Exit
from archive.options import archive_option


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@archive_option
@click.option(
    "--contact",
    envvar="GAZETTE_CONTACT",
    show_envvar=True,
    help="E-mail or web address that portals can turn to; sent in the User-Agent. Required.",
)
def save(urls: tuple[str, ...], folder: Path, contact: str | None) -> None:
    """Capture articles at these addresses now, with their files.

    Of declared portals, and as politely as any crawl; - reads addresses from standard input. What is held is asked
    for again, whenever it is due, and a line for each address says what came of it. That is no visit to the portal:
    the next crawl comes when it is due, and nothing but these pages was looked at.

    Ends with 0 where every address brought its article, else with 1.
    """
    # Imported here: Scrapy takes half a second, and the other commands do without.
    from crawler.crawling import Order, crawl, portals
    from crawler.saving.addresses import asked, outcomes

    only = asked(list(_typed(urls)), portals(), folder)
    crawl(Order(folder, only.portals, contact=contact or "", recheck_all=True, only=only.urls))
    told = outcomes(folder, only)
    for one in told:
        click.echo(str(one))
    if not all(one.is_kept for one in told):
        raise click.exceptions.Exit(Exit.FAILED)


def _typed(urls: Sequence[str]) -> Iterator[str]:
    for url in urls:
        yield from sys.stdin.read().split() if url == "-" else [url]
