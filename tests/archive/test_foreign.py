"""WARC files of others: what they answer is read, what is wrong with them is told, and nothing else happens."""

from __future__ import annotations

import gzip
import os
from contextlib import suppress
from pathlib import Path

import pytest

from archive.errors import ArchiveError
from archive.foreign import answered, answers
from archive.records import Exchange
from tests.crawler.foreign import Kept, write

URL = "http://harbour.example/news/1"
ONE = Kept(URL, "2019-05-01T08:00:00Z", b"<p>The council met on Monday.</p>")
HEAD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"


def read(path: Path) -> list[Exchange]:
    return [answered(answer, "xx", answer.source) for answer in answers(path, lambda read: None)]


def record(fields: bytes, block: bytes = b"HTTP/1.1 200 OK\r\n\r\nx") -> bytes:
    length = b"" if b"Content-Length" in fields else b"Content-Length: %d\r\n" % len(block)
    return HEAD + fields + length + b"\r\n" + block + b"\r\n\r\n"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_file_that_was_cut_anywhere_says_so(tmp_path: Path, compressed: bool) -> None:
    whole = write(tmp_path / "whole.warc", [ONE, ONE], compressed).read_bytes()
    cut, silent = tmp_path / "cut.warc", {}
    for at in range(len(whole)):
        cut.write_bytes(whole[:at])
        with suppress(ArchiveError):
            silent[at] = len(list(answers(cut, lambda read: None)))
    # Where one record ends and the next one would begin, or within the empty lines between, nothing is missing.
    assert set(silent.values()) - {2} == {0, 1}
    begun = (b"\x1f\x8b", b"WARC/")
    assert [at for at in silent if whole[at:].strip() and not whole[at:].lstrip().startswith(begun)] == []


def test_behind_damage_a_file_that_is_compressed_by_records_is_read_on(tmp_path: Path) -> None:
    kept = [Kept(f"{URL}{number}", ONE.date, os.urandom(900)) for number in range(6)]
    path = write(tmp_path / "a.warc.gz", kept)
    places = [answer.offset for answer in answers(path, lambda read: None)]
    damaged = bytearray(path.read_bytes())
    for number in (1, 4):
        damaged[places[number] + 2 : places[number] + 60] = bytes(58)
    path.write_bytes(damaged)
    found = answers(path, lambda read: None)
    assert [next(found).offset for _ in range(4)] == [places[number] for number in (0, 2, 3, 5)]
    told = rf"after byte {places[1]:,}: .*; read on from byte {places[2]:,}, and 1 more such places"
    with pytest.raises(ArchiveError, match=told):
        next(found)


def test_in_a_plain_file_words_of_a_page_are_no_record(tmp_path: Path) -> None:
    forged = record(b"WARC-Target-URI: http://forged.example/\r\n")
    path = write(tmp_path / "a.warc", [Kept(URL, ONE.date, b"x\r\n\r\n" + forged), ONE], compressed=False)
    path.write_bytes(path.read_bytes().replace(b"WARC/1.0\r\nWARC-Date", b"WARC/7.0\r\nWARC-Date", 1))
    found = answers(path, lambda read: None)
    with pytest.raises(ArchiveError, match="nothing behind it is read"):
        list(found)


def test_heads_are_read_byte_by_byte(tmp_path: Path) -> None:
    for sent in ("通知 новость é".encode(), "déjà".encode("latin-1")):
        block = b"HTTP/1.1 200 OK\r\nX-Title: %s\r\n\r\nx" % sent
        path = tmp_path / "a.warc"
        path.write_bytes(record(b"WARC-Target-URI: http://a.example/\r\n", block))
        ((_, value),) = read(path)[0].headers
        assert value.encode("latin-1") == sent


@pytest.mark.parametrize(
    "broken",
    [
        record(b"WARC-Date: 2019-05-01T08:00:00Z\r\n"),
        record(b"WARC-Target-URI: http://a.example/\r\nContent-Length: 99999999999999999999\r\n"),
        b"\x00" * 100_000,
        b"",
        b"<html>no record</html>",
        gzip.compress(record(b"WARC-Target-URI: http://a.example/\r\n") * 2),
        gzip.compress(HEAD + b"X: a\r\n" * 200_000),
        gzip.compress(HEAD + b"X: " + b"a" * 2_000_000),
        gzip.compress(b"a" * 2_000_000),
        gzip.compress(
            record(b"WARC-Target-URI: http://a.example/\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200_000)
        ),
    ],
    ids=[
        "no address",
        "too long",
        "zeros",
        "empty",
        "a page",
        "compressed as a whole",
        "fields without end",
        "a field without end",
        "a line without end",
        "an HTTP head without end",
    ],
)
def test_what_is_broken_is_one_error_of_a_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], broken: bytes
) -> None:
    (tmp_path / "a.warc").write_bytes(broken)
    with pytest.raises(ArchiveError) as raised:
        list(answers(tmp_path / "a.warc", lambda read: None))
    assert (len(str(raised.value)) < 400 + len(str(tmp_path)), capfd.readouterr().err) == (True, "")


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.warc")
    (tmp_path / "circle.warc").symlink_to("circle.warc")
    for path in (tmp_path / "pipe.warc", tmp_path / "circle.warc", Path("/dev/zero"), tmp_path):
        with pytest.raises(ArchiveError, match="not a file"):
            list(answers(path, lambda read: None))


def test_heads_of_many_records_are_not_one_head(tmp_path: Path) -> None:
    head = b"WARC-Target-URI: http://a.example/\r\nX: %s\r\n" % (b"a" * 30_000)
    path = tmp_path / "a.warc"
    path.write_bytes(record(head, b"HTTP/1.1 304 Not Modified\r\n\r\n") * 40)
    assert len(list(answers(path, lambda read: None))) == 40


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("2019-05-01T08:00:00Z", "2019-05-01T08:00:00.000Z"),
        ("2019-05-01T08:00:00.123456Z", "2019-05-01T08:00:00.123Z"),
        ("2019-05-01T10:00:00+02:00", "2019-05-01T08:00:00.000Z"),
        ("2019-05-01T08:00:00", "2019-05-01T08:00:00.000Z"),
        ("0001-01-01T00:00:00+10:00", ""),
        ("yesterday", ""),
    ],
)
def test_instants_are_in_utc_or_none(tmp_path: Path, date: str, instant: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(b"WARC-Target-URI: http://a.example/\r\nWARC-Date: %s\r\n" % date.encode()))
    (answer,) = answers(path, lambda read: None)
    assert answer.captured_at == instant


@pytest.mark.parametrize(
    ("digest", "is_believed"),
    [
        ("sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", True),
        ("md5:5d41402abc4b2a76b9719d911017c592", False),
        ("sha1", False),
    ],
)
def test_only_a_digest_that_can_be_checked_speaks_against_a_record(
    tmp_path: Path, digest: str, is_believed: bool
) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(
        record(b"WARC-Target-URI: http://a.example/\r\nWARC-Block-Digest: %s\r\n" % digest.encode())
    )
    if is_believed:
        with pytest.raises(ArchiveError, match="block digest failed"):
            read(path)
    else:
        assert [exchange.body for exchange in read(path)] == [b"x"]


@pytest.mark.parametrize(
    "hint",
    ["no JSON", '{"unknown": 1}', '{"published": 5}', '{"language": ["zh"]}', "[" * 100_000, '["a"]'],
)
def test_a_hint_that_is_none_is_left_out(tmp_path: Path, hint: str) -> None:
    path = write(tmp_path / "a.warc", [Kept(URL, ONE.date, ONE.body, head=(("Gazette-Hint", hint),))])
    assert [exchange.hint for exchange in read(path)] == [""]


def test_what_is_watched_is_told_by_nobody_else(tmp_path: Path) -> None:
    hint = '{"title": "Dues", "watched": "whole"}'
    path = write(tmp_path / "a.warc", [Kept(URL, ONE.date, ONE.body, head=(("Gazette-Hint", hint),))])
    assert [exchange.hint for exchange in read(path)] == ['{"title": "Dues"}']


def test_a_source_is_one_line_that_no_terminal_obeys(tmp_path: Path) -> None:
    path = write(tmp_path / "a\n\x1b[2J\u202e.warc", [ONE])
    (exchange,) = read(path)
    name, record_id = exchange.imported_from.rsplit(" ", 1)
    assert (name, record_id[:9]) == ("a [2J .warc", "urn:uuid:")
