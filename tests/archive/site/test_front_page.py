"""The front page tells what is new, how much there is and what changed without a word."""

from __future__ import annotations

import sqlite3

import pytest
from datasette.app import Datasette
from lxml import html

from archive.site.front import by_month

from .conftest import CENTRES, LEVELS, LOCK


async def _front(site: Datasette) -> html.HtmlElement:
    response = await site.client.get("/")
    assert response.status_code == 200
    return html.fromstring(response.text)


async def test_newest_articles_come_first_with_date_portal_and_language(site: Datasette) -> None:
    entries = (await _front(site)).xpath("//section[@aria-labelledby='newest']//li")
    assert entries[0].xpath("string(.//h3/a/@href)") == f"/article/{CENTRES}"
    assert entries[0].xpath("string(.//p)") == "2 July 2020 · وزارة الصحة · Arabic"


async def test_a_date_yet_to_come_does_not_lead_the_list(site: Datasette) -> None:
    assert "2999" not in (await _front(site)).xpath("string(//main)")


async def test_silent_edits_lead_to_what_changed(site: Datasette) -> None:
    section = (await _front(site)).xpath("//section[@aria-labelledby='changed']")[0]
    assert section.xpath(".//li/a/@href") == [f"/article/{LOCK}/compare/1/2"]
    assert section.xpath("./p/a/@href") == ["/search?changed=silent&sort=newest"]
    (edited,) = section.xpath(".//li/p/span/text()")
    assert edited.startswith("text changed, ")
    assert edited.endswith(" % not common to both states")


async def test_vanished_articles_are_last_seen_and_first_missed_never_deleted(site: Datasette) -> None:
    told = (await _front(site)).xpath("string(//section[@aria-labelledby='vanished'])")
    assert "Water level 3" in told
    assert "last seen 1 March 2026" in told
    assert "first missed 1 March 2026" in told
    assert "deleted" not in told


async def test_portals_have_their_counts_and_last_runs(site: Datasette) -> None:
    rows = (await _front(site)).xpath("//section[@aria-labelledby='portals']//tbody/tr")
    assert {row.xpath("string(./td[1])").strip() for row in rows} == {str(LEVELS + 3), "1"}
    assert rows[0].xpath("string(./td[2]/a/@href)") == "/archive/runs/1"
    assert "never" in rows[1].xpath("string(./td[2])")


async def test_what_is_wrong_with_a_portal_is_told_until_it_is_over(site: Datasette) -> None:
    (told,) = (await _front(site)).xpath("//section[@aria-labelledby='troubles']//li")
    assert told.xpath("string(./a/@href)") == "/archive/incidents/1"
    assert told.xpath("string(./a)") == "Ministry of Waters"
    assert "no article since Monday, <script>" in told.xpath("string(./p)")
    assert "no article on days on which there should be some · noticed 2 March 2026" in told.xpath(
        "string(.)"
    )


async def test_the_chart_has_a_bar_and_a_figure_for_each_month(site: Datasette) -> None:
    section = (await _front(site)).xpath("//section[@aria-labelledby='months']")[0]
    assert len(section.xpath(".//*[name()='rect']")) == len(section.xpath(".//tbody/tr")) == 7
    first = section.xpath(".//tbody/tr[1]")[0]
    assert first.xpath("string(.//a/@href)") == "/search?from=2020-07&to=2020-07&sort=newest"
    assert first.xpath("string(./td)") == "2"


async def test_the_chart_says_how_many_its_highest_bar_is(site: Datasette) -> None:
    section = (await _front(site)).xpath("//section[@aria-labelledby='months']")[0]
    counts = [int(cell) for cell in section.xpath(".//tbody//td/text()")]
    assert f"with {max(counts)} articles." in section.xpath("string(.)")


def _published(*days: str | None) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE articles (published_on TEXT)")
    connection.executemany("INSERT INTO articles VALUES (?)", [(day,) for day in days])
    return connection


def test_months_run_without_gaps_and_end_before_what_is_to_come() -> None:
    days = _published("2020-01-31", "2020-01-01", *["2020-04-10"] * 4, "2999-01-01", None, "", "2001-01-01")
    months = by_month(days, "2026-01-01")
    assert [(month.month, month.count) for month in months] == [
        ("2020-01", 2),
        ("2020-02", 0),
        ("2020-03", 0),
        ("2020-04", 4),
    ]
    assert months[0].share == 0.5


@pytest.mark.parametrize("day", [None, "", "0000", "2020-99-01"])
def test_months_are_none_where_no_article_has_a_date(day: str | None) -> None:
    assert by_month(_published(day), "2026-01-01") == []
