"""The page of an article is made for reading, and says how everything on it is known."""

from __future__ import annotations

import pytest
from datasette.app import Datasette
from lxml import html

from .conftest import CENTRES, EDITED, EMPTY, ENGLISH, LOCK, PLAN


async def _page(site: Datasette, path: str) -> html.HtmlElement:
    response = await site.client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.text)


def _text(tree: html.HtmlElement, path: str = "//main") -> str:
    return " ".join(tree.xpath(f"string({path})").split())


async def test_the_text_stands_in_paragraphs_headings_lists_and_tables(site: Datasette) -> None:
    tree = await _page(site, f"/article/{LOCK}")
    assert _text(tree, "//h1") == "New lock on the Drenn"
    prose = tree.xpath("//div[@class='prose']")[0]
    assert [block.tag for block in prose] == ["p", "h2", "ul", "div", "p"]
    assert prose.xpath("./ul/li/text()") == ["a chamber of 170 metres", "two gates of steel"]
    assert len(prose.xpath(".//tr")) == 3


async def test_dates_say_how_exact_they_are_and_where_they_were_read(site: Datasette) -> None:
    told = _text(await _page(site, f"/article/{LOCK}"))
    assert "10 June 2020, 09:30 (Europe/Vienna)" in told
    assert "exact to the minute; read from the page's structured data (datePublished)" in told
    assert "June 2020 exact to the month; read from the visible text (Updated)" in told


async def test_provenance_names_capture_digest_and_record(site: Datasette) -> None:
    tree = await _page(site, f"/article/{LOCK}")
    capture = (await site.client.get("/archive/articles/1.json?_shape=array")).json()[0]["capture"]
    row = (await site.client.get(f"/archive/captures/{capture}.json?_shape=array")).json()[0]
    evidence = tree.xpath("string(//section[@aria-labelledby='evidence'])")
    for name in ("payload_digest", "warc_file", "record_id"):
        assert row[name] in evidence
    assert f"{row['warc_offset']:,}" in evidence
    cited = tree.xpath("string(//section[@aria-labelledby='cite'])")
    for piece in (
        "New lock on the Drenn",
        "10 June 2020",
        "https://xx-waters.example/lock",
        row["captured_at"],
    ):
        assert piece in cited
    assert row["payload_digest"] in cited


async def test_what_a_list_says_otherwise_stands_beside_the_evidence(site: Datasette) -> None:
    told = _text(await _page(site, f"/article/{PLAN}"), "//section[@aria-labelledby='evidence']")
    assert "Said elsewherepublished: 2020-06-30 read from what the portal announced (news-sitemap)" in told
    assert "Said elsewhere" not in _text(await _page(site, f"/article/{LOCK}"))


async def test_every_field_says_where_it_was_read(site: Datasette) -> None:
    told = _text(await _page(site, f"/article/{LOCK}"), "//dl[@class='origins']")
    assert told == "title read from the visible text (h1)"


async def test_pictures_are_described_and_not_fetched(site: Datasette) -> None:
    tree = await _page(site, f"/article/{LOCK}")
    figure = tree.xpath("//figure[@class='picture']")[0]
    assert "The lock at Drennfurt" in figure.xpath("string(.)")
    assert "[Photo: Brenner]" in figure.xpath("string(.)")
    assert figure.xpath(".//a/@href") == ["https://xx-waters.example/lock.jpg"]
    assert tree.xpath("//main//img") == []


async def test_attachments_are_shown_with_their_text(site: Datasette) -> None:
    told = _text(await _page(site, f"/article/{LOCK}"), "//section[@aria-labelledby='attachments']")
    assert "The plan" in told
    assert "Chapter one: the turbine hall" in told


async def test_a_silent_edit_is_announced_and_can_be_compared(site: Datasette) -> None:
    tree = await _page(site, f"/article/{LOCK}")
    assert tree.xpath("//div[contains(@class, 'silent')]//a/@href") == [f"/article/{LOCK}/compare/1/2"]
    comparison = await _page(site, f"/article/{LOCK}/compare/1/2")
    assert [text.strip() for text in comparison.xpath("//p/del/text()")] == ["Removed", "190", "110"]
    assert [text.strip() for text in comparison.xpath("//p/ins/text()")] == ["added", "170", "90"]


async def test_every_state_can_be_read_as_it_was(site: Datasette) -> None:
    tree = await _page(site, f"/article/{LOCK}/revision/1")
    assert "a chamber of 190 metres" in _text(tree, "//div[@class='prose']")
    assert "This is an earlier state" in _text(tree)
    assert ENGLISH != EDITED


@pytest.mark.parametrize(("number", "language", "direction"), [(CENTRES, "ar", "rtl"), (PLAN, "zh", "ltr")])
async def test_language_and_direction_are_set_on_title_and_text(
    site: Datasette, number: int, language: str, direction: str
) -> None:
    tree = await _page(site, f"/article/{number}")
    for element in tree.xpath("//h1 | //div[@class='prose']"):
        assert (element.get("lang"), element.get("dir")) == (language, direction)


async def test_a_missing_article_is_missed_since_never_deleted(site: Datasette) -> None:
    found = (await site.client.get("/archive/articles.json?state=missing&_shape=array")).json()
    told = _text(await _page(site, f"/article/{found[0]['id']}"), "//div[contains(@class, 'missing')]")
    assert "Last seen 1 March 2026" in told
    assert "first missed 1 March 2026" in told
    assert "The portal answered that there is no such page (404)." in told
    assert "deleted" not in told


async def test_a_moved_article_leads_to_its_new_address(site: Datasette) -> None:
    found = (await site.client.get("/archive/articles.json?title=Water+level+4&_shape=array")).json()
    tree = await _page(site, f"/article/{found[0]['id']}")
    assert tree.xpath("//div[contains(@class, 'moved')]//a/@href") == ["https://xx-waters.example/levels/4"]


async def test_an_article_without_title_or_text_still_has_a_page(site: Datasette) -> None:
    assert _text(await _page(site, f"/article/{EMPTY}"), "//h1") == "(no title)"


async def test_the_text_alone_is_plain_text(site: Datasette) -> None:
    response = await site.client.get(f"/article/{LOCK}.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == f"New lock on the Drenn\n\n{EDITED}\n"


@pytest.mark.parametrize(
    "path",
    ["/article/999", "/article/0", "/article/x", "/article", "/article/999999999999999999", "/article/1/revision/9",
     "/article/1/compare/1/9", "/article/99999999999999999999", "/article/999.txt"],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.status_code == 404
    assert "Nothing here" in response.text
