from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import frozen
from sqlite_utils import Database

from archive.connection import open_archive
from archive.warc import StoredCapture, read_capture
from tests.crawler import forked
from tests.crawler.small_server import SmallServer

CHECKOUT = Path(__file__).parents[2]
CONTACT = "tests@gazette.example"
_MEMORY = {"memory": ("first_at", "last_at")}


@frozen
class Crawled:
    """A crawl that has ended, and the archive that it left."""

    code: int
    said: str
    """Standard error."""
    folder: Path

    def rows(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """What a query of ``archive.db`` gives."""
        with open_archive(self.folder) as connection:
            return [tuple(row) for row in connection.execute(sql, parameters)]

    def endings(self) -> dict[str, tuple[str, str]]:
        """The ledger of the last run: path of each planned address to its ending and reason."""
        rows = Database(self.folder / "crawl.db").query("SELECT url, ending, reason FROM ledger")
        return {_path(row["url"]): (row["ending"], row["reason"]) for row in rows}

    def captures(self, path: str) -> list[dict[str, object]]:
        """The rows of all captures of an address, oldest first."""
        with open_archive(self.folder) as connection:
            rows = connection.execute("SELECT * FROM captures ORDER BY id").fetchall()
        return [dict(row) for row in rows if _path(row["final_url"]) == path]

    def kept(self, path: str) -> StoredCapture:
        """What the last capture of an address kept, read back by its row."""
        row = self.captures(path)[-1]
        return read_capture(self.folder, row["warc_file"], row["warc_offset"], row["warc_length"])  # type: ignore[arg-type]

    def run(self) -> dict[str, object]:
        """The row of the last run."""
        with open_archive(self.folder) as connection:
            return dict(connection.execute("SELECT * FROM runs ORDER BY id DESC LIMIT 1").fetchone())


def environment(host: str, further: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process needs to crawl the small portal at ``host``, without any waiting."""
    return {
        **os.environ,
        "GAZETTE_PORTALS": "tests.crawler.small_portals",
        "GAZETTE_SMALL_HOST": host,
        "GAZETTE_DEMO_HOSTS": host,
        "GAZETTE_CONTACT": CONTACT,
        "SCRAPY_SETTINGS_MODULE": "tests.crawler.hasty",
        **(further or {}),
    }


def environment_of_all(host: str, further: Mapping[str, str]) -> dict[str, str]:
    """The same for crawls of all portals: only those that ``GAZETTE_PORTALS`` in ``further`` names."""
    return environment(host, {"SCRAPY_SETTINGS_MODULE": "tests.crawler.alone", **further})


def crawl_words(folder: Path, *arguments: str) -> list[str]:
    """What follows ``gazette`` for a crawl into the archive in ``folder``."""
    return ["crawl", "--archive", str(folder), *arguments]


def command(folder: Path, *arguments: str) -> list[str]:
    """``gazette crawl`` as a process of its own: Scrapy's reactor runs once in a process."""
    return [sys.executable, "-m", "crawler", *crawl_words(folder, *arguments)]


def crawl_small(
    server: SmallServer, folder: Path, *arguments: str, portal: str = "xx_small", **further: str
) -> Crawled:
    """Crawl the small portal to the end; ``further`` goes into the environment."""
    ended = forked.gazette(crawl_words(folder, portal, *arguments), environment(server.host, further))
    return Crawled(ended.returncode, ended.stderr, folder)


_OBSERVED = {
    "articles": ("first_seen_at", "last_seen_at"),
    "attachments": ("checked_at",),
    "captures": ("captured_at",),
}


def make_due(crawled: Crawled, days: int = 1) -> None:
    """As if the crawl had been yesterday's, or that of so many days ago."""
    for name, tables in (
        ("archive.db", _OBSERVED),
        ("crawl.db", _MEMORY),
    ):
        database = Database(crawled.folder / name)
        with database.conn:
            for table, columns in tables.items():
                for column in columns:
                    earlier = f"strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-{days} days')"
                    database.execute(f"UPDATE {table} SET {column} = {earlier} WHERE {column} IS NOT NULL")


def begin_small(server: SmallServer, folder: Path, *arguments: str, **further: str) -> subprocess.Popen[str]:
    """A crawl of the small portal that goes on while the test does something to it."""
    return subprocess.Popen(
        command(folder, "xx_small", *arguments),
        cwd=CHECKOUT,
        env=environment(server.host, further),
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as running:
        yield running


def _path(url: object) -> str:
    return "/" + str(url).split("/", 3)[3] if str(url).count("/") > 2 else str(url)
