"""The CSV of a search, sent while it is written: any number of rows in constant memory."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from archive.connection import open_archive
from archive.export import rows, write_csv
from archive.search import Query

_CHUNK = 64 * 1024
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else; who downloads here opens a spreadsheet."""


class _Outflow(io.TextIOBase):
    """A file that hands on what is written to it in large pieces, and waits until each has been taken."""

    def __init__(self, send: Callable[[str], Future[None]]) -> None:
        self._send = send
        self._held = _BYTE_ORDER_MARK

    def write(self, text: str) -> int:
        self._held += text
        if len(self._held) > _CHUNK:
            self.flush()
        return len(text)

    def flush(self) -> None:
        held, self._held = self._held, ""
        if held:
            self._send(held).result()


async def send_csv(folder: Path, query: Query, write: Callable[[str], Awaitable[Any]]) -> None:
    """Write all articles that ``query`` finds, whatever its limit, to ``write``.

    On a connection and in a thread of its own: a long download keeps no page waiting. An error ends the
    transfer unfinished, so that nobody takes a part for the whole.
    """
    loop = asyncio.get_running_loop()

    async def taken(text: str) -> None:
        await write(text)

    def produce() -> None:
        outflow = _Outflow(lambda text: asyncio.run_coroutine_threadsafe(taken(text), loop))
        with open_archive(folder) as connection:
            write_csv(rows(connection, query), outflow)
        outflow.flush()

    await asyncio.to_thread(produce)
