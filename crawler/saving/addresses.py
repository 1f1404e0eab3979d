"""Addresses that a person wants saved: whose they are, and what came of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen

from archive.connection import open_archive
from archive.errors import UsageError
from archive.records import STATES, Run
from archive.withheld import of_address
from crawler.exchange.unreached import explained
from crawler.omissions import NOTHING
from crawler.portal import LONGEST_URL, Portal
from crawler.runs.by_hand import KEPT, End
from crawler.side_by_side import Ended
from pipelines.quality import REASONS
from pipelines.urls import canonicalise

_MOST = 500
"""Addresses at once: who wants more of a portal crawls it."""
_ENDINGS = {
    "still-missing": "still not there",
    "http-404": "not there (404)",
    "http-410": "gone, as the server says (410)",
    "robots": "the portal's robots.txt forbids it",
    "robots-unreachable": "the portal's robots.txt cannot be read, and nothing is asked for without",
}


@frozen
class Saved:
    """What came of an address."""

    url: str
    words: str
    is_kept: bool

    def __str__(self) -> str:
        return f"{self.url}: {self.words}"


def asked(
    typed: Sequence[str], declared: Mapping[str, type[Portal]], broken: Mapping[str, str], folder: Path
) -> dict[str, tuple[str, ...]]:
    """Portal to what is to be asked of it, in canonical form and each once, where somebody has ``typed`` addresses of
    articles: of the portal that has the article in the archive, else of the first that is declared to have such.

    Raises ``UsageError`` where one is the address of no declared portal's article, or of one that is not declared any
    more: nothing is asked for then. ``broken``: portals whose files cannot be loaded, with the reason.
    """
    if not typed:
        raise UsageError("no address was given")
    if len(typed) > _MOST:
        raise UsageError(
            f"{len(typed)} addresses: at most {_MOST} at once; `gazette crawl` brings a whole portal"
        )
    if strange := [url for url in typed if not _portals_of(url, declared)]:
        raise UsageError("\n".join([*(_why_strange(url, declared) for url in strange), *broken.values()]))
    urls = tuple(dict.fromkeys(map(canonicalise, typed)))
    holders = _holders(folder, urls)
    if lost := [f"{url}: held of {name}" for url, name in holders.items() if name not in declared]:
        raise UsageError(
            f"{'; '.join(lost)}, which is not declared here: set GAZETTE_PORTALS as for its crawls"
        )
    found: dict[str, tuple[str, ...]] = {}
    for url in urls:
        name = holders.get(url) or _portals_of(url, declared)[0]
        found[name] = (*found.get(name, ()), url)
    return found


def outcomes(
    connection: sqlite3.Connection, ended: Sequence[Ended], only: Mapping[str, Sequence[str]]
) -> list[Saved]:
    """What came of each, when the runs have ended."""
    runs = {one.run.portal: one for one in ended}
    return [
        _outcome(connection, url, runs[name].by_hand.end_of(url), runs[name].run)
        if name in runs
        else Saved(url, "not asked for: the run could not be begun, see the log", is_kept=False)
        for name, urls in only.items()
        for url in urls
    ]


def _portals_of(url: str, declared: Mapping[str, type[Portal]]) -> list[str]:
    return [name for name, portal in declared.items() if portal.is_article(canonicalise(url))]


def _holders(folder: Path, urls: Sequence[str]) -> dict[str, str]:
    """The portal of each article at ``urls`` in the archive, which need not be there yet."""
    if not (folder / "archive.db").is_file():
        return {}
    # Only looked at: a crawl may be at work, and an older archive is brought up to date by the run.
    with open_archive(folder) as connection:
        sql = "SELECT url, portal FROM articles WHERE url IN (SELECT value FROM json_each(?))"
        return {row["url"]: row["portal"] for row in connection.execute(sql, [json.dumps(urls)])}


def _why_strange(url: str, declared: Mapping[str, type[Portal]]) -> str:
    if not (canonical := canonicalise(url)):
        return f"{url}: no address of a page; write https://host/path"
    parts = urlsplit(canonical)
    if len(canonical) > LONGEST_URL:
        return f"{url[:80]}…: {len(canonical)} characters; an address of an article has {LONGEST_URL} at most"
    if there := [name for name, portal in declared.items() if parts.netloc in portal.own_hosts]:
        forms = ", ".join(f"{name} {_article_form(declared[name])}" for name in there)
        return f"{url}: no article, by the article_url of those who have {parts.netloc}: {forms}"
    home = f"{parts.scheme}://{parts.netloc}/"
    return f"{url}: no declared portal has {parts.netloc}; `gazette probe {home}` proposes its file"


def _article_form(portal: type[Portal]) -> str:
    """What an address must match, and how many besides are watched."""
    form = "" if portal.article_url == NOTHING else portal.article_url
    watched = f"{len(portal.watched)} watched pages" if portal.watch else ""
    return " and ".join(filter(None, (form, watched)))


def _outcome(connection: sqlite3.Connection, url: str, end: End, run: Run) -> Saved:
    article = connection.execute(_ARTICLE, {"urls": json.dumps([end.url, url])}).fetchone()
    words = _words(connection, end, run, article)
    return Saved(url, ": ".join((*end.steps, words)), end.is_kept)


def _words(connection: sqlite3.Connection, end: End, run: Run, article: sqlite3.Row | None) -> str:
    if article and end.is_kept:
        number, states, silent, _ = article
        quietly = " without a word" if silent and end.reason == "changed" else ""
        return f"{KEPT[end.reason]}{quietly}: article {number}, state {states}"
    if order := of_address(connection, end.url):
        return f"withheld since {order.since[:10]}: {order.reason}"
    if not end.ending:
        why = "the next crawl begins with it"
        return f"not captured: {run.reason or 'the run ended before'}; {why}"
    known = f"; article {article[0]} of the archive: {STATES[article[3]]}" if article else ""
    meaning = f"{end.reason}: {REASONS[end.reason]}" if end.reason in REASONS else explained(end.reason)
    return f"not kept: {_ENDINGS.get(end.reason, meaning)}{known}"


_ARTICLE = """
SELECT articles.id, revisions, (SELECT silent FROM revisions WHERE article = articles.id AND number = revisions), state
FROM articles JOIN json_each(:urls) ON articles.url = json_each.value ORDER BY json_each.key LIMIT 1
"""
