"""An article says where else its text stands and who had it first; two articles are held against each other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.store import Store

from .conftest import Press, on, opened, portal_row, tree_of, words_marked, words_of

TEXT = (
    "The two countries undertake to keep at least 38 cubic metres of water a second in the river below the last weir, "
    "also in dry years. In return the barrier is opened on 60 days a year, so that silt reaches the marshes."
)
HERE, THERE, ALONE = 1, 2, 3


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("syndicated")
    with Store(folder) as store:
        for name in ("xx_waters", "zz_health"):
            store.declare(portal_row(name))
        press = Press(store)
        press.publish("xx_waters", "here", "They sign", TEXT, published=on("2026-02-09"))
        shorter = TEXT.replace("38", "30")
        press.publish("zz_health", "there", "We sign", shorter, published=on("2026-02-02"))
        press.publish("zz_health", "alone", "Alone", "Nobody says this but us.")
    return folder


@pytest_asyncio.fixture
async def site(built: Path) -> AsyncIterator[Datasette]:
    async with opened(built) as datasette:
        yield datasette


async def test_the_others_are_named_in_the_order_of_their_dates(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{HERE}")
    (section,) = tree.xpath("//section[@aria-labelledby='syndicated']")
    assert words_of(section.find("h2")) == "Nearly the same text on 2 portals"
    first, own = map(words_of, section.xpath(".//li"))
    assert "We sign, alike by 9" in first
    assert "published 2 February 2026 first, by the dates claimed" in first
    assert "this article" in own
    assert "first, by" not in own
    assert section.xpath(".//li[1]/a/@href") == [f"/article/{THERE}", f"/article/{THERE}/beside/{HERE}"]


async def test_the_comparison_goes_from_the_earlier_to_the_later_from_both_sides(site: Datasette) -> None:
    found = [
        (await tree_of(site, f"/article/{number}")).xpath(
            "//section[@aria-labelledby='syndicated']//a[contains(@href, 'beside')]/@href"
        )
        for number in (HERE, THERE)
    ]
    assert found == [[f"/article/{THERE}/beside/{HERE}"]] * 2


async def test_an_article_that_stands_alone_says_nothing(site: Datasette) -> None:
    assert not (await tree_of(site, f"/article/{ALONE}")).xpath("//section[@aria-labelledby='syndicated']")


async def test_two_articles_are_held_against_each_other(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{THERE}/beside/{HERE}")
    assert [words_of(line).count("published") for line in tree.xpath("//header/p[@class='byline']")] == [1, 1]
    assert words_marked(tree) == ["30", "38"]
    assert "The whole text" in words_of(tree)
    assert (await site.client.get(f"/article/{THERE}/beside/{HERE}?all=1")).status_code == 200


@pytest.mark.parametrize(
    "path", [f"/article/{HERE}/beside/{HERE}", f"/article/{HERE}/beside/99", "/article/99/beside/1"]
)
async def test_nothing_is_compared_that_is_not_there(site: Datasette, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


async def test_sketches_are_shown_to_nobody(site: Datasette) -> None:
    assert (await site.client.get("/archive/sketches.json")).status_code in (403, 404)


async def test_the_front_page_names_what_stands_on_several_portals_once(site: Datasette) -> None:
    (entry,) = (await tree_of(site, "/")).xpath("//section[@aria-labelledby='syndicated']//li")
    assert entry.xpath("./a/@href") == [f"/article/{THERE}"]
    assert words_of(entry).endswith("first, by the dates claimed · Ministry of Waters")
