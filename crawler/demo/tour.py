"""The demo's archive: two portals, crawled, changed behind our back, crawled again; and what there is to see of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from archive.connection import open_archive
from archive.errors import ArchiveError
from archive.in_use import check_unused
from crawler.demo import changes
from crawler.demo.portals.addresses import ENVIRONMENT
from crawler.demo.server import DemoPortals
from crawler.program import typed

_MARK = ".gazette-demo"
_PORTALS = "crawler.demo.portals"
"""Where they are declared; they are none of the portals that every crawl finds."""
_CONTACT = "demo@gazette.example"


def make(folder: Path) -> None:
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


def guide(address: str, folder: Path) -> Iterator[str]:
    """What to look at on the site at ``address``, what the portals did, and what else can be done, a line each."""
    yield f"\nThe archive is in {folder}. What to look at, where it is served ({address}/):"
    yield f"  {address}/search?q=harbour      an English word, with snippets and filters"
    yield f"  {address}/search?q=港口          two Chinese characters inside a sentence"
    yield f"  {address}/search?state=missing   pages that are not there any more"
    yield f"  {address}/watched               a page that no list names, and when it was looked at"
    yield f"  {address}/article/1/revision/1/replay   a page as it looked, from the archive alone"
    yield "What the portals did between the two crawls:"
    facts = (
        *changes.SILENT_EDITS,
        *changes.CORRECTIONS,
        *changes.TITLE_EDITS,
        *changes.STANDING_EDITS,
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
