"""What captures brought, given away: as files, as pictures, as evidence."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response

from archive import timestamps, withheld
from archive.errors import CaptureMissingError, UsageError
from archive.pictures import picture_type
from archive.site import download
from archive.site.answering import checked, folder_of, given_away, number_of, read_only, withheld_page
from archive.site.kept import kept
from archive.site.packed import Packed, packed
from archive.site.queries import ask
from archive.site.replay import Paths, shown
from archive.site.security import REPLAYED

if TYPE_CHECKING:
    from datasette.app import Datasette

_PICTURES = asyncio.Semaphore(download.BUSY_AT)
"""A page asks for all of its pictures at once: each waits for its turn."""


async def kept_file(datasette: Datasette, request: Any) -> Response:
    if order := await ask(datasette, withheld.of_capture, number_of(request, "id")):
        return await withheld_page(datasette, request, order)

    async def made() -> Response:
        found = await ask(datasette, kept, folder_of(datasette), number_of(request, "id"))
        return Response(found.payload, headers=found.headers, content_type="application/octet-stream")

    return await given_away(datasette, request, made)


async def timestamp_file(datasette: Datasette, request: Any) -> Response:
    """What a timestamp authority has answered, or the line that it certifies, as files that ``openssl ts`` reads."""
    found = await ask(datasette, timestamps.kept_as, number_of(request, "id"))
    if found is None:
        raise NotFound("no such timestamp")
    is_line = request.url_vars["form"] == "txt"
    body, kind = (found.line, "text/plain") if is_line else (found.response, timestamps.ANSWER_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="{found.capture}.{request.url_vars["form"]}"'}
    return checked(request, Response(body, headers=headers, content_type=kind))


async def kept_picture(datasette: Datasette, request: Any) -> Response:
    """A picture as one: told by its bytes, and only of the kinds that hold nothing else."""
    number = number_of(request, "id")
    if refusal := read_only(request):
        return refusal
    if order := await ask(datasette, withheld.of_capture, number):
        return await withheld_page(datasette, request, order)
    async with _PICTURES:
        try:
            found = await ask(datasette, kept, folder_of(datasette), number)
        except (UsageError, CaptureMissingError) as error:
            raise NotFound(str(error)) from error
    if not (kind := picture_type(found.payload)):
        raise NotFound(f"capture {number} is no picture that is shown here")
    return Response(found.payload, headers={"Cache-Control": "no-store"}, content_type=kind)


async def replayed(datasette: Datasette, request: Any) -> Response:
    """A page of the web, or what it needs, for a frame of ours."""
    number = number_of(request, "id")
    if refusal := read_only(request):
        return refusal
    if order := await ask(datasette, withheld.of_capture, number):
        return await withheld_page(datasette, request, order)
    paths = Paths(
        part=lambda capture: str(datasette.urls.path(f"/capture/{capture}/replay")),
        page=lambda url: f"{datasette.urls.path('/search')}?{urlencode({'q': url})}",
    )
    async with _PICTURES:
        try:
            found = await ask(datasette, shown, folder_of(datasette), number, paths)
        except (UsageError, CaptureMissingError) as error:
            raise NotFound(str(error)) from error
    headers = {"Content-Security-Policy": REPLAYED, "Cache-Control": "no-store"}
    return Response(found.body, headers=headers, content_type=found.content_type)


async def evidence_file(datasette: Datasette, request: Any) -> Packed | Response:
    async def made() -> Packed:
        return await asyncio.to_thread(packed, folder_of(datasette), number_of(request, "id"))

    return await given_away(datasette, request, made)
