"""A request and its answer as bytes on the wire: HTTP/1.1 (RFC 9112) with conditional requests (RFC 9110)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache, partial
from http import HTTPStatus
from struct import pack

from attrs import evolve, field, frozen

_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_CHUNK = 4096
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_WINDOW_BITS, _MEMORY_LEVEL = 13, 6  # small: most of the time for a small piece is clearing zlib's memory


@frozen
class Request:
    """A request that a demo portal has seen; ``status`` is 0 as long as nothing was answered."""

    portal: str
    method: str
    path: str
    """With the query."""
    status: int
    started_at: float
    """``time.monotonic()``, seconds."""
    finished_at: float
    headers: Mapping[str, str]
    """Names in lower case."""


@frozen
class Response:
    """An answer before it is put on the wire."""

    pieces: tuple[bytes, ...] = ()
    """The body. Pieces at odd places recur on other pages (menu, footer) and are compressed only once."""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    last_modified: datetime | None = None
    """Where it is set, the answer carries validators and answers conditional requests."""
    chunked: bool = False
    body: bytes = field(init=False)

    @body.default
    def _joined(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def etag(self) -> str:
        digests = [
            _digest_once(piece) if place % 2 else _digest(piece) for place, piece in enumerate(self.pieces)
        ]
        return '"' + hashlib.blake2b(b"".join(digests), digest_size=12).hexdigest() + '"'


def negotiate(request: Request, response: Response) -> Response:
    """What this client gets: 304 where its copy is current, gzip where it accepts it."""
    if response.last_modified is not None:
        response = _with_validators(response)
        if _is_current(request.headers, dict(response.headers)):
            return evolve(response, status=304, pieces=(), chunked=False)
    if "gzip" in request.headers.get("accept-encoding", "") and _compressible(response):
        return gzipped(response)
    return response


def gzipped(response: Response) -> Response:
    """The same answer, its body compressed."""
    headers = (*response.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return evolve(response, pieces=(gzip_pieces(response.pieces),), headers=headers)


def gzip_pieces(pieces: Sequence[bytes]) -> bytes:
    """One gzip member (RFC 1952) over all pieces: each is deflated up to a full flush and so stands alone."""
    blocks = [_deflate_once(piece) if place % 2 else _deflate(piece) for place, piece in enumerate(pieces)]
    checksum, size = 0, 0
    for piece in pieces:
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    return b"".join((_GZIP_HEADER, *blocks, _LAST_BLOCK, pack("<LL", checksum, size & 0xFFFFFFFF)))


def to_bytes(response: Response, *, with_body: bool = True) -> bytes:
    """Status line, headers and body."""
    body = response.body if with_body else b""
    if response.chunked:
        body = b"".join(map(_chunk, _cut(body))) + b"0\r\n\r\n" if with_body else b""
    return head(response) + body


def head(response: Response) -> bytes:
    """Status line and headers, with the blank line after them."""
    lines = [f"HTTP/1.1 {response.status} {_PHRASES.get(response.status, 'Unknown')}"]
    lines += [] if any(name == "Server" for name, _ in response.headers) else ["Server: demo"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if response.status != 304:
        lines += [f"Content-Type: {response.content_type}", _framing(response)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _framing(response: Response) -> str:
    return "Transfer-Encoding: chunked" if response.chunked else f"Content-Length: {len(response.body)}"


def _with_validators(response: Response) -> Response:
    assert response.last_modified is not None
    stamp = format_datetime(response.last_modified.astimezone(UTC), usegmt=True)
    validators = (("ETag", response.etag), ("Last-Modified", stamp))
    return evolve(response, headers=(*response.headers, *validators))


def _is_current(asked: Mapping[str, str], ours: Mapping[str, str]) -> bool:
    """RFC 9110, 13.2.2: If-None-Match goes before If-Modified-Since."""
    if "if-none-match" in asked:
        tags = {tag.strip().removeprefix("W/") for tag in asked["if-none-match"].split(",")}
        return ours["ETag"] in tags or "*" in tags
    try:
        since = parsedate_to_datetime(asked["if-modified-since"])
        return parsedate_to_datetime(ours["Last-Modified"]) <= since
    except (KeyError, ValueError, TypeError):
        return False


def _compressible(response: Response) -> bool:
    return response.content_type.startswith(("text/", "application/rss", "application/atom"))


def _digest(piece: bytes) -> bytes:
    return hashlib.blake2b(piece, digest_size=12).digest()


def _deflate(piece: bytes, level: int = 1) -> bytes:
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -_WINDOW_BITS, _MEMORY_LEVEL)
    return squeezer.compress(piece) + squeezer.flush(zlib.Z_FULL_FLUSH)


_digest_once = lru_cache(maxsize=256)(_digest)
_deflate_once = lru_cache(maxsize=256)(partial(_deflate, level=9))


def _cut(body: bytes) -> list[bytes]:
    return [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)
