"""WARC records: what is written is read back byte for byte, by offset and by scanning."""

from __future__ import annotations

import gzip
import io
import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import warc
from archive.errors import CaptureMissingError
from archive.records import Capture, Exchange
from archive.warc import WarcWriter, checked, read_capture, record_ends, scan, sha256
from tests.warcs import check_warcs

EXCHANGE = Exchange(
    portal="xx_small",
    target_url="https://gov.example/old",
    final_url="https://gov.example/news/1?a=b",
    captured_at="2026-11-22T12:00:00.123Z",
    request_headers=(("User-Agent", "Gazette/1 (+a@b.example)"),),
    status=200,
    headers=(
        ("Content-Type", "text/html"),
        ("Etag", '"1"'),
        ("Last-Modified", "Sun, 01 Nov 2026 00:00:00 GMT"),
    ),
    body=b"<html>\r\n\r\nthe body\x00\xff</html>",
    ip_address="192.0.2.1",
)
NO_ANSWER = evolve(EXCHANGE, status=0, headers=(), body=b"", error="TimeoutError: 60 s\nand no answer")

HEADER_VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30)
EXCHANGES = st.builds(
    lambda body, status, value, location, truncated: evolve(
        EXCHANGE,
        body=body,
        status=status,
        headers=(("X-Thing", value), ("Location", location), ("Content-Type", "text/html")),
        truncated=truncated,
    ),
    st.binary(max_size=300),
    st.sampled_from([200, 204, 301, 404, 410, 503, 599]),
    HEADER_VALUES,
    HEADER_VALUES,
    st.sampled_from(["", "length", "time", "disconnect", "unspecified"]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "warc").mkdir()
    return tmp_path


def write(folder: Path, *exchanges: Exchange) -> list[Capture]:
    writer = WarcWriter(folder / "warc", "xx_small", "Gazette tests")
    captures = [writer.append(exchange) for exchange in exchanges]
    writer.close()
    return captures


def read(folder: Path, capture: Capture) -> warc.StoredCapture:
    return read_capture(folder, capture.warc_file, capture.warc_offset, capture.warc_length)


def test_a_capture_is_read_back_by_its_place(folder: Path) -> None:
    captures = write(folder, *(evolve(EXCHANGE, body=bytes([number]) * 100) for number in range(5)))
    for number, capture in enumerate(captures):
        stored = read(folder, capture)
        assert stored.body == stored.payload == bytes([number]) * 100
        assert (stored.url, stored.status) == (EXCHANGE.final_url, 200)
        assert stored.captured_at == EXCHANGE.captured_at
        assert stored.header("etag") == '"1"'


def test_the_row_says_what_the_record_holds(folder: Path) -> None:
    (capture,) = write(folder, EXCHANGE)
    data = (folder / "warc" / capture.warc_file).read_bytes()
    record = data[capture.warc_offset : capture.warc_offset + capture.warc_length]
    assert capture.record_digest == sha256(record)
    assert capture.payload_digest == sha256(EXCHANGE.body)
    assert capture.payload_length == len(EXCHANGE.body)
    assert (capture.etag, capture.content_type, capture.kind) == ('"1"', "text/html", "response")
    (found,) = ArchiveIterator(io.BytesIO(record))
    headers = found.rec_headers
    assert headers.get_header("WARC-Record-ID") == f"<{capture.record_id}>"
    assert headers.get_header("WARC-Payload-Digest") == capture.payload_digest
    assert headers.get_header("WARC-IP-Address") == "192.0.2.1"
    assert headers.protocol == "WARC/1.1"


def test_a_compressed_body_stays_compressed(folder: Path) -> None:
    body = gzip.compress(b"plain", mtime=0)
    (capture,) = write(folder, evolve(EXCHANGE, body=body, headers=(("Content-Encoding", "gzip"),)))
    assert read(folder, capture).body == body
    assert read(folder, capture).payload == b"plain"
    assert capture.payload_digest == sha256(body)


@pytest.mark.parametrize(
    "damage", [lambda body: body[: len(body) // 2], lambda body: b"\x1f\x8b" + b"x" * 50]
)
def test_a_damaged_compressed_body_can_still_be_read_as_it_is(folder: Path, damage: object) -> None:
    body = damage(gzip.compress(b"plain" * 100, mtime=0))  # type: ignore[operator]
    exchange = evolve(EXCHANGE, body=body, headers=(("Content-Encoding", "gzip"),), truncated="unspecified")
    (capture,) = write(folder, exchange)
    assert capture.truncated == "unspecified"
    assert read(folder, capture).body == body


def test_a_revisit_names_what_it_repeats_and_holds_no_body(folder: Path) -> None:
    (first,) = write(folder, EXCHANGE)
    again, unmodified = write(
        folder,
        evolve(EXCHANGE, revisit_of=first),
        evolve(EXCHANGE, status=304, body=b"", revisit_of=first),
    )
    for capture, profile in ((again, "identical-payload-digest"), (unmodified, "server-not-modified")):
        assert (capture.kind, capture.payload_digest, capture.payload_length) == (
            "revisit",
            first.payload_digest,
            0,
        )
        path = folder / "warc" / capture.warc_file
        records = (one.rec_headers for one in ArchiveIterator(path.open("rb")))
        headers = next(one for one in records if one.get_header("WARC-Record-ID") == f"<{capture.record_id}>")
        assert headers.get_header("WARC-Refers-To") == f"<{first.record_id}>"
        assert headers.get_header("WARC-Refers-To-Date") == first.captured_at
        assert headers.get_header("WARC-Profile") == f"http://netpreserve.org/warc/1.1/revisit/{profile}"


def test_a_304_has_no_block_that_would_be_replayed_and_is_read_as_it_was_sent(folder: Path) -> None:
    (first,) = write(folder, EXCHANGE)
    sent = (("ETag", '"2"'), ("Naïve", "é\xff"), ("Last-Modified", "Mon, 02 Nov 2026 00:00:00 GMT"))
    (again,) = write(folder, evolve(EXCHANGE, status=304, body=b"", headers=sent, revisit_of=first))
    path = folder / "warc" / again.warc_file
    (record,) = (one for one in ArchiveIterator(path.open("rb")) if one.rec_type == "revisit")
    assert (record.http_headers, record.rec_headers.get_header("Content-Length")) == (None, "0")
    (scanned,) = scan(path, again.warc_offset)
    assert scanned == again
    assert (again.status, again.etag, again.last_modified) == (304, '"2"', "Mon, 02 Nov 2026 00:00:00 GMT")


def test_a_304_of_an_archive_that_an_older_gazette_wrote_is_read(folder: Path) -> None:
    (first,) = write(folder, EXCHANGE)
    made = WARCWriter(io.BytesIO(), gzip=True, warc_version="1.1")
    head = StatusAndHeaders("304 Not Modified", [("Etag", '"1"')], protocol="HTTP/1.1")
    refers = {"WARC-Payload-Digest": first.payload_digest, "Gazette-Portal": "xx_small"}
    record = made.create_warc_record(first.final_url, "revisit", http_headers=head, warc_headers_dict=refers)
    made.write_record(record)
    capture, problems = checked(made.out.getvalue())
    assert capture is not None
    assert (capture.kind, capture.status, capture.etag, problems) == ("revisit", 304, '"1"', [])


def test_that_no_answer_came_is_a_record_of_its_own(folder: Path) -> None:
    (capture,) = write(folder, NO_ANSWER)
    assert (capture.kind, capture.status, capture.error) == ("error", 0, NO_ANSWER.error)
    (found,) = scan(folder / "warc" / capture.warc_file, 0)
    assert found.error == "TimeoutError: 60 s and no answer"


@settings(max_examples=40, deadline=None)
@given(st.lists(EXCHANGES, min_size=1, max_size=5))
def test_scanning_a_file_finds_what_was_written(exchanges: list[Exchange]) -> None:
    with TemporaryDirectory() as name:
        (Path(name) / "warc").mkdir()
        captures = write(Path(name), *exchanges)
        path = Path(name) / "warc" / captures[0].warc_file
        assert list(scan(path, 0)) == captures
        assert list(scan(path, captures[0].warc_offset + captures[0].warc_length)) == captures[1:]
        assert [read(Path(name), capture).body for capture in captures] == [each.body for each in exchanges]


def test_a_revisit_and_an_error_are_found_as_they_were_written(folder: Path) -> None:
    (first,) = write(folder, EXCHANGE)
    written = write(folder, evolve(EXCHANGE, revisit_of=first), evolve(NO_ANSWER, error="TimeoutError: 60 s"))
    assert list(scan(folder / "warc" / written[0].warc_file, 0)) == written


def test_what_is_whole_of_a_file_is_told_to_the_byte(folder: Path) -> None:
    captures = write(
        folder, *(evolve(EXCHANGE, body=bytes(range(256)) * (number * 700)) for number in range(4))
    )
    path = folder / "warc" / captures[0].warc_file
    data = path.read_bytes()
    ends = [capture.warc_offset + capture.warc_length for capture in captures]
    assert list(record_ends(path, 0))[-1] == ends[-1] == len(data)
    assert set(ends) <= set(record_ends(path, 0))
    for torn, end in itertools.product((1, 7, 40), ends[1:]):
        path.write_bytes(data[: end - torn])
        assert list(record_ends(path, 0))[-1] < end
        assert list(record_ends(path, ends[0])) == [at for at in record_ends(path, 0) if at > ends[0]]
    path.write_bytes(data + b"\0" * 5000)
    assert list(record_ends(path, 0))[-1] == len(data)


def test_a_full_disk_leaves_no_half_record_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = WarcWriter(folder / "warc", "xx_small", "Gazette tests")
    first = writer.append(EXCHANGE)
    file = writer._file
    assert file

    class Full:
        """A file on a disk that takes 100 bytes and then no more."""

        def write(self, data: bytes) -> int:
            if len(data) > 100:
                return file.write(data[:100])
            raise OSError(28, "No space left on device")

        def __getattr__(self, name: str) -> object:
            return getattr(file, name)

    short = evolve(EXCHANGE, body=b"")
    writer._file = Full()  # type: ignore[assignment]
    monkeypatch.setattr(warc, "_compressed", lambda record: b"x" * 150)
    with pytest.raises(OSError, match="No space left"):
        writer.append(short)
    monkeypatch.undo()
    writer._file = file
    second = writer.append(EXCHANGE)
    writer.close()
    assert list(scan(folder / "warc" / first.warc_file, 0)) == [first, second]
    assert read(folder, second).body == EXCHANGE.body


def test_a_header_is_kept_as_the_bytes_that_were_sent(folder: Path) -> None:
    sent = "/新闻/1".encode().decode("latin-1")
    exchange = evolve(EXCHANGE, status=301, headers=(("Location", sent), ("Tïtle", "\xe9t\xe9")))
    (capture,) = write(folder, exchange)
    assert capture.redirect_url == "/新闻/1"
    assert dict(read(folder, capture).headers) == {"Location": "/新闻/1", "Tïtle": "été"}
    record = (folder / "warc" / capture.warc_file).read_bytes()[capture.warc_offset :]
    assert "Location: /新闻/1\r\n".encode() + b"T\xeftle: \xe9t\xe9\r\n" in gzip.decompress(record)


def test_a_bomb_is_read_back_as_it_is(folder: Path) -> None:
    bomb = gzip.compress(b"\0" * 70_000_000)
    (capture,) = write(folder, evolve(EXCHANGE, body=bomb, headers=(("Content-Encoding", "gzip"),)))
    assert read(folder, capture).payload == read(folder, capture).body == bomb


def test_a_large_file_is_followed_by_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "LARGEST_FILE", 2000)
    captures = write(folder, *(evolve(EXCHANGE, body=str(number).encode()) for number in range(6)))
    assert len({capture.warc_file for capture in captures}) > 1
    assert [read(folder, capture).body for capture in captures] == [
        str(number).encode() for number in range(6)
    ]
    assert all(name.startswith("xx_small-2") for name in (capture.warc_file for capture in captures))


def test_no_file_is_ever_opened_a_second_time(folder: Path) -> None:
    names = {write(folder, EXCHANGE)[0].warc_file for _ in range(5)}
    assert len(names) == 5


@pytest.mark.parametrize(("offset", "length"), [(3, 50), (0, 10), (10_000_000, 10), (0, 0)])
def test_a_place_without_a_record_is_named(folder: Path, offset: int, length: int) -> None:
    (capture,) = write(folder, EXCHANGE)
    with pytest.raises(CaptureMissingError, match="warcio check"):
        read_capture(folder, capture.warc_file, offset, length)


def test_a_file_that_is_gone_is_named(folder: Path) -> None:
    with pytest.raises(CaptureMissingError, match=r"gone\.warc\.gz"):
        read_capture(folder, "gone.warc.gz", 0, 10)


def test_warcio_finds_no_fault_in_any_kind_of_record(folder: Path) -> None:
    (first,) = write(folder, EXCHANGE)
    others = write(
        folder,
        evolve(EXCHANGE, revisit_of=first, status=304, body=b""),
        NO_ANSWER,
        evolve(EXCHANGE, body=b"", truncated="length"),
        evolve(EXCHANGE, headers=(("X-Archive-Orig-Transfer-Encoding", "chunked"), ("Naïve", "é\xff"))),
        evolve(EXCHANGE, hint='{"title": "潮汐\\n"}'),
    )
    check_warcs({folder / "warc" / capture.warc_file for capture in (first, *others)})
