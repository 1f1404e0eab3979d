"""What a search finds, or its changes, files or mentions, as CSV or JSON Lines, sent while it is written: any number of
rows in constant memory."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import Factory, frozen

from archive import export
from archive.connection import open_archive
from archive.export import KINDS, write_csv, write_jsonl
from archive.period import first_day, last_day
from archive.search import Query, any_of
from archive.site.results import NO_DAY, WRONG_WAY_ROUND, is_period

BUSY_AT = 4
"""Downloads at the same time; each keeps a connection and a thread."""
STALLED_S = 60
"""How long a reader may take nothing before the download is given up."""
_ROWS = 200
_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else; who downloads here opens a spreadsheet."""

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}
"""Form to its media type. There is none for JSON Lines that is registered."""

Written = Callable[[list[export.Row], bool], str]
"""Some rows as text, and whether they are the first."""

NAMES = ("rows", "noticed-from", "noticed-to")
"""What the address of a file may name beside the search."""
_NOTHING_NOTICED = "{} are not noticed in a period: ask for rows=changes, rows=files or rows=fates"
_NO_WORDS = "it asks where words are said, and q names none"


@frozen
class Wanted:
    """Which rows of a search are to be taken away."""

    kind: str = "articles"
    """One of ``export.KINDS``."""
    noticed_from: str = ""
    noticed_to: str = ""
    """Periods (``archive.period``) in UTC in which a change, or a state of a file, was first captured."""
    wrong: Mapping[str, str] = Factory(dict)
    """Parameters that make no sense, each with why; no file is to be made of them."""


def wanted(arguments: Mapping[str, str]) -> Wanted:
    """Read ``NAMES`` of an address; any argument may hold anything."""
    kind = arguments.get("rows") or "articles"
    days = {name: arguments.get(name, "").strip() for name in NAMES[1:]}
    wrong = {} if kind in KINDS else {"rows": f"it is neither {' nor '.join(KINDS)}"}
    for name, day in days.items():
        if not is_period(day):
            wrong[name] = NO_DAY
        elif day and kind in KINDS and kind not in export.NOTICED:
            wrong[name] = _NOTHING_NOTICED.format(kind)
    if kind == "mentions" and not any_of(arguments.get("q", "")):
        wrong["rows"] = _NO_WORDS
    since, until = days.values()
    if not wrong and until and last_day(until) < first_day(since):
        wrong["noticed-to"] = WRONG_WAY_ROUND
    return Wanted(kind, since, until, wrong)


async def send_rows(
    folder: Path,
    query: Query,
    write: Callable[[str], Awaitable[Any]],
    rows: Wanted | None = None,
    address: Callable[[str], str] = str,
    form: str = "csv",
) -> None:
    """Write all articles that ``query`` finds, whatever its limit, or other ``rows`` of them, to ``write``.

    In CSV, a cell that is too long for spreadsheets says how much is left out and where it is whole; ``address`` makes
    the absolute address of one of the site's paths. JSON Lines leave all as it is.

    On a connection and in a thread of its own, so that a long download keeps no page waiting. An error ends
    the transfer unfinished: nobody shall take a part for the whole.
    """
    wanted = rows or Wanted()
    written = partial(_csv, wanted.kind, address) if form == "csv" else _jsonl
    loop, pieces = asyncio.get_running_loop(), _pieces(folder, query, wanted, written)
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            while piece := await loop.run_in_executor(thread, next, pieces, ""):
                await asyncio.wait_for(write(piece), STALLED_S)
        finally:
            await loop.run_in_executor(thread, pieces.close)


def _pieces(folder: Path, query: Query, wanted: Wanted, written: Written) -> Generator[str, None, None]:
    """The file in pieces of some rows each."""
    rows = export.KINDS[wanted.kind]
    with (
        open_archive(folder) as connection,
        closing(rows.source(connection, query, wanted.noticed_from, wanted.noticed_to)) as found,
    ):
        yield written(list(islice(found, _ROWS)), True)
        while batch := list(islice(found, _ROWS)):
            yield written(batch, False)


def _csv(kind: str, address: Callable[[str], str], batch: list[export.Row], is_first: bool) -> str:
    """Some rows, the header before the first."""
    file = io.StringIO(newline="")
    write_csv(batch, file, export.KINDS[kind].columns, export.CELL_LIMIT, partial(_whole, kind, address))
    text = file.getvalue()
    return _BYTE_ORDER_MARK + text if is_first else text.partition("\r\n")[2]


def _jsonl(batch: list[export.Row], is_first: bool) -> str:
    file = io.StringIO()
    write_jsonl(batch, file)
    return file.getvalue()


def _whole(kind: str, address: Callable[[str], str], row: export.Row, column: str) -> str:
    """The address of all that stands in a cell: of a text as text, of a file its bytes, else of the article's page."""
    if kind == "articles":
        return address(f"/article/{row['id']}{'.txt' if column == 'text' else ''}")
    page = f"/article/{row['article']}"
    if column not in ("text", "text_before"):
        return address(page)
    if kind == "files":
        return address(f"/capture/{row['capture' if column == 'text' else 'capture_before']}/bytes")
    return address(f"{page}/revision/{row['state'] - (column == 'text_before')}.txt")
