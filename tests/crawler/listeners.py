"""Those who are told: a web server and a mail server on loopback that keep what they get."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from attrs import Factory, define

from tests.loopback import served


@define
class Hook:
    """A webhook's server: what was posted, and what it answers."""

    url: str = ""
    status: int = 200
    location: str = ""
    posted: list[dict[str, Any]] = Factory(list)
    headers: list[dict[str, str]] = Factory(list)


@contextmanager
def hook() -> Iterator[Hook]:
    told = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.posted.append({"path": self.path} | json.loads(body))
            told.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with served(Handler) as address:
        told.url = f"{address}/services/T0/secret"
        yield told


@define
class Post:
    """A mail server: what was said to it, and the messages that it took."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    """Offers STARTTLS with it."""
    refuses: str = ""
    """What it answers to every recipient, in place of 250."""
    said: list[str] = Factory(list)
    messages: list[str] = Factory(list)


@contextmanager
def post(tls: ssl.SSLContext | None = None, refuses: str = "") -> Iterator[Post]:
    office = Post(tls=tls, refuses=refuses)
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    async def begin() -> asyncio.Server:
        return await asyncio.start_server(
            lambda reader, writer: _serve(office, reader, writer), "127.0.0.1", 0
        )

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)


async def _serve(office: Post, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """As much of RFC 5321 as a client needs that sends one message."""
    is_secure = False
    writer.write(b"220 office.example\r\n")
    while line := (await reader.readline()).decode().strip():
        office.said.append(line)
        word = line.split()[0].upper()
        if word == "EHLO":
            further = [] if is_secure or not office.tls else ["STARTTLS"]
            offers = ["office.example", "AUTH PLAIN", *further, "8BITMIME"]
            answers = [f"250{'-' if offer != offers[-1] else ' '}{offer}" for offer in offers]
            writer.write("\r\n".join([*answers, ""]).encode())
        elif word == "STARTTLS":
            writer.write(b"220 go ahead\r\n")
            await writer.start_tls(office.tls)  # type: ignore[arg-type]
            is_secure = True
        elif word == "AUTH":
            office.said[-1] = base64.b64decode(line.split()[-1]).decode()
            writer.write(b"235 welcome\r\n")
        elif word == "DATA":
            writer.write(b"354 go on\r\n")
            office.messages.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            writer.write(b"250 taken\r\n")
        elif word == "QUIT":
            writer.write(b"221 bye\r\n")
            break
        elif word == "RCPT" and office.refuses:
            writer.write(f"{office.refuses}\r\n".encode())
        else:
            writer.write(b"250 well\r\n")
    await writer.drain()
    writer.close()
