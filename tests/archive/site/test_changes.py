"""What the site says of articles that moved, changed in their title alone, within a minute, or far down a long text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.records import Attachment, Exchange, FileText
from archive.store import Store

from .conftest import Press, article, opened, page, portal_row, tree_of, words_marked, words_of

PORTAL = "xx_waters"
OLD, NEW, TITLED, LONG, BACK, FILED, BRIEF = 1, 2, 3, 4, 5, 6, 7
TEXT = "The river stands at four metres, and the gate is closed."
LINES = [f"Paragraph {number}." for number in range(9)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whereabouts")
    with Store(folder) as store:
        store.declare(portal_row(PORTAL))
        press = Press(store)
        press.publish(PORTAL, "old", "The gate", TEXT)
        press.publish(PORTAL, "new", "The gate", TEXT)
        there = press.capture(PORTAL, "new", asked="old")
        store.move(page(PORTAL, "old"), there.final_url, there.captured_at)
        press.publish(PORTAL, "titled", "To close", TEXT)
        press.publish(PORTAL, "titled", "To review", TEXT)
        press.publish(PORTAL, "long", "Long", "\n\n".join(LINES))
        press.publish(PORTAL, "long", "Long", "\n\n".join([*LINES, "The last one."]))
        for text in (TEXT, f"{TEXT} Until Monday.", TEXT):
            press.publish(PORTAL, "back", "Back", text)
        _replace_a_file(press)
        _appear_for_a_moment(store)
    return folder


def _replace_a_file(press: Press) -> None:
    """An article with two files, one of which is replaced, and then taken off."""
    plan, map_ = (
        Attachment(page(PORTAL, f"{name}.pdf"), f"The {name}", "application/pdf") for name in ("plan", "map")
    )
    press.publish(PORTAL, "filed", "Filed", TEXT, attachments=(plan, map_))
    for text in ("The gate closes at nine.", "The gate closes at eight."):
        press.store.files.attach(plan.url, press.capture(PORTAL, f"plan.pdf?{text}"), FileText(text))
    press.store.files.attach(map_.url, press.capture(PORTAL, "map.pdf"), FileText("", "no text"))
    press.store.files.miss(map_.url, "http-404")
    press.store.flush()
    press.publish(PORTAL, "filed", "Filed", TEXT, attachments=(map_,))


def _appear_for_a_moment(store: Store) -> None:
    url = page(PORTAL, "brief")
    for second, text in ((3, TEXT), (41, f"{TEXT} Nobody was hurt.")):
        at = f"2026-03-01T12:43:{second:02}.000Z"
        capture = store.keep(Exchange(PORTAL, url, url, at, status=200, body=text.encode()), None)
        store.store(article(PORTAL, "brief", "Brief", text), capture)
    store.miss(url, "2026-03-01T12:43:59.000Z", "http-404")


@pytest_asyncio.fixture
async def site(built: Path) -> AsyncIterator[Datasette]:
    async with opened(built) as datasette:
        yield datasette


async def test_a_moved_article_and_the_one_at_its_new_address_lead_to_each_other(site: Datasette) -> None:
    (banner,) = (await tree_of(site, f"/article/{OLD}")).xpath("//div[contains(@class, 'moved')]")
    assert banner.xpath(".//a/@href") == [page(PORTAL, "new"), f"/article/{NEW}"]
    assert words_of(banner).endswith("in this archive: The gate.")
    (told,) = (await tree_of(site, f"/article/{NEW}")).xpath(
        "//dt[.='Earlier address']/following-sibling::dd[1]"
    )
    assert told.xpath(".//a/@href") == [page(PORTAL, "old"), f"/article/{OLD}"]


async def test_an_article_that_never_moved_has_no_earlier_address(site: Datasette) -> None:
    assert not (await tree_of(site, f"/article/{TITLED}")).xpath("//dt[.='Earlier address']")


async def test_a_change_of_the_title_alone_is_called_that(site: Datasette) -> None:
    (told,) = (await tree_of(site, "/")).xpath(f"//li[a/@href='/article/{TITLED}/compare/1/2']/p/span")
    assert words_of(told) == "title changed"


async def test_states_that_read_the_same_are_said_to_and_what_happened_in_between(site: Datasette) -> None:
    (told,) = (await tree_of(site, f"/article/{BACK}/compare/1/3")).xpath("//div[@class='banner']")
    assert words_of(told) == "Both read the same. What was changed in between was changed back."
    assert "Both read the same" not in words_of(await tree_of(site, f"/article/{BACK}/compare/1/2"))


async def test_a_hit_that_was_changed_leads_to_its_last_change(site: Datasette) -> None:
    tree = await tree_of(site, "/search?q=back")
    assert [(link.text, link.get("href")) for link in tree.xpath("//p[@class='meta']/a")] == [
        ("changed without a word", f"/article/{BACK}/compare/2/3")
    ]
    unchanged = (await tree_of(site, "/search?q=gate")).xpath(f"//li[.//a[@href='/article/{NEW}']]")
    assert [len(hit.xpath("./p[@class='meta']/a")) for hit in unchanged] == [0]


async def test_a_file_that_was_replaced_is_shown_with_its_states_and_what_changed(site: Datasette) -> None:
    map_, plan = (await tree_of(site, f"/article/{FILED}")).xpath("//div[@class='attachment']")
    assert "2 states of this file were captured" in words_of(plan)
    assert "no longer offered" in words_of(plan)
    assert "Its text could not be read: no text." in words_of(map_)
    assert "it was not brought: the portal answered that there is no such page (404)." in words_of(map_)
    assert "Not found at its address: " in words_of(map_)
    (link,) = plan.xpath(".//a[starts-with(., 'Compare')]")
    compared = await tree_of(site, link.get("href"))
    assert words_marked(compared) == ["nine", "eight"]
    assert words_of(compared.xpath("//p[@class='eyebrow']")[0]) == "Filed"
    assert (await site.client.get(link.get("href").replace("/1/2", "/2/1"))).status_code == 404
    assert (await site.client.get(link.get("href").replace("/1/2", "/1/3"))).status_code == 404
    assert (await site.client.get(link.get("href").replace(f"/{FILED}/", f"/{BRIEF}/"))).status_code == 404


async def test_the_front_page_names_the_files_that_were_replaced_or_taken_off_last(site: Datasette) -> None:
    listed = (await tree_of(site, "/")).xpath("//section[@aria-labelledby='files']//li")
    assert [words_of(one).split(",")[0] for one in listed] == [
        "The map not found at its address",
        "The plan taken off",
        "The plan replaced",
    ]
    assert {link.get("href") for one in listed for link in one.xpath("./a")} == {
        f"/article/{FILED}#attachments"
    }


async def test_a_feed_tells_of_a_file_that_was_replaced_or_taken_off(site: Datasette) -> None:
    told = (await site.client.get("/search.atom?q=filed")).text
    assert "File replaced: The plan – Filed" in told
    assert "File not found at its address: The map – Filed" in told
    assert f"{page(PORTAL, 'plan.pdf')} is another file now; noticed 1 March 2026" in told
    assert f"{page(PORTAL, 'plan.pdf')} is offered no more; noticed 1 March 2026" in told
    assert told.count("<entry>") == 4
    assert told.count(f"/article/{FILED}#attachments") == 3


async def test_what_a_comparison_leaves_out_can_be_opened(site: Datasette) -> None:
    path = f"/article/{LONG}/compare/1/2"
    tree = await tree_of(site, path)
    (link,) = tree.xpath("//div[@class='prose']/p[@class='hint']/a")
    assert link.text == "7 paragraphs left out"
    assert link.get("href") == f"{path}?all=1"
    whole = await tree_of(site, link.get("href"))
    assert whole.xpath("//div[@class='prose']/p")[0].text == "Paragraph 0."
    assert not whole.xpath("//div[@class='prose']/p[@class='hint']")
    assert path in whole.xpath("//p[@class='legend']/a/@href")


@pytest.mark.parametrize("path", [f"/article/{BRIEF}", "/"])
async def test_what_was_seen_and_missed_in_one_minute_is_told_to_the_second(
    site: Datasette, path: str
) -> None:
    told = words_of((await tree_of(site, path)).xpath("//main")[0]).lower()
    assert "last seen 1 march 2026, 12:43:41 utc" in told
    assert "first missed 1 march 2026, 12:43:59 utc" in told


async def test_two_states_of_one_minute_are_told_apart(site: Datasette) -> None:
    times = (await tree_of(site, f"/article/{BRIEF}/compare/1/2")).xpath("//header//time/text()")
    assert times == ["1 March 2026, 12:43:03 UTC", "1 March 2026, 12:43:41 UTC"]
    listed = (await tree_of(site, f"/article/{BRIEF}")).xpath("//ol[@class='revisions']//time/text()")
    assert listed == times[::-1]


async def test_states_of_different_minutes_are_told_without_seconds(site: Datasette) -> None:
    times = (await tree_of(site, f"/article/{TITLED}/compare/1/2")).xpath("//header//time/text()")
    assert times == ["1 March 2026, 08:04 UTC", "1 March 2026, 08:05 UTC"]
