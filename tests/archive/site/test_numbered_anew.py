"""States that are put before others change the numbers of these: whoever has cited one is led to it, and told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.connection import open_archive
from archive.records import Exchange
from archive.site.lasting import lasting_path
from archive.store import Store

from .conftest import Press, article, opened, page, portal_row, tree_of, words_of

TEXTS = tuple(f"The weir opens on {days} days a year." for days in (60, 50, 40, 30))
WEIR = page("xx_waters", "weir")


def put(folder: Path, year: int, text: str) -> None:
    """What others captured in a year, into an archive that is opened for it."""
    with Store(folder) as store:
        at = f"{year}-03-01T08:00:00.000Z"
        body = str(year).encode()
        taken = Exchange(
            "xx_waters", WEIR, WEIR, at, status=200, body=body, imported_from="theirs urn:uuid:1"
        )
        place = store.past.place(WEIR, at)
        assert place
        store.past.put(place, article("xx_waters", "weir", "The weir", text), store.keep(taken, None), None)


def cited(folder: Path) -> list[str]:
    with open_archive(folder) as connection:
        states = "revisions JOIN captures ON captures.id = revisions.capture"
        sql = f"SELECT captures.captured_at, payload_digest FROM {states} ORDER BY number"
        return [
            lasting_path({"captured_at": at, "payload_digest": digest})
            for at, digest in connection.execute(sql)
        ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An archive with states of 2018, 2020 and two of 2026, and how these two were cited before the others came; the
    first of them is known from 2022 by now."""
    folder = tmp_path_factory.mktemp("numbered")
    with Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        press = Press(store)
        for text in TEXTS[2:]:
            press.publish("xx_waters", "weir", "The weir", text)
    paths = cited(folder)
    put(folder, 2020, TEXTS[1])
    put(folder, 2018, TEXTS[0])
    put(folder, 2022, TEXTS[2])
    return folder, paths


@pytest_asyncio.fixture
async def site(built: tuple[Path, list[str]]) -> AsyncIterator[Datasette]:
    async with opened(built[0]) as datasette:
        yield datasette


async def test_the_page_of_a_number_says_what_it_meant_before(site: Datasette) -> None:
    for number, meant in ((1, ["3", "2"]), (2, ["4", "3"]), (3, ["4"]), (4, [])):
        tree = await tree_of(site, f"/article/1/revision/{number}")
        banners = [one for one in tree.xpath("//div[@role='note']") if "numbered anew" in words_of(one)]
        led = [link.get("href").rpartition("/")[2] for one in banners for link in one.xpath(".//a")]
        assert sorted(led) == sorted(meant), number


async def test_so_does_a_comparison(site: Datasette) -> None:
    tree = await tree_of(site, "/article/1/compare/1/2")
    assert "state 2 was what is state 4 now" in words_of(tree)


async def test_what_was_cited_is_found_again(site: Datasette, built: tuple[Path, list[str]]) -> None:
    led = [(await site.client.get(path)).headers["location"] for path in built[1]]
    assert led == ["/article/1/revision/3", "/article/1/revision/4"]
    # The first of them is cited by another capture now; both lead to it.
    assert cited(built[0])[2] != built[1][0]
    assert (await site.client.get(cited(built[0])[2])).headers["location"] == "/article/1/revision/3"
