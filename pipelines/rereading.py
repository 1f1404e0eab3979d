"""Kept captures as pages, read with today's rules."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

from attrs import asdict, evolve

from archive.attached import TOO_MUCH, offers_told
from archive.captures import stored
from archive.errors import CaptureMissingError
from archive.records import Article, Capture, FileText, Page, Reading, Refusal
from archive.rows import hint_from, storable
from archive.store import State, Store
from archive.warc import StoredCapture
from archive.watched import way_of
from pipelines.files import OTHER_KIND
from pipelines.pool import ReadingPool

_log = logging.getLogger(__name__)
BYTES_MISSING = "bytes-missing"
"""Why a capture could not be read whose record is not there any more."""


def page_of(store: Store, capture: Capture, url: str, reading: Reading) -> Page:
    """The page of a kept capture, as it was read first. Raises ``CaptureMissingError``."""
    kept = stored(store.db.conn, store.folder, asdict(capture))
    hint = hint_from(capture.hint)
    if hint.watched:
        hint = evolve(hint, watched=way_of(store.db.conn, url))
    return evolve(_page(kept, url, capture.captured_at, reading), hint=hint)


def _page(kept: StoredCapture, url: str, captured_at: str, reading: Reading) -> Page:
    return Page(
        url=url,
        body=kept.payload,
        content_type=kept.header("Content-Type"),
        captured_at=captured_at,
        reading=reading,
        headers=kept.headers,
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


async def read_again(
    store: Store, pool: ReadingPool, capture: Capture, url: str, reading: Reading
) -> Article | Refusal:
    """What today's rules read in a kept capture; a refusal of its own where the bytes are missing, which is logged."""
    try:
        page = page_of(store, capture, url, reading)
    except CaptureMissingError as error:
        _log.error("%s", error)
        return Refusal(url, BYTES_MISSING, str(error))
    return await pool.read(page)


async def read_states(
    store: Store, pool: ReadingPool, url: str, reading: Reading
) -> AsyncIterator[tuple[State, Article | Refusal]]:
    """Every revision of an article, first to latest, with what today's rules read in its capture."""
    for state in store.states(url):
        yield state, await read_again(store, pool, state.capture, url, reading)


async def same_reader(store: Store, pool: ReadingPool, article: Article, reading: Reading) -> None:
    """Before ``article`` is compared with what another version of the reader made of it, that is read again: otherwise
    a better reader would look like an edit by the portal."""
    if store.reader_of(article.url) in ("", article.extractor):
        return
    read = [each async for each in read_states(store, pool, article.url, reading)]
    if restated := [(state, found) for state, found in read if isinstance(found, Article)]:
        store.restate(restated)


async def same_reader_of_file(
    store: Store, pool: ReadingPool, url: str, text: FileText, reading: Reading
) -> None:
    """The same of a file. Files do not tell what read them: one that reads otherwise than before is held against its
    bytes."""
    held = store.files.latest(url)
    if held is None or held["text"] == text.text:
        return
    today = await read_file_again(store, pool, held, reading)
    if today and reads_otherwise(today, held):
        store.files.restate(held["revision"], url, today)
        store.flush()


def reads_otherwise(text: FileText, state: Mapping[str, Any]) -> bool:
    """Whether ``text`` is another than what the archive holds of a file's state, by its row, or offers otherwise."""
    told = offers_told(text) if text.text else state["offers"]
    return (storable(text.text), storable(text.error), told) != (
        state["text"],
        state["reason"],
        state["offers"],
    )


async def read_file_again(
    store: Store, pool: ReadingPool, state: Mapping[str, Any], reading: Reading
) -> FileText | None:
    """What today's reader finds in the capture of a file's state, the row of which holds its columns.

    None where nothing is found in it that was found before: its bytes are missing, which is logged, reading took too
    much this time, or it was a further page of an article that names it no more by today's rules.
    """
    try:
        kept = stored(store.db.conn, store.folder, state)
    except CaptureMissingError as error:
        _log.error("%s", error)
        return None
    file = _page(kept, state["final_url"], state["captured_at"], reading)
    text = await pool.read_file(evolve(file, first=store.files.first_page(state["url"])))
    return None if text.error.startswith((*TOO_MUCH, OTHER_KIND)) and state["text"] else text
