"""How a value looks in Datasette's tables. ``None`` leaves a cell to Datasette, which escapes it."""

from __future__ import annotations

import json
from typing import Any

from datasette.url_builder import Urls
from markupsafe import Markup

from archive.site.links import is_web_address, outward
from archive.site.wording import size_words

_LISTS = ("authors", "keywords", "breadcrumb", "flags")
_OBJECTS = ("origins", "refused_by_reason", "errors_by_kind", "failed_by_reason", "disagreements")
_SIZES = ("bytes", "payload_length", "warc_length")
_LONGEST = 80
"""Characters of an address that are shown; the link leads to the whole."""


def cell(row: Any, value: Any, column: str, table: str, urls: Urls) -> Markup | None:
    """The value as markup where we know something better to show."""
    if isinstance(value, dict):
        return _reference(value, column, urls)
    if table == "articles" and column == "title" and "id" in row.keys():  # noqa: SIM118 - a sqlite3.Row
        return _reading(urls, row["id"], value)
    if column in _SIZES and isinstance(value, int):
        return Markup("{} <em>{}</em>").format(f"{value:,}", size_words(value))
    if isinstance(value, str) and is_web_address(value.strip()):
        return outward(value.strip(), _shortened(value.strip()))
    if column in _LISTS or column in _OBJECTS:
        return _readable(value)
    return None


def _reference(value: dict[str, Any], column: str, urls: Urls) -> Markup | None:
    """A foreign key that Datasette has expanded: articles are read on the page made for it."""
    return _reading(urls, value["value"], value["label"]) if column == "article" else None


def _reading(urls: Urls, article_id: Any, title: Any) -> Markup:
    return Markup('<a href="{}">{}</a>').format(urls.path(f"/article/{article_id}"), title or "(no title)")


def _readable(value: Any) -> Markup | None:
    """A JSON list as its members, an object as its pairs."""
    try:
        document = json.loads(value)
    except (TypeError, ValueError):
        return None
    if isinstance(document, dict):
        document = [f"{name}: {origin}" for name, origin in document.items()]
    if not isinstance(document, list):
        return None
    return Markup("; ").join(map(str, document)) or Markup("&nbsp;")


def _shortened(address: str) -> str:
    return address if len(address) <= _LONGEST else address[: _LONGEST - 1] + "…"
