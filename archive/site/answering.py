"""How the site's own pages are answered, whatever they show: as a page, as a file, or why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils.asgi import NotFound, Response

from archive import withheld
from archive.errors import CaptureMissingError, UsageError
from archive.site import download, failures
from archive.site.metadata import DATABASE

if TYPE_CHECKING:
    from datasette.app import Datasette

Given = TypeVar("Given")

DOWNLOADS = asyncio.Semaphore(download.BUSY_AT)
_METHODS = ("GET", "HEAD")


async def show(datasette: Datasette, request: Any, template: str, context: dict[str, Any]) -> Response:
    body = await datasette.render_template(template, context, request=request, view_name=template[:-5])
    return checked(request, Response.html(body))


def checked(request: Any, response: Response) -> Response:
    """``response``, to be kept by a browser for as long as Datasette's own pages are."""
    response.headers["Cache-Control"] = "max-age=5"
    return read_only(request) or response


def read_only(request: Any) -> Response | None:
    """What those get who want more than to be shown something."""
    if request.method in _METHODS:
        return None
    return Response.text("This page can only be read.", status=405, headers={"Allow": ", ".join(_METHODS)})


async def given_away(
    datasette: Datasette, request: Any, made: Callable[[], Awaitable[Given]]
) -> Given | Response:
    """What ``made`` makes of captures, not of too many at the same time."""
    if refusal := read_only(request):
        return refusal
    if DOWNLOADS.locked():
        return await failures.page(datasette, request, failures.BUSY)
    async with DOWNLOADS:
        try:
            return await made()
        except (UsageError, CaptureMissingError) as error:
            raise NotFound(str(error)) from error


async def withheld_page(datasette: Datasette, request: Any, order: withheld.Order) -> Response:
    """RFC 7725: who has closed it is whoever runs this site. Not to be kept by anybody: it may be opened again."""
    response = await failures.page(datasette, request, failures.withheld(order))
    response.headers["Link"] = f'<{address_of(datasette, request, "/")}>; rel="blocked-by"'
    response.headers["Cache-Control"] = "no-store"
    return read_only(request) or response


def folder_of(datasette: Datasette) -> Path:
    """Of the archive that is shown."""
    return Path(datasette.get_database(DATABASE).path).parent


def address_of(datasette: Datasette, request: Any, path: str) -> str:
    """The absolute address of one of the site's paths."""
    return str(datasette.absolute_url(request, datasette.urls.path(path)))


def number_of(request: Any, name: str) -> int:
    return int(request.url_vars[name])
