"""Each place where articles say what is looked for has a row, with the sentence around it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.commands import export
from archive.connection import open_archive
from archive.database import open_for_writing
from archive.errors import UsageError
from archive.mentions import COLUMNS, mentions
from archive.records import Attachment, FileText
from archive.search import Query, any_of, find
from archive.store import Store
from tests.archive.sample import ROOT, article, exchange, portal


def _found(
    connection: sqlite3.Connection, text: str, **filters: Any
) -> list[tuple[str, str, int | None, str]]:
    rows = list(mentions(connection, Query(text, **filters)))
    assert all(tuple(row) == tuple(COLUMNS) for row in rows)
    return [
        (row["url"].removeprefix(f"{ROOT}/"), row["place"], row["paragraph"], row["found"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("quay", [("quay", "title", None, "quay"), ("quay", "text", 2, "quay")]),
        ("cafe", [("quay", "title", None, "Café")]),
        ('"the quay was"', [("quay", "text", 2, "The quay was")]),
        ("ships -nothing", [("quay", "text", 3, "Ships")]),
        ("ships -quay", []),
        ("qua*", [("quay", "title", None, "quay"), ("quay", "text", 2, "quay")]),
        ("疫苗", [("vaccine", "title", None, "疫苗"), ("vaccine", "text", 1, "疫苗")]),
        ("covid 疫苗 OR récolte", [
            ("vaccine", "title", None, "疫苗"),
            ("vaccine", "text", 1, "ＣＯＶＩＤ"),
            ("vaccine", "text", 1, "疫苗"),
        ]),
        ("الميناء", [("port", "title", None, "الميناء"), ("port", "text", 1, "الميناءِ")]),
        ("nonsuchword", []),
        ("-quay", []),
        ("", []),
        (f"{ROOT}/quay", []),
    ],
)  # fmt: skip
def test_what_a_search_finds_is_found_where_it_stands(
    archive: sqlite3.Connection, typed: str, expected: list[tuple[str, str, int | None, str]]
) -> None:
    assert _found(archive, typed) == expected


def test_filters_count_as_in_a_search(archive: sqlite3.Connection) -> None:
    assert {found[0] for found in _found(archive, "2020", from_date="2020-07")} == {"port"}


def _archive(folder: Path, title: str, text: str, file: str = "") -> Path:
    """One article, perhaps with a file."""
    plan = Attachment(f"{ROOT}/plan.pdf", "The plan", "application/pdf")
    told = article("one", title, text, "en", "2020-06-10", attachments=(plan,) if file else ())
    with Store(folder) as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        run = store.begin_run("xx_harbour", "", "", "1")
        store.store(told, store.keep(exchange(told), run))
        if file:
            read = store.keep(exchange(article("plan.pdf", "", file, "en")), run)
            store.files.attach(plan.url, read, FileText(file))
    return folder


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Dues rise by 3.5 % in May. Two.", "Dues rise by 3.5 % in May."),
        ("In May dues\nend here.", "In May dues"),
        ("- berth dues\n- tolls", "berth dues"),
        ("## Berth dues\nThey rise.", "Berth dues"),
        ("港费一。关于dues的规定。其他。", "关于dues的规定。"),
        ("x " * 300 + "dues" + " y" * 300, f"…{'x ' * 100}dues{' y' * 100}…"),
        ("dues", "dues"),
        ("The U.S. dues. Then", "The U.S. dues."),
    ],
)
def test_the_sentence_around_it_is_shown(tmp_path: Path, text: str, sentence: str) -> None:
    with open_archive(_archive(tmp_path, "", text)) as connection:
        (row,) = mentions(connection, Query("dues"))
    assert row["sentence"] == sentence


def test_of_a_file_the_lines_are_joined_and_it_is_named(tmp_path: Path) -> None:
    folder = _archive(tmp_path, "Quay", "Text.", "Page one.\n\nThe berth\ndues rise. End.")
    with open_archive(folder) as connection:
        (row,) = mentions(connection, Query('"berth dues"'))
    assert (row["place"], row["paragraph"], row["found"]) == ("file", 2, "berth\ndues")
    assert row["sentence"] == "The berth dues rise."
    assert (row["file_url"], row["file_title"], row["removed_at"]) == (f"{ROOT}/plan.pdf", "The plan", None)
    assert str(row["payload_digest"]).startswith("sha256:")


@given(
    text=st.text(st.sampled_from(list("ab é疫苗，ＡＢﬁภาที่한ｶﾞ\u200b\u00ad.。\n|-"))),
    word=st.text(st.sampled_from(list("abé疫苗ＡＢﬁภาที่한ｶﾞ")), min_size=1, max_size=2),
)
@settings(deadline=None, max_examples=60)
def test_every_article_that_is_found_says_where(
    tmp_path_factory: pytest.TempPathFactory, text: str, word: str
) -> None:
    with open_archive(_archive(tmp_path_factory.mktemp("said"), "t", text)) as connection:
        rows = list(mentions(connection, Query(word)))
        # A phrase may run over the end of a paragraph.
        assert bool(find(connection, Query(word))) >= bool(rows)
        if "\n\n" not in text:
            assert bool(find(connection, Query(word))) == bool(rows)
    for row in rows:
        assert row["found"] in text
        assert " ".join(row["found"].split()) in row["sentence"]


def test_many_matches_in_a_long_paragraph_take_no_long_time(tmp_path: Path) -> None:
    with open_archive(_archive(tmp_path, "", "dues " * 40_000)) as connection:
        assert sum(1 for _ in mentions(connection, Query("dues"))) == 40_000


def test_rows_are_of_one_moment(own_folder: Path) -> None:
    with open_archive(own_folder) as connection:
        rows = mentions(connection, Query("quay"))
        next(rows)
        open_for_writing(own_folder / "archive.db").execute("UPDATE articles SET text = 'other'")
        assert [row["place"] for row in rows] == ["text"]


def test_the_command_writes_them_in_both_forms(sample_folder: Path) -> None:
    command = ["--mentions", "--archive", str(sample_folder), "--query"]
    written = CliRunner().invoke(export, ["csv", *command, "quay"])
    rows = list(csv.DictReader(io.StringIO(written.stdout, newline="")))
    assert [row["sentence"] for row in rows] == [
        "New quay opens in Café Bay",
        "The quay was built in 2020.",
    ]
    assert "mentions exported: 2\n" in written.stderr
    lines = CliRunner().invoke(export, ["jsonl", *command, "疫苗"]).stdout.splitlines()
    assert [json.loads(line)["paragraph"] for line in lines] == [None, 1]
    for words in ([*command, "-quay"], command[:-1], [*command, "quay", "--noticed-from", "2026"]):
        assert isinstance(CliRunner().invoke(export, ["csv", *words]).exception, UsageError)


def test_what_is_not_to_occur_is_not_looked_for() -> None:
    assert any_of("a b OR c NOT d -e") == '"a" OR "b" OR "c"'
    assert any_of("NOT a") == any_of("") == any_of("https://h.example/a") == ""
