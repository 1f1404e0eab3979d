"""Pages that say what went wrong, in the look of all others and without anything of the machinery."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from archive.site.metadata import DATABASE
from archive.site.wording import day_words
from archive.withheld import Order

if TYPE_CHECKING:
    from datasette.app import Datasette

_log = logging.getLogger(__name__)

_TABLES = f"/{DATABASE}"
"""Where Datasette's own pages are, which take the figures in an address as they come."""
_FILES = (".csv", ".atom")
"""Endings of what browsers ask for as a page, and programs as a file."""
_MISUSE = (ValueError, OverflowError, sqlite3.ProgrammingError)


@frozen
class Failure:
    status: int
    title: str
    message: str


_NOT_FOUND = Failure(
    404, "Nothing here", "There is no page at this address. A search may find what was meant."
)
_NONSENSE = Failure(400, "This cannot be answered", "The address holds something that makes no sense here.")
_TOO_SLOW = Failure(
    503,
    "This takes too long",
    "The question would have kept the archive busy for more than a second, so it was stopped. "
    "Ask for less: one portal, one year, another word.",
)
BUSY = Failure(
    503,
    "Too many downloads",
    "Others are taking articles away just now. Try again in a minute, or use 'gazette export' on the machine itself.",
)
_BROKEN = Failure(
    500,
    "Our fault",
    "The archive could not build this page. What happened is in the log of the server; nothing is lost.",
)


def explain(exception: Exception, path: str) -> Failure:
    """What a reader of ``path`` is told of ``exception``; what is our mistake alone goes to the log."""
    if isinstance(exception, QueryInterrupted):
        return _TOO_SLOW
    if isinstance(exception, Base400):
        return _NOT_FOUND if exception.status == 404 else _refused(exception.status, *exception.args)
    if isinstance(exception, DatasetteError):
        # The one message in HTML is Datasette's page for a query that was stopped. Its 500 are no accidents
        # but, for instance, a column to sort by that does not exist.
        told = _refused(exception.status, exception.message)
        return _TOO_SLOW if exception.message_is_html else told
    if isinstance(exception, _MISUSE) and path.startswith(_TABLES):
        return _NONSENSE
    _log.error("a page could not be built", exc_info=exception)
    return _BROKEN


def forbidden(message: str) -> Failure:
    return Failure(403, "Not offered here", message)


def senseless(reasons: Mapping[str, str]) -> Failure:
    """What is said where a file is asked for of a search part of which makes no sense. ``reasons``: why, by name."""
    return Failure(
        400, "No such search", f"{'; '.join(f'“{name}”: {why}' for name, why in reasons.items())}."
    )


def withheld(order: Order) -> Failure:
    """What is said in place of what is closed to everybody; nothing of what it says, not even its title."""
    return Failure(
        451,
        "Withheld",
        f"What stood here is withheld since {day_words(order.since[:10])}, for this reason: {order.reason}",
    )


async def page(datasette: Datasette, request: Any, failure: Failure) -> Response:
    """``failure`` as a page; as JSON where JSON was asked for, as a line where a program asked for another file."""
    if request.path.endswith((".json", ".jsonl")):
        told = asdict(failure)
        return Response.json({"ok": False, "error": told.pop("message"), **told}, status=failure.status)
    is_for_reader = "text/html" in request.headers.get("accept", "")
    if request.path.endswith(_FILES) and not is_for_reader:
        return Response.text(f"{failure.title}: {failure.message}\n", status=failure.status)
    body = await datasette.render_template("error.html", asdict(failure), request=request)
    return Response.html(body, status=failure.status)


def _refused(status: int, message: object = _NONSENSE.message) -> Failure:
    return Failure(400 if status == 500 else status, _NONSENSE.title, str(message))
