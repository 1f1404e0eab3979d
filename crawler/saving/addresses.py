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
from crawler.planning.ledger import latest_ending
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
    held = _held(folder, list(map(canonicalise, typed)))
    portals = [_portals_of(url, declared) for url in typed]
    chosen = [next((name for name in names if name in held), names[0]) for names in portals]
    return Asked(tuple(dict.fromkeys(map(canonicalise, typed))), tuple(dict.fromkeys(chosen)))


def _portals_of(url: str, declared: Mapping[str, type[Portal]]) -> list[str]:
    return [name for name, portal in declared.items() if portal.is_article(canonicalise(url))]


def _held(folder: Path, urls: Sequence[str]) -> set[str]:
    """The portals that have articles at ``urls`` in the archive, which need not be there yet."""
    if not (folder / "archive.db").is_file():
        return set()
    with open_archive(folder) as connection:
        sql = "SELECT DISTINCT portal FROM articles WHERE url IN (SELECT value FROM json_each(?))"
        return {row["portal"] for row in connection.execute(sql, [json.dumps(urls)])}


def outcomes(folder: Path, urls: Sequence[str]) -> list[Saved]:
    """What came of each, when the run has ended."""
    with open_archive(folder) as connection:
        db = open_for_writing(folder / "crawl.db")
        with closing(db.conn):
            return [_outcome(connection, db, url) for url in urls]


def _why_strange(url: str, declared: Mapping[str, type[Portal]]) -> str:
    if not (canonical := canonicalise(url)):
        return f"{url}: no address of a page; write https://host/path"
    parts = urlsplit(canonical)
    if there := [name for name, portal in declared.items() if parts.netloc in portal.own_hosts]:
        forms = ", ".join(f"{name} {declared[name].article_url}" for name in there)
        return f"{url}: no article, by the article_url of those who have {parts.netloc}: {forms}"
    home = f"{parts.scheme}://{parts.netloc}/"
    return f"{url}: no declared portal has {parts.netloc}; `gazette probe {home}` proposes its file"


def _outcome(connection: sqlite3.Connection, db: Database, url: str) -> Saved:
    ending, reason = latest_ending(db, url)
    if reason in _ELSEWHERE and (other := about(db, url)) != url:
        there = _outcome(connection, db, other)
        return Saved(url, f"{_ELSEWHERE[reason]} {there}", there.is_kept)
    article = connection.execute(_ARTICLE, [url]).fetchone()
    if article and reason in _KEPT:
        quietly = " without a word" if article["silent"] and reason == "changed" else ""
        return Saved(
            url, f"{_KEPT[reason]}{quietly}: article {article['id']}, state {article['revisions']}", True
        )
    if order := of_address(connection, url):
        return Saved(url, f"withheld since {order.since[:10]}: {order.reason}", False)
    held = f"; article {article['id']} of the archive stays as it is" if article else ""
    return Saved(url, f"{_why(ending, reason)}{held}", False)


def _why(ending: str, reason: str) -> str:
    if not ending:
        return "not captured: the run ended before; the next crawl begins with it"
    return f"not kept: {_ENDINGS.get(reason) or (f'{reason}: {REASONS[reason]}' if reason in REASONS else reason)}"


_ARTICLE = """
SELECT id, revisions, (SELECT silent FROM revisions WHERE article = articles.id AND number = revisions) AS silent
FROM articles WHERE url = ?
"""
