from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive.commands import export
from archive.connection import open_archive
from archive.database import open_for_writing
from archive.errors import ArchiveError, UsageError
from archive.export import COLUMNS, LISTS, harmless, rows, shortened, write_csv, write_jsonl
from archive.search import Query
from archive.whole_file import whole_text

FORMULAS = (
    "=1+1",
    "+1",
    "-5 degrees",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1",
    "＝1",
    "'=1",
    "''-x",
    "\u200b=1",
)


def as_csv(connection: sqlite3.Connection, **filters: str) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    written = write_csv(rows(connection, Query(**filters)), file)  # type: ignore[arg-type]
    assert file.getvalue().startswith(",".join(COLUMNS) + "\r\n")
    found = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert written == len(found)
    return found


def as_jsonl(connection: sqlite3.Connection, **filters: str) -> list[dict[str, object]]:
    file = io.StringIO(newline="")
    written = write_jsonl(rows(connection, Query(**filters)), file)  # type: ignore[arg-type]
    found = [json.loads(line) for line in file.getvalue().splitlines()]
    assert written == len(found)
    return found


def test_both_forms_hold_the_documented_columns_in_order(archive: sqlite3.Connection) -> None:
    assert list(as_csv(archive)[0]) == list(as_jsonl(archive)[0]) == list(COLUMNS)


def test_every_article_is_exported_with_where_it_comes_from(archive: sqlite3.Connection) -> None:
    articles = as_jsonl(archive)
    assert [article["id"] for article in articles] == [1, 2, 3, 4, 5, 6]
    quay = articles[0]
    assert quay["title"] == "New quay opens in Café Bay"
    assert (quay["published_at"], quay["published_precision"]) == ("2020-06-10", "day")
    assert (quay["captured_at"], quay["revisions"]) == ("2026-11-20T08:00:00.000Z", 1)
    assert str(quay["payload_digest"]).startswith("sha256:")
    assert str(quay["warc_file"]).startswith("xx_harbour-")
    assert str(quay["record_id"]).startswith("urn:uuid:")


def test_the_filters_are_those_of_the_search(archive: sqlite3.Connection) -> None:
    assert [article["id"] for article in as_jsonl(archive, text="2020", from_date="2020-07")] == [4]
    assert [article["id"] for article in as_csv(archive, portal="xx_orchard")] == ["5", "6"]
    assert as_csv(archive, text="nonsuchword") == []


def test_several_values_are_lists_in_json_and_joined_in_csv(archive: sqlite3.Connection) -> None:
    in_json, in_csv = as_jsonl(archive)[0], as_csv(archive)[0]
    assert (in_json["authors"], in_csv["authors"]) == (["A. Pilot", "B. Mate"], "A. Pilot; B. Mate")
    assert (in_json["origins"], in_csv["origins"]) == ({"title": "h1"}, '{"title": "h1"}')
    assert all(isinstance(in_json[name], list) for name in LISTS)


def test_paragraphs_stay_apart_inside_a_cell(archive: sqlite3.Connection) -> None:
    assert as_csv(archive)[0]["text"].split("\n\n")[1] == "- The quay was built in 2020."


def test_a_cell_that_looks_like_a_formula_is_made_harmless(archive: sqlite3.Connection) -> None:
    in_csv, in_json = as_csv(archive)[-1], as_jsonl(archive)[-1]
    assert (in_csv["title"], in_csv["text"]) == ("'=1+1 en el huerto", "'-5 grados en la montaña.")
    assert (in_json["title"], in_json["text"]) == ("=1+1 en el huerto", "-5 grados en la montaña.")


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_get_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "’tis", "'tis", "1-2", "a=b", "疫苗", -5, 0.5, None])
def test_everything_else_is_left_alone(cell: object) -> None:
    assert harmless(cell) == cell


@given(st.text(st.sampled_from("='-+@ \t\r\n＝x")), st.text(st.sampled_from("='-+@ \t\r\n＝x")))
def test_no_two_cells_become_the_same(one: str, other: str) -> None:
    assert (harmless(one) == harmless(other)) == (one == other)


def test_control_characters_and_foreign_line_ends_break_no_line(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    db.execute("UPDATE articles SET title = ?, section = ?", ["a\x00b\x1b[31mc\x85d", "e\u2028f\u2029g\x85h"])
    with open_archive(own_folder) as connection:
        assert {row["title"] for row in as_csv(connection)} == {"a b [31mc d"}
        assert {row["section"] for row in as_jsonl(connection)} == {"e\u2028f\u2029g\x85h"}


def test_rows_are_of_one_moment_whatever_is_written_meanwhile(own_folder: Path) -> None:
    with open_archive(own_folder) as connection:
        articles = rows(connection, Query())
        first = next(articles)
        open_for_writing(own_folder / "archive.db").execute("UPDATE articles SET title = 'later'")
        assert "later" not in {first["title"], *(article["title"] for article in articles)}
        assert {article["title"] for article in rows(connection, Query())} == {"later"}


def test_memory_does_not_grow_with_the_number_of_articles(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    columns = [column for column in db.table("articles").columns_dict if column not in ("id", "url", "text")]
    names = ", ".join(columns)
    db.execute(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000) "
        f"INSERT INTO articles (url, text, {names}) SELECT 'u:' || n, printf('%.*c', 5000, 'x'), {names} "
        "FROM articles, n WHERE articles.id = 1"
    )
    with open_archive(own_folder) as connection:
        tracemalloc.start()
        written = sum(1 for _ in rows(connection, Query(text="quay")))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert written == 3001
    assert peak < 1_000_000


def test_a_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "articles.csv"
    target.write_text("before")
    with whole_text(target, "utf-8-sig", replace=True) as file:
        file.write("after")
        file.flush()
        assert target.read_text() == "before"
    assert target.read_bytes() == b"\xef\xbb\xbfafter"
    assert list(tmp_path.iterdir()) == [target]


def fail_halfway(target: Path, failure: BaseException) -> None:
    with whole_text(target, "utf-8", replace=True) as file:
        file.write("half")
        raise failure


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), ValueError("bad row")])
def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path, failure: BaseException) -> None:
    target = tmp_path / "articles.csv"
    target.write_text("before")
    with pytest.raises(type(failure)):
        fail_halfway(target, failure)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    target = tmp_path / "articles.csv"
    target.write_text("what somebody has marked by hand")
    refused = f"{target}: is there already; name another file, or replace it with --force"
    with pytest.raises(UsageError, match=re.escape(refused)), whole_text(target, "utf-8"):
        pass
    assert target.read_text() == "what somebody has marked by hand"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="No space left on device; nothing was kept"):
        fail_halfway(tmp_path / "articles.csv", OSError(28, "No space left on device"))
    assert list(tmp_path.iterdir()) == []


def test_only_a_file_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a file"), whole_text(tmp_path, "utf-8"):
        pass
    with pytest.raises(UsageError, match="No such file"), whole_text(tmp_path / "no" / "x.csv", "utf-8"):
        pass


@pytest.mark.parametrize("text", ["x" * 500, "疫" * 500, "😀" * 500, "a😀" * 300, "x" * 101])
def test_a_cell_beyond_the_limit_says_how_much_is_left_out(text: str) -> None:
    cell = shortened(text, 100, "https://h.example/1.txt")
    kept, _, note = cell.partition("… [")
    assert text.startswith(kept)
    assert note == f"{len(text) - len(kept)} more characters: https://h.example/1.txt]"
    assert 98 <= len(cell.encode("utf-16-le")) // 2 <= 100


@given(st.text(max_size=300), st.integers(100, 200))
def test_no_cell_is_longer_than_the_limit_and_short_ones_are_left_alone(text: str, limit: int) -> None:
    cell = shortened(text, limit)
    assert len(cell.encode("utf-16-le")) // 2 <= limit
    assert (cell == text) == (len(text.encode("utf-16-le")) // 2 <= limit)


def test_only_cells_of_csv_are_limited_and_only_where_asked_for(own_folder: Path) -> None:
    open_for_writing(own_folder / "archive.db").execute(
        "UPDATE articles SET text = '=' || hex(zeroblob(20000)) WHERE id = 1"
    )
    command = ["--archive", str(own_folder), "--query", "quay"]
    csv.field_size_limit(1_000_000)
    for options, length in (([], 40_002), (["--cell-limit", "32767"], 32_766)):
        written = CliRunner().invoke(export, ["csv", *command, *options])
        (row,) = csv.DictReader(io.StringIO(written.stdout, newline=""))
        assert len(row["text"]) == length
    assert row["text"].startswith("'=0")
    kept, _, note = row["text"].partition("… [")
    assert note == f"{40_002 - len(kept):,} more characters]"
    refused = CliRunner().invoke(export, ["jsonl", *command, "--cell-limit", "32767"])
    assert isinstance(refused.exception, UsageError)
