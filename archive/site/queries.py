"""How the site asks the archive: on Datasette's read-only connections, within a limit of time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.database import QueryInterrupted
from datasette.utils import sqlite_timelimit

from archive import search
from archive.rows import by_name
from archive.site.metadata import DATABASE

if TYPE_CHECKING:
    from datasette.app import Datasette

Answer = TypeVar("Answer")
Row = dict[str, Any]


def prepare(connection: sqlite3.Connection) -> None:
    """Give ``connection`` the archive's SQL functions, and Datasette's search boxes our way of searching."""
    search.register(connection)
    connection.create_function("escape_fts", 1, _expression)


def _expression(typed: object) -> str:
    """What was typed, for FTS5; the empty phrase, which finds nothing, where it holds nothing to look for."""
    return search.text_expression(str(typed)) or '""'


async def ask(
    datasette: Datasette, question: Callable[..., Answer], *values: Any, limit_ms: int | None = None
) -> Answer:
    """``question(connection, *values)``, off the event loop; raises ``QueryInterrupted`` after the limit."""
    limit = limit_ms or datasette.setting("sql_time_limit_ms")

    def limited(connection: sqlite3.Connection) -> Answer:
        with sqlite_timelimit(connection, limit):
            try:
                return question(connection, *values)
            except sqlite3.OperationalError as error:
                if error.args == ("interrupted",):
                    raise QueryInterrupted(error, question.__name__, values) from error
                raise

    answer: Answer = await datasette.get_database(DATABASE).execute_fn(limited)
    return answer


async def ask_if_quick(
    datasette: Datasette, question: Callable[..., Answer], *values: Any, limit_ms: int
) -> Answer | None:
    """As ``ask``; ``None`` where the limit was reached: for what a page can do without."""
    try:
        return await ask(datasette, question, *values, limit_ms=limit_ms)
    except QueryInterrupted:
        return None


def rows(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Row]:
    """The rows that ``sql`` finds, each by column name."""
    return by_name(connection.execute(sql, values))


def row(connection: sqlite3.Connection, sql: str, *values: Any) -> Row | None:
    """The first row that ``sql`` finds, if any."""
    return next(iter(rows(connection, sql, *values)), None)
