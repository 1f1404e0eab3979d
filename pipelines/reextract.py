"""Reading kept captures again with today's rules. The portal edited nothing: revisions keep their numbers."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from attrs import Factory, define, evolve, frozen

from archive.errors import CaptureMissingError, UsageError
from archive.records import Article, Capture, Page, Reading
from archive.rows import article_row, hint_from, revision_row
from archive.store import State, Store
from archive.warc import read_capture
from pipelines.pool import ReadingPool

_log = logging.getLogger(__name__)
Restated = tuple[State, Article]
_UNTOLD = frozenset({"url", "portal", "extractor", "origins", "text_digest"})
"""Columns whose change says nothing by itself."""
_OF_A_REVISION = ("title", "text", "published_at", "modified_at", "extractor")
"""What a revision says; the rules that hold today may concern earlier ones only."""


@define
class Report:
    """What reading again changes, by field: counts of articles."""

    articles: int = 0
    changed: int = 0
    unreadable: int = 0
    """Captures that today's rules refuse, or whose bytes are missing; they stay as they are."""
    gained: Counter[str] = Factory(Counter)
    lost: Counter[str] = Factory(Counter)
    altered: Counter[str] = Factory(Counter)
    undeclared: set[str] = Factory(set)
    """Portals that nobody declares any more: their rules are not known."""

    def lines(self) -> Iterator[str]:
        """The report in plain text."""
        yield f"{self.articles} articles read again, {self.changed} read differently, {self.unreadable} not readable"
        fields = sorted({*self.gained, *self.lost, *self.altered})
        for name in fields:
            yield f"  {name}: {self.gained[name]} gained, {self.lost[name]} lost, {self.altered[name]} altered"
        for portal in sorted(self.undeclared):
            yield f"  {portal} is not declared (GAZETTE_PORTALS names further packages): read without its rules"


@frozen
class Selection:
    """Which articles are read again."""

    portal: str = ""
    since: str = ""
    """Day from which on their latest revision was captured."""


def page_of(folder: Path, capture: Capture, url: str, reading: Reading) -> Page:
    """The page of a kept capture, as it was read first. Raises ``CaptureMissingError``."""
    stored = read_capture(folder, capture.warc_file, capture.warc_offset, capture.warc_length)
    return Page(
        url=url,
        body=stored.payload,
        content_type=stored.header("Content-Type"),
        captured_at=capture.captured_at,
        reading=reading,
        hint=hint_from(capture.hint),
        headers=stored.headers,
    )


def reading_of(store: Store, portal: str) -> Reading:
    """How the pages of a portal that nobody declares any more are read: by what the archive keeps of it."""
    row = next(store.db.query("SELECT * FROM portals WHERE name = ?", [portal]))
    return Reading(
        portal=portal,
        site_name=row["title"],
        publisher=row["publisher"],
        languages=tuple(json.loads(row["languages"])),
        timezone=row["timezone"],
    )


async def read_states(store: Store, pool: ReadingPool, url: str, reading: Reading) -> list[Restated]:
    """Every revision of an article with what today's rules read in its capture; what they refuse is left out."""
    restated = []
    for state in store.states(url):
        try:
            article = await pool.read(page_of(store.folder, state.capture, url, reading))
        except CaptureMissingError as error:
            _log.error("%s", error)
            continue
        if isinstance(article, Article):
            restated.append((state, article))
    return restated


class Reextraction:
    """Reads a selection again, reports, and writes when it is told to. Use as a context manager."""

    def __init__(self, store: Store, readings: Mapping[str, Reading], workers: int = 0) -> None:
        self.report = Report()
        self._store = store
        self._readings = readings
        self._pool = ReadingPool(workers)
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the rest

    def __enter__(self) -> Reextraction:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()
        self._spool.close()

    def read(self, selection: Selection, progress: Callable[[int, int], None]) -> Report:
        """Read on all cores; ``progress(done, of)`` after each article. Nothing is written to the archive.

        Raises ``UsageError`` for a portal that the archive does not hold.
        """
        names = [row["name"] for row in self._store.db.query("SELECT name FROM portals ORDER BY name")]
        if selection.portal and selection.portal not in names:
            held = ", ".join(names) or "none"
            raise UsageError(f"--portal {selection.portal}: not in this archive, which holds {held}")
        asyncio.run(self._read(selection, progress))
        return self.report

    def write(self) -> int:
        """Write what was read differently; returns the number of articles."""
        self._spool.seek(0)
        for _ in range(self.report.changed):
            self._store.restate(pickle.load(self._spool))  # noqa: S301 - our own file, which nobody else can name
        self._store.flush()
        return self.report.changed

    async def _read(self, selection: Selection, progress: Callable[[int, int], None]) -> None:
        rows = list(self._store.db.query(_SELECTED, [selection.portal, selection.portal, selection.since]))
        left = iter(rows)
        done = 0

        async def work() -> None:
            nonlocal done
            for row in left:
                await self._again(row["url"], row["portal"])
                done += 1
                progress(done, len(rows))

        # Two a worker: one is read while the next one's bytes are fetched from its WARC file.
        await asyncio.gather(*(work() for _ in range(2 * self._pool.workers)))

    async def _again(self, url: str, portal: str) -> None:
        held = next(self._store.db.query("SELECT * FROM articles WHERE url = ?", [url]))
        if portal not in self._readings:
            self.report.undeclared.add(portal)
        reading = evolve(
            self._readings.get(portal) or reading_of(self._store, portal),
            learnt_boilerplate=self._store.boilerplate(portal),
        )
        restated = await read_states(self._store, self._pool, url, reading)
        self.report.articles += 1
        self.report.unreadable += held["revisions"] - len(restated)
        if self._differs(held, restated):
            self.report.changed += 1
            pickle.dump(restated, self._spool)

    def _differs(self, held: Mapping[str, Any], restated: Sequence[Restated]) -> bool:
        kept = self._store.db.query("SELECT * FROM revisions WHERE article = ?", [held["id"]])
        revisions = {row["id"]: row for row in kept}
        differs = False
        for state, article in restated:
            row, before = (
                revision_row(article, state.article, state.number, state.capture),
                revisions[state.id],
            )
            differs |= any(row[name] != before[name] for name in _OF_A_REVISION)
            if state.is_latest:
                differs |= self._compare(held, article_row(article))
        return differs

    def _compare(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        differs = False
        for name, value in after.items():
            if name not in _UNTOLD and value != before[name]:
                differs = True
                counter = self._counter(_is_empty(before[name]), _is_empty(value))
                counter[name] += 1
        return differs

    def _counter(self, was_empty: bool, is_empty: bool) -> Counter[str]:
        if was_empty:
            return self.report.gained
        return self.report.lost if is_empty else self.report.altered


def _is_empty(value: Any) -> bool:
    return value in (None, "", 0) or (
        isinstance(value, str) and value[:1] in ("[", "{") and not json.loads(value)
    )


_SELECTED = """
SELECT a.url, a.portal FROM articles a JOIN captures c ON c.id = a.capture
WHERE (? = '' OR a.portal = ?) AND c.captured_at >= ? ORDER BY a.id
"""
