"""What captures brought, given away: as files, as pictures, as evidence."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import Base400, NotFound, Response

from archive import timestamps, withheld
from archive.errors import CaptureMissingError, UsageError
from archive.site import download, failures, memento
from archive.site.answering import (
    Given,
    address_of,
    checked,
    folder_of,
    given_away,
    number_of,
    read_only,
    withheld_page,
)
from archive.site.kept import kept
from archive.site.packed import Packed, packed
from archive.site.queries import Row, ask
from archive.site.replay import Paths, picture, shown
from archive.site.security import REPLAYED

if TYPE_CHECKING:
    from datasette.app import Datasette

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_PICTURES = asyncio.Semaphore(download.BUSY_AT)
"""A page asks for all of its pictures at once: each waits for its turn."""


async def _refusal(datasette: Datasette, request: Any) -> Response | None:
    """What those get who want more than to be shown a capture, or one that is withheld."""
    if refusal := read_only(request):
        return refusal
    order = await ask(datasette, withheld.of_capture, number_of(request, "id"))
    return await withheld_page(datasette, request, order) if order else None


async def kept_file(datasette: Datasette, request: Any) -> Response:
    if refusal := await _refusal(datasette, request):
        return refusal

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
    """A picture as one: told by its bytes, and only of the kinds that hold nothing else; drawings made anew."""
    if refusal := await _refusal(datasette, request):
        return refusal
    number = number_of(request, "id")
    found = await shown_of(datasette, picture, number)
    headers = {"Content-Security-Policy": REPLAYED, "Cache-Control": "no-store"}
    return Response(found.body, headers=headers, content_type=found.content_type)


async def replayed(datasette: Datasette, request: Any) -> Response:
    """A page of the web, or what it needs, for a frame of ours."""
    if refusal := await _refusal(datasette, request):
        return refusal
    number = number_of(request, "id")
    paths = Paths(partial(_part_path, datasette), partial(_state_path, datasette))
    against = request.args.get("against", "")
    if against and not _NUMBER.fullmatch(against):
        raise NotFound("against: a page is compared with that of a capture, by its number")
    other = int(against or 0)
    if other and (order := await ask(datasette, withheld.of_capture, other)):
        return await withheld_page(datasette, request, order)
    asked = (request.args.get("at", ""), bool(request.args.get("framed")), other)
    try:
        found = await shown_of(datasette, shown, number, paths, *asked)
    except NotFound as error:
        return await not_shown(datasette, request, error, number)
    headers = {"Content-Security-Policy": REPLAYED, "Cache-Control": "no-store"}
    if found.is_page and not other:
        page = memento.addresses(found.url, partial(address_of, datasette, request))
        headers |= {"Memento-Datetime": memento.http_date(found.captured_at), "Link": memento.links(page)}
    return Response(found.body, headers=headers, content_type=found.content_type)


async def not_shown(datasette: Datasette, request: Any, error: NotFound, *numbers: int) -> Response:
    """Why captures are not shown, and where what they brought can be taken away."""
    told = str(error)
    paths = " and ".join(datasette.urls.path(f"/capture/{number}/bytes") for number in numbers)
    why = f"{told[:1].upper()}{told[1:]}. What a capture brought can be taken away: {paths}"
    return await failures.page(datasette, request, failures.Failure(404, "Not shown", why))


def _part_path(datasette: Datasette, capture: int, at: str) -> str:
    asked = f"?{urlencode({'at': at})}" if at else ""
    return f"{datasette.urls.path(f'/capture/{capture}/replay')}{asked}"


def _state_path(datasette: Datasette, article: int, state: int) -> str:
    return str(datasette.urls.path(f"/article/{article}{f'/revision/{state}' if state else ''}"))


async def shown_of(datasette: Datasette, question: Callable[..., Given], number: int, *values: Any) -> Given:
    """What ``question`` finds of a capture that is shown; not of too many at the same time."""
    async with _PICTURES:
        try:
            return await ask(datasette, question, folder_of(datasette), number, *values)
        except (UsageError, CaptureMissingError) as error:
            raise NotFound(str(error)) from error


async def timegate(datasette: Datasette, request: Any) -> Response:
    """To the page at an address as it looked at the time that is asked for (RFC 7089, 4.5)."""
    url, found = await _mementos(datasette, request, memento.TIMEGATE)
    if refusal := read_only(request) or await _closed(datasette, request, url, found):
        return refusal
    try:
        chosen = memento.nearest(found, request.headers.get("accept-datetime", ""))
    except (ValueError, OverflowError) as error:
        raise Base400("Accept-Datetime is no date, as in: Mon, 30 Nov 2026 12:00:00 GMT") from error
    response = Response.redirect(address_of(datasette, request, memento.path_of(chosen)))
    page = memento.addresses(url, partial(address_of, datasette, request))
    response.headers |= {"Vary": "accept-datetime", "Link": memento.links(page), "Cache-Control": "no-store"}
    return response


async def timemap(datasette: Datasette, request: Any) -> Response:
    """All states of the page at an address (RFC 7089, 5)."""
    url, found = await _mementos(datasette, request, memento.TIMEMAP)
    if refusal := read_only(request) or await _closed(datasette, request, url, found):
        return refusal
    address = partial(address_of, datasette, request)
    body = memento.timemap(memento.addresses(url, address), found, address)
    return checked(request, Response(body, content_type=memento.TIMEMAP_TYPE))


async def _mementos(datasette: Datasette, request: Any, beginning: str) -> tuple[str, list[Row]]:
    url = memento.asked_for(request.full_path, beginning)
    return url, await ask(datasette, memento.mementos, url)


async def _closed(datasette: Datasette, request: Any, url: str, found: Sequence[Row]) -> Response | None:
    """What is answered where there is no memento."""
    if found:
        return None
    if order := await ask(datasette, withheld.of_address, url):
        return await withheld_page(datasette, request, order)
    why = f"No state of a page at {url or 'this address'} is held; its address follows, as in /{memento.TIMEMAP}/https://…"
    return await failures.page(datasette, request, failures.Failure(404, "Not in this archive", why))


async def evidence_file(datasette: Datasette, request: Any) -> Packed | Response:
    async def made() -> Packed:
        return await asyncio.to_thread(packed, folder_of(datasette), number_of(request, "id"))

    return await given_away(datasette, request, made)
