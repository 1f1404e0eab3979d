"""The evidence of articles, to be handed over: all that was captured of them and of their files, in one file."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from attrs import frozen

from archive import addresses, export, timestamps, withheld
from archive.errors import CaptureMissingError, UsageError
from archive.records import Capture, utc_now
from archive.replay import needed_by
from archive.rows import by_name, capture_from
from archive.search import Query, selection
from archive.wacz import About, Page, Wacz
from archive.warc import read_exchange, sha256

CAPTURES: dict[str, str] = {
    "id": "number of the capture in that archive",
    "portal": "name of the portal in that archive",
    "captured_at": "when it was captured (UTC)",
    "target_url": "address that was asked for",
    "final_url": "address that answered, after redirects",
    "status": "status of the answer; 0 where none came",
    "kind": "response, revisit (the same bytes as before) or error",
    "content_type": "what the answer says it is",
    "payload_digest": "SHA-256 of the bytes that the portal sent",
    "record_id": "WARC-Record-ID of the capture",
    "record_digest": "SHA-256 of the record as it is compressed (its gzip member), in that archive as in this file",
    "chain_digest": "SHA-256 that ties the capture to all that were made before it",
    "warc_file": "WARC file of that archive that holds it",
    "warc_offset": "place of the record in that file, in bytes; for its place in this one see indexes/index.cdx",
    "warc_length": "length of the record, in bytes",
    "imported_from": "WARC file of others, and record in it, that it was taken from; empty for its own",
    "error": "why no answer came",
    "certified_at": "when a timestamp authority certified first that it was there (UTC); empty where none has",
}
"""Column of the table of captures to what it holds. New columns are added at the end only."""
CHAIN: dict[str, str] = {
    "capture": "number of a capture in that archive, of these articles or made after one of them",
    "record_id": "WARC-Record-ID of it",
    "record_digest": "SHA-256 of its compressed record",
    "chain_digest_before": "chain digest of the capture before",
    "chain_digest": "SHA-256 of that, record_id and record_digest, with a line feed between them",
    "timestamp": "number of the capture that is certified, at which this stretch of the chain ends",
}
"""The same of the table that leads from captures to what a timestamp authority has certified."""
_DESCRIPTION = """\
{articles} of government portals, as an archive kept with {software} has them: {captures} of their pages and files.

* `archive/data.warc.gz`: requests and answers, byte for byte as in the WARC files of that archive (ISO 28500). Each
  request stands before its answer; captures, in all tables, are the answers.
* `pages/pages.jsonl`: each state of each article that was captured, with the text that was read. ReplayWeb.page and
  other readers of web archives open this file and show the pages. Stylesheets, fonts and pictures of the pages are in
  it as far as they were captured, each as it was nearest in time; scripts and videos never are.
* `gazette/articles.csv`, `changes.csv`, `files.csv`, `fates.csv`: what was read, what was changed, which files there
  were, what vanished, moved or came back.
* `gazette/captures.csv`: each capture with its digests. `record_digest` is that of the record's bytes in
  `archive/data.warc.gz`, whose place is told by `indexes/index.cdx`; who runs the archive can show with
  `gazette verify --noted ID:CHAIN_DIGEST` that nothing up to a capture was altered, removed or slipped in since.

{certified}
`datapackage.json` names every file with its digest, `datapackage-digest.json` has the digest of that one.
"""
_CERTIFIED = """\
* `gazette/timestamps/`: what a timestamp authority has certified (RFC 3161), that all captures up to one were there at
  an instant. `{number}.txt` is the line that it certifies, the number of that capture, a colon and its chain digest,
  without a line feed; `{number}.tsr` is its answer. With the root certificate of the authority,

      openssl ts -verify -data gazette/timestamps/{number}.txt -in gazette/timestamps/{number}.tsr -CAfile ROOTS.pem

  checks it, and `openssl ts -reply -in gazette/timestamps/{number}.tsr -text` tells the time. Where the certificate of
  the authority has expired since, `-attime` and that time in seconds since 1970 make the check that of then.
* `gazette/chain.csv` leads from each capture to such a line: one stretch after the other, each until the capture that
  `timestamp` names. In each row `chain_digest` is

      printf '%s\\n%s\\n%s' "$chain_digest_before" "$record_id" "$record_digest" | sha256sum

  with `sha256:` before it, as before the others; each `chain_digest_before` is the `chain_digest` of the row above,
  within a stretch.
* {uncertified} of the captures are certified by nobody: `certified_at` is empty in `gazette/captures.csv`.
"""


@frozen
class Handed:
    """What was written."""

    articles: int
    captures: int
    uncertified: int
    """Captures that no timestamp authority has certified."""
    is_certified: bool
    """Whether one has certified any capture of the archive."""


def write_evidence(
    connection: sqlite3.Connection,
    folder: Path,
    query: Query,
    file: IO[bytes],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Handed:
    """Write all that was captured of the articles that ``query`` finds to ``file``, as WACZ.

    ``progress(done, of)`` in captures. Raises ``UsageError`` where it finds none, ``CaptureMissingError`` where a
    record is absent or not as it was recorded.
    """
    chosen, parameters = selection(query)
    meant = f"WITH chosen(id) AS (SELECT articles.id FROM articles WHERE {chosen}) "  # noqa: S608 - our own words
    articles = connection.execute(f"{meant} {_COUNT}", parameters).fetchone()[0]
    if not articles:
        raise UsageError("no article is meant; `gazette search` prints the addresses of those that there are")
    with Wacz(file) as wacz:
        # Before the captures, so that none is missing that a table names, should a crawl be at work.
        for name, kind in export.KINDS.items():
            if kind.of_words:
                continue
            with closing(kind.source(connection, query, "", "")) as found:
                _table(wacz, name, found, kind.columns)
        captures, pages = _of_one_moment(connection, folder, meant, parameters)
        wacz.records(_exchanges(connection, folder, captures, progress))
        wacz.pages(Page(**row) for row in pages)
        kept = timestamps.of_chain(connection)
        numbers = [row["id"] for row in captures]
        at = {capture: one.certified_at for capture, one in timestamps.over_each(kept, numbers).items()}
        told = (row | {"certified_at": at.get(row["id"], "")} for row in captures)
        _table(wacz, "captures", ({name: row[name] for name in CAPTURES} for row in told), CAPTURES)
        needed = [*timestamps.needed(kept, numbers)]
        _certify(wacz, connection, needed)
        handed = Handed(articles, len(captures), len(captures) - len(at), bool(kept))
        wacz.manifest(_about(handed, needed[-1][0].capture if needed else 0))
    return handed


def _certify(
    wacz: Wacz, connection: sqlite3.Connection, needed: Sequence[tuple[timestamps.Timestamp, int]]
) -> None:
    """What authorities have certified, and the chain from each capture to that."""
    links: list[export.Row] = []
    for one, first in needed:
        for name, content in (("tsr", one.response), ("txt", one.line.encode())):
            with wacz.member(f"gazette/timestamps/{one.capture}.{name}") as file:
                file.write(content)
        found = by_name(connection.execute(_CHAIN, (first, one.capture)))
        links += ({**row, "timestamp": one.capture} for row in found)
    if links:
        _table(wacz, "chain", links, CHAIN)


def _of_one_moment(
    connection: sqlite3.Connection, folder: Path, meant: str, parameters: dict[str, Any]
) -> tuple[list[export.Row], list[export.Row]]:
    """The captures, and the states that are shown as pages: a crawl may add to both meanwhile."""
    connection.execute("BEGIN")
    try:
        captures = {row["id"]: row for row in by_name(connection.execute(meant + _CAPTURES, parameters))}
        pages = by_name(connection.execute(meant + _PAGES, parameters))
        needs = needed_by(connection, folder, [page.pop("capture") for page in pages])
        further = json.dumps(sorted(needs - captures.keys()))
        captures |= {row["id"]: row for row in by_name(connection.execute(_FURTHER, (further,)))}
        return [captures[number] for number in sorted(captures)], pages
    finally:
        connection.execute("ROLLBACK")


def _table(wacz: Wacz, name: str, rows: Iterable[export.Row], columns: Iterable[str]) -> None:
    # With a byte order mark: whoever gets it opens a spreadsheet.
    with wacz.member(f"gazette/{name}.csv") as file:
        text = io.TextIOWrapper(cast(IO[bytes], file), encoding="utf-8-sig", newline="")
        export.write_csv(rows, text, columns)
        text.detach()


def _exchanges(
    connection: sqlite3.Connection,
    folder: Path,
    captures: Sequence[Mapping[str, Any]],
    progress: Callable[[int, int], None],
) -> Iterator[tuple[Capture, bytes, bytes]]:
    for done, row in enumerate(captures, 1):
        capture = capture_from(row)
        name, offset = capture.warc_file, capture.warc_offset
        before = connection.execute(_BEFORE, (name, offset)).fetchone()
        begin = before[0] if before else 0
        request, answer = read_exchange(folder, name, begin, offset, capture.warc_length)
        if sha256(answer) != capture.record_digest:
            raise CaptureMissingError(
                f"capture {capture.id}: its record in {capture.warc_file} is not as it was recorded; "
                "`gazette verify` tells more, restore the file from a backup"
            )
        yield capture, request, answer
        progress(done, len(captures))


def _about(handed: Handed, number: int) -> About:
    """``number``: of a timestamp in it; 0 where there is none."""
    software = f"Gazette {version('gazette')}"
    articles = f"{handed.articles:,} article{'s' if handed.articles > 1 else ''}"
    captures = f"{handed.captures:,} capture{'s' if handed.captures > 1 else ''}"
    return About(
        title=f"Evidence of {articles}",
        description=_DESCRIPTION.format(
            articles=articles,
            captures=captures,
            software=software,
            certified=_CERTIFIED.format(number=number, uncertified=handed.uncertified or "None")
            if number
            else "",
        ),
        created=utc_now(),
        software=software,
    )


def meant_by(connection: sqlite3.Connection, which: str) -> int:
    """The article with this number or address, or the one that a search for the address finds.

    Raises ``WithheldError`` where it is withheld, ``UsageError`` where there is none, or are several.
    """
    if which.isdecimal():
        found = connection.execute("SELECT id FROM articles WHERE id = ?", [which]).fetchall()
    else:
        found = connection.execute("SELECT id FROM articles WHERE url = ?", [which]).fetchall()
        told = addresses.parameters(addresses.forms(which))
        found = found or connection.execute(_AT_ADDRESS, told).fetchall()
    if not found:
        if order := withheld.meant(connection, which):
            raise order.refusal()
        raise UsageError(f"{which}: no article has this number or address; `gazette search` prints addresses")
    if len(found) > 1:
        numbers = ", ".join(str(row[0]) for row in found)
        raise UsageError(f"{which}: leads to several articles, {numbers}: name one by its number")
    return int(found[0][0])


_AT_ADDRESS = f"SELECT id FROM articles WHERE {addresses.FOUND} ORDER BY id"  # noqa: S608 - our own words
_COUNT = "SELECT count(*) FROM chosen"
_CAPTURES = """
, files(url) AS (SELECT url FROM attachments WHERE article IN chosen),
came(url) AS (
    SELECT url FROM articles WHERE id IN chosen
    UNION SELECT url FROM files
    UNION SELECT final_url FROM revisions JOIN captures ON captures.id = revisions.capture WHERE article IN chosen
    UNION SELECT final_url FROM file_revisions JOIN captures ON captures.id = file_revisions.capture
    WHERE url IN files),
addresses(url) AS (SELECT value FROM came, json_each(forms_of(came.url)))
SELECT * FROM captures WHERE final_url IN addresses AND withheld IS NULL ORDER BY id
"""
"""Whatever came from the addresses of the articles, of their states, and of what they offer or offered, in any form of
these (``archive.addresses``)."""
_CHAIN = """
SELECT id AS capture, record_id, record_digest, coalesce((
    SELECT chain_digest FROM captures AS before WHERE before.id < captures.id ORDER BY before.id DESC LIMIT 1), '')
    AS chain_digest_before, chain_digest
FROM captures WHERE id BETWEEN ? AND ? ORDER BY id
"""
_FURTHER = "SELECT * FROM captures WHERE id IN (SELECT value FROM json_each(?))"
"""What the pages need to look as they did."""
_PAGES = """
SELECT captures.id AS capture, captures.final_url AS url, captures.captured_at AS ts, revisions.title, revisions.text
FROM revisions JOIN captures ON captures.id = revisions.capture
WHERE revisions.article IN chosen ORDER BY revisions.article, revisions.number
"""
_BEFORE = """
SELECT warc_offset + warc_length FROM captures WHERE warc_file = ? AND warc_offset < ?
ORDER BY warc_offset DESC LIMIT 1
"""
