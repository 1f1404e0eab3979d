"""Datasette's own pages behind ours: described, faceted, searchable in every script, never a stack trace."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from lxml import html

from archive.search import register
from archive.site.metadata import is_machinery, table_descriptions

from .conftest import LEVELS


def _schema(folder: Path) -> dict[str, list[str]]:
    with sqlite3.connect(folder / "archive.db") as connection:
        register(connection)
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        return {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for name in names
            if not is_machinery(name)
        }


def test_every_table_and_column_is_described_and_nothing_else(archive: Path) -> None:
    described = table_descriptions()
    assert {name: list(about["columns"]) for name, about in described.items()} == _schema(archive)
    for name, about in described.items():
        assert about["title"], name
        assert about["description"], name
        assert all(about["columns"].values()), name


def test_metadata_names_only_columns_that_exist() -> None:
    for about in table_descriptions().values():
        named = [*about.get("overview", []), about.get("sort_desc", "id"), about.get("label_column", "id")]
        named += [facet if isinstance(facet, str) else facet["month"] for facet in about.get("facets", [])]
        assert set(named) <= {*about["columns"], "id"}


async def _articles(site: Datasette, query: str) -> list[dict[str, object]]:
    response = await site.client.get(f"/archive/articles.json?_shape=array&{query}")
    assert response.status_code == 200
    found: list[dict[str, object]] = response.json()
    return found


async def test_a_word_that_is_nowhere_finds_nothing(site: Datasette) -> None:
    assert await _articles(site, "_search=zqxjkv") == []


@pytest.mark.parametrize("words", ["高速", "公路", "drenn", '"new lock"', "tur*"])
async def test_the_search_box_of_the_table_reads_words_as_ours_does(site: Datasette, words: str) -> None:
    assert len(await _articles(site, f"_search={quote(words)}")) == 1


@pytest.mark.parametrize(
    "typed", ['"', '""', "*", "AND", "a NOT", "-x", "(", "NEAR(a b", "title:x", "😀", "'"]
)
async def test_whatever_is_typed_there_is_no_error(site: Datasette, typed: str) -> None:
    assert (await site.client.get(f"/archive/articles?_search={quote(typed)}")).status_code == 200


async def test_articles_are_counted_by_portal_section_language_state_and_month(site: Datasette) -> None:
    facets = (await site.client.get("/archive/articles.json?_size=0")).json()["facet_results"]
    assert set(facets) == {"portal", "section", "language", "state", "published_on"}
    months = {value["value"]: value for value in facets["published_on"]["results"]}
    assert months["2020-07"]["count"] == 2
    assert months["2020-07"]["label"] == "July 2020"
    address = (
        months["2020-07"]["toggle_url"].removeprefix("http://localhost").replace("_size=0", "_shape=array")
    )
    assert len((await site.client.get(address)).json()) == 2


async def test_a_chosen_month_can_be_given_up(site: Datasette) -> None:
    response = await site.client.get("/archive/articles.json?published_on__startswith=2020-07")
    (month,) = response.json()["facet_results"]["published_on"]["results"]
    assert month["selected"]
    assert "startswith" not in month["toggle_url"]


async def test_titles_lead_to_the_reading_page_and_lists_are_readable(site: Datasette) -> None:
    tree = html.fromstring((await site.client.get("/archive/articles?title=New+lock+on+the+Drenn")).text)
    assert tree.xpath("//td[@data-label='title']/a/@href") == ["/article/1"]
    assert tree.xpath("string(//td[@data-label='authors'])") == "Ada Brenner"
    assert tree.xpath("string(//td[@data-label='origins'])") == "title: text:h1"
    revisions = html.fromstring((await site.client.get("/archive/revisions?article=1")).text)
    assert set(revisions.xpath("//td[@data-label='article']/a/@href")) == {"/article/1"}


async def test_sizes_are_given_exactly_and_in_words(site: Datasette) -> None:
    tree = html.fromstring((await site.client.get("/archive/captures/1")).text)
    cell = tree.xpath("string(//tr[th[starts-with(., 'warc_length')]]/td)")
    assert cell.split()[-1] == "bytes"


async def test_a_table_leaves_as_csv_to_its_last_row(site: Datasette) -> None:
    response = await site.client.get("/archive/articles.csv?_stream=1&_size=5&_col=title")
    assert len(response.text.splitlines()) == 1 + LEVELS + 5


@pytest.mark.parametrize(
    "query",
    ["_sort=nothing", "_size=x", "_timelimit=x", "id__gt=99999999999999999999", "_col=nothing"],
)
async def test_an_address_without_sense_is_the_askers_mistake(site: Datasette, query: str) -> None:
    response = await site.client.get(f"/archive/articles?{query}")
    assert response.status_code == 400
    assert "Traceback" not in response.text
