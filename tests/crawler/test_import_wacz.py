"""WACZ files, of browsers' archiving tools or of another Gazette, are taken as the WARC files in them are."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from tests.crawler import forked
from tests.crawler.conftest import Crawled, environment
from tests.crawler.foreign import write
from tests.crawler.test_import import FIRST, HOST, OTHER, STATES, THEN, take


def packed(path: Path, *files: Path, compression: int = ZIP_STORED) -> Path:
    path.parent.mkdir(exist_ok=True)
    with ZipFile(path, "w", compression) as package:
        package.writestr("datapackage.json", "{}")
        for file in files:
            package.write(file, f"archive/{file.name}")
    return path


def test_every_warc_file_in_it_is_taken_and_named(tmp_path: Path) -> None:
    files = [
        write(tmp_path / "a.warc.gz", [THEN]),
        write(tmp_path / "b.warc", [FIRST, OTHER], compressed=False),
    ]
    packed(tmp_path / "theirs" / "crawl.wacz", *files)
    taken = take(tmp_path / "archive", tmp_path / "theirs")
    assert taken.code == 0
    assert "articles: 2 new, 1 changed" in taken.said
    assert [row[1:3] for row in taken.rows(STATES)][:2] == [
        (1, "2019-05-01T08:00:00.000Z"),
        (2, "2020-05-01T08:00:00.000Z"),
    ]
    sources = {row[0].split()[0] for row in taken.rows("SELECT imported_from FROM captures")}
    assert sources == {"crawl.wacz:a.warc.gz", "crawl.wacz:b.warc"}


def test_what_a_gazette_handed_over_another_one_takes(tmp_path: Path) -> None:
    first = take(tmp_path / "first", write(tmp_path / "a.warc.gz", [FIRST, THEN, OTHER]))
    file = tmp_path / "handed.wacz"
    handed = forked.gazette(
        ["evidence", "1", "--archive", str(first.folder), "--output", str(file)], environment(HOST)
    )
    assert handed.returncode == 0, handed.stderr
    second: Crawled = take(tmp_path / "second", file)
    assert second.rows(STATES) == first.rows(STATES)[:2]
    source = "SELECT imported_from FROM captures ORDER BY captured_at"
    assert second.rows(source) == first.rows(source)[:1] + first.rows(source)[2:]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK no zip", "broken.wacz: no whole ZIP file"),
        (None, "broken.wacz: its WARC files are compressed once more; unzip it and name them"),
        ((), "broken.wacz: no WACZ file: it holds no WARC file in archive/"),
    ],
)
def test_what_is_no_such_file_is_told_and_the_others_are_taken(
    tmp_path: Path, content: bytes | tuple[()] | None, told: str
) -> None:
    file, good = tmp_path / "broken.wacz", write(tmp_path / "a.warc.gz", [FIRST])
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        packed(file, *(content if content is not None else [good]), compression=ZIP_DEFLATED)
    taken = take(tmp_path / "archive", file, good)
    assert (taken.code, told in taken.said, "articles: 1 new" in taken.said) == (1, True, True)


def test_damage_within_is_told_by_the_name_of_the_file_and_where_it_lies(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.warc.gz", [FIRST, OTHER])
    whole.write_bytes(whole.read_bytes()[:-40])
    file = packed(tmp_path / "cut.wacz", whole)
    taken = take(tmp_path / "archive", file)
    assert taken.code == 1
    assert f"not read: {file}:a.warc.gz, after byte " in taken.said


def test_one_that_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    file = packed(tmp_path / "theirs" / "crawl.wacz", write(tmp_path / "a.warc.gz", [FIRST]))
    taken = take(tmp_path / "archive", file, tmp_path / "theirs", file)
    assert (taken.code, "articles: 1 new" in taken.said) == (0, True)


def test_one_that_is_encrypted_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    file, good = tmp_path / "locked.wacz", write(tmp_path / "a.warc.gz", [FIRST])
    content = bytearray(packed(file, good).read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.rindex(mark) + flags] |= 1
    file.write_bytes(content)
    taken = take(tmp_path / "archive", file, good)
    assert (taken.code, "locked.wacz: no whole ZIP file" in taken.said, "articles: 1 new" in taken.said) == (
        1,
        True,
        True,
    )
