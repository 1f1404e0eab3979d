"""WARC files as others write them, for tests."""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = "text/html; charset=utf-8"


@frozen
class Kept:
    """What a record says of an answer."""

    url: str
    date: str
    """``2019-05-01T08:00:00Z``: others write no milliseconds."""
    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    head: tuple[tuple[str, str], ...] = ()
    """Further fields of the record's own head."""
    repeats: tuple[str, str] | None = None
    """Of a revisit: address and date of the record that it says it repeats; empty where it does not say."""


def write(path: Path, kept: Sequence[Kept], compressed: bool = True) -> Path:
    """A WARC 1.0 file with a description, and for each answer its record, in this order."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record("theirs", {"software": "Somebody/1.0"}))
        for one in kept:
            writer.write_record(_record(writer, one))
    return path


def chunked(body: bytes) -> bytes:
    """``body`` in the transfer coding, in pieces of ten bytes."""
    pieces = (body[at : at + 10] for at in range(0, len(body), 10))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def as_one_member(path: Path) -> None:
    """Compress the whole file at once, as those do who do not know WARC."""
    path.write_bytes(gzip.compress(path.read_bytes()))


def _record(writer: WARCWriter, kept: Kept) -> object:
    head: dict[str, str] = {"WARC-Date": kept.date, **dict(kept.head)}
    headers = [("Content-Type", kept.content_type), *kept.headers] if kept.status == 200 else [*kept.headers]
    http = StatusAndHeaders(f"{kept.status} Answer", headers, protocol="HTTP/1.1")
    if kept.repeats is not None:
        url, date = kept.repeats
        told = {"WARC-Refers-To-Target-URI": url, "WARC-Refers-To-Date": date} if url else {}
        digest = writer.create_warc_record(
            kept.url, "response", payload=io.BytesIO(kept.body), http_headers=http, warc_headers_dict={}
        ).rec_headers
        head |= told | {"WARC-Payload-Digest": digest.get_header("WARC-Payload-Digest") or _digest(kept.body)}
        return writer.create_warc_record(kept.url, "revisit", http_headers=http, warc_headers_dict=head)
    return writer.create_warc_record(
        kept.url, "response", payload=io.BytesIO(kept.body), http_headers=http, warc_headers_dict=head
    )


def _digest(body: bytes) -> str:
    from base64 import b32encode
    from hashlib import sha1

    return "sha1:" + b32encode(sha1(body).digest()).decode()
