"""Reading kept captures again with today's rules. The portal edited nothing: revisions keep their numbers."""

from __future__ import annotations

import asyncio
import pickle
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import IO, Any

from attrs import evolve, frozen

from archive.errors import UsageError
from archive.records import Article, Capture, Reading, Refusal
from archive.refused import UNKEPT_URLS, unkept
from archive.rows import revision_row
from archive.store import State, Store
from pipelines.pool import ReadingPool
from pipelines.report import Report
from pipelines.rereading import read_again, read_file_again, read_states, reading_of, reads_otherwise
from pipelines.rewrites import Admitted, FileRead, Restated, Rewrite

Row = Mapping[str, Any]
Task = Callable[[], Awaitable[None]]
_BATCH = 500
"""Rows and statements that are written together."""
_OF_A_REVISION = ("title", "text", "published_at", "modified_at", "extractor")
"""What a revision says; the rules that hold today may concern earlier ones only."""


@frozen
class Selection:
    """What is read again."""

    portal: str = ""
    since: str = ""
    """Day from which on an article's latest revision, a refused page or a file was captured."""


class Reextraction:
    """Reads a selection again, reports, and writes when it is told to. Use as a context manager."""

    def __init__(self, store: Store, readings: Mapping[str, Reading], workers: int = 0) -> None:
        self.report = Report()
        self._store = store
        self._readings = readings
        self._pool = ReadingPool(workers)
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the rest
        self._read_again: set[str] = set()
        """Addresses of articles whose latest state today's rules could read."""
        self._admitted: dict[tuple[str, str, str], str] = {}
        """Portal, text and day of what was read in refused pages, to its address."""

    def __enter__(self) -> Reextraction:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()
        self._spool.close()

    def read(self, selection: Selection, progress: Callable[[int, int], None]) -> Report:
        """Read on all cores; ``progress(done, of)`` after each address. Nothing is written to the archive.

        Raises ``UsageError`` for a portal that the archive does not hold.
        """
        names = [row["name"] for row in self._store.db.query("SELECT name FROM portals ORDER BY name")]
        if selection.portal and selection.portal not in names:
            held = ", ".join(names) or "none"
            raise UsageError(f"--portal {selection.portal}: not in this archive, which holds {held}")
        asyncio.run(self._read(selection, progress))
        return self.report

    def write(self) -> int:
        """Write what was read differently; returns how many articles, refused pages and files."""
        self._spool.seek(0)
        for _ in range(self.report.rewrites):
            rewrite: Rewrite = pickle.load(self._spool)  # noqa: S301 - our own file, which nobody else can name
            rewrite.write(self._store)
            if self._store.pending > _BATCH:
                self._store.flush()
        self._store.flush()
        return self.report.rewrites

    async def _read(self, selection: Selection, progress: Callable[[int, int], None]) -> None:
        # One after the other: what was refused can be a further state only of an article that was read again.
        phases = [
            [partial(work, row) for row in self._rows(sql, selection)]
            for work, sql in (
                (self._article, _ARTICLES),
                (self._refused, UNKEPT_URLS),
                (self._file, _FILES),
            )
        ]
        done, total = count(1), sum(map(len, phases))
        for phase in phases:
            left = iter(phase)

            async def work(left: Iterator[Task] = left) -> None:
                for task in left:
                    await task()
                    progress(next(done), total)

            # Two a worker: one is read while the next one's bytes are fetched from its WARC file.
            await asyncio.gather(*(work() for _ in range(2 * self._pool.workers)))

    def _rows(self, sql: str, selection: Selection) -> list[Row]:
        return list(self._store.db.query(sql, {"portal": selection.portal, "since": selection.since}))

    def _reading(self, portal: str) -> Reading:
        if portal not in self._readings:
            self.report.undeclared.add(portal)
        return evolve(
            self._readings.get(portal) or reading_of(self._store, portal),
            learnt_boilerplate=self._store.boilerplate(portal),
        )

    def _remember(self, rewrite: Rewrite) -> None:
        self.report.rewrites += 1
        pickle.dump(rewrite, self._spool)

    async def _article(self, row: Row) -> None:
        held = next(self._store.db.query("SELECT * FROM articles WHERE url = ?", [row["url"]]))
        restated: list[tuple[State, Article]] = []
        async for state, found in read_states(
            self._store, self._pool, row["url"], self._reading(row["portal"])
        ):
            if isinstance(found, Refusal):
                self.report.unreadable[found.reason] += 1
                continue
            restated.append((state, found))
            if state.is_latest:
                self._read_again.add(row["url"])
        self.report.articles += 1
        if self._differs(held, restated):
            self.report.changed += 1
            self._remember(Restated(restated))

    def _differs(self, held: Row, restated: Sequence[tuple[State, Article]]) -> bool:
        kept = self._store.db.query("SELECT * FROM revisions WHERE article = ?", [held["id"]])
        revisions = {row["id"]: row for row in kept}
        differs = False
        for state, article in restated:
            row = revision_row(article, state.article, state.number, state.capture)
            differs |= any(row[name] != revisions[state.id][name] for name in _OF_A_REVISION)
            if state.is_latest:
                columns = self._store.restated(state, article)
                differs |= self.report.compare(held, columns)
                # Where a later page has the last word, that also says what hangs on the article.
                if "url" in columns:
                    differs |= self.report.compare(*self._store.hanging(state, article))
        return differs

    async def _refused(self, row: Row) -> None:
        if self._store.wall.at(row["url"]):
            return
        if row["is_held"] and row["url"] not in self._read_again:
            # Beside a state that other rules have read, it would look like an edit by the portal.
            return
        reads: list[tuple[Article, Capture]] = []
        reasons: Counter[str] = Counter()
        found: Article | Refusal | None = None
        for page in unkept(self._store.db, row["url"]):
            self.report.refused += 1
            if page.capture.kind == "response":
                reading = self._reading(row["portal"])
                found = await read_again(self._store, self._pool, page.capture, row["url"], reading)
            if isinstance(found, Article):
                reads.append((found, page.capture))
                reasons[page.refusal.reason] += 1
        if reads and self._is_held_elsewhere(*reads[-1]):
            self.report.held_elsewhere += len(reads)
        elif reads:
            self.report.admitted += reasons
            self._remember(Admitted(reads))

    def _is_held_elsewhere(self, article: Article, capture: Capture) -> bool:
        """Whether the portal's article of the same text and day is known under another address."""
        day = (article.published and article.published.on) or capture.captured_at[:10]
        same = (article.portal, article.text_digest, day)
        other = self._admitted.setdefault(same, article.url)
        rows = self._store.db.query(_SAME, [article.url, *same])
        return other != article.url or next(rows, None) is not None

    async def _file(self, row: Row) -> None:
        self.report.files += 1
        state = next(self._store.db.query(_FILE, [row["revision"]]))
        text = await read_file_again(self._store, self._pool, state, self._reading(state["portal"]))
        if text is None:
            self.report.files_unreadable += 1
        elif reads_otherwise(text, state):
            self.report.files_changed += 1
            self._remember(FileRead(state["revision"], state["url"], text))


_ARTICLES = """
SELECT a.url, a.portal FROM articles a JOIN captures c ON c.id = a.capture
WHERE (:portal = '' OR a.portal = :portal) AND c.captured_at >= :since ORDER BY a.id
"""

_SAME = """
SELECT 1 FROM articles WHERE url <> ? AND portal = ? AND text_digest = ?
AND coalesce(published_on, substr(first_seen_at, 1, 10)) = ?
"""

_FILES = """
SELECT f.id AS revision FROM file_revisions f JOIN captures c ON c.id = f.capture
WHERE (:portal = '' OR c.portal = :portal) AND c.captured_at >= :since ORDER BY f.id
"""
_FILE = """
SELECT f.id AS revision, f.url, f.text, f.reason, f.offers, c.*
FROM file_revisions f JOIN captures c ON c.id = f.capture WHERE f.id = ?
"""
