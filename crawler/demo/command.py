"""``gazette demo``: two fictional portals, crawled, changed, crawled again, served."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from archive.connection import open_archive
from archive.errors import ArchiveError
from archive.in_use import check_unused
from archive.port import listening, web_address
from crawler.demo import changes
from crawler.demo.portals.addresses import ENVIRONMENT
from crawler.demo.server import DemoPortals
from crawler.program import typed

_MARK = ".gazette-demo"
_PORTALS = "crawler.demo.portals"
"""Where they are declared; they are none of the portals that every crawl finds."""
_CONTACT = "demo@gazette.example"
_HOST, _PORT = "127.0.0.1", 8001
"""Where `gazette serve` serves, too, if it is not told otherwise."""


@click.command()
@click.option(
    "--archive",
    "folder",
    default="demo-data",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of the demo's archive; an earlier demo's is replaced, unless a process has it open.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the archive afterwards, until Ctrl-C.")
@click.option("--host", default=_HOST, show_default=True, help="Address to serve on.")
@click.option(
    "--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to serve on."
)
def demo(folder: Path, serve: bool, host: str, port: int) -> None:
    """Try everything: two fictional portals are crawled, change, are crawled again, and served."""
    # Taken first: whoever has waited for the crawls should not hear only then that the port is not free.
    with listening(host, port) if serve else nullcontext() as listener:
        _make(folder)
        address = web_address(host, port)
        for line in _guide(address.rstrip("/"), folder):
            click.echo(line)
        click.echo(f"Serve it{' again' if serve else ''}: {serving_again(folder, host, port)}")
        if listener:
            from archive.site import serve as serve_site

            click.echo(f"\nServing now: {address} (Ctrl-C ends it)")
            serve_site(folder, listener)


def serving_again(folder: Path, host: str, port: int) -> str:
    """The command that serves the demo's archive later, where the demo itself serves or would serve it."""
    words: list[object] = ["serve", "--archive", folder]
    words += ["--host", host] if host != _HOST else []
    words += ["--port", port] if port != _PORT else []
    return typed(*words)


def _make(folder: Path) -> None:
    """The demo's archive: two states of two portals."""
    _prepare(folder)
    with DemoPortals(ports=(0, 0)) as portals:
        _crawl(portals, folder, "Crawling two fictional ministries over HTTP …")
        portals.become(2)
        _crawl(portals, folder, "The portals have changed behind our back. Crawling again …")


def _prepare(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise ArchiveError(f"{folder}: not a demo's folder; name another one with --archive")
    check_unused(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / _MARK).touch()


def _crawl(portals: DemoPortals, folder: Path, words: str) -> None:
    """In a process of its own: Scrapy's reactor runs once in a process."""
    click.echo(words, err=True)
    hosts = " ".join(address.removeprefix("http://") for address in portals.addresses.values())
    ended = subprocess.run(  # noqa: S603 - our own interpreter and words
        [
            sys.executable,
            "-m",
            "crawler",
            "crawl",
            "--archive",
            str(folder),
            "--recheck",
            "all",
            *portals.addresses,
        ],
        env=os.environ | {ENVIRONMENT: hosts, "GAZETTE_PORTALS": _PORTALS, "GAZETTE_CONTACT": _CONTACT},
        check=False,
    )
    if ended.returncode:
        raise ArchiveError(f"the demo's crawl ended with exit code {ended.returncode}; its report is above")


def _guide(address: str, folder: Path) -> Iterator[str]:
    yield f"\nThe archive is in {folder}. What to look at, where it is served ({address}/):"
    yield f"  {address}/search?q=harbour      an English word, with snippets and filters"
    yield f"  {address}/search?q=港口          two Chinese characters inside a sentence"
    yield f"  {address}/search?state=missing   pages that are not there any more"
    yield f"  {address}/article/1/revision/1/replay   a page as it looked, from the archive alone"
    yield "What the portals did between the two crawls:"
    facts = (
        *changes.SILENT_EDITS,
        *changes.CORRECTIONS,
        *changes.TITLE_EDITS,
        *changes.MOVED,
        *changes.VANISHED,
    )
    with open_archive(folder) as connection:
        for fact in facts:
            sql = "SELECT id FROM articles WHERE portal = ? AND url LIKE '%' || ?"
            number = connection.execute(sql, (fact.portal, fact.path)).fetchone()["id"]
            yield f"  {address}/article/{number}   {fact.explanation}"
    yield f"Alarms:  GAZETTE_PORTALS={_PORTALS} {typed('alarms', '--archive', folder)}"
    yield f"Export:  {typed('export', 'csv', '--archive', folder, '--output', 'articles.csv')}"
