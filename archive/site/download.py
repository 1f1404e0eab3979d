"""The CSV of a search, of its changes or files, sent while it is written: any number of rows in constant memory."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from archive import export
from archive.connection import open_archive
from archive.export import write_csv
from archive.search import Query

BUSY_AT = 4
"""Downloads at the same time; each keeps a connection and a thread."""
STALLED_S = 60
"""How long a reader may take nothing before the download is given up."""
_ROWS = 200
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else; who downloads here opens a spreadsheet."""


async def send_csv(
    folder: Path, query: Query, write: Callable[[str], Awaitable[Any]], kind: str = "articles"
) -> None:
    """Write all articles that ``query`` finds, whatever its limit, or their changes or files, to ``write``.
    ``kind``: one of ``export.KINDS``.

    On a connection and in a thread of its own, so that a long download keeps no page waiting. An error ends
    the transfer unfinished: nobody shall take a part for the whole.
    """
    loop, pieces = asyncio.get_running_loop(), _pieces(folder, query, kind)
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            while piece := await loop.run_in_executor(thread, next, pieces, ""):
                await asyncio.wait_for(write(piece), STALLED_S)
        finally:
            await loop.run_in_executor(thread, pieces.close)


def _pieces(folder: Path, query: Query, kind: str) -> Generator[str, None, None]:
    """The file in pieces of some rows each, the header in the first."""
    rows = export.KINDS[kind]
    with open_archive(folder) as connection, closing(rows.source(connection, query, "", "")) as found:
        yield _BYTE_ORDER_MARK + _written(list(islice(found, _ROWS)), rows.columns)
        while batch := list(islice(found, _ROWS)):
            yield _written(batch, rows.columns).partition("\r\n")[2]


def _written(batch: list[dict[str, Any]], columns: Iterable[str]) -> str:
    file = io.StringIO(newline="")
    write_csv(batch, file, columns)
    return file.getvalue()
