"""The page of an article is made for reading, and says how everything on it is known."""

from __future__ import annotations

import re

import pytest
from datasette.app import Datasette
from lxml import html

from archive.paragraphs import paragraphs
from archive.site.article import revision
from archive.site.as_text import DIVIDER, as_text
from archive.site.blocks import blocks
from archive.site.lasting import lasting_path
from archive.site.queries import ask

from .conftest import CENTRES, EDITED, EMPTY, ENGLISH, HOSTILE_ID, LOCK, PLAN, tree_of


def _text(tree: html.HtmlElement, path: str = "//main") -> str:
    return " ".join(tree.xpath(f"string({path})").split())


async def test_the_text_stands_in_paragraphs_headings_lists_and_tables(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}")
    assert _text(tree, "//h1") == "New lock on the Drenn"
    prose = tree.xpath("//div[@class='prose']")[0]
    assert [block.tag for block in prose] == ["p", "h2", "ul", "div", "p"]
    assert prose.xpath("./ul/li/text()") == ["a chamber of 170 metres", "two gates of steel"]
    assert len(prose.xpath(".//tr")) == 3


@pytest.mark.parametrize("path", [f"/article/{LOCK}", f"/article/{LOCK}/revision/1", f"/article/{CENTRES}"])
async def test_each_paragraph_has_an_address_and_a_link_to_it(site: Datasette, path: str) -> None:
    prose = (await tree_of(site, path)).xpath("//div[@class='prose']")[0]
    numbers = [str(number) for number in range(1, len(prose) + 1)]
    assert prose.xpath("./*/@id") == [f"p{number}" for number in numbers]
    for block, number in zip(prose, numbers, strict=True):
        (link,) = block.xpath(".//a[@class='place']")
        assert (link.get("href"), link.get("aria-label")) == (f"#p{number}", f"Link to paragraph {number}")
        assert link.text_content() == ""


def test_paragraphs_are_counted_as_they_stand_between_empty_lines() -> None:
    text = "One.\n\n## Two\nstill two\n\n \n\n- three\n- three\n\nFour.\n\n"
    found = blocks(text)
    assert [block.number for block in found] == [1, 2, 0, 3, 4]
    assert [part.partition("\n")[0] for part in paragraphs(text)] == ["One.", "## Two", "- three", "Four."]


async def test_dates_say_how_exact_they_are_and_where_they_were_read(site: Datasette) -> None:
    told = _text(await tree_of(site, f"/article/{LOCK}"))
    assert "10 June 2020, 09:30 (Europe/Vienna)" in told
    assert "exact to the minute; read from the page's structured data (datePublished)" in told
    assert "June 2020 exact to the month; read from the visible text (Updated)" in told


async def test_provenance_names_capture_digest_and_record(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}")
    capture = (await site.client.get("/archive/articles/1.json?_shape=array")).json()[0]["capture"]
    row = (await site.client.get(f"/archive/captures/{capture}.json?_shape=array")).json()[0]
    evidence = tree.xpath("string(//section[@aria-labelledby='evidence'])")
    for name in ("payload_digest", "warc_file", "record_id"):
        assert row[name] in evidence
    assert f"{row['warc_offset']:,}" in evidence
    assert f"gazette capture {capture}" in evidence


def _cited(tree: html.HtmlElement) -> str:
    return _text(tree, "//section[@aria-labelledby='cite']/p")


async def _state(site: Datasette, number: int) -> str:
    """What a citation of the lock says of one of its states."""
    (row,) = (
        await site.client.get(f"/archive/revisions.json?article={LOCK}&number={number}&_shape=array")
    ).json()
    capture = row["capture"]["value"] if isinstance(row["capture"], dict) else row["capture"]
    (kept,) = (await site.client.get(f"/archive/captures/{capture}.json?_shape=array")).json()
    return (
        f"http://localhost{lasting_path(kept)} "
        f"(state {number} of 2, captured {kept['captured_at']}, {kept['payload_digest']})"
    )


CITED = (
    "Ada Brenner: New lock on the Drenn. Ministry of Waters of Examplia, 10 June 2020, 09:30 (Europe/Vienna). "
    "https://xx-waters.example/lock. Archived as "
)


async def test_a_citation_names_the_very_state_and_its_address_in_this_archive(site: Datasette) -> None:
    first, second = await _state(site, 1), await _state(site, 2)
    assert _cited(await tree_of(site, f"/article/{LOCK}")) == f"{CITED}{second}."
    assert _cited(await tree_of(site, f"/article/{LOCK}/revision/1")) == f"{CITED}{first}."
    compared = await tree_of(site, f"/article/{LOCK}/compare/1/2")
    address = f"http://localhost/article/{LOCK}/compare/1/2"
    assert _cited(compared) == f"{CITED}{first} and {second}, compared at {address}."


async def test_a_citation_of_what_is_missing_or_moved_says_so(site: Datasette) -> None:
    found = (await site.client.get("/archive/articles.json?state=missing&_shape=array")).json()
    told = _cited(await tree_of(site, f"/article/{found[0]['id']}"))
    assert "/level/3 (last seen there 1 March 2026, 08:" in told
    assert ", not found there since 1 March 2026, " in told
    assert "Archived as http://localhost/cited/20260301T08" in told
    found = (await site.client.get("/archive/articles.json?title=Water+level+4&_shape=array")).json()
    moved = _cited(await tree_of(site, f"/article/{found[0]['id']}/revision/1"))
    assert "/level/4 (leads to https://xx-waters.example/levels/4 now). Archived as" in moved


async def test_every_state_names_the_command_that_writes_its_bytes(site: Datasette) -> None:
    revisions = (
        await site.client.get(f"/archive/revisions.json?article={LOCK}&_shape=array&_labels=off")
    ).json()
    listed = _text(await tree_of(site, f"/article/{LOCK}"), "//ol[@class='revisions']")
    for row in revisions:
        assert f"its bytes (gazette capture {row['capture']})" in listed
        told = _text(await tree_of(site, f"/article/{LOCK}/revision/{row['number']}"), "//aside")
        assert f"its bytes (gazette capture {row['capture']})" in told


async def test_what_a_list_says_otherwise_stands_beside_the_evidence(site: Datasette) -> None:
    told = _text(await tree_of(site, f"/article/{PLAN}"), "//section[@aria-labelledby='evidence']")
    assert "Said elsewherepublished: 2020-06-30 read from what the portal announced (news-sitemap)" in told
    assert "Said elsewhere" not in _text(await tree_of(site, f"/article/{LOCK}"))


async def test_every_field_says_where_it_was_read(site: Datasette) -> None:
    told = _text(await tree_of(site, f"/article/{LOCK}"), "//dl[@class='origins']")
    assert told == "title read from the visible text (h1)"


async def test_pictures_are_described_and_not_fetched(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}")
    figure = tree.xpath("//figure[@class='picture']")[0]
    assert "The lock at Drennfurt" in figure.xpath("string(.)")
    assert "[Photo: Brenner]" in figure.xpath("string(.)")
    assert figure.xpath(".//a/@href") == ["https://xx-waters.example/lock.jpg"]
    assert tree.xpath("//main//img") == []


async def test_attachments_are_shown_with_their_text(site: Datasette) -> None:
    told = _text(await tree_of(site, f"/article/{LOCK}"), "//section[@aria-labelledby='attachments']")
    assert "The plan" in told
    assert "Chapter one: the turbine hall" in told
    (row,) = (await site.client.get("/archive/attachments.json?url__endswith=plan.pdf&_shape=array")).json()
    assert f"gazette capture {row['capture']}" in told


async def test_a_file_that_the_page_offers_no_more_is_shown_with_the_day(site: Datasette) -> None:
    told = _text(await tree_of(site, f"/article/{CENTRES}"), "//div[@class='attachment']")
    assert "no longer offered The page was first captured without it" in told
    assert "It has not been fetched yet." in told


async def test_a_silent_edit_is_announced_and_can_be_compared(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}")
    assert tree.xpath("//div[contains(@class, 'silent')]//a/@href") == [f"/article/{LOCK}/compare/1/2"]
    comparison = await tree_of(site, f"/article/{LOCK}/compare/1/2")
    assert comparison.xpath("//del/text()") == ["Removed", "190", "110"]
    assert comparison.xpath("//ins/text()") == ["added", "170", "90"]
    assert "Removed 6 characters, added 5 characters." in _text(comparison)


async def test_every_state_can_be_read_as_it_was(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}/revision/1")
    assert "a chamber of 190 metres" in _text(tree, "//div[@class='prose']")
    assert "This is an earlier state" in _text(tree)
    assert "Change claimed thenJune 2020" in _text(tree, "//aside")
    assert ENGLISH != EDITED
    assert f"/article/{LOCK}/revision/1.txt" in tree.xpath("//aside//a/@href")
    response = await site.client.get(f"/article/{LOCK}/revision/1.txt?bare=1")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == f"New lock on the Drenn\n\n{ENGLISH}\n"


async def test_a_comparison_shows_lists_and_tables_as_such(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}/compare/1/2?all=1")
    items = tree.xpath("//div[@class='prose']/ul/li")
    assert ["".join(item.xpath(".//text()[not(parent::span)]")) for item in items] == [
        "a chamber of 190 170 metres",
        "two gates of steel",
    ]
    rows = tree.xpath("//div[@class='prose']//tr")
    assert [[cell.text_content() for cell in row] for row in rows][1] == ["2019", "1,204"]
    assert "|" not in tree.xpath("string(//div[@class='prose'])")


async def test_a_state_is_not_compared_with_itself(site: Datasette) -> None:
    tree = await tree_of(site, f"/article/{LOCK}/compare/1/1")
    assert "Both are the same state." in _text(tree)
    assert "characters" not in _text(tree)


async def test_states_are_compared_in_the_order_of_time(site: Datasette) -> None:
    response = await site.client.get(f"/article/{LOCK}/compare/2/1?all=1")
    assert response.status_code == 302
    assert response.headers["location"] == f"/article/{LOCK}/compare/1/2?all=1"
    assert (await site.client.post(f"/article/{LOCK}/compare/2/1")).status_code == 405


@pytest.mark.parametrize(("number", "language", "direction"), [(CENTRES, "ar", "rtl"), (PLAN, "zh", "ltr")])
async def test_language_and_direction_are_set_on_title_and_text(
    site: Datasette, number: int, language: str, direction: str
) -> None:
    tree = await tree_of(site, f"/article/{number}")
    for element in tree.xpath("//h1 | //div[@class='prose']"):
        assert (element.get("lang"), element.get("dir")) == (language, direction)


async def test_a_missing_article_is_missed_since_never_deleted(site: Datasette) -> None:
    found = (await site.client.get("/archive/articles.json?state=missing&_shape=array")).json()
    told = _text(await tree_of(site, f"/article/{found[0]['id']}"), "//div[contains(@class, 'missing')]")
    assert "Last seen 1 March 2026" in told
    assert "first missed 1 March 2026" in told
    assert "The portal answered that there is no such page (404)." in told
    assert "deleted" not in told


async def test_a_moved_article_leads_to_its_new_address(site: Datasette) -> None:
    found = (await site.client.get("/archive/articles.json?title=Water+level+4&_shape=array")).json()
    tree = await tree_of(site, f"/article/{found[0]['id']}")
    assert tree.xpath("//div[contains(@class, 'moved')]//a/@href") == ["https://xx-waters.example/levels/4"]


async def test_an_article_without_title_or_text_still_has_a_page(site: Datasette) -> None:
    assert _text(await tree_of(site, f"/article/{EMPTY}"), "//h1") == "(no title)"


async def test_the_text_alone_is_plain_text(site: Datasette) -> None:
    response = await site.client.get(f"/article/{LOCK}.txt?bare=1")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == f"New lock on the Drenn\n\n{EDITED}\n"


async def test_a_saved_text_says_where_it_comes_from(site: Datasette) -> None:
    text, _, foot = (await site.client.get(f"/article/{LOCK}.txt")).text.partition(f"\n{DIVIDER}\n")
    assert text == f"New lock on the Drenn\n\n{EDITED}\n"
    state = (await site.client.get("/archive/revisions.json?article=1&number=2&_shape=array")).json()[0]
    capture = (await site.client.get(f"/archive/captures/{state['capture']}.json?_shape=array")).json()[0]
    assert foot.splitlines() == [
        "Publisher: Ministry of Waters of Examplia",
        "Signed by: Ada Brenner",
        "Address: https://xx-waters.example/lock",
        "Published: 10 June 2020, 09:30 (Europe/Vienna), as the portal claims",
        f"State: 2 of 2, captured {state['captured_at']}",
        f"Digest of the bytes captured: {capture['payload_digest']}",
        f"Archived as: http://localhost{lasting_path(capture)}",
    ]
    earlier = (await site.client.get(f"/article/{LOCK}/revision/1.txt")).text
    assert "\nState: 1 of 2, captured " in earlier
    assert re.search(r"\nArchived as: http://localhost/cited/20260301T080100000Z-[\da-f]{12}\n\Z", earlier)


async def test_a_saved_text_says_what_has_become_of_its_address_and_nothing_that_is_not_known(
    site: Datasette,
) -> None:
    found = (await site.client.get("/archive/articles.json?state=missing&_shape=array")).json()[0]
    assert " (last seen there 1 March 2026, " in (await site.client.get(f"/article/{found['id']}.txt")).text
    assert " (leads to javascript:alert(7) now)" in (await site.client.get(f"/article/{HOSTILE_ID}.txt")).text
    state = await ask(site, revision, LOCK, 1)
    assert state is not None
    unknown = state | {"published_at": None, "payload_digest": None, "publisher": "A\nB", "authors": []}
    foot = as_text(unknown, "", "https://h.example/1").partition(DIVIDER)[2].splitlines()
    assert [line.partition(":")[0] for line in foot if line] == [
        "Publisher",
        "Address",
        "State",
        "Archived as",
    ]
    assert foot[1] == "Publisher: A B"


@pytest.mark.parametrize(
    "path",
    ["/article/999", "/article/0", "/article/x", "/article", "/article/999999999999999999", "/article/1/revision/9",
     "/article/1/revision/9.txt", "/article/1/compare/1/9", "/article/99999999999999999999", "/article/999.txt"],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.status_code == 404
    assert "Nothing here" in response.text
