"""The search page answers whatever is typed, shows where it was found and helps to narrow it down."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from archive.export import COLUMNS
from archive.search import Query
from archive.site import download, pages
from archive.site.results import LAST_PAGE, PAGE, asked

from .conftest import CENTRES, HOSTILE_ID, LEVELS, LOCK, PLAN, SCRIPT, tree_of, words_of


async def _search(site: Datasette, **parameters: str) -> html.HtmlElement:
    response = await site.client.get(f"/search?{urlencode(parameters)}")
    assert response.status_code == 200
    return html.fromstring(response.text)


def _found(tree: html.HtmlElement) -> list[str]:
    return [str(link) for link in tree.xpath("//ol[@class='entries']//h3/a/@href")]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("drenn", LOCK),
        ("公路", PLAN),
        ("مراكز", CENTRES),
        ("turbine", LOCK),
        ('"new lock"', LOCK),
        ("gat*", LOCK),
    ],
)
async def test_words_of_every_script_are_found_and_marked(site: Datasette, words: str, number: int) -> None:
    tree = await _search(site, q=words)
    assert [address.partition("#")[0] for address in _found(tree)] == [f"/article/{number}"]
    assert tree.xpath("//mark")


async def test_arabic_hits_read_from_right_to_left(site: Datasette) -> None:
    (entry,) = (await _search(site, q="مراكز")).xpath("//ol[@class='entries']/li")
    assert entry.get("dir") == "rtl"
    assert entry.xpath("./h3/a/@lang") == entry.xpath("./p[@class='snippet']/@lang") == ["ar"]


async def test_snippets_show_text_not_its_form(site: Datasette) -> None:
    snippet = (await _search(site, q="gates")).xpath("string(//p[@class='snippet'])")
    assert "two gates of steel" in snippet
    assert "##" not in snippet


async def test_a_hostile_hit_is_escaped_before_it_is_marked(site: Datasette) -> None:
    body = (await site.client.get("/search?q=alert")).text
    assert SCRIPT not in body
    assert "<mark>alert</mark>" in body
    assert _found(html.fromstring(body)) == [f"/article/{HOSTILE_ID}"]


async def test_filters_carry_counts_and_narrow(site: Datasette) -> None:
    tree = await _search(site, q="water*")
    portal = tree.xpath("//section[@aria-labelledby='by-portal']//li")[0]
    assert portal.xpath("string(./span)") == str(LEVELS)
    narrowed = html.fromstring((await site.client.get(portal.xpath("string(./a/@href)"))).text)
    assert narrowed.xpath("string(//h2[@id='count'])").startswith(f"{LEVELS} articles")
    assert narrowed.xpath("//p[@class='chosen']/a/@href") == ["/search?q=water%2A"]


async def test_dates_limit_results_and_nonsense_is_named_not_fatal(site: Datasette) -> None:
    assert len(_found(await _search(site, q="report", **{"from": "2020-06", "to": "2020-06-12"}))) == 3
    tree = await _search(site, q="drenn", **{"from": "yesterday"})
    assert _found(tree) == [f"/article/{LOCK}"]
    assert "“from” was left out" in tree.xpath("string(//main)")


async def test_pages_lead_from_one_to_the_next_without_repeating(site: Datasette) -> None:
    first = await _search(site, q="report", sort="oldest")
    second = html.fromstring((await site.client.get(first.xpath("string(//a[@rel='next']/@href)"))).text)
    assert len(_found(first)) == PAGE
    assert len({*_found(first), *_found(second)}) == LEVELS
    assert not second.xpath("//a[@rel='next']")


async def test_nothing_found_says_so_and_helps(site: Datasette) -> None:
    tree = await _search(site, q="zqxjkv", portal="xx_waters")
    assert tree.xpath("string(//h2[@id='count'])").startswith("0 articles")
    assert "/search?q=zqxjkv" in tree.xpath("//div[@class='empty']//a/@href")


async def test_the_csv_holds_all_results_and_no_formula(site: Datasette) -> None:
    link = (await _search(site, q="report")).xpath("string(//p[@class='export-links']/a/@href)")
    response = await site.client.get(link)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row["title"] for row in rows} == {f"Water level {number}" for number in range(1, LEVELS + 1)}


async def test_a_csv_of_many_pieces_has_every_row_once_and_one_header(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_ROWS", 7)
    response = await site.client.get("/search.csv?q=report")
    titles = [row["title"] for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))]
    assert sorted(titles) == sorted(f"Water level {number}" for number in range(1, LEVELS + 1))


async def test_a_csv_of_nothing_has_its_header(site: Datasette) -> None:
    response = await site.client.get("/search.csv?q=zqxjkv")
    assert response.text.splitlines() == ["\ufeff" + ",".join(COLUMNS)]


async def test_a_reader_who_takes_nothing_is_not_waited_for(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "STALLED_S", 0.01)
    with pytest.raises(TimeoutError):
        await download.send_rows(archive, Query(), lambda _: asyncio.sleep(60))


async def test_too_many_downloads_are_told_to_come_again(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "DOWNLOADS", asyncio.Semaphore(0))
    response = await site.client.get("/search.csv")
    assert response.status_code == 503
    assert "Try again" in response.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arguments=st.dictionaries(
        st.sampled_from(["q", "portal", "section", "language", "state", "from", "to", "sort", "page"]),
        st.text(max_size=60)
        | st.sampled_from(['"', "*", "AND", "a NOT", "-", "中 OR", "\0", "NEAR(", "%" * 600]),
    )
)
async def test_whatever_is_asked_gets_a_page(site: Datasette, arguments: dict[str, str]) -> None:
    query = "&".join(f"{name}={quote(value.encode('utf-8', 'replace'))}" for name, value in arguments.items())
    assert (await site.client.get(f"/search?{query}")).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "1e9", "", "99999999999999999999"])
def test_a_page_that_makes_no_sense_is_the_first(page: str) -> None:
    assert asked({"page": page}).page == 1


def test_pages_end_somewhere() -> None:
    assert asked({"page": "99999"}).page == LAST_PAGE


async def test_a_missing_article_says_between_which_visits_it_was_missed(site: Datasette) -> None:
    page = (await site.client.get("/search?state=missing")).text
    assert "last seen <time" in page
    assert "first missed <time" in page
    assert "deleted" not in page
    assert "first missed" not in (await site.client.get("/search?q=lock&state=published")).text


async def test_what_is_no_longer_said_is_shown_apart_from_what_is(site: Datasette) -> None:
    tree = await _search(site, q='"190 metres"')
    assert tree.xpath("string(//h2[@id='count'])").startswith("0 articles")
    (one,) = tree.xpath("//section[@class='former']//li")
    assert one.xpath("./h3/a/@href") == [f"/article/{LOCK}/compare/1/2"]
    assert "190 metres" in one.xpath("string(.//p[@class='snippet']/mark)")
    assert not (await _search(site, q="lock")).xpath("//section[@class='former']")


async def test_changed_articles_can_be_chosen_and_unchosen(site: Datasette) -> None:
    tree = await _search(site, changed="silent", sort="newest")
    assert _found(tree) == [f"/article/{LOCK}"]
    assert tree.xpath("//select[@name='changed']/option[@selected]/@value") == ["silent"]
    assert any("without a word" in "".join(link.itertext()) for link in tree.xpath("//p[@class='chosen']/a"))
    assert len(_found(await _search(site, changed="nonsense"))) == PAGE


async def test_a_snippet_of_an_attached_file_says_so(site: Datasette) -> None:
    (entry,) = (await _search(site, q="turbine")).xpath("//ol[@class='entries']/li")
    assert "in the file “The plan”" in entry.xpath("string(./p[@class='snippet'])")
    address, _, place = entry.xpath("string(./h3/a/@href)").partition("#")
    (card,) = (await tree_of(site, address)).xpath("//*[@id = $place]", place=place)
    assert "the turbine hall" in words_of(card)
    (entry,) = (await _search(site, q="drenn")).xpath("//ol[@class='entries']/li")
    assert "in the file" not in entry.xpath("string(./p[@class='snippet'])")


@pytest.mark.parametrize(
    ("asked_for", "why"),
    [
        ({"portal": "nope"}, "No portal is called “nope”."),
        ({"state": "gone"}, "There is no state “gone”."),
        ({"section": "Newz", "portal": "xx_waters"}, "Section Newz: no article of xx_waters has it"),
        ({"from": "2026-06", "to": "2026-01"}, "The days are the wrong way round"),
        ({"q": "-lock"}, "Name a word to be found"),
    ],
)
async def test_where_nothing_is_found_the_page_says_why(
    site: Datasette, asked_for: dict[str, str], why: str
) -> None:
    tree = await _search(site, **asked_for)
    assert why in tree.xpath("string(//div[@class='empty'])")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("from=2026-13", "it is not a day, month or year"),
        ("to=yesterday", "it is not a day, month or year"),
        ("changed=bogus", "it is neither any nor silent"),
        ("sort=bogus", "it is none of relevance, newest, oldest"),
        ("from=2026-02-30", "it is not a day, month or year"),
        ("form=2026-12-01", "“form”"),
        ("form=2026-12-01", ": from"),
        ("utm_source=", "“utm_source”"),
        ("portal=xx_waters&portal=yy_roads", "it is named more than once"),
    ],
)
async def test_what_makes_no_sense_is_left_out_of_the_page_and_no_file_is_made_of_it(
    site: Datasette, query: str, why: str
) -> None:
    assert why in (await site.client.get(f"/search?q=lock&{query}")).text
    for name in ("csv", "atom"):
        response = await site.client.get(f"/search.{name}?q=lock&{query}")
        assert (response.status_code, why in response.text) == (400, True)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("portal=bogus", "“portal”: no portal is called “bogus”."),
        ("state=gone", "“state”: there is no state “gone”."),
        ("from=2026-06&to=2026-01", "“to”: the days are the wrong way round"),
    ],
)
async def test_no_file_is_made_of_a_search_that_can_find_nothing(
    site: Datasette, query: str, why: str
) -> None:
    for name in ("csv", "atom"):
        response = await site.client.get(f"/search.{name}?q=lock&{query}")
        assert (response.status_code, why in response.text) == (400, True)


async def test_names_that_mean_something_make_a_file(site: Datasette) -> None:
    known = "q=lock&portal=&section=&language=&state=&from=2019&to=&changed=&sort=newest&page=1"
    for address in (f"/search.csv?{known}&rows=changes", f"/search.atom?{known}"):
        assert (await site.client.get(address)).status_code == 200
    assert "was left out" not in (await site.client.get(f"/search?{known}")).text


async def test_a_name_with_one_value_twice_is_no_slip(site: Datasette) -> None:
    assert (await site.client.get("/search.csv?q=lock&portal=xx_waters&portal=xx_waters")).status_code == 200


async def test_an_unknown_name_is_shown_as_text_and_not_at_any_length(site: Datasette) -> None:
    name = quote(SCRIPT + 500 * "x")
    for address, status in ((f"/search?{name}=1", 200), (f"/search.csv?{name}=1", 400)):
        response = await site.client.get(address, headers={"Accept": "text/html,*/*"})
        assert response.status_code == status
        assert SCRIPT not in response.text
        assert 100 * "x" not in response.text


async def test_a_file_of_rows_that_there_are_not_is_refused(site: Datasette) -> None:
    response = await site.client.get("/search.csv?rows=bogus")
    assert response.status_code == 400
    assert "“rows”: it is neither articles nor changes nor files nor fates nor mentions." in response.text


async def test_the_changes_of_a_search_are_offered_as_a_file(site: Datasette) -> None:
    tree = await _search(site, q="drenn")
    (target,) = tree.xpath("//p[@class='export-links']/a[contains(@href, 'rows=changes')]/@href")
    response = await site.client.get(target)
    (row,) = csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline=""))
    assert "190 metres" in row["text_before"]
    assert "170 metres" in row["text"]
    assert "gazette-changes.csv" in response.headers["content-disposition"]


async def test_the_files_of_a_search_are_offered_as_a_file(site: Datasette) -> None:
    (target,) = (await _search(site, q="turbine")).xpath("//a[text()='of their files']/@href")
    response = await site.client.get(target)
    (row,) = csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline=""))
    assert (row["text"], row["state"], row["is_latest"]) == ("Chapter one: the turbine hall", "1", "1")
    assert "gazette-files.csv" in response.headers["content-disposition"]


async def test_a_search_of_all_portals_says_which_of_them_begin_later(site: Datasette) -> None:
    notice = (await _search(site, **{"from": "1999"})).xpath("//section[@aria-labelledby='missing']//li")
    assert any("Ministry of Waters is in it since" in " ".join(one.text_content().split()) for one in notice)


async def test_the_address_of_a_page_finds_its_article_in_page_and_file(site: Datasette) -> None:
    address = "http://www.xx-waters.example/lock/#top"
    tree = await _search(site, q=address)
    assert _found(tree) == [f"/article/{LOCK}"]
    for kind, column in (("articles", "id"), ("changes", "article"), ("files", "article")):
        response = await site.client.get(f"/search.csv?{urlencode({'q': address, 'rows': kind})}")
        rows = csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline=""))
        assert {row[column] for row in rows} == {str(LOCK)}
    assert "<title>Changed without a word: New lock" in (
        await site.client.get(f"/search.atom?{urlencode({'q': address})}")
    ).text.replace(' xml:lang="en"', "")


async def test_an_address_that_is_not_held_is_said(site: Datasette) -> None:
    tree = await _search(site, q="https://xx-waters.example/never")
    assert "No page of this address is in the archive" in tree.xpath("string(//div[@class='empty'])")
