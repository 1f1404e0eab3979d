"""What the templates may call: filters for wording, links and marks, and the addresses of our own files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from markupsafe import Markup, escape

from archive.search import MARK_END, MARK_START
from archive.site import links, telling, wording
from archive.site.blocks import beginning, blocks, one_line
from archive.site.citation import in_head
from archive.site.excerpt import cells, excerpt
from archive.site.lasting import lasting_path


def prepare(environment: Environment) -> None:
    """Add our filters and globals to Datasette's templates."""
    environment.filters |= {
        "beginning": beginning,
        "blocks": blocks,
        "cells": cells,
        "claim_words": wording.claim_words,
        "day_words": wording.day_words,
        "direction": wording.direction,
        "edit_words": wording.edit_words,
        "excerpt": excerpt,
        "in_head": in_head,
        "instant_words": wording.instant_words,
        "language_name": wording.language_name,
        "language_tag": wording.language_tag,
        "marked": marked,
        "one_line": one_line,
        "by_title": by_title,
        "encoding_words": wording.encoding_words,
        "origin_words": wording.origin_words,
        "outward": links.outward,
        "size_words": wording.size_words,
        "lasting_path": lasting_path,
        "missed_words": wording.missed_words,
        "obstacle_words": wording.obstacle_words,
        "kind_words": telling.kind_words,
        "fate_words": wording.fate_words,
        "type_words": wording.type_words,
        "fault_words": wording.fault_words,
        "flag_words": wording.flag_words,
        "loss_words": wording.loss_words,
        "state_words": wording.state_words,
        "trouble_words": wording.trouble_words,
    }
    environment.globals |= {
        "query_string": query_string,
        "static_path": static_path,
        "timespec": wording.timespec,
    }


def by_title(
    tables: Iterable[dict[str, Any]], described: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Tables in the order of what they are called on the page."""
    return sorted(tables, key=lambda table: described.get(table["name"], {}).get("title", table["name"]))


def marked(text: str) -> Markup:
    """``text`` escaped; then the marks round found words become ``<mark>``."""
    shown = escape(text)
    return shown.replace(MARK_START, Markup("<mark>")).replace(MARK_END, Markup("</mark>"))


def query_string(parameters: dict[str, object], **changes: object) -> str:
    """``parameters`` with ``changes`` as ``?…``; what is empty is left out."""
    kept = {name: value for name, value in {**parameters, **changes}.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"


@cache
def static_path(name: str) -> str:
    """Path of one of our static files; it changes with the file, so that it can be cached."""
    content = files("archive.site").joinpath("static", name).read_bytes()
    return f"/-/static-plugins/gazette/{name}?{hashlib.sha256(content).hexdigest()[:8]}"
