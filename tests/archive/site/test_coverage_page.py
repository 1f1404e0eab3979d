"""The pages on coverage say what is missing and why, in words and signs, and a search that runs into it says so."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from datasette.app import Datasette
from lxml import html

from archive.database import open_for_writing
from archive.site import ledgers
from tests.archive.years import DAYS, TODAY, build, nightly, office

from .conftest import SCRIPT, opened

OUT = [date(2026, 5, 4) + timedelta(days=number) for number in range(12)]
OUTAGE = "the crawler was down from 4 May 2026 to 17 May 2026; 0 articles where "


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three portals: one with an outage, one that fell silent and whose refusals say hostile things, an empty one."""
    up = [day for day in DAYS if day not in OUT]
    folder = build(tmp_path_factory.mktemp("years") / "data", {day: office(day) for day in up}, nightly(up))
    silent = date(2026, 6, 1)
    failed = [run | {"outcome": "failed", "reason": SCRIPT} for run in nightly([silent])]
    small = {day: 5 for day in DAYS if day < silent}
    build(folder, small, [*nightly(), *failed], {silent: 3}, "yy_small", f"Office & {SCRIPT}")
    return build(folder, {}, [], portal="zz_empty", title="Empty")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "data")


@pytest_asyncio.fixture
async def site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Datasette]:
    monkeypatch.setattr(ledgers, "today", lambda: TODAY)
    async with opened(folder) as datasette:
        yield datasette


async def tree(site: Datasette, path: str, **parameters: str) -> html.HtmlElement:
    response = await site.client.get(f"{path}?{urlencode(parameters)}")
    assert response.status_code == 200
    assert SCRIPT not in response.text
    return html.fromstring(response.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


async def test_the_overview_has_a_row_a_portal_and_a_cell_a_month(site: Datasette) -> None:
    page = await tree(site, "/coverage")
    assert words(page.xpath("//thead//th[4]")[0]) == "Jul 2025"
    empty, office, small = page.xpath("//tbody/tr")
    assert words(empty.xpath("./td[1]")[0]) == "no article yet"
    assert words(empty.xpath("./td[2]")[0]) == "not yet"
    assert words(office.xpath("./td[1]")[0]) == "5 January 2026"
    assert words(office.xpath("./td[2]")[0]) == "6 January 2026"
    assert [words(cell) for cell in office.xpath("./td")[7:]] == [
        "before the history",
        *["✓no gap known"] * 4,
        "✕ 12 days missing, crawler down",
        "✓no gap known",
        "1",
    ]
    assert words(small.xpath("./td[last() - 1]")[0]).endswith("days missing, gap")


async def test_a_month_with_a_gap_leads_to_its_days(site: Datasette) -> None:
    link = (await tree(site, "/coverage")).xpath("//td[@class='down']/a/@href")[0]
    assert link == "/coverage/xx_office?year=2026#month-2026-05"
    page = await tree(site, "/coverage/xx_office", year="2026")
    may = page.xpath("//tr[@id='month-2026-05']")[0]
    cells = [words(cell) for cell in may.xpath("./td")]
    assert cells[:5] == [
        str(office(date(2026, 5, 1))),
        "· quiet",
        "· quiet",
        "✕0 crawler down",
        "✕0 crawler down",
    ]
    assert "0 held, " in may.xpath("string(./td[4]/@title)")
    assert page.xpath("//tr[@id='month-2026-07']") == []


async def test_each_gap_is_listed_with_its_days_and_its_cause(site: Datasette) -> None:
    page = await tree(site, "/coverage/xx_office")
    (row,) = page.xpath("//table[contains(@class, 'gaps')]/tbody/tr")
    assert words(row).startswith(f"4 May 2026 to 15 May 2026 12 ✕ {OUTAGE}")
    assert "from=2026-05-04&to=2026-05-15" in row.xpath("string(.//a/@href)")
    assert "1 gap in all." in words(page.xpath("//main")[0])


async def test_since_when_articles_are_held_and_since_when_a_portal_is_watched_are_two_days(
    site: Datasette, folder: Path
) -> None:
    build(folder, {date(2025, 12, 15): 1}, [])
    (lead,) = (await tree(site, "/coverage/xx_office")).xpath("//p[@class='lead']")
    assert words(lead).startswith(
        "Holds articles published since 15 December 2025, and at most a few stray older ones. "
        "Watched since 6 January 2026, the day of the first run: what the portal changed or took away before it "
        "could not be seen."
    )


@pytest.mark.parametrize(
    ("path", "end"), [("/coverage", "the present month"), ("/coverage/xx_office", "day 31")]
)
async def test_a_wide_table_says_that_it_scrolls(site: Datasette, path: str, end: str) -> None:
    (region,) = (await tree(site, path)).xpath("//div[@role='region' and contains(@class, 'wide')]")
    assert region.get("tabindex") == "0"
    assert f"it scrolls sideways, to {end}." in words(region.getprevious())


async def test_what_runs_and_refusals_say_is_shown_and_not_obeyed(site: Datasette) -> None:
    told = words((await tree(site, "/coverage/yy_small")).xpath("//main")[0])
    assert f"1 run did not finish, the last because: {SCRIPT}; 3 pages refused (challenge 3)" in told


async def test_a_portal_without_articles_says_so_and_an_unknown_one_is_not_found(site: Datasette) -> None:
    assert "no article of this portal yet" in words(
        (await tree(site, "/coverage/zz_empty")).xpath("//main")[0]
    )
    assert (await site.client.get("/coverage/nowhere")).status_code == 404
    assert (await site.client.post("/coverage")).status_code == 405


@pytest.mark.parametrize("year", ["1999", "2027", "x", "-1", "²", ""])
async def test_a_year_that_makes_no_sense_is_the_last(site: Datasette, year: str) -> None:
    assert words((await tree(site, "/coverage/xx_office", year=year)).xpath("//h2")[0]) == "Gaps in 2026"


async def test_a_portal_that_goes_further_back_than_the_archive_says_so(
    site: Datasette, folder: Path
) -> None:
    db = open_for_writing(folder / "archive.db")
    db.execute("UPDATE portals SET first_date = '2012-05-01' WHERE name = 'xx_office'")
    db.conn.commit()
    db.close()
    told = words((await tree(site, "/coverage/xx_office")).xpath("//main")[0])
    assert (
        "The portal goes back to 1 May 2012: what it published before the articles here begin is not in this archive"
        in told
    )


async def test_the_front_page_leads_to_coverage(site: Datasette) -> None:
    page = await tree(site, "/")
    assert page.xpath("//main//a[@href='/coverage']")
    assert page.xpath("//header//a[@href='/coverage']")


async def test_a_search_whose_days_run_into_a_gap_says_so(site: Datasette) -> None:
    page = await tree(site, "/search", q="notice", **{"from": "2026-05", "to": "2026-06-30"})
    small, office = page.xpath("//section[@aria-labelledby='missing']//li")
    assert "1 June 2026 to 29 June 2026" in words(small)
    assert f"Ministry of Offices, 4 May 2026 to 15 May 2026: {OUTAGE}" in words(office)
    assert office.xpath("string(./a/@href)") == "/coverage/xx_office?year=2026"
    assert "missing there, too" in words(page.xpath("//p[@class='export-links']")[0])


async def test_a_search_before_a_portals_first_article_says_when_that_was(site: Datasette) -> None:
    page = await tree(site, "/search", portal="xx_office", **{"from": "2020", "to": "2026-02"})
    (told,) = page.xpath("//section[@aria-labelledby='missing']//li")
    assert words(told) == "Ministry of Offices is in it since 5 January 2026."


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "notice"},
        {"q": "notice", "from": "2026-02", "to": "2026-03"},
        {"portal": "zz_empty", "from": "2026"},
        {"portal": "nowhere", "from": "2026"},
        {"portal": "yy_small", "from": "2026-05", "to": "2026-05"},
    ],
)
async def test_a_search_that_runs_into_none_is_left_alone(
    site: Datasette, parameters: dict[str, str]
) -> None:
    assert not (await tree(site, "/search", **parameters)).xpath("//section[@aria-labelledby='missing']")


async def test_a_ledger_is_computed_again_when_something_was_written(site: Datasette, folder: Path) -> None:
    before = await ledgers.ledger(site, "xx_office", fresh_s=0)
    assert await ledgers.ledger(site, "xx_office", fresh_s=0) is before
    build(folder, dict.fromkeys(OUT, 20), [])
    assert await ledgers.ledger(site, "xx_office", ledgers.PATIENT_S) is before
    assert (await ledgers.ledger(site, "xx_office", fresh_s=0)).on(OUT[0]).articles == 20
