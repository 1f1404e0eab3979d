"""Who pastes the address of a page is shown the article of it, however the address is written; words stay words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive.addresses import forms
from archive.commands import export, search
from archive.connection import open_archive
from archive.former import find_former
from archive.records import Attachment, Capture, Exchange, FileText
from archive.search import Query, count, find, match_expression, selection
from archive.store import Store
from tests.archive.site.conftest import article, portal_row

WATERS = "https://xx-waters.example"
DRENN = f"{WATERS}/news/2026/drenn"


def _capture(store: Store, asked: str, came_from: str, minute: int, redirect: str = "") -> Capture:
    at = f"2026-03-01T08:{minute:02}:00.000Z"
    headers = (("Location", redirect),) if redirect else (("Content-Type", "text/html"),)
    body = f"<html>{minute}</html>".encode()
    status = 301 if redirect else 200
    exchange = Exchange("xx_waters", asked, came_from, at, status=status, headers=headers, body=body)
    return store.keep(exchange, None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that says that its address is another one than it came from, to which a short one had led by a
    second; one with a file, a query and a mention of the first; one of a host and path that are not ASCII."""
    folder = tmp_path_factory.mktemp("addresses")
    with Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        _capture(store, f"{WATERS}/go/7", f"{WATERS}/go/7", 1, "/weg/7?x=ü")
        _capture(store, f"{WATERS}/go/7", f"{WATERS}/weg/7?x=%C3%BC", 2, f"{WATERS}/print/drenn.html#top")
        came = _capture(store, f"{WATERS}/go/7", f"{WATERS}/print/drenn.html", 3)
        store.store(article("xx_waters", "news/2026/drenn", "The Drenn", "It flows."), came)
        plan = Attachment(f"{WATERS}/plan.pdf", "The plan", "application/pdf")
        told = article("xx_waters", "view?id=5", "Dues", f"See {DRENN} for more.", attachments=(plan,))
        store.store(told, _capture(store, told.url, told.url, 4))
        read = _capture(store, plan.url, plan.url, 5)
        store.files.attach(plan.url, read, FileText("The plan of the quay"))
        far = article("xx_waters", "", "遠", "Far.")
        url = "https://xn--fiqs8s.example/%E6%96%B0/a~b/"
        store.store(type(far)(url, *(getattr(far, name) for name in _REST)), _capture(store, url, url, 6))
    return folder


_REST = ("portal", "title", "text", "text_digest", "extractor")


@pytest.fixture
def archive(folder: Path) -> Iterator[sqlite3.Connection]:
    with open_archive(folder) as connection:
        yield connection


def _titles(archive: sqlite3.Connection, typed: str) -> list[str]:
    found = find(archive, Query(typed))
    assert count(archive, Query(typed)) == len(found)
    return [hit.title for hit in found]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        (DRENN, "The Drenn"),
        (f"  {DRENN}\n", "The Drenn"),
        (DRENN.replace("https", "http"), "The Drenn"),
        (DRENN.removeprefix("https://"), "The Drenn"),
        (
            DRENN.replace("https://", "HTTP://WWW.").replace("xx-waters.example", "XX-Waters.example:443"),
            "The Drenn",
        ),
        (f"www.{DRENN.removeprefix('https://')}/", "The Drenn"),
        (f"{DRENN}#comments", "The Drenn"),
        (f"{DRENN}?utm_source=feed&fbclid=1", "The Drenn"),
        (f"{WATERS}/print/drenn.html", "The Drenn"),
        (f"{WATERS}/go/7/", "The Drenn"),
        (f"{WATERS}/weg/7?x=ü", "The Drenn"),
        (f"{WATERS}/view?id=5", "Dues"),
        (f"{WATERS}/plan.pdf", "Dues"),
        ("中国.example/新/a%7Eb", "遠"),
        ("https://xn--fiqs8s.example/%e6%96%b0/a~b/", "遠"),
    ],
)
def test_an_address_finds_the_article_of_the_page_there(
    archive: sqlite3.Connection, typed: str, title: str
) -> None:
    assert _titles(archive, typed) == [title]


@pytest.mark.parametrize(
    "typed", [f"{WATERS}/view", f"{WATERS}/view?id=6", WATERS, f"{DRENN}/more", "http://", "https://[::1"]
)
def test_another_address_finds_nothing(archive: sqlite3.Connection, typed: str) -> None:
    assert _titles(archive, typed) == []


@pytest.mark.parametrize("typed", [f'"{DRENN}"', f"see {DRENN}", f"{DRENN} more", f"{DRENN} OR nothing"])
def test_an_address_in_quotation_marks_or_among_words_is_text(
    archive: sqlite3.Connection, typed: str
) -> None:
    assert _titles(archive, typed) == ["Dues"]


@pytest.mark.parametrize(
    "typed",
    ["and/or", "1.5/2", "covid-19", "U.S.", "gov.uk", "a.b/", "2026.06/07", "-x.example/y", "..a.bc/d"],
)
def test_words_with_dots_and_slashes_are_no_addresses(typed: str) -> None:
    assert forms(typed) == ()


def test_filters_count_beside_an_address(archive: sqlite3.Connection) -> None:
    assert count(archive, Query(DRENN, portal="xx_waters")) == 1
    assert count(archive, Query(DRENN, portal="yy_roads")) == 0
    assert find_former(archive, Query(DRENN)) == ()


@given(
    st.text(max_size=80)
    | st.text(max_size=40).map("https://h.example/{}".format)
    | st.from_regex(r"https?://.*")
)
def test_whatever_is_typed_is_an_address_or_words(typed: str) -> None:
    found = forms(typed)
    assert bool(found) <= (match_expression(typed) == "")
    assert all(form.startswith(("http://", "https://")) and "#" not in form for form in found)
    assert len(found) <= 16


def test_redirects_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row("xx_waters"))
        for minute, (one, other) in enumerate((("a", "b"), ("b", "a"), ("a", "http://[broken"))):
            _capture(store, f"{WATERS}/{one}", f"{WATERS}/{one}", minute, other)
    with open_archive(tmp_path) as connection:
        assert _titles(connection, f"{WATERS}/a") == []


def test_no_table_is_walked_through(archive: sqlite3.Connection) -> None:
    condition, parameters = selection(Query(DRENN))
    plan = archive.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM articles WHERE {condition}", parameters)
    walked = [row[3] for row in plan if row[3].startswith("SCAN")]
    assert [
        step for step in walked if not step.startswith(("SCAN asked", "SCAN json_each", "SCAN CONSTANT"))
    ] == []


def test_the_command_line_finds_and_exports_by_address(folder: Path) -> None:
    found = CliRunner().invoke(search, [DRENN, "--archive", str(folder)])
    assert DRENN in found.stdout.split("\t")
    written = CliRunner().invoke(export, ["csv", "--query", f"{WATERS}/go/7", "--archive", str(folder)])
    assert "The Drenn" in written.stdout
    assert "articles exported: 1" in written.stderr
    nothing = CliRunner().invoke(search, [f"{DRENN}/none", "--archive", str(folder)])
    assert f"{DRENN}/none: no page of this address is in the archive" in nothing.stderr
