"""After a kill at any moment the rows agree with the files again, and nothing whole is lost."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.connection import open_archive
from archive.records import utc_now
from archive.rows import capture_from, chained
from archive.store import Store
from archive.verify import verify
from archive.warc import WarcWriter, read_capture, scan
from tests.archive.test_warc import EXCHANGE, NO_ANSWER
from tests.warcs import check_warcs

PORTAL = {
    "name": "xx_small",
    "title": "Small",
    "publisher": "Small",
    "country": "XX",
    "languages": '["en"]',
    "timezone": "UTC",
    "licence": "fictional",
    "home_url": "https://gov.example/",
    "first_date": "2026-01-01",
}
BODIES = [str(number).encode() * 50 for number in range(6)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of six captures of which the first three have rows, as a kill would leave it."""
    folder = tmp_path_factory.mktemp("recovery") / "data"
    store = Store(folder)
    store.declare(PORTAL)
    run = store.begin_run("xx_small", "", "", "1")
    for number, body in enumerate(BODIES):
        if number == 3:
            store.flush()
        exchange = NO_ANSWER if number == 4 else evolve(EXCHANGE, body=body)
        final_url = f"https://gov.example/{number}"
        store.keep(evolve(exchange, final_url=final_url, captured_at=utc_now()), run)
    for writer in store._warcs.values():
        writer.sync()
    shutil.copytree(folder, folder.with_name("killed"))
    store.close()
    return folder.with_name("killed")


def opened(folder: Path) -> list[dict[str, object]]:
    """Open and close the archive, as the next run does; its rows then."""
    Store(folder).close()
    with open_archive(folder) as connection:
        return [dict(row) for row in connection.execute("SELECT * FROM captures ORDER BY id")]


def warc_of(folder: Path) -> Path:
    (path,) = (folder / "warc").glob("*.warc.gz")
    return path


def check(folder: Path, rows: list[dict[str, object]]) -> None:
    """Rows and files agree: each record has one row, each row its record, and the chain holds."""
    records = [capture for path in sorted((folder / "warc").glob("*.warc.gz")) for capture in scan(path, 0)]
    captures = [evolve(capture_from(row), id=0) for row in rows]
    assert captures == [
        evolve(record, error=capture.error) for record, capture in zip(records, captures, strict=True)
    ]
    chain = ""
    for row, capture in zip(rows, captures, strict=True):
        chain = chained(chain, capture)
        assert row["chain_digest"] == chain
        if capture.kind == "response":
            place = (capture.warc_file, capture.warc_offset, capture.warc_length)
            assert read_capture(folder, *place).body == BODIES[int(capture.final_url[-1])]


def test_whole_records_without_a_row_are_given_one(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    rows = opened(folder)
    assert [row["final_url"] for row in rows] == [f"https://gov.example/{number}" for number in range(6)]
    assert [row["run"] for row in rows] == [1, 1, 1, None, None, None]
    assert [row["kind"] for row in rows] == ["response"] * 4 + ["error", "response"]
    check(folder, rows)


def test_opening_again_adds_nothing(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    assert opened(folder) == opened(folder)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 10_000), tail=st.binary(max_size=40))
def test_a_kill_in_the_middle_of_any_write_loses_only_that_write(whole: Path, cut: int, tail: bytes) -> None:
    """The file ends at any byte after what was committed, perhaps with rubbish from an unclean disk behind."""
    with TemporaryDirectory() as name:
        folder = shutil.copytree(whole, Path(name) / "data")
        path = warc_of(folder)
        data = path.read_bytes()
        with open_archive(folder) as connection:
            (committed,) = connection.execute(
                "SELECT max(warc_offset + warc_length) FROM captures"
            ).fetchone()
        end = committed + cut % (len(data) - committed + 1)
        path.write_bytes(data[:end] + tail)
        rows = opened(folder)
        assert 3 <= len(rows) <= 6
        assert len(rows) == sum(offset + length <= end for offset, length in _places(data, whole))
        check(folder, rows)
        assert path.stat().st_size == rows[-1]["warc_offset"] + rows[-1]["warc_length"]  # type: ignore[operator]
        aside = b"".join(torn.read_bytes() for torn in (folder / "warc").glob("*.torn-*"))
        assert path.read_bytes() + aside == data[:end] + tail


def _places(data: bytes, folder: Path) -> list[tuple[int, int]]:
    return [(capture.warc_offset, capture.warc_length) for capture in scan(warc_of(folder), 0)]


@pytest.mark.parametrize("torn", [1, 30, 200])
def test_warcio_finds_no_fault_in_what_is_left(whole: Path, tmp_path: Path, torn: int) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    path = warc_of(folder)
    path.write_bytes(path.read_bytes()[:-torn])
    rows = opened(folder)
    assert len(rows) == 5
    check_warcs([path])
    (aside,) = path.parent.glob("*.torn-*")
    assert aside.stat().st_size > 0


def test_the_rows_of_all_captures_can_be_made_again_from_the_files(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    before = opened(folder)
    for file in folder.glob("archive.db*"):
        file.unlink()
    after = opened(folder)
    without_run = [{**row, "run": None} for row in before]
    assert after == without_run


def test_captures_go_on_after_a_recovery_with_numbers_of_their_own(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    with Store(folder) as store:
        capture = store.keep(evolve(EXCHANGE, body=BODIES[1], final_url="https://gov.example/1"), None)
    rows = opened(folder)
    assert [row["id"] for row in rows] == list(range(1, 8))
    assert capture.id == 7
    check(folder, rows)


def forged(folder: Path, **more: str) -> bytes:
    """A WARC file with a sound capture from before the archive was begun."""
    folder.mkdir()
    writer = WarcWriter(folder, "xx_small", "forger")
    writer.append(evolve(EXCHANGE, body=BODIES[0], final_url="https://gov.example/0", **more))
    writer.close()
    (path,) = folder.iterdir()
    return path.read_bytes()


def test_what_no_killed_crawl_can_have_left_gets_no_row(
    whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    before = opened(folder)
    slipped_in = folder / "warc" / "xx_small-20261122T120000Z-00000.warc.gz"
    slipped_in.write_bytes(forged(tmp_path / "theirs"))
    own = max(warc for warc in (folder / "warc").glob("*.warc.gz") if warc != slipped_in)
    with own.open("ab") as file:
        file.write(forged(tmp_path / "others"))
    assert opened(folder) == before
    assert caplog.text.count("no crawl that was killed has left it; `gazette import` takes it") == 2
    aside = sorted(path.name.partition(".torn-")[0] for path in (folder / "warc").glob("*.torn-*"))
    assert aside == sorted([own.name, slipped_in.name])


def test_what_others_captured_may_be_of_any_age(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    before = opened(folder)
    name = folder / "warc" / "xx_small-20261122T120000Z-00000.warc.gz"
    name.write_bytes(forged(tmp_path / "theirs", imported_from="CC-1.warc.gz urn:uuid:1"))
    assert [row["imported_from"] for row in opened(folder)[len(before) :]] == ["CC-1.warc.gz urn:uuid:1"]


def test_a_copy_of_a_file_blocks_nobody_and_is_set_aside(whole: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    before = opened(folder)
    copy = folder / "warc" / "copy-of-it.warc.gz"
    copy.write_bytes(warc_of(folder).read_bytes())
    with open_archive(folder) as connection:
        told = [str(fault) for fault in verify(connection, folder, {}).faults]
    assert told[0].startswith("warc/copy-of-it.warc.gz: the capture of https://gov.example/0 from ")
    assert "is a copy of another, or older than the latest run of xx_small" in told[0]
    assert opened(folder) == before
    assert list((folder / "warc").glob("copy-of-it.warc.gz.torn-*"))


@pytest.mark.parametrize("field", ["WARC-Date", "WARC-Target-URI"])
def test_a_record_that_lacks_what_it_needs_is_a_fault_and_ends_its_file(
    whole: Path, tmp_path: Path, field: str
) -> None:
    folder = shutil.copytree(whole, tmp_path / "data")
    before = opened(folder)
    plain = gzip.decompress(forged(tmp_path / "theirs"))
    begin = plain.rindex(b"WARC/1.1", 0, plain.index(b"WARC-Type: response"))
    at = plain.index(field.encode(), begin)
    odd = plain[:at] + b"X" + plain[at + 1 :]
    (folder / "warc" / "odd.warc.gz").write_bytes(gzip.compress(odd[begin:]))
    with open_archive(folder) as connection:
        told = [str(fault) for fault in verify(connection, folder, {}).faults]
    assert [fault.partition(" (")[0] for fault in told] == ["warc/odd.warc.gz, byte 0: no whole record"]
    assert opened(folder) == before
