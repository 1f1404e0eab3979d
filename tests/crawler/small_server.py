"""A web server whose every byte a test decides: paths to answers, and a log of what was asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType

from attrs import Factory, define, frozen

_TEXT = (
    "The ministry has counted the small things of the country again and found more of them than last year. "
    "A clerk who took part said that the smallest were the hardest to find."
)


@frozen
class Asked:
    """A request as it came in."""

    path: str
    at: float
    """``time.monotonic()`` when its head had arrived."""
    headers: Mapping[str, str]
    """Names in lower case."""


@frozen
class Answer:
    """An answer; ``raw`` in place of everything else, byte for byte, and the connection then closed."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    stalls: bool = False
    """Whether the connection is kept open after the last byte without another one."""

    def to_bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        fields = [("Content-Type", self.content_type), ("Content-Length", str(len(self.body))), *self.headers]
        lines = [f"HTTP/1.1 {self.status} Told so", *(f"{name}: {value}" for name, value in fields)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + self.body


Answering = Answer | Callable[[Asked], Answer]


@define
class SmallServer:
    """``with SmallServer() as server: server.pages["/"] = Answer(b"…")``; what has no page is a 404."""

    pages: dict[str, Answering] = Factory(dict)
    """By path and query."""
    log: list[Asked] = Factory(list)
    host: str = ""
    """``127.0.0.1:port`` from the start of the block on."""
    _socket: socket.socket | None = None
    _ended: threading.Event = Factory(threading.Event)

    def __enter__(self) -> SmallServer:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._socket
        self._ended.set()
        # Wakes the thread that waits for the next connection: until then the port would stay open.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path (with its query), oldest first."""
        return [request for request in self.log if request.path == path]

    def _listen(self) -> None:
        assert self._socket
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            while asked := _read(lines):
                self.log.append(asked)
                answering = self.pages.get(asked.path, Answer(b"<h1>not here</h1>", 404))
                answer = answering(asked) if callable(answering) else answering
                try:
                    connection.sendall(answer.to_bytes())
                except OSError:
                    return
                if answer.stalls:
                    self._ended.wait()
                if answer.stalls or answer.raw is not None:
                    return


def _read(lines: object) -> Asked | None:
    try:
        head = []
        while line := lines.readline().strip():  # type: ignore[attr-defined]
            head.append(line.decode("latin-1"))
    except OSError:
        return None
    if not head or head[0].count(" ") < 2:
        return None  # closed, or torn off: a client that was killed half way through its request
    pairs = (line.partition(":") for line in head[1:])
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    return Asked(head[0].split(" ")[1], time.monotonic(), headers)


def article(title: str, text: str = _TEXT, head: str = "") -> bytes:
    """A page with an article that can be read."""
    paragraphs = "".join(f"<p>{text}</p>" for _ in range(3))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{paragraphs}</main></body></html>"
    ).encode()


def listing(*links: str, following: str = "") -> bytes:
    """A page that links to ``links`` and, where it is given, to the next page."""
    anchors = "".join(f"<li><a href='{link}'>{link}</a></li>" for link in links)
    onward = f"<a rel='next' href='{following}'>next</a>" if following else ""
    return f"<!DOCTYPE html><html><body><ul>{anchors}</ul>{onward}</body></html>".encode()
