"""Pages that are watched, taken in the order of time: each is read as the first of its captures was."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable

from attrs import evolve

from archive.records import Article, Page, Refusal, Watching
from archive.watched import way_of, way_read

Read = Callable[[Page], Awaitable[Article | Refusal]]


class OneWay:
    """Reads one capture of an address after the other, as the next cannot wait until the one before is stored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ways: dict[str, Watching] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(self, page: Page, read: Read) -> Article | Refusal:
        """What ``read`` finds in a watched page."""
        async with self._turns[page.url]:
            way = self._ways.get(page.url) or way_of(self._connection, page.url)
            found = await read(evolve(page, hint=evolve(page.hint, watched=way)))
            if isinstance(found, Article):
                self._ways.setdefault(page.url, way_read(found.origins.get("text", "")))
            return found
