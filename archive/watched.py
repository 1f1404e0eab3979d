"""Pages that are watched: read in one way, as what was read whole is no edit of what was read as an article."""

from __future__ import annotations

import sqlite3

from archive.records import WHOLE, Watching

_READ_FROM = "SELECT coalesce(origins ->> 'text', '') FROM articles WHERE url = ?"


def way_of(connection: sqlite3.Connection, url: str) -> Watching:
    """How the page at ``url`` is to be read: as the article that is held was, as it comes where none is."""
    held = connection.execute(_READ_FROM, [url]).fetchone()
    return way_read(held[0]) if held else "any"


def way_read(origin: str) -> Watching:
    """How a page was read whose text has this origin."""
    return "whole" if origin == WHOLE else "article"
