"""``gazette import``: WARC files of others, taken into the archive."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import Progress

from archive.errors import ArchiveError, Exit, UsageError, unwritable
from archive.foreign import answers
from archive.options import archive_option
from archive.terminal import advancing, printable
from archive.wacz import unpacked
from crawler.timestamping import after_capture, check_authority

if TYPE_CHECKING:
    from crawler.importing.report import Report
    from crawler.importing.sorting import Sorting
    from crawler.portal import Portal

_WARC, _WACZ = (".warc", ".warc.gz"), ".wacz"


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, path_type=Path)
)
@archive_option
@click.option("--portal", default="", help="Only this portal's articles.")
@click.option("--dry-run", is_flag=True, help="Only say what the files hold.")
def import_(paths: tuple[Path, ...], folder: Path, portal: str, dry_run: bool) -> None:
    """Take WARC files of others into the archive: what portals published before they were crawled.

    Files of Common Crawl, of wget, of any web archive, WARC 1.0 or 1.1, plain or compressed record by record, and WACZ
    files; of a folder, all in it. Taken are the articles of declared portals, by the form of their addresses, the
    files that these offer, what their pages need to look as they did, and where one was not found or had moved, in the
    order of time: what changed from one capture to the next is a further state. Each capture is copied into the
    archive's own WARC files, with the file and the record that it is from, and read as a crawled page is. A page that
    is older than what the archive holds of its article is put where it belongs in time (earlier), and the states are
    numbered anew. Taking a file again takes nothing twice.

    What a WACZ file holds is copied to the folder for temporary files (TMPDIR) meanwhile.

    Ends with 1 where a file, or a part of one, could not be read; all else is taken then.
    """
    # Imported here: Scrapy takes half a second, and the other commands do without.
    from crawler.crawling import unloadable
    from crawler.importing.report import Report
    from crawler.importing.sorting import Sorting

    check_authority(os.environ)
    portals = _portals(portal)
    sorting = Sorting(tuple(portals.values()))
    report = Report(sorting, f"not {portal}'s" if portal else "of no portal that is declared")
    # Bound now: what warcio has to say of damaged files is kept from standard error for a while.
    with Progress(console=Console(file=sys.stderr)) as bar, TemporaryDirectory() as beside:
        _sort(_unpacked(_files(paths, folder), Path(beside), report), sorting, report, bar)
        if (sorting.articles() or sorting.files()) and not dry_run:
            _take(folder, portals, sorting, report, bar)
            bar.stop()
            after_capture(folder)
    for line in report.holds() if dry_run else report.lines():
        click.echo(printable(line))
    for damage in report.damaged:
        click.echo(printable(f"not read: {damage.replace(beside, '')}"), err=True)
    if report.damaged:
        raise click.exceptions.Exit(Exit.FAILED)
    if left_out := () if portal else unloadable():
        click.echo(f"left out, as their files cannot be loaded: {', '.join(left_out)}", err=True)
        raise click.exceptions.Exit(Exit.PORTALS_FAILED)


def _portals(name: str) -> dict[str, type[Portal]]:
    from crawler.crawling import portals
    from crawler.loader import check_names

    declared = portals()
    check_names([name] if name else [], declared)
    if not declared:
        raise UsageError("no portal is declared; add one: `scrapy genspider -t portal NAME ADDRESS`")
    return {name: declared[name]} if name else declared


def _files(paths: Sequence[Path], folder: Path) -> Iterator[Path]:
    """The files that are named, and those in the folders that are; none of the archive's own."""
    own = (folder / "warc").resolve()
    for path in paths:
        if path.resolve().is_relative_to(own):
            raise UsageError(
                f"{path}: the archive's own; name another one with --archive to make it anew from this"
            )
        inside = (each for each in path.rglob("*") if each.name.lower().endswith((*_WARC, _WACZ)))
        others = (each for each in inside if not each.resolve().is_relative_to(own))
        found = sorted(others) if path.is_dir() else [path]
        if not found:
            raise UsageError(
                f"{path}: holds no file that ends with {' or '.join((*_WARC, _WACZ))}; name another folder"
            )
        yield from found


def _unpacked(paths: Iterator[Path], beside: Path, report: Report) -> list[Path]:
    """``paths``, in place of WACZ files the WARC files of these, below ``beside`` by where they come from."""
    found = []
    for path in dict.fromkeys(path.resolve() if path.suffix.lower() == _WACZ else path for path in paths):
        if path.suffix.lower() != _WACZ or not path.is_file():
            found.append(path)
            continue
        place = beside.joinpath(*path.resolve().parent.parts[1:])
        place.mkdir(parents=True, exist_ok=True)
        try:
            found += unpacked(path, place)
        except ArchiveError as error:
            report.damaged.append(str(error))
    return found


def _sort(paths: Sequence[Path], sorting: Sorting, report: Report, bar: Progress) -> None:
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    tell, total, before = advancing(bar, "looking"), sum(sizes), 0
    for path, size in zip(paths, sizes, strict=True):
        found = False
        try:
            for answer in answers(path, lambda read, before=before: tell(before + read, total)):  # type: ignore[misc]
                sorting.add(answer)
                found = True
            report.left["files that hold no HTTP answer"] += not found
        except ArchiveError as error:
            report.damaged.append(str(error))
        before += size


def _take(
    folder: Path, portals: dict[str, type[Portal]], sorting: Sorting, report: Report, bar: Progress
) -> None:
    from archive.store import Store
    from crawler.desk import SOFTWARE
    from crawler.importing.sorting import in_time, without_further
    from crawler.importing.taking import Taking
    from pipelines.pool import ReadingPool

    pool = ReadingPool()
    try:
        with Store(folder, SOFTWARE) as store:
            taking = Taking(store, pool, portals, report)

            async def take() -> None:
                articles, further = without_further(sorting.articles())
                await taking.articles(articles, advancing(bar, "articles"))
                unclaimed = await taking.files(in_time([*sorting.files(), *further]), advancing(bar, "files"))
                # What no article offers as its further page is an article of its own.
                own = set(further).intersection(unclaimed)
                await taking.articles(in_time(own), advancing(bar, "articles"))
                others = [one for one in unclaimed if one not in own]
                rest = await taking.files(others, advancing(bar, "files of these"))
                # Pictures may be files of articles, parts of their pages, or nothing of both.
                files = {one.place for one in sorting.files()} - {one.place for one in rest}
                parts = [one for one in sorting.parts() if one.place not in files]
                unneeded = taking.parts(parts)
                needed = {one.place for one in parts} - {one.place for one in unneeded}
                unoffered = {one.place: one for one in rest if one.place not in needed}
                taking.leave([*unoffered.values()], [one for one in unneeded if one.place not in unoffered])

            asyncio.run(take())
    except (OSError, sqlite3.Error) as error:
        raise unwritable(folder, error) from error
    finally:
        pool.close()
