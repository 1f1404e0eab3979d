"""Serving an archive: its database, opened read-only while others may write to it."""

from __future__ import annotations

import contextlib
import os
import socket
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from archive.connection import database_path, is_still, open_archive
from archive.port import web_address
from archive.site.reopening import Reopened

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


def application(folder: Path, address: str = "") -> Datasette:
    """The site on the archive in ``folder``, for readers who come to ``address`` (see ``archive.site.public``).

    Raises ``ArchiveError`` where there is no archive that can be read.
    """
    with open_archive(folder):
        database = database_path(folder)
    # Not at the top: Datasette imports this package while it is itself being imported.
    from archive.site.public import PublicSite

    still = is_still(database)
    files: list[str] = [] if still else [str(database)]
    frozen = [str(database)] if still else []
    return PublicSite(files, immutables=frozen, settings=SETTINGS, address=address)


def serve(folder: Path, listener: socket.socket, open_browser: bool = False, address: str = "") -> None:
    """Serve the archive in ``folder`` on ``listener`` (see ``archive.port``) until Ctrl-C, as ``application`` does;
    what is being answered then has ten seconds.

    Raises ``ArchiveError`` where there is no archive.
    """
    build = partial(application, address=address)
    site = build(folder)
    app = site.app() if os.access(folder, os.W_OK) else Reopened(folder, site, build)
    config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=_PATIENCE_S)
    if open_browser:
        webbrowser.open(web_address(*listener.getsockname()[:2]))
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has ended
        uvicorn.Server(config).run(sockets=[listener])
