"""Pages that are watched: read in one way, as what was read whole is no edit of what was read as an article."""

from __future__ import annotations

import sqlite3

from archive.records import WHOLE, Watching

_READ_FROM = "SELECT origins ->> 'text' FROM articles WHERE url = ?"


def way_of(connection: sqlite3.Connection, url: str) -> Watching:
    """How the page at ``url`` is to be read: as the article that is held was, as it comes where none is."""
    held = connection.execute(_READ_FROM, [url]).fetchone()
    if held is None:
        return "any"
    return "whole" if held[0] == WHOLE else "article"
