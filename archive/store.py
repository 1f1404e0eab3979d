"""The only writer of an archive: WARC first, then rows, in short transactions.

Everything that is handed in waits in memory until ``flush()``: the WARC files are synced, then all rows are
written in one ``BEGIN IMMEDIATE`` transaction. What was flushed survives a kill; what was not is found in
the WARC files by the next opening (see ``archive.recovery``) or fetched again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from archive.attached import Files
from archive.batch import PARTS, Batch
from archive.database import head, open_for_writing, transaction
from archive.documents import as_held, is_listed
from archive.errors import ArchiveError, unwritable
from archive.known import Known, known
from archive.lock import WriterLock
from archive.migrations import migrations
from archive.past import Past
from archive.records import WITHHELD, Article, Capture, Exchange, Outcome, Refusal, Run, utc_now
from archive.recovery import recover
from archive.revisions import difference
from archive.rows import (
    Row,
    article_row,
    capture_from,
    capture_row,
    chained,
    part_rows,
    parts_told,
    refusal_row,
    revision_row,
    run_columns,
    storable,
)
from archive.samples import sample_columns
from archive.vanished import GONE, MISS, miss_denied
from archive.warc import WarcWriter
from archive.withheld import Wall


@frozen
class State:
    """A revision and the capture that it was read from."""

    id: int
    article: int
    number: int
    is_latest: bool
    extractor: str
    capture: Capture


class Store:
    """An open archive. One a process, one process an archive; use as a context manager."""

    def __init__(self, folder: Path, software: str = "Gazette") -> None:
        """Open or create the archive in ``folder``.

        Raises ``ArchiveBusyError`` where another process writes to it, ``ArchiveError`` where the folder
        cannot be used.
        """
        self.folder = folder
        self._software = software
        self._lock = WriterLock(folder)
        self._warcs: dict[str, WarcWriter] = {}
        self._chain = ""
        self._open()
        self._batch = Batch(self.db, self._take)
        self.wall = Wall(self.db, folder)
        self.files = Files(self.db, self._batch, self.flush, self.wall)
        self.past = Past(self.db, self._batch, self.flush, self.wall, self.files)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pending(self) -> int:
        """Rows and statements that wait for the next flush."""
        return self._batch.pending

    def close(self) -> None:
        """Write what waits, close every file, give the lock back."""
        try:
            self.flush()
            for warc in self._warcs.values():
                warc.close()
        finally:
            self.db.conn.close()
            self._lock.release()

    # Portals and runs: written at once, they are few.

    def declare(self, portal: Row) -> None:
        """Write or refresh the row of a declared portal."""
        with transaction(self.db):
            self.db.table("portals").upsert(portal, pk="name")

    def begin_run(self, portal: str, from_date: str, to_date: str, version: str, addresses: int = 0) -> int:
        """A new row in ``runs``, outcome ``running``; runs that a dead process left so become interrupted."""
        with transaction(self.db):
            self.db.execute(
                "UPDATE runs SET outcome = 'interrupted', reason = 'the process ended without a word', "
                "finished_at = ? WHERE portal = ? AND outcome = 'running'",
                [utc_now(), portal],
            )
            row = {
                "portal": portal,
                "started_at": utc_now(),
                "outcome": "running",
                "from_date": from_date,
                "to_date": to_date,
                "addresses": addresses,
                "gazette_version": version,
            }
            run: int = self.db.table("runs").insert(row).last_pk  # type: ignore[assignment]
            return run

    def end_run(self, run_id: int, run: Run) -> None:
        """Flush, then close the run's row with its outcome, its counts and how its pages could be read, and its
        portal's WARC file. What its visits and earlier ones did not find is missing from then on."""
        self.flush()
        if warc := self._warcs.pop(run.portal, None):
            warc.close()
        columns = run_columns(run) | sample_columns(self.db.conn, run_id) | {"finished_at": utc_now()}
        with transaction(self.db):
            self.db.table("runs").update(run_id, columns)
            miss_denied(self.db, run_id)

    def learn(self, portal: str, lines: Iterable[str]) -> None:
        """Remember lines as what a portal puts on its pages and nobody wrote."""
        rows = [{"portal": portal, "line": line, "learnt_at": utc_now()} for line in lines]
        with transaction(self.db):
            self.db.table("boilerplate").insert_all(rows, ignore=True)

    # Captures and articles: gathered into batches.

    def keep(self, exchange: Exchange, run: int | None, unread: bool = False) -> Capture:
        """Write an exchange to the portal's WARC file and remember its row. Nothing is interpreted.

        ``unread``: until ``read`` is told of it, whoever offers the same exchange again has it read.
        """
        capture = evolve(self._warc(exchange.portal).append(exchange), id=self._take("captures"))
        self._chain = chained(self._chain, capture)
        self._batch.add("captures", capture_row(capture, run, self._chain) | {"unread": int(unread)})
        return capture

    def read(self, capture: Capture) -> None:
        """What a capture says, which was kept ``unread``, is among what is to be written."""
        self._batch.change("UPDATE captures SET unread = 0 WHERE id = ?", capture.id)

    def store(self, article: Article, capture: Capture, is_there: bool = True) -> Outcome:
        """Keep what ``capture`` says of an article: a first revision, a further one, or only that it was seen.

        ``is_there``: whether it is no older than what was last heard of the article, be it that it was not found. What
        is older than its latest capture is for ``past``.

        Nothing where it is withheld. One that repeats what is withheld at an address of its own is, too; of one that is
        held and comes to say the same, that is left out.
        """
        held = self._held(article.url)
        article = as_held(article, held)
        if number := self.wall.at(article.url) or (0 if held else self.wall.says(article)):
            self.shut(number, article.url, capture.final_url)
            return WITHHELD
        if held and held["text_digest"] != article.text_digest and (number := self.wall.says(article)):
            self.wall.close(self._batch, number, capture)
            return WITHHELD
        self._batch.concern(article.url)
        if held is None:
            self._first(article, capture)
            return "new"
        last = max(held["last_seen_at"], capture.captured_at)
        seen = _seen(capture.captured_at) if is_there else {"last_seen_at": last}
        if held["text_digest"] == article.text_digest:
            if is_listed(article):
                self._refresh(article, held["id"], capture.captured_at, seen)
            else:
                self._update("articles", seen, "id = ?", held["id"])
            return "unchanged"
        self._further(article, held, capture, seen)
        return "changed"

    def named(self, article: Article) -> Article:
        """A document under the title that it is held by; see ``archive.documents``."""
        return as_held(article, self._held(article.url))

    def shut(self, number: int, *urls: str) -> None:
        """Close further addresses of the withheld article with this number."""
        self.wall.shut(self._batch, number, *urls)

    def seen(self, url: str, captured_at: str) -> None:
        """The article's page was retrieved again and brought nothing new. A day to come on which it was seen, by a
        clock that was wrong, goes."""
        self._batch.change(
            "UPDATE articles SET last_seen_at = iif(last_seen_at > ?, ?, max(last_seen_at, ?)), "
            "state = 'published', missed_at = NULL, "
            "misses = 0, missed_reason = '', moved_to = '' WHERE url = ?",
            utc_now(),
            captured_at,
            captured_at,
            url,
        )

    def miss(self, url: str, captured_at: str, reason: str) -> None:
        """The portal answered that the article's page is not there (``http-404``, ``http-410``).

        Never called for less: of a page that says so with status 200 see ``archive.vanished``.
        """
        self._batch.change(MISS, captured_at, 1, reason, url)

    def move(self, url: str, to_url: str, captured_at: str) -> None:
        """The article's address leads to another one now."""
        self._batch.change(
            "UPDATE articles SET state = 'moved', moved_to = ?, last_seen_at = max(last_seen_at, ?) "
            "WHERE url = ? AND url <> ?",
            to_url,
            captured_at,
            url,
            to_url,
        )

    def reader_of(self, url: str) -> str:
        """Name and version of what read an article's latest revision; empty for an unknown address."""
        held = self._held(url)
        return held["extractor"] if held else ""

    def text_and_day(self, url: str) -> tuple[str, str] | None:
        """Digest of an article's text and title, and the day under which it is kept; None for an unknown one."""
        held = self._held(url)
        return (held["text_digest"], held["day"]) if held else None

    def states(self, url: str) -> list[State]:
        """The revisions of an article, first to latest, each with its capture; empty for an unknown address."""
        if self._batch.concerns(url):
            self.flush()
        return [_state(row) for row in self.db.query(_STATES, [url])]

    def restate(self, states: Sequence[tuple[State, Article]]) -> None:
        """Replace what revisions of one article say by what today's rules read in the same captures.

        No edit by the portal: no revision is added, each keeps its number, capture and place in time.
        """
        self.flush()
        before: Mapping[str, Any] | None = None
        for state, article in states:
            row = revision_row(article, state.article, state.number, state.capture)
            if state.number > 1:
                row |= difference(before or self._revision(state.article, state.number - 1), row)
            self._update(
                "revisions", _without(row, "article", "number", "capture", "captured_at"), "id = ?", state.id
            )
            if state.is_latest:
                self._batch.concern(article.url)
                columns = self.restated(state, article)
                self._update("articles", columns, "id = ?", state.article)
                if columns.keys() != _OF_THE_TEXT:  # else a later page says what hangs on it
                    self._hang(article, state.article)
            before = row

    def restated(self, state: State, article: Article) -> Row:
        """What ``restate`` writes of an article whose latest state is ``state``.

        Where a later page with the same text was read than the one that the state was first read in, that has the
        last word on all but the text.
        """
        row = article_row(article)
        is_old = next(self.db.query(_READ_LATER, [article.url, state.capture.captured_at, article.url]), None)
        return {name: row[name] for name in row if name in _OF_THE_TEXT} if is_old else row

    def hanging(self, state: State, article: Article) -> tuple[Row, Row]:
        """Pictures, files and links of an article as they are held, and as ``restate`` would write them, by table as
        ``parts_told`` has them."""
        after = part_rows(article, state.article)
        offered = {row["url"] for row in after["attachments"]}
        # Pictures that the portal ceased to ask for stay.
        unasked = {row["url"] for row in after["images"]} - offered
        before = {table: self._batch.hung(table, state.article) for table in PARTS}
        before["attachments"] = [
            row
            for row in before["attachments"]
            if row["own"] and not row["removed_at"] and row["url"] not in unasked
        ]
        return parts_told(before), parts_told(after)

    def admit(self, reads: Sequence[tuple[Article, Capture]]) -> None:
        """Keep an article that today's rules read in pages which had been refused, oldest first.

        These pages are refused no more. Where the portal has said since that the page is not there, it is missing.
        """
        self.flush()
        for article, capture in reads:
            if self.store(article, capture) != WITHHELD:
                self._batch.close("DELETE FROM refusals WHERE capture = ?", capture.id)
        for gone in self.db.query(_GONE_SINCE, [article.url, capture.captured_at]):
            self.miss(article.url, gone["captured_at"], f"http-{gone['status']}")

    def refuse(self, refusal: Refusal, capture: Capture, run: int | None) -> None:
        """Remember that a captured page was not kept as an article, and why."""
        self._batch.add("refusals", refusal_row(refusal, capture, run))

    def refused(self, portal: str) -> set[str]:
        """Addresses of the portal at which a page was refused."""
        return {row["url"] for row in self.db.query("SELECT url FROM refusals WHERE portal = ?", [portal])}

    def flush(self) -> None:
        """Sync the WARC files, then write everything that waits in one transaction."""
        if self._batch.pending:
            for warc in self._warcs.values():
                warc.sync()
            self._batch.write()

    # What the crawler asks before it fetches.

    def known(self, portal: str, passing: Iterable[str] = ()) -> dict[str, Known]:
        """The portal's articles by address, see ``archive.known``."""
        self.flush()
        return known(self.db, portal, passing)

    def ended_well(self, portal: str, run: int) -> bool:
        """Whether the last run before ``run`` that asked for all of its portal finished."""
        sql = (
            "SELECT outcome FROM runs WHERE portal = ? AND id < ? AND from_date || to_date = '' AND addresses = 0 "
            "ORDER BY id DESC LIMIT 1"
        )
        return [row["outcome"] for row in self.db.query(sql, [portal, run])] == ["finished"]

    def boilerplate(self, portal: str) -> tuple[str, ...]:
        """The lines that were learnt of a portal, in the order of the alphabet."""
        rows = self.db.query("SELECT line FROM boilerplate WHERE portal = ? ORDER BY line", [portal])
        return tuple(row["line"] for row in rows)

    def newest_texts(self, portal: str, count: int) -> list[str]:
        """The texts of the articles that a portal's crawls found last."""
        sql = "SELECT text FROM articles WHERE portal = ? ORDER BY id DESC LIMIT ?"
        return [row["text"] for row in self.db.query(sql, [portal, count])]

    def unread(self, portal: str, run: int) -> dict[str, Capture]:
        """Pages that interrupted or waiting runs right before ``run`` captured and nobody has read, by address."""
        rows = self.db.query(_UNREAD, {"portal": portal, "run": run})
        return {row["final_url"]: capture_from(row) for row in rows}

    def _open(self) -> None:
        try:
            (self.folder / "warc").mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except OSError as error:
            raise ArchiveError(
                f"{self.folder}: {error.strerror}; name a folder that can be written, with --archive"
            ) from error
        try:
            self.db = open_for_writing(self.folder / "archive.db")
            migrations.apply(self.db)
            recover(self.db, self.folder)
        except BaseException as error:
            self._lock.release()
            if isinstance(error, (OSError, sqlite3.Error)):
                raise unwritable(self.folder, error) from error
            raise
        self._next = {table: self._last(table, "id") + 1 for table in ("captures", "articles", *PARTS)}
        # Nobody else ever gets the number of an article that is withheld.
        self._next["articles"] = max(self._next["articles"], self._last("withheld", "article") + 1)
        _, self._chain = head(self.db.conn)

    def _warc(self, portal: str) -> WarcWriter:
        if portal not in self._warcs:
            self._warcs[portal] = WarcWriter(self.folder / "warc", portal, self._software)
        return self._warcs[portal]

    def _first(self, article: Article, capture: Capture) -> None:
        article_id = self._take("articles")
        row = article_row(article) | {
            "id": article_id,
            "first_seen_at": capture.captured_at,
            "last_seen_at": capture.captured_at,
            "revisions": 1,
            "capture": capture.id,
        }
        self._batch.add("articles", row)
        self._batch.add("revisions", revision_row(article, article_id, 1, capture))
        self._hang(article, article_id)

    def _further(self, article: Article, held: Mapping[str, Any], capture: Capture, seen: Row) -> None:
        number = held["revisions"] + 1
        row = revision_row(article, held["id"], number, capture)
        self._batch.add("revisions", row | difference(held, row))
        history = {"revisions": number, "capture": capture.id, **seen}
        self._update("articles", article_row(article) | history, "id = ?", held["id"])
        self._hang(article, held["id"], capture.captured_at)

    def _refresh(self, article: Article, article_id: int, captured_at: str, seen: Row) -> None:
        """Same text: the rest of what the page says may still have changed. The index is left alone."""
        row = _without(article_row(article), "title", "text", "url", "portal")
        self._update("articles", row | seen, "id = ?", article_id)
        self._hang(article, article_id, captured_at)

    def _hang(self, article: Article, article_id: int, captured_at: str = "") -> None:
        """What hangs on an article: pictures, files, links; written where it is not so already.

        For ``captured_at`` see ``archive.attached.carried``.
        """
        parts = part_rows(article, article_id)
        shown = {row["url"] for row in parts["images"]}
        self.files.offer(article_id, parts.pop("attachments"), captured_at, shown)
        for table, rows in parts.items():
            self._batch.hang(table, article_id, self._batch.hung(table, article_id), rows)

    def _update(self, table: str, columns: Row, where: str, *parameters: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in columns)
        sql = f"UPDATE {table} SET {names} WHERE {where}"  # noqa: S608 - our own names
        self._batch.change(sql, *map(storable, columns.values()), *parameters)

    def _held(self, url: str) -> Mapping[str, Any] | None:
        if self._batch.concerns(url):
            self.flush()
        rows = self.db.query(
            "SELECT id, title, text, text_digest, extractor, published_at, modified_at, revisions, last_seen_at, "
            "coalesce(published_on, substr(first_seen_at, 1, 10)) AS day FROM articles "
            "WHERE url = ?",
            [url],
        )
        return next(iter(rows), None)

    def _revision(self, article_id: int, number: int) -> Mapping[str, Any]:
        return next(
            self.db.query("SELECT * FROM revisions WHERE article = ? AND number = ?", [article_id, number])
        )

    def _take(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table] - 1

    def _last(self, table: str, column: str) -> int:
        return int(next(self.db.query(f"SELECT coalesce(max({column}), 0) AS last FROM {table}"))["last"])  # noqa: S608


_OF_THE_TEXT = {"title", "text", "text_digest", "word_count", "extractor"}
_READ_LATER = """
SELECT 1 FROM captures WHERE final_url = ? AND kind = 'response' AND status = 200 AND truncated = ''
AND captured_at > ? AND captured_at <= (SELECT last_seen_at FROM articles WHERE url = ?)
AND NOT EXISTS (SELECT 1 FROM refusals WHERE capture = captures.id) LIMIT 1
"""
_STATES = """
SELECT r.id AS revision, r.article, r.number, r.extractor, r.number = a.revisions AS is_latest, c.*
FROM revisions r JOIN articles a ON a.id = r.article JOIN captures c ON c.id = r.capture
WHERE a.url = ? ORDER BY r.number
"""

_GONE_SINCE = f"""
SELECT captured_at, status FROM captures
WHERE final_url = ? AND status IN {GONE} AND captured_at > ? ORDER BY captured_at
"""  # noqa: S608 - our own numbers

_UNREAD = """
SELECT c.* FROM captures c
WHERE c.portal = :portal AND c.status = 200 AND c.kind = 'response' AND c.truncated = ''
AND c.captured_at >= (
    SELECT min(started_at) FROM runs WHERE portal = :portal AND id < :run AND id > coalesce(
        (SELECT max(id) FROM runs WHERE portal = :portal AND id < :run AND addresses = 0
         AND outcome NOT IN ('interrupted', 'waiting')), 0))
AND NOT EXISTS (SELECT 1 FROM revisions WHERE capture = c.id)
AND NOT EXISTS (SELECT 1 FROM refusals WHERE capture = c.id)
AND NOT EXISTS (SELECT 1 FROM articles WHERE url = c.final_url AND last_seen_at >= c.captured_at)
ORDER BY c.id
"""


def _seen(captured_at: str) -> Row:
    there = {"state": "published", "missed_at": None, "misses": 0, "missed_reason": "", "moved_to": ""}
    return {"last_seen_at": captured_at, **there}


def _state(row: Row) -> State:
    return State(
        id=row["revision"],
        article=row["article"],
        number=row["number"],
        is_latest=bool(row["is_latest"]),
        extractor=row["extractor"],
        capture=capture_from(row),
    )


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
