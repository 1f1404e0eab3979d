"""A divided article is shown and taken away whole; what changes on a further page is told as that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.attached import NOTHING_NEW
from archive.records import Attachment, FileText
from archive.store import Store

from .conftest import Press, opened, page, portal_row, tree_of, words_marked, words_of

PORTAL = "xx_waters"
DIVIDED, COMMENTED = 1, 2
WORDS = {
    2: "Berths are let by the harbour office.",
    3: "Dredging comes last.",
    4: "The annex was struck out.",
}


def further(name: str, number: int) -> Attachment:
    return Attachment(page(PORTAL, f"{name}/{number}"), f"Page {number}", "text/html", number)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("further")
    pages = [further("plan", number) for number in WORDS]
    with Store(folder) as store:
        store.declare(portal_row(PORTAL))
        press = Press(store)
        press.publish(PORTAL, "plan", "The plan", "There are four piers.", attachments=tuple(pages))
        press.publish(PORTAL, "fish", "Fish", "There are fish.", attachments=(further("fish", 2),))
        for one in pages:
            press.store.files.attach(one.url, press.capture(PORTAL, one.url), FileText(WORDS[one.page]))
        fish = page(PORTAL, "fish/2")
        press.store.files.attach(
            fish, press.capture(PORTAL, "fish/2"), FileText("", f"{NOTHING_NEW}: the same")
        )
        store.flush()
        changed = FileText(WORDS[2].replace("harbour", "port"))
        press.store.files.attach(pages[0].url, press.capture(PORTAL, pages[0].url), changed)
        store.flush()
        press.publish(PORTAL, "plan", "The plan", "There are four piers.", attachments=tuple(pages[:2]))
    return folder


@pytest_asyncio.fixture
async def site(built: Path) -> AsyncIterator[Datasette]:
    async with opened(built) as datasette:
        yield datasette


async def test_the_pages_stand_below_the_text_in_their_order_with_their_captures(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{DIVIDED}")
    (section,) = tree.xpath("//section[@aria-labelledby='pages']")
    shown = section.xpath("./div[@class='attachment']")
    assert [words_of(one.find("h3")) for one in shown] == ["Page 2", "Page 3", "Page 4"]
    assert "Berths are let by the port office." in words_of(shown[0].xpath("./div[@class='prose']")[0])
    assert all("gazette capture" in words_of(one) for one in shown)
    assert "no longer offered The article was first captured without it" in words_of(shown[2])
    assert not tree.xpath("//section[@aria-labelledby='attachments']")


async def test_the_text_is_taken_away_whole_without_what_is_no_longer_there(site: Datasette) -> None:
    assert "\nFurther pages: 2, with" in (await site.client.get(f"/article/{DIVIDED}.txt")).text
    text = (await site.client.get(f"/article/{DIVIDED}.txt?bare=1")).text
    assert text.split("\n\n")[1:] == [
        "There are four piers.",
        "Berths are let by the port office.",
        "Dredging comes last.\n",
    ]


async def test_a_page_that_only_looked_like_one_is_not_shown(site: Datasette) -> None:
    assert "Page 2" not in words_of(await tree_of(site, f"/article/{COMMENTED}"))
    assert (await site.client.get(f"/article/{COMMENTED}.txt?bare=1")).text == "Fish\n\nThere are fish.\n"


async def test_what_changed_on_a_page_is_compared_and_called_so(site: Datasette) -> None:
    (link,) = (await tree_of(site, f"/article/{DIVIDED}")).xpath(
        "//section//a[starts-with(., 'Compare')]/@href"
    )
    compared = await tree_of(site, link)
    assert words_of(compared.find(".//h1")) == "What changed on a further page"
    assert words_marked(compared) == ["harbour", "port"]


async def test_the_front_page_and_the_feed_tell_of_it(site: Datasette) -> None:
    notes = (await tree_of(site, "/")).xpath("//section[@aria-labelledby='files']//li")
    assert [words_of(note).partition(", noticed")[0] for note in notes] == [
        "The plan page 4 taken off",
        "The plan page 2 changed",
    ]
    assert {note.find("a").get("href") for note in notes} == {f"/article/{DIVIDED}#pages"}
    feed = (await site.client.get("/search.atom?q=piers")).text
    for told in (
        "Further page changed: Page 2 – The plan",
        "Further page taken off: Page 4 – The plan",
        "/plan/2 says otherwise now",
    ):
        assert told in feed


async def test_a_word_on_a_page_is_found_and_where_it_stands_is_said(site: Datasette) -> None:
    (hit,) = (await tree_of(site, "/search?q=berths")).xpath("//p[@class='snippet']")
    assert words_of(hit).startswith("on page 2 Berths")


async def test_a_word_that_went_from_a_page_is_shown_apart_and_leads_to_its_change(site: Datasette) -> None:
    (entry,) = (await tree_of(site, "/search?q=harbour")).xpath("//section[@class='former']//li")
    assert "page 2, state 1" in words_of(entry)
    compared = await tree_of(site, entry.xpath(".//h3/a/@href")[0])
    assert words_of(compared.find(".//h1")) == "What changed on a further page"
