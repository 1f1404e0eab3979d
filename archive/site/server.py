"""Serving an archive: its database, opened read-only while others may write to it."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from archive.connection import database_path, is_still, open_archive
from archive.port import web_address
from archive.site.metadata import DATABASE
from archive.site.security import Application, Message, Send

if TYPE_CHECKING:
    from datasette.app import Datasette

SETTINGS = {
    "allow_download": False,  # the file is being written to; exports are made for taking away
    "default_allow_sql": False,
    "default_page_size": 50,
    "facet_time_limit_ms": 400,  # a facet over a million articles takes a third of a second
    "max_csv_mb": 0,  # a CSV that stops in the middle is worse than none
    "num_sql_threads": 4,
    "sql_time_limit_ms": 1000,
    "suggest_facets": False,  # costs a second over a million articles; ours are chosen in the metadata
    "truncate_cells_html": 240,
}

_PATIENCE_S = 10
"""What a request that is being answered may still take after Ctrl-C."""

_PLAIN = [(b"content-type", b"text/plain; charset=utf-8")]
_WRITTEN_TO = (
    b"Somebody has written to this archive since it was opened, and it was opened as one that does not change, as "
    b"this site may not write to its folder. Start `gazette serve` again.\n"
)


def application(folder: Path) -> Datasette:
    """The site on the archive in ``folder``; raises ``ArchiveError`` where there is none that can be read."""
    with open_archive(folder):
        database = database_path(folder)
    # Not at the top: Datasette imports this package while it is itself being imported.
    from datasette.app import Datasette

    still = is_still(database)
    files: list[str] = [] if still else [str(database)]
    return Datasette(files, immutables=[str(database)] if still else [], settings=SETTINGS)


def _while_still(app: Application, database: Path) -> Application:
    """``app`` as long as nobody has written to ``database``, which SQLite was told does not change; then 503.

    Who shows another user's archive without a right to write would else mix old pages of the file with new ones.
    """
    first = _state(database)

    async def guarded(scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] == "http" and _state(database) != first:
            await send({"type": "http.response.start", "status": 503, "headers": _PLAIN})
            await send({"type": "http.response.body", "body": _WRITTEN_TO})
            return
        await app(scope, receive, send)

    return guarded


def _state(database: Path) -> tuple[int, int, bool] | None:
    try:
        found = database.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, database.with_name(f"{database.name}-wal").exists()


def serve(folder: Path, listener: socket.socket, open_browser: bool = False) -> None:
    """Serve the archive in ``folder`` on ``listener`` (see ``archive.port``) until Ctrl-C; what is being answered
    then has ten seconds.

    Raises ``ArchiveError`` where there is no archive.
    """
    site = application(folder)
    database = site.get_database(DATABASE)
    app = site.app() if database.is_mutable else _while_still(site.app(), Path(database.path))
    config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=_PATIENCE_S)
    if open_browser:
        webbrowser.open(web_address(*listener.getsockname()[:2]))
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has ended
        uvicorn.Server(config).run(sockets=[listener])
