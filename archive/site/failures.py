"""Pages that say what went wrong, in the look of all others and without anything of the machinery."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

if TYPE_CHECKING:
    from datasette.app import Datasette

_log = logging.getLogger(__name__)


@frozen
class Failure:
    status: int
    title: str
    message: str


_NOT_FOUND = Failure(
    404, "Nothing here", "There is no page at this address. A search may find what you look for."
)
_TOO_SLOW = Failure(
    503,
    "This takes too long",
    "The question would have kept the archive busy for more than a second, so it was stopped. "
    "Ask for less: one portal, one year, another word.",
)
_BROKEN = Failure(
    500,
    "Our fault",
    "The archive could not build this page. What happened is in the log of the server; nothing is lost.",
)


def explain(exception: Exception) -> Failure:
    """What a reader is told of ``exception``; what is nobody's mistake but ours goes to the log."""
    if isinstance(exception, QueryInterrupted):
        return _TOO_SLOW
    if isinstance(exception, Base400):
        if exception.status == 404:
            return _NOT_FOUND
        return Failure(exception.status, "This cannot be answered", _first(exception))
    if isinstance(exception, DatasetteError):
        return _datasette_failure(exception)
    _log.error("a page could not be built", exc_info=exception)
    return _BROKEN


def forbidden(message: str) -> Failure:
    return Failure(403, "Not offered here", message)


async def page(datasette: Datasette, request: Any, failure: Failure) -> Response:
    """``failure`` as a page; as JSON where JSON was asked for."""
    if request.path.endswith(".json"):
        told = asdict(failure)
        return Response.json({"ok": False, "error": told.pop("message"), **told}, status=failure.status)
    body = await datasette.render_template("error.html", asdict(failure), request=request)
    return Response.html(body, status=failure.status)


def _datasette_failure(exception: DatasetteError) -> Failure:
    if exception.message_is_html:  # the one such message is Datasette's page for a query that was stopped
        return _TOO_SLOW
    return Failure(exception.status, exception.title or "This cannot be answered", str(exception.message))


def _first(exception: Exception) -> str:
    return (
        str(exception.args[0]) if exception.args else "The address holds something that makes no sense here."
    )
