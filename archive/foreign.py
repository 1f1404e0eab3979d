"""WARC files of others: whatever wrote them, whatever became of them since.

Source: ISO 28500:2017 (WARC 1.1); 1.0 differs in nothing that is read here.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, suppress
from datetime import UTC, datetime
from mmap import ACCESS_READ, mmap
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from attrs import asdict, evolve, frozen
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader, DecompressingBufferedReader

from archive.errors import ArchiveError
from archive.records import Exchange, format_instant
from archive.rows import hint_from, hint_text, storable
from archive.warc import LARGEST_PAYLOAD, UNDONE, Record, record_ends

_STATUS = re.compile(r"[1-9]\d\d", re.ASCII)
_PIECE = 1 << 16
_VERSION = b"WARC/1."
_GZIP = b"\x1f\x8b\x08"
"""How records begin that are compressed one by one."""
_CHECKED = ("sha1:", "sha256:")
"""Digests of a block that are believed: in other algorithms, or without a name, nobody can check them here."""
_LONGEST_REASON = 200
_LARGEST_HEAD = 1 << 20
"""Bytes of a record's fields and HTTP head together; servers and their clients stop at some tens of thousands."""


class _Reader(DecompressingBufferedReader):
    """Lines are of heads: of one that does not end, which compresses to next to nothing, no more is taken."""

    left = _LARGEST_HEAD

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _LARGEST_HEAD, _LARGEST_HEAD))
        self.left -= len(line)
        if self.left <= 0:
            raise ValueError(f"its head is larger than {_LARGEST_HEAD:,} bytes")
        return line


def _records(file: BinaryIO, **how: bool) -> ArchiveIterator:
    records = ArchiveIterator(file, **how)
    records.reader = _Reader(file)
    return records


@frozen
class Answer:
    """An HTTP answer in a WARC file of somebody else's, by the head of its record."""

    path: Path
    offset: int
    url: str
    captured_at: str
    """Empty where the record says none that makes sense."""
    status: int
    """HTTP status; 0 for a revisit that does not repeat it."""
    content_type: str
    redirect_url: str
    record_id: str
    payload_digest: str
    """As that file has it, whatever it is a digest of."""
    target_url: str
    """The address that was asked for first, where another Gazette has kept it; else ``url``."""
    repeats: tuple[str, ...] | None
    """Of a revisit, which holds no body: address, instant and id of the record that does, as far as it says."""
    imported_from: str
    """Where another Gazette had it from."""

    @property
    def source(self) -> str:
        """The file and the record that somebody captured first, in a line that the head of a record can hold."""
        return _line(self.imported_from) or _line(f"{self.path.name} {self.record_id}")


def answers(path: Path, progress: Callable[[int], None]) -> Iterator[Answer]:
    """The HTTP answers in a WARC file (1.0 or 1.1), plain or compressed record by record, in their order.

    ``progress(bytes)`` tells how far it is read. Raises ``ArchiveError`` where that is no such file and, after all
    that could be read, where it is damaged, or ends within a record.
    """
    if not path.is_file():
        raise ArchiveError(f"{path}: not a file; name one, or a folder that holds some")
    damages: list[str] = []
    start: int | None = 0
    while start is not None:
        begin, end = -1, start
        try:
            with path.open("rb") as file:
                file.seek(end)
                records = _records(file)
                while found := _next(path, records):
                    answer, begin, length = found
                    # Of a file that was compressed as a whole the length makes no sense.
                    end = max(end, begin + length)
                    progress(end)
                    if answer:
                        yield answer
            _check_end(path, begin, end)
            break
        except OSError as error:
            raise ArchiveError(f"{path}: {error.strerror}; name a file that can be read") from error
        except Exception as error:  # warcio raises whatever the damage provokes
            start = _next_member(path, end + 1)
            then = f"; read on from byte {start:,}" if start else "; nothing behind it is read" if end else ""
            damages.append(f"after byte {end:,}: no WARC record ({_reason(error)}){then}")
    if damages:
        more = f", and {len(damages) - 1} more such places" if damages[1:] else ""
        raise ArchiveError(f"{path}, {damages[0]}{more}")


def _next_member(path: Path, start: int) -> int | None:
    """Where the next record begins of a file that is compressed record by record; None for none.

    In a plain file what looks like the head of a record may as well be words of a page.
    """
    if path.stat().st_size <= start:
        return None
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        while whole[:2] == _GZIP[:2] and (start := whole.find(_GZIP, start)) >= 0:
            if _begins_record(whole[start : start + _PIECE]):
                return start
            start += 1
    return None


def _begins_record(member: bytes) -> bool:
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=31).decompress(member, len(_VERSION)) == _VERSION
    return False


def _next(path: Path, records: ArchiveIterator) -> tuple[Answer | None, int, int] | None:
    """What the next record answers, where it begins and its length; None at the end of the file."""
    records.reader.left = _LARGEST_HEAD
    with redirect_stderr(io.StringIO()):  # warcio prints what it finds in damaged files
        record = next(records, None)
        if record is None:
            return None
        if record.format != "warc":
            raise ValueError("perhaps an older ARC file: `warcio recompress` makes a WARC file of one")
        answer = _answer(path, record)
        offset, length = records.get_record_offset(), records.get_record_length()
    is_told = (record.rec_headers.get_header("Content-Length") or "").isdecimal()
    if not is_told or getattr(record.raw_stream, "limit", False):
        raise EOFError("the file ends within a record" if is_told else "its record says no Content-Length")
    return evolve(answer, offset=offset) if answer else None, offset, length


def _check_end(path: Path, begin: int, end: int) -> None:
    """The last record is whole, and nothing but empty lines follows it: warcio takes what there is of one, or passes it
    over."""
    with path.open("rb") as file:
        is_compressed = file.read(2) == b"\x1f\x8b"
        size = file.seek(0, SEEK_END)
        file.seek(end)
        is_closed = not file.read(_PIECE).strip()
    if is_compressed:
        is_closed = [*record_ends(path, max(0, begin))][-1:] == [size]
    if begin < 0 or not is_closed:
        raise EOFError("the file ends within a record" if size else "it is empty")


def _reason(error: Exception) -> str:
    said = " ".join(str(error).split()) or type(error).__name__
    if "non-chunked gzip" in said:
        return "it is compressed as a whole, not record by record: `warcio recompress` makes one that is"
    if said.startswith("Unknown archive format"):
        return "WARC files are read, plain or compressed with gzip record by record"
    return said[:_LONGEST_REASON]


def answered(answer: Answer, portal: str, source: str) -> Exchange:
    """``answer`` as an exchange of ``portal``'s, transfer coding undone; ``source``: the record that stands for it.

    Raises ``ArchiveError`` where its record is damaged, by its own digest of itself, or larger than a page may be.
    """
    place = f"{answer.path}, byte {answer.offset:,}"
    try:
        with answer.path.open("rb") as file, redirect_stderr(io.StringIO()):
            file.seek(answer.offset)
            record = next(iter(_records(file, check_digests=True)))
            body = record.raw_stream.read(LARGEST_PAYLOAD + 1)
    except OSError as error:
        raise ArchiveError(f"{place}: {error.strerror}; name a file that can be read") from error
    except Exception as error:  # as above
        raise ArchiveError(f"{place}: no whole record ({_reason(error)})") from error
    if len(body) > LARGEST_PAYLOAD:
        raise ArchiveError(f"{place}: more than {LARGEST_PAYLOAD // 1024**2} MB")
    fields, http = record.rec_headers, record.http_headers
    # Of payloads everybody has another idea: before or after the transfer coding, the content coding.
    wrong = [told for told in record.digest_checker.problems if told.startswith("block")]
    if wrong and (fields.get_header("WARC-Block-Digest") or "").lower().startswith(_CHECKED):
        raise ArchiveError(f"{place}: {wrong[0][:_LONGEST_REASON]}")
    if (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        body = ChunkedDataReader(io.BytesIO(body)).read()
    return Exchange(
        portal=portal,
        target_url=answer.target_url,
        final_url=answer.url,
        captured_at=answer.captured_at,
        status=answer.status,
        headers=tuple(
            (UNDONE if name.lower() == "transfer-encoding" else name, _as_sent(value))
            for name, value in http.headers
        ),
        body=body,
        ip_address=fields.get_header("WARC-IP-Address") or "",
        truncated=fields.get_header("WARC-Truncated") or "",
        hint=_hint(fields.get_header("Gazette-Hint") or ""),
        imported_from=source,
    )


def _as_sent(value: str) -> str:
    """A value whose bytes stand for themselves: warcio reads them as UTF-8 where they are that, else as Latin-1."""
    try:
        value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value
    except UnicodeEncodeError:
        pass
    return value.encode("utf-8", "replace").decode("latin-1")


def _line(text: str) -> str:
    """One line that a record's head can hold: names of files may hold anything."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(storable(text)))
    return " ".join(text.split())


def _hint(text: str) -> str:
    """What another Gazette kept of a listing, where it is that."""
    try:
        hint = hint_from(text)
    except (ValueError, TypeError, RecursionError):
        return ""
    # What is watched is told by the declarations here, not by others.
    hint = evolve(hint, watched="")
    return hint_text(hint) if all(isinstance(said, str) for said in asdict(hint).values()) else ""


def _answer(path: Path, record: Record) -> Answer | None:
    fields, http = record.rec_headers, record.http_headers
    is_revisit = record.rec_type == "revisit"
    if not is_revisit and not (record.rec_type == "response" and http):
        return None
    url = fields.get_header("WARC-Target-URI") or ""
    status = (http.get_statuscode() if http else "") or ""
    return Answer(
        path=path,
        offset=0,
        url=url,
        captured_at=_instant(fields.get_header("WARC-Date")),
        status=int(status) if _STATUS.fullmatch(status) else 0,
        content_type=(http.get_header("Content-Type") if http else "") or "",
        redirect_url=(http.get_header("Location") if http else "") or "",
        record_id=(fields.get_header("WARC-Record-ID") or "").strip("<>"),
        payload_digest=fields.get_header("WARC-Payload-Digest") or "",
        target_url=fields.get_header("Gazette-Target-URI") or url,
        repeats=_repeated(fields) if is_revisit else None,
        imported_from=fields.get_header("Gazette-Imported-From") or "",
    )


def _repeated(fields: Record) -> tuple[str, ...]:
    return (
        fields.get_header("WARC-Refers-To-Target-URI") or "",
        _instant(fields.get_header("WARC-Refers-To-Date")),
        (fields.get_header("WARC-Refers-To") or "").strip("<>"),
    )


def _instant(told: str | None) -> str:
    try:
        instant = datetime.fromisoformat(told or "")
        return format_instant(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""
