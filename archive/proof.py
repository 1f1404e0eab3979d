"""The commands of ``gazette`` that prove what the archive says: its bytes, handed over and verified."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import click
from attrs import evolve
from rich.console import Console
from rich.progress import Progress

from archive import captures
from archive import verify as verification
from archive.connection import open_archive
from archive.errors import Exit, UsageError
from archive.evidence import meant_by, write_evidence
from archive.filters import check_portals, filter_options
from archive.options import archive_option, roots_option
from archive.period import check_order
from archive.search import Query
from archive.terminal import advancing, printable, verification_json, verification_text
from archive.timestamps import over, roots
from archive.whole_file import whole_file
from archive.withheld import of_capture


@click.command()
@click.argument("which", metavar="ID|URL")
@archive_option
@click.option("--as-sent", is_flag=True, help="The bytes that payload_digest is of, before decompression.")
def capture(folder: Path, which: str, as_sent: bool) -> None:
    """Write what a capture brought to standard output.

    ID is the number of a capture or the name of its WARC record (urn:uuid:…); of a URL it is the latest capture
    that brought something.
    """
    with open_archive(folder) as connection:
        row = captures.chosen(connection, which)
        stored = captures.stored(connection, folder, row)
        order = of_capture(connection, row["id"])
        timestamp = over(connection, row["id"])
    click.echo(captures.provenance(row), err=True)
    if timestamp:
        click.echo(
            f"certified to be there at {timestamp.certified_at} by {printable(timestamp.signer)}", err=True
        )
    if order:
        click.echo(printable(f"not to be passed on: {order}"), err=True)
    sys.stdout.buffer.write(stored.body if as_sent else stored.payload)


class NotedDigest(click.ParamType):
    """``CAPTURE:DIGEST``, as ``verify`` prints it: the number of a capture and its chain digest."""

    name = "capture:digest"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        found = re.fullmatch(r"(\d{1,18}):(sha256:[\da-f]{64})", str(value).strip())
        if not found:
            self.fail(f"{value!r} is no number and digest as `gazette verify` prints them.", param, ctx)
        return int(found[1]), found[2]


@click.command()
@click.argument("which", nargs=-1, metavar="[ID|URL]...")
@archive_option
@click.option(
    "--query", "text", default="", metavar="TEXT", help="The articles that a search for TEXT finds."
)
@filter_options
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.wacz",
    help="File to write, whole or not at all; gazette-article-ID.wacz for one that is named by its number.",
)
@click.option("--force", is_flag=True, help="Replace the file that --output names, once all is written.")
def evidence(folder: Path, which: tuple[str, ...], output: Path | None, force: bool, **filters: Any) -> None:
    """Write all that was captured of articles into one file, to hand it over.

    Named by number or address, or found by --query and the filters. The file is WACZ, a ZIP file that ReplayWeb.page
    and other readers of web archives open: every request and answer of the articles and their files, byte for
    byte, with the stylesheets and pictures that their pages need to look as they did, each state as a page, and tables
    of articles, changes, files and captures with their digests.

    Prints the digest of the file: say it in the letter that goes with it.
    """
    query = Query(**filters)
    check_order(query.from_date, query.to_date)
    if not which and query == Query():
        raise UsageError(
            "say of which articles: by number or address, with --query or a filter; the evidence of all is "
            f"the folder {folder / 'warc'}"
        )
    if output is None:
        if len(which) != 1 or not which[0].isdecimal():
            raise UsageError("say into which file: --output FILE.wacz")
        output = Path(f"gazette-article-{which[0]}.wacz")
    with open_archive(folder) as connection:
        check_portals(connection, [query.portal], "--portal ")
        query = evolve(query, ids=tuple(meant_by(connection, one) for one in which))
        with whole_file(output, force) as file, Progress(console=Console(stderr=True)) as bar:
            handed = write_evidence(connection, folder, query, file, advancing(bar, "captures"))
    with output.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    click.echo(f"sha256:{digest}  {output}")
    click.echo(f"articles: {handed.articles}, captures: {handed.captures}", err=True)
    if handed.is_certified and handed.uncertified:
        told = (
            f"captures that nobody has certified yet: {handed.uncertified}; `gazette timestamp` asks for that"
        )
        click.echo(told, err=True)


@click.command()
@archive_option
@click.option(
    "--noted",
    type=NotedDigest(),
    multiple=True,
    metavar="CAPTURE:DIGEST",
    help="What an earlier verification printed: nothing up to this capture may have been altered since.",
)
@roots_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(folder: Path, noted: tuple[tuple[int, str], ...], file: Path | None, as_json: bool) -> None:
    """Check that every captured byte is as it was recorded.

    Holds the WARC files, the digests of their records, the rows of the captures and what timestamp authorities have
    certified against each other, and looks over the database. Reads everything and writes nothing; a crawl may be at
    work meanwhile.

    Prints the number and the chain digest of the latest capture. Keep them where nobody who may write to the
    archive can alter them: with --noted they prove later that nothing up to there was altered, removed or added.
    Timestamps of authorities for which nobody vouches whom this machine trusts are counted, and no fault: --roots names
    who does.

    Ends with 0 where all is as it was recorded, with 1 where something is not.
    """
    trusted = roots(file)
    with open_archive(folder) as connection, Progress(console=Console(stderr=True)) as bar:
        found = verification.verify(connection, folder, dict(noted), advancing(bar, "verifying"), trusted)
    click.echo(verification_json(found) if as_json else verification_text(found))
    for fault in found.faults:
        click.echo(printable(str(fault)), err=True)
    if found.faults:
        raise click.exceptions.Exit(Exit.FAILED)
