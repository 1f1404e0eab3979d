"""What Datasette is told about the archive: titles, descriptions, facets. Kept in ``metadata.yaml``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from datasette.utils import parse_metadata

DATABASE = "archive"
"""Name under which Datasette serves ``archive.db``: the stem of the file."""

MACHINERY = (
    "articles_search",
    "articles_fts",
    "former_search",
    "former_fts",
    "former_file_search",
    "former_file_fts",
    "sketches",
    "_sqlite_migrations",
    "sqlite_stat",
)
"""Beginnings of the names of tables that serve the database only; nobody is shown them."""


def metadata() -> dict[str, Any]:
    """The metadata, new for every caller: Datasette changes in place what it is given."""
    document: dict[str, Any] = json.loads(_document())
    return document


@cache
def _document() -> str:
    text = files("archive.site").joinpath("metadata.yaml").read_text(encoding="utf-8")
    return json.dumps(parse_metadata(text))


def table_descriptions() -> dict[str, dict[str, Any]]:
    """Table name to its entry in the metadata."""
    tables: dict[str, dict[str, Any]] = metadata()["databases"][DATABASE]["tables"]
    return tables


def is_machinery(table: str) -> bool:
    """Whether ``table`` is an index or a book-keeping table rather than part of the record."""
    return table.startswith(MACHINERY)
