"""The evidence: WARC 1.1 files, gzip by record, written once and appended to, never rewritten.

Source: ISO 28500:2017 (WARC 1.1).

Each exchange is written as its request record followed by its response (or revisit) record, so that the end
of the last capture is the end of a whole file: what lies behind it was being written when the process died.
An exchange without a response is a ``metadata`` record that names the error, one that somebody else has had is a
response record alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import brotli
from attrs import evolve, field, frozen
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from archive.errors import CaptureMissingError
from archive.records import Capture, Exchange, utc_now

LARGEST_FILE = 1_000_000_000
"""Bytes after which a new file is begun; the size that the WARC guidelines of web archives recommend."""

LARGEST_PAYLOAD = 64 * 1024 * 1024
"""Bytes that are read of one payload: 20 MB of gzip can hold a thousand times as much, and whoever reads it would need
that memory."""
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 20
UNDONE = "X-Archive-Orig-Transfer-Encoding"
"""What the header of a transfer coding is called that was undone: a reader of the record must not undo it again."""
_SAME_BYTES, _NOT_MODIFIED = (
    f"http://netpreserve.org/warc/1.1/revisit/{profile}"
    for profile in ("identical-payload-digest", "server-not-modified")
)
_ANSWER = "Gazette-Answer"
"""Status and header lines of a 304, as JSON. Its record has no block, as WARC 1.1 allows (6.7.3): where one says 304,
programs that replay archives show an empty page, where there is none, the page that has not changed."""

Record = Any
"""A record of warcio's, which has no types."""
Headers = tuple[tuple[str, str], ...]


@frozen
class StoredCapture:
    """What a capture's record holds, read back from its file."""

    url: str
    captured_at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    """The payload as the server sent it."""
    payload: bytes = field(repr=False)
    """The payload with its content coding undone; equals ``body`` where that cannot be done."""

    def header(self, name: str) -> str:
        """The first value of a header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


class _Sha256Digester(Digester):
    """Hexadecimal, so that anybody can compare it with what ``sha256sum`` prints."""

    def __init__(self, type_: str = "sha256") -> None:
        super().__init__(type_)

    def __str__(self) -> str:
        return f"{self.type_}:{self.digester.hexdigest()}"


class _Sha256Writer(WARCWriter):
    """warcio's writer with SHA-256 in place of SHA-1, which is no evidence any more."""

    @staticmethod
    def _create_digester() -> Digester:
        return _Sha256Digester()


class _SentHeaders(StatusAndHeaders):
    """Header lines as they were sent: warcio would percent-encode what is not ASCII, and refuse such names."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        return self.to_str(filter_func).encode("latin-1", "replace") + b"\r\n"


class WarcWriter:
    """Appends exchanges to the files of one folder; files are named by portal, time and serial."""

    def __init__(self, folder: Path, portal: str, software: str) -> None:
        self._folder = folder
        self._portal = portal
        self._software = software
        self._file: BinaryIO | None = None
        self._name = ""
        self._offset = 0

    def append(self, exchange: Exchange) -> Capture:
        """Write one exchange; it is on disk for certain only after ``sync()``."""
        file = self._open()
        request, answer = _records(exchange)
        preamble = _compressed(request) if request else b""
        record = _compressed(answer)
        self._write(file, preamble + record)
        capture = _capture(evolve(exchange, headers=_as_read(answer)), answer, record)
        capture = evolve(capture, warc_file=self._name, warc_offset=self._offset + len(preamble))
        self._offset += len(preamble) + len(record)
        return capture

    def sync(self) -> None:
        """Return only when everything appended is on the disk."""
        if self._file:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file:
            self.sync()
            self._file.close()
            self._file = None

    def _write(self, file: BinaryIO, data: bytes) -> None:
        """All of ``data`` or nothing: a full disk may take a part before it refuses the rest."""
        view = memoryview(data)
        try:
            while view:
                view = view[file.write(view) :]
        except OSError:
            file.truncate(self._offset)
            file.seek(self._offset)
            raise

    def _open(self) -> BinaryIO:
        if self._file and self._offset >= LARGEST_FILE:
            self.close()
        if not self._file:
            self._name, self._file = _new_file(self._folder, self._portal)
            self._offset = 0
            info = _compressed(_warcinfo(self._name, self._portal, self._software))
            self._write(self._file, info)
            self._offset = len(info)
        return self._file


def read_capture(folder: Path, warc_file: str, offset: int, length: int) -> StoredCapture:
    """The capture at ``offset`` of ``warc_file`` below the archive's ``folder``.

    Raises ``CaptureMissingError`` where the file is absent or holds no whole record there.
    """
    block = _read(folder, warc_file, offset, length)
    try:
        return _stored(block)
    except (ArchiveLoadFailed, StopIteration, zlib.error, EOFError) as error:
        path = folder / "warc" / warc_file
        place = f"{path}, bytes {offset} to {offset + length}"
        raise CaptureMissingError(
            f"{place}: no whole WARC record there ({error}); run `warcio check {path}`"
        ) from error


def _read(folder: Path, warc_file: str, offset: int, length: int) -> bytes:
    path = folder / "warc" / warc_file
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(length)
    except OSError as error:
        raise CaptureMissingError(f"{path}: {error.strerror}; restore the file from a backup") from error


def read_exchange(folder: Path, warc_file: str, begin: int, offset: int, length: int) -> tuple[bytes, bytes]:
    """The request's record, empty where there is none, and the answer's, compressed as they lie in the file, unchecked.

    ``begin``: where the capture before it ends. Raises ``CaptureMissingError`` where the file is absent.
    """
    block = _read(folder, warc_file, begin, offset + length - begin)
    before, answer = block[: offset - begin], block[offset - begin :]
    starts = [0, *_ends(io.BytesIO(before))]
    last = before[starts[-2] :] if len(starts) > 1 else b""
    return last if _is_request(last) else b"", answer


def _is_request(block: bytes) -> bool:
    try:
        return bool(next(iter(ArchiveIterator(io.BytesIO(block)))).rec_type == "request")
    except (ArchiveLoadFailed, StopIteration, zlib.error, EOFError):
        return False


def scan(path: Path, start: int) -> Iterator[Capture]:
    """The captures written to ``path`` from ``start`` on, in order; ends quietly before a torn record."""
    with path.open("rb") as file:
        for begin, end in pairwise([start, *record_ends(path, start)]):
            file.seek(begin)
            capture, _ = checked(file.read(end - begin))
            if capture:
                yield evolve(capture, warc_file=path.name, warc_offset=begin)


def record_ends(path: Path, start: int) -> Iterator[int]:
    """Where each whole record of ``path`` ends, from the one at ``start`` on; stops before a torn one."""
    with path.open("rb") as file:
        file.seek(start)
        yield from _ends(file)


def _ends(file: BinaryIO) -> Iterator[int]:
    read = file.tell()
    member = zlib.decompressobj(_GZIP)
    while data := file.read(_PIECE):
        while data:
            read += len(data)
            try:
                member.decompress(data)
            except zlib.error:
                return
            data = member.unused_data
            read -= len(data)
            if member.eof:
                yield read
                member = zlib.decompressobj(_GZIP)


def _records(exchange: Exchange) -> tuple[Record | None, Record]:
    writer = _Sha256Writer(io.BytesIO(), gzip=False, warc_version="1.1")
    common = {"WARC-Date": exchange.captured_at}
    if exchange.error:
        return None, _error_record(writer, exchange, common)
    answer = _answer_record(writer, exchange, common)
    if exchange.imported_from:
        return None, answer
    request = writer.create_warc_record(
        exchange.final_url,
        "request",
        payload=io.BytesIO(),
        length=0,
        http_headers=_request_headers(exchange),
        warc_headers_dict=common | {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")},
    )
    return request, answer


def _answer_record(writer: _Sha256Writer, exchange: Exchange, common: dict[str, str]) -> Record:
    headers = dict(common)
    if exchange.target_url != exchange.final_url:
        headers["Gazette-Target-URI"] = exchange.target_url
    headers["Gazette-Portal"] = exchange.portal
    if exchange.hint:
        headers["Gazette-Hint"] = exchange.hint
    if exchange.imported_from:
        headers["Gazette-Imported-From"] = exchange.imported_from
    if exchange.ip_address:
        headers["WARC-IP-Address"] = exchange.ip_address
    if exchange.truncated:
        headers["WARC-Truncated"] = exchange.truncated
    http = _SentHeaders(
        f"{exchange.status} {_phrase(exchange.status)}", list(exchange.headers), protocol="HTTP/1.1"
    )
    if earlier := exchange.revisit_of:
        if is_unmodified := exchange.status == HTTPStatus.NOT_MODIFIED:
            headers[_ANSWER] = json.dumps([exchange.status, exchange.headers])
        headers |= {
            "WARC-Profile": _NOT_MODIFIED if is_unmodified else _SAME_BYTES,
            "WARC-Refers-To": f"<{earlier.record_id}>",
            "WARC-Refers-To-Target-URI": earlier.final_url,
            "WARC-Refers-To-Date": earlier.captured_at,
            "WARC-Payload-Digest": earlier.payload_digest,
        }
        return writer.create_warc_record(
            exchange.final_url,
            "revisit",
            http_headers=None if is_unmodified else http,
            warc_headers_dict=headers,
        )
    return writer.create_warc_record(
        exchange.final_url,
        "response",
        payload=io.BytesIO(exchange.body),
        length=len(exchange.body),
        http_headers=http,
        warc_headers_dict=headers,
    )


def _error_record(writer: _Sha256Writer, exchange: Exchange, common: dict[str, str]) -> Record:
    lines = f"fetch-error: {' '.join(exchange.error.split())}\r\n".encode()
    return writer.create_warc_record(
        exchange.final_url,
        "metadata",
        payload=io.BytesIO(lines),
        length=len(lines),
        warc_content_type="application/warc-fields",
        warc_headers_dict=common
        | {"Gazette-Portal": exchange.portal, "Gazette-Target-URI": exchange.target_url},
    )


def _request_headers(exchange: Exchange) -> StatusAndHeaders:
    parts = urlsplit(exchange.final_url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc), *exchange.request_headers]
    return _SentHeaders(f"GET {path} HTTP/1.1", headers, is_http_request=True)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _compressed(record: Record) -> bytes:
    plain = io.BytesIO()
    _Sha256Writer(plain, gzip=False, warc_version="1.1").write_record(record)
    # Level 6: warcio's own 9 takes three times as long for one per cent.
    compressor = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return compressor.compress(plain.getvalue()) + compressor.flush()


def _warcinfo(name: str, portal: str, software: str) -> Record:
    info = {"software": software, "format": "WARC File Format 1.1", "isPartOf": portal}
    return _Sha256Writer(io.BytesIO(), gzip=False, warc_version="1.1").create_warcinfo_record(name, info)


def _new_file(folder: Path, portal: str) -> tuple[str, BinaryIO]:
    """A file that did not exist before; the serial settles two starts within a second."""
    stamp = utc_now()[:19].replace("-", "").replace(":", "") + "Z"
    for serial in range(100_000):
        name = f"{portal}-{stamp}-{serial:05d}.warc.gz"
        try:
            # Unbuffered: one exchange is one write, which a kill cannot leave half in our memory.
            return name, (folder / name).open("xb", buffering=0)
        except FileExistsError:
            continue
    raise AssertionError("a hundred thousand WARC files in one second")


def _capture(exchange: Exchange, answer: Record, record: bytes) -> Capture:
    digest = answer.rec_headers.get_header("WARC-Payload-Digest") or sha256(b"")
    headers = {name.lower(): value for name, value in reversed(exchange.headers)}
    return Capture(
        portal=exchange.portal,
        target_url=exchange.target_url,
        final_url=exchange.final_url,
        captured_at=exchange.captured_at,
        status=exchange.status,
        kind="error" if exchange.error else "revisit" if exchange.revisit_of else "response",
        warc_file="",
        warc_offset=0,
        warc_length=len(record),
        record_id=answer.rec_headers.get_header("WARC-Record-ID").strip("<>"),
        record_digest=sha256(record),
        payload_digest=digest,
        payload_length=0 if exchange.revisit_of else len(exchange.body),
        content_type=headers.get("content-type", ""),
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        redirect_url=headers.get("location", "") if 300 <= exchange.status < 400 else "",
        truncated=exchange.truncated,
        error=exchange.error,
        hint=exchange.hint,
        imported_from=exchange.imported_from,
    )


def _as_read(answer: Record) -> tuple[tuple[str, str], ...]:
    """The HTTP headers of a written record as a scan of its file will find them: UTF-8 where they are."""
    if not answer.http_headers:
        return _answered(answer)[1]
    return tuple(
        StatusAndHeadersParser(["HTTP/"]).parse(io.BytesIO(answer.http_headers.headers_buff)).headers
    )


def _answered(record: Record) -> tuple[int, Headers]:
    """Status and headers of an answer, also of a 304, whose record has no block; 0 and none where there was none."""
    if http := record.http_headers:
        return int(http.get_statuscode()), tuple(http.headers)
    status, headers = json.loads(record.rec_headers.get_header(_ANSWER) or "[0, []]")
    return status, tuple((name, value) for name, value in headers)


def checked(block: bytes) -> tuple[Capture | None, list[str]]:
    """The capture that a compressed record stands for, as it was when it was written but for its place and number, and
    what the record's own digests (``WARC-Block-Digest``, ``WARC-Payload-Digest``) say against it.

    No capture for a request, the description of a file, or what is no whole record: that is a problem itself.
    """
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(block), check_digests=True)))
        capture = _capture_of(record, record.raw_stream.read(), block)
    except (
        ArchiveLoadFailed,
        StopIteration,
        zlib.error,
        EOFError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        # warcio asks fields for what they say without asking whether they are there.
        return None, [f"no whole record ({error or type(error).__name__})"]
    return capture, record.digest_checker.problems


def _capture_of(record: Record, body: bytes, block: bytes) -> Capture | None:
    if record.rec_type not in ("response", "revisit", "metadata"):
        return None
    body = b"" if record.rec_type == "revisit" else body
    fields = record.rec_headers
    url, captured_at = fields.get_header("WARC-Target-URI"), fields.get_header("WARC-Date")
    if not (url and captured_at):
        raise ValueError("it says no address, or no date")
    is_error = record.rec_type == "metadata"
    error = body.decode("utf-8", "replace").removeprefix("fetch-error:").strip() if is_error else ""
    status, headers = _answered(record)
    exchange = Exchange(
        portal=fields.get_header("Gazette-Portal") or "",
        target_url=fields.get_header("Gazette-Target-URI") or url,
        final_url=url,
        captured_at=captured_at,
        status=status,
        headers=headers,
        body=b"" if error else body,
        truncated=fields.get_header("WARC-Truncated") or "",
        error=error,
        hint=fields.get_header("Gazette-Hint") or "",
        imported_from=fields.get_header("Gazette-Imported-From") or "",
    )
    capture = _capture(exchange, record, block)
    return evolve(capture, kind="revisit") if record.rec_type == "revisit" else capture


def _stored(block: bytes) -> StoredCapture:
    record = next(iter(ArchiveIterator(io.BytesIO(block))))
    body = record.raw_stream.read()
    http = record.http_headers
    status, headers = _answered(record)
    return StoredCapture(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        captured_at=record.rec_headers.get_header("WARC-Date"),
        status=status,
        headers=headers,
        body=body,
        payload=_decoded(block, body, (http.get_header("Content-Encoding") or "").lower()) if http else body,
    )


def _decoded(block: bytes, body: bytes, coding: str) -> bytes:
    """``body`` with its content coding undone; as it is where that cannot be done, or would be too large."""
    if coding == "br":
        # We ask nobody for it, others do; with brotli 1.2 warcio ends in an AttributeError.
        try:
            plain: bytes = brotli.Decompressor().process(body, output_buffer_limit=LARGEST_PAYLOAD + 1)
        except brotli.error:
            return body
    else:
        record = next(iter(ArchiveIterator(io.BytesIO(block))))
        plain = record.content_stream().read(LARGEST_PAYLOAD + 1)
    return body if len(plain) > LARGEST_PAYLOAD else plain


def sha256(data: bytes) -> str:
    """The digest as every digest of the archive is written: ``sha256:`` and 64 hexadecimal figures."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
