"""WARC files of others: whatever wrote them, whatever became of them since.

Source: ISO 28500:2017 (WARC 1.1); 1.0 differs in nothing that is read here.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve, frozen
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from archive.errors import ArchiveError
from archive.records import Exchange, format_instant
from archive.rows import hint_from, hint_text, storable
from archive.warc import LARGEST_PAYLOAD, UNDONE, Record

_STATUS = re.compile(r"[1-9]\d\d", re.ASCII)
_NO_RECORD = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    StopIteration,
    zlib.error,
    EOFError,
    ValueError,
)
"""What warcio raises of a file that is none, or not whole."""


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
    repeats: tuple[str, str] | None
    """Of a revisit, which holds no body: address and instant of the record that does, as far as it says."""


def answers(path: Path, progress: Callable[[int], None]) -> Iterator[Answer]:
    """The HTTP answers in a WARC file (1.0 or 1.1), plain or compressed record by record, in their order.

    ``progress(bytes)`` tells how far it is read. Raises ``ArchiveError`` where that is no such file and, after all
    that comes before, where it is damaged or ends within a record.
    """
    end = 0
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                if record.format != "warc":
                    raise ValueError(
                        "perhaps an older ARC file: `warcio recompress` makes a WARC file of one"
                    )
                answer = _answer(path, record)
                # Of a file compressed as a whole the length makes no sense.
                end = max(end, records.get_record_offset() + records.get_record_length())
                if getattr(record.raw_stream, "limit", 0):
                    raise EOFError("the file ends within a record")
                if answer:
                    yield evolve(answer, offset=records.get_record_offset())
                progress(end)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; name a file that can be read") from error
    except _NO_RECORD as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise ArchiveError(f"{path}, after byte {end:,}: no WARC record ({why})") from error


def answered(answer: Answer, portal: str) -> Exchange:
    """``answer`` as an exchange of ``portal``'s, transfer coding undone.

    Raises ``ArchiveError`` where its record is damaged, by its own digest of itself, or larger than a page may be.
    """
    place = f"{answer.path}, byte {answer.offset:,}"
    try:
        with answer.path.open("rb") as file:
            file.seek(answer.offset)
            record = next(iter(ArchiveIterator(file, check_digests=True)))
            body = record.raw_stream.read(LARGEST_PAYLOAD + 1)
    except OSError as error:
        raise ArchiveError(f"{place}: {error.strerror}; name a file that can be read") from error
    except _NO_RECORD as error:
        raise ArchiveError(f"{place}: no whole record ({error})") from error
    if len(body) > LARGEST_PAYLOAD:
        raise ArchiveError(f"{place}: more than {LARGEST_PAYLOAD // 1024**2} MB")
    # Of payloads everybody has another idea: before or after the transfer coding, the content coding.
    if wrong := [told for told in record.digest_checker.problems if told.startswith("block")]:
        raise ArchiveError(f"{place}: {wrong[0]}")
    fields, http = record.rec_headers, record.http_headers
    if (http.get_header("Transfer-Encoding") or "").lower() == "chunked":
        body = ChunkedDataReader(io.BytesIO(body)).read()
    return Exchange(
        portal=portal,
        target_url=answer.url,
        final_url=answer.url,
        captured_at=answer.captured_at,
        status=answer.status,
        headers=tuple(
            (UNDONE if name.lower() == "transfer-encoding" else name, value) for name, value in http.headers
        ),
        body=body,
        ip_address=fields.get_header("WARC-IP-Address") or "",
        truncated=fields.get_header("WARC-Truncated") or "",
        hint=_hint(fields.get_header("Gazette-Hint") or ""),
        imported_from=_line(
            fields.get_header("Gazette-Imported-From") or f"{answer.path.name} {answer.record_id}"
        ),
    )


def _line(text: str) -> str:
    """One line that a record's head can hold: names of files may hold anything."""
    return " ".join(str(storable(text)).split())


def _hint(text: str) -> str:
    """What another Gazette kept of a listing, where it is that."""
    try:
        return hint_text(hint_from(text))
    except (ValueError, TypeError):
        return ""


def _answer(path: Path, record: Record) -> Answer | None:
    fields, http = record.rec_headers, record.http_headers
    is_revisit = record.rec_type == "revisit"
    if not is_revisit and not (record.rec_type == "response" and http):
        return None
    told = (fields.get_header(f"WARC-Refers-To-{name}") or "" for name in ("Target-URI", "Date"))
    url, at = told
    status = (http.get_statuscode() if http else "") or ""
    return Answer(
        path=path,
        offset=0,
        url=fields.get_header("WARC-Target-URI") or "",
        captured_at=_instant(fields.get_header("WARC-Date")),
        status=int(status) if _STATUS.fullmatch(status) else 0,
        content_type=(http.get_header("Content-Type") if http else "") or "",
        redirect_url=(http.get_header("Location") if http else "") or "",
        record_id=(fields.get_header("WARC-Record-ID") or "").strip("<>"),
        payload_digest=fields.get_header("WARC-Payload-Digest") or "",
        repeats=(url, _instant(at)) if is_revisit else None,
    )


def _instant(told: str | None) -> str:
    try:
        instant = datetime.fromisoformat(told or "")
        return format_instant(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""
