"""The CSV of a search, sent while it is written: any number of rows in constant memory."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from archive.connection import open_archive
from archive.export import rows, write_csv
from archive.search import Query

BUSY_AT = 4
"""Downloads at the same time; each keeps a connection and a thread."""
STALLED_S = 60
"""How long a reader may take nothing before the download is given up."""
_ROWS = 200
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else; who downloads here opens a spreadsheet."""


async def send_csv(folder: Path, query: Query, write: Callable[[str], Awaitable[Any]]) -> None:
    """Write all articles that ``query`` finds, whatever its limit, to ``write``.

    On a connection and in a thread of its own, so that a long download keeps no page waiting. An error ends
    the transfer unfinished: nobody shall take a part for the whole.
    """
    loop, pieces = asyncio.get_running_loop(), _pieces(folder, query)
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            while piece := await loop.run_in_executor(thread, next, pieces, ""):
                await asyncio.wait_for(write(piece), STALLED_S)
        finally:
            await loop.run_in_executor(thread, pieces.close)


def _pieces(folder: Path, query: Query) -> Generator[str, None, None]:
    """The file in pieces of some rows each, the header in the first."""
    with open_archive(folder) as connection:
        articles = rows(connection, query)
        yield _BYTE_ORDER_MARK + _written(list(islice(articles, _ROWS)))
        while batch := list(islice(articles, _ROWS)):
            yield _written(batch).partition("\r\n")[2]


def _written(articles: list[dict[str, Any]]) -> str:
    file = io.StringIO(newline="")
    write_csv(articles, file)
    return file.getvalue()
