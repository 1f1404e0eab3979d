"""Addresses that a person wants saved: whose they are, and what came of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen
from sqlite_utils import Database

from archive.connection import open_archive
from archive.database import open_for_writing
from archive.errors import UsageError
from archive.withheld import of_address
from crawler.planning.ledger import ending_after
from crawler.planning.memory import about
from crawler.portal import Portal
from pipelines.quality import REASONS
from pipelines.urls import canonicalise

_MOST = 500
"""Addresses at once: who wants more of a portal crawls it."""
_KEPT = {"new": "new", "changed": "changed", "unchanged": "as it was"}
_ELSEWHERE = {"moved": "leads to", "alternate": "is by its own word"}
_ENDINGS = {"still-missing": "still not there", "robots": "the portal's robots.txt forbids it"}


@frozen
class Asked:
    """What is to be asked for."""

    urls: tuple[str, ...]
    """In canonical form, each once."""
    portals: tuple[str, ...]
    """Whose articles stand there."""
    run: int
    """The archive's latest run before; 0 where there was none."""


@frozen
class Saved:
    """What came of an address."""

    url: str
    words: str
    is_kept: bool

    def __str__(self) -> str:
        return f"{self.url}: {self.words}"


def asked(typed: Sequence[str], declared: Mapping[str, type[Portal]], folder: Path) -> Asked:
    """What is to be asked for where somebody has ``typed`` addresses of articles: of the portal that has them in the
    archive, else of the first that is declared to have such.

    Raises ``UsageError`` where one is the address of no declared portal's article: nothing is asked for then.
    """
    if not typed:
        raise UsageError("no address was given")
    if len(typed) > _MOST:
        raise UsageError(
            f"{len(typed)} addresses: at most {_MOST} at once; `gazette crawl` brings a whole portal"
        )
    if strange := [url for url in typed if not _portals_of(url, declared)]:
        raise UsageError("\n".join(_why_strange(url, declared) for url in strange))
    urls = tuple(dict.fromkeys(map(canonicalise, typed)))
    held, run = _held(folder, urls)
    portals = [_portals_of(url, declared) for url in urls]
    chosen = [next((name for name in names if name in held), names[0]) for names in portals]
    return Asked(urls, tuple(dict.fromkeys(chosen)), run)


def _portals_of(url: str, declared: Mapping[str, type[Portal]]) -> list[str]:
    return [name for name, portal in declared.items() if portal.is_article(canonicalise(url))]


def _held(folder: Path, urls: Sequence[str]) -> tuple[set[str], int]:
    """The portals that have articles at ``urls`` in the archive, which need not be there yet, and its latest run."""
    if not (folder / "archive.db").is_file():
        return set(), 0
    with open_archive(folder) as connection:
        sql = "SELECT DISTINCT portal FROM articles WHERE url IN (SELECT value FROM json_each(?))"
        portals = {row["portal"] for row in connection.execute(sql, [json.dumps(urls)])}
        return portals, connection.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0]


def outcomes(folder: Path, asked: Asked) -> list[Saved]:
    """What came of each, when the run has ended."""
    with open_archive(folder) as connection:
        db = open_for_writing(folder / "crawl.db")
        with closing(db.conn):
            return [_outcome(connection, db, asked.run, url) for url in asked.urls]


def _why_strange(url: str, declared: Mapping[str, type[Portal]]) -> str:
    if not (canonical := canonicalise(url)):
        return f"{url}: no address of a page; write https://host/path"
    parts = urlsplit(canonical)
    if there := [name for name, portal in declared.items() if parts.netloc in portal.own_hosts]:
        forms = ", ".join(f"{name} {declared[name].article_url}" for name in there)
        return f"{url}: no article, by the article_url of those who have {parts.netloc}: {forms}"
    home = f"{parts.scheme}://{parts.netloc}/"
    return f"{url}: no declared portal has {parts.netloc}; `gazette probe {home}` proposes its file"


def _outcome(connection: sqlite3.Connection, db: Database, run: int, url: str) -> Saved:
    _, reason = ending_after(db, run, url)
    if reason in _ELSEWHERE and (other := about(db, url)) != url:
        there = _outcome_there(connection, db, run, other)
        return Saved(url, f"{_ELSEWHERE[reason]} {there}", there.is_kept)
    return _outcome_there(connection, db, run, url)


def _outcome_there(connection: sqlite3.Connection, db: Database, run: int, url: str) -> Saved:
    ending, reason = ending_after(db, run, url)
    article = connection.execute(_ARTICLE, [url]).fetchone()
    if article and reason in _KEPT:
        quietly = " without a word" if article["silent"] and reason == "changed" else ""
        state = f"article {article['id']}, state {article['revisions']}"
        return Saved(url, f"{_KEPT[reason]}{quietly}: {state}", is_kept=True)
    if order := of_address(connection, url):
        return Saved(url, f"withheld since {order.since[:10]}: {order.reason}", is_kept=False)
    held = f"; article {article['id']} of the archive stays as it is" if article else ""
    return Saved(url, f"{_why(ending, reason)}{held}", is_kept=False)


def _why(ending: str, reason: str) -> str:
    if not ending:
        return "not captured: the run ended before; the next crawl begins with it"
    return f"not kept: {_ENDINGS.get(reason) or (f'{reason}: {REASONS[reason]}' if reason in REASONS else reason)}"


_ARTICLE = """
SELECT id, revisions, (SELECT silent FROM revisions WHERE article = articles.id AND number = revisions) AS silent
FROM articles WHERE url = ?
"""
