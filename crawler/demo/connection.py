"""One TCP connection to a demo portal: HTTP/1.1 with keep-alive and pipelining, bytes under full control."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import cast

from attrs import evolve

from crawler.demo.faults import Wire
from crawler.demo.responses import Request

_END = b"\r\n\r\n"
_LONGEST_HEAD = 64 * 1024
_REFUSED = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Connection(asyncio.Protocol):
    """Reads requests without bodies, asks ``serve`` for the bytes, tells ``record`` what happened.

    It is in ``open_ones`` as long as it is open.
    """

    def __init__(
        self,
        portal: str,
        serve: Callable[[Request], Wire],
        record: Callable[[Request], None],
        open_ones: set[Connection],
    ) -> None:
        self._open_ones = open_ones
        self._portal = portal
        self._serve = serve
        self._record = record
        self._waiting = b""
        self._sending: Iterator[bytes] | None = None
        self._paused = False
        self._current: tuple[Request, Wire] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._open_ones.add(self)

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        self._next_request()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._pump()

    def connection_lost(self, exc: Exception | None) -> None:
        self._sending = None
        self._open_ones.discard(self)

    def abort(self) -> None:
        """Close at once, whatever is under way."""
        self._transport.abort()

    def _next_request(self) -> None:
        """Take up the next request, unless an answer is still under way or the head is not whole."""
        while self._current is None and _END in self._waiting:
            raw, _, self._waiting = self._waiting.partition(_END)
            self._start(raw)
        if len(self._waiting) > _LONGEST_HEAD:
            self._refuse()

    def _start(self, raw: bytes) -> None:
        try:
            request = parse(self._portal, raw)
        except ValueError:
            self._refuse()
            return
        wire = self._serve(request)
        self._current = (request, wire)
        if wire.delay:
            asyncio.get_running_loop().call_later(wire.delay, self._send, wire)
        else:
            self._send(wire)

    def _send(self, wire: Wire) -> None:
        self._sending = iter(wire.data)
        self._pump()

    def _pump(self) -> None:
        """Write until the buffers are full or the answer ends."""
        while self._sending is not None and not self._paused and not self._transport.is_closing():
            data = next(self._sending, None)
            if data is None:
                self._finish()
            else:
                self._transport.write(data)

    def _finish(self) -> None:
        assert self._current is not None
        (request, wire), self._current, self._sending = self._current, None, None
        self._record(evolve(request, status=wire.status, finished_at=time.monotonic()))
        if wire.close or request.headers.get("connection", "").lower() == "close":
            self._transport.close()
        self._next_request()

    def _refuse(self) -> None:
        self._waiting = b""
        self._transport.write(_REFUSED)
        self._transport.close()


def parse(portal: str, raw: bytes) -> Request:
    """A request from its head; raises ValueError where it is none."""
    first, *lines = raw.decode("latin-1").split("\r\n")
    method, path, version = first.split(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(version)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    now = time.monotonic()
    return Request(portal, method, path, 0, now, now, headers)
