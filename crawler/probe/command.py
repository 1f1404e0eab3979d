"""``gazette probe`` and ``scrapy probe``: from a home page to a portal's file."""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from archive.errors import UsageError
from crawler.checkout import among_installed
from crawler.contact import contact_option
from pipelines.urls import is_web_url

if TYPE_CHECKING:
    from scrapy.settings import Settings

_WIDTH = 120


@click.command()
@click.argument("url")
@click.option(
    "--name", default="", help="What the portal is called, e.g. fr_quai; made from the host otherwise."
)
@click.option("--write", is_flag=True, help="Write the file into crawler/portals, never over another one.")
@contact_option
def probe(url: str, name: str, write: bool, contact: str | None) -> None:
    """Look at a portal's home page and propose its file, with five articles read.

    The file goes to standard output, what was found and what is doubtful to standard error.
    """
    # Imported here: Scrapy takes half a second, and the other commands do without.
    from crawler.crawling import as_contact, own_settings

    settings = own_settings()
    settings.setdict(as_contact(settings, contact or ""), priority="cmdline")
    look(url, name, write, settings)


def look(url: str, name: str, write: bool, settings: Settings) -> None:
    """Probe, print, and write beside the other portals (``NEWSPIDER_MODULE``) where that is wanted."""
    from crawler.probe.proposal import propose
    from crawler.probe.report import report
    from crawler.probe.survey import MOST_ASKED, survey
    from crawler.scout import send

    _check(url, name)
    folder = _folder(settings["NEWSPIDER_MODULE"])
    if write:
        check_folder(folder)
    seen = send(partial(survey, url=url, country=name[:2].upper()), settings, MOST_ASKED)
    proposal = propose(seen, name)
    is_file = not sys.stderr.isatty()
    console = Console(stderr=True, width=_WIDTH if is_file else None, soft_wrap=is_file)
    console.print(report(seen, proposal), highlight=False)
    where = proposal.write(folder) if write else folder / f"{proposal.name}.py"
    print(proposal.text, end="", flush=True)
    print(
        f"\n{'Written to' if write else 'To be saved as'} {where}. Now: review every line of it; "
        f"scrapy check {proposal.name}; scrapy record {proposal.name} ADDRESS-OF-AN-ARTICLE; "
        f"gazette crawl {proposal.name}",
        file=sys.stderr,
    )


def _check(url: str, name: str) -> None:
    from crawler.declaration import is_name

    if not is_web_url(url):
        raise UsageError(
            f"{url!r} is no address of a home page; write it whole: https://www.ministry.example/"
        )
    if name and not (is_name(name) and name[2] == "_"):
        raise UsageError(
            f"{name!r} is no name for a portal: two letters of the country, an underscore, a short name, "
            "all lower case, e.g. fr_interieur"
        )


def check_folder(folder: Path) -> None:
    """``UsageError`` with what mends it where a portal's file would be nobody's."""
    if why := among_installed(folder):
        raise UsageError(why)


def _folder(module: str) -> Path:
    """Where new portals are kept."""
    (folder,) = import_module(module).__path__
    path = Path(folder)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
