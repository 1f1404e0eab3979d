"""A search can be subscribed to: its feed tells what is new, what was changed, and what is gone from its address."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from attrs import evolve
from datasette.app import Datasette
from lxml import etree, html

from archive.connection import open_archive
from archive.events import LATEST, latest
from archive.search import Query
from archive.site import feed
from archive.store import Store

from .conftest import HOSTILE_ID, LOCK, PORTALS, SCRIPT, Press, article, opened, page

ATOM = {"a": feed._ATOM}


async def _feed(site: Datasette, **parameters: str) -> tuple[httpx.Response, etree._Element]:
    response = await site.client.get(f"/search.atom?{urlencode(parameters)}")
    assert response.status_code == 200, response.text
    return response, etree.fromstring(response.content)


def _entries(root: etree._Element, kind: str = "") -> list[etree._Element]:
    chosen = f"[a:category/@term = '{kind}']" if kind else ""
    return list(root.xpath(f"a:entry{chosen}", namespaces=ATOM))


def _text(element: etree._Element, tag: str) -> str:
    return str(element.findtext(f"a:{tag}", namespaces=ATOM))


def _links(element: etree._Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall("a:link", namespaces=ATOM)}


async def test_a_new_article_is_an_entry_that_leads_to_the_archive_and_to_the_portal(site: Datasette) -> None:
    response, root = await _feed(site, q="drenn")
    (entry,) = _entries(root, "new")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert _text(entry, "title") == "New lock on the Drenn"
    assert _text(entry, "summary").startswith(
        "The ministry opened the new lock on the river Drenn on Monday."
    )
    assert "## " not in _text(entry, "summary")
    assert _links(entry)["alternate"].endswith(f"/article/{LOCK}")
    assert _links(entry)["via"] == page("xx_waters", "lock")
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Ministry of Waters of Examplia"


async def test_an_edit_without_a_word_says_what_went_and_what_came(site: Datasette) -> None:
    _, root = await _feed(site, q="drenn")
    (entry,) = _entries(root, "silent")
    assert _text(entry, "title") == "Changed without a word: New lock on the Drenn"
    assert "−[190] +[170]" in _text(entry, "summary")
    assert _links(entry)["alternate"].endswith(f"/article/{LOCK}/compare/1/2")


async def test_the_latest_observation_comes_first(site: Datasette) -> None:
    _, root = await _feed(site, portal="xx_waters")
    instants = [datetime.fromisoformat(_text(entry, "updated")) for entry in _entries(root)]
    assert instants == sorted(instants, reverse=True)
    assert _text(root, "updated") == _text(_entries(root)[0], "updated")


async def test_only_what_the_search_finds_is_told_and_the_order_asked_for_is_none_of_its_business(
    site: Datasette,
) -> None:
    _, root = await _feed(site, q="turbine", sort="oldest", page="7")
    assert {_links(entry)["via"] for entry in _entries(root)} == {page("xx_waters", "lock")}
    assert _links(root)["self"].endswith("/search.atom?q=turbine")
    assert _text(root, "title") == "Gazette: turbine"


async def test_the_title_names_the_filters(site: Datasette) -> None:
    _, root = await _feed(site, q="公路", portal="yy_roads", **{"from": "2020-06"})
    assert _text(root, "title") == "Gazette: 公路 · 道路运输部 · from June 2020"
    assert (
        _entries(root)[0].find("a:title", namespaces=ATOM).get("{http://www.w3.org/XML/1998/namespace}lang")
        == "zh"
    )


async def test_a_search_without_hits_may_be_subscribed_to(site: Datasette) -> None:
    _, root = await _feed(site, q="nowhere")
    assert _entries(root) == []
    assert _text(root, "id").startswith("urn:uuid:")
    found = html.fromstring((await site.client.get("/search?q=nowhere")).text)
    assert "/search.atom?q=nowhere" in found.xpath("//main//a/@href")


@pytest.mark.parametrize(
    ("path", "target"), [("/", "/search.atom"), ("/search?q=lock&sort=newest", "/search.atom?q=lock")]
)
async def test_pages_tell_programs_and_readers_of_their_feed(site: Datasette, path: str, target: str) -> None:
    tree = html.fromstring((await site.client.get(path)).text)
    assert tree.xpath("//head/link[@type='application/atom+xml']/@href") == [target]
    assert target in tree.xpath("//main//a/@href")


async def test_what_a_portal_wrote_is_text_and_no_link_leads_to_a_script(site: Datasette) -> None:
    response, root = await _feed(site, q="sesame")
    (entry,) = _entries(root, "new")
    assert SCRIPT not in response.text
    assert _text(entry, "title") == f"{SCRIPT} & co"
    assert _links(entry)["alternate"].endswith(f"/article/{HOSTILE_ID}")
    assert all(address.startswith(("http://", "https://")) for address in root.xpath("//@href"))
    assert root.xpath("//@type") == []  # everything is plain text, as RFC 4287 has it where nothing is said


async def test_a_reader_that_has_the_feed_is_told_so_in_a_line(site: Datasette) -> None:
    first = await site.client.get("/search.atom?q=lock")
    again = await site.client.get("/search.atom?q=lock", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await site.client.get("/search.atom?q=level", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


async def test_a_feed_can_only_be_read(site: Datasette) -> None:
    assert (await site.client.post("/search.atom?q=lock")).status_code == 405


def _declared(store: Store) -> None:
    for name, (title, languages, zone) in PORTALS.items():
        told = {"name": name, "title": title, "publisher": title, "country": "XX", "languages": languages}
        store.declare(
            told | {"timezone": zone, "licence": "", "home_url": page(name, ""), "first_date": "2020-01-01"}
        )


@pytest.fixture
def gone(tmp_path: Path) -> Path:
    """An archive in which an article is not found at its address, and then is again."""
    with Store(tmp_path) as store:
        _declared(store)
        press = Press(store)
        press.publish("xx_waters", "dam", "The dam holds", "The dam at Oldtown holds, the ministry says.")
        for day in ("02", "03", "04"):
            press.capture("xx_waters", "dam", 404)
            store.miss(page("xx_waters", "dam"), f"2026-03-{day}T09:00:00.000Z", "http-404")
    return tmp_path


async def _told(folder: Path, query: str) -> list[etree._Element]:
    async with opened(folder) as site:
        _, root = await _feed(site, q=query)
    return _entries(root)


async def test_an_article_that_is_gone_is_told_with_both_instants_and_never_called_deleted(
    gone: Path,
) -> None:
    entry, *_ = await _told(gone, "dam")
    assert _text(entry, "title") == "Not found: The dam holds"
    assert "first missed 2 March 2026, 09:00 UTC" in _text(entry, "summary")
    assert "deleted" not in etree.tostring(entry).decode()


async def test_an_article_that_is_back_is_told_beside_its_absence(gone: Path) -> None:
    with Store(gone) as store:
        store.store(
            article("xx_waters", "dam", "The dam holds", "The dam at Oldtown holds, the ministry says."),
            evolve(Press(store).capture("xx_waters", "dam"), captured_at="2026-03-05T09:00:00.000Z"),
        )
    titles = [_text(entry, "title") for entry in await _told(gone, "dam")]
    assert titles == ["At its address again: The dam holds", "Not found: The dam holds", "The dam holds"]


def test_names_of_entries_are_for_good_and_no_two_are_alike(archive: Path) -> None:
    with open_archive(archive) as connection:
        events = latest(connection, Query())
    assert len(events) <= LATEST
    here, there = (
        etree.fromstring(feed.feed(events, "everything", {}, lambda path, host=host: f"https://{host}{path}"))
        for host in ("one.example", "two.example")
    )
    names = [_text(entry, "id") for entry in _entries(here)]
    assert len(set(names)) == len(names) == len(events)
    assert names == [_text(entry, "id") for entry in _entries(there)]


def test_what_xml_cannot_hold_is_left_out(archive: Path) -> None:
    with open_archive(archive) as connection:
        (event, *_) = latest(connection, Query(text="drenn"))
    broken = evolve(event, kind="new", title="a\x00b\ud800c\x0bd", text="e\x1ff")
    root = etree.fromstring(
        feed.feed([broken], "\x07", {"q": "\ufffe"}, lambda path: f"https://x.example{path}")
    )
    (entry,) = _entries(root)
    assert (_text(entry, "title"), _text(entry, "summary")) == ("abcd", "ef")


@pytest.mark.parametrize("many", [1, 10_000])
def test_both_ways_through_the_archive_tell_the_same(
    archive: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    with open_archive(archive) as connection:
        expected = latest(connection, Query(text="water", portal="xx_waters"))
        monkeypatch.setattr("archive.events._MANY", many)
        assert latest(connection, Query(text="water", portal="xx_waters")) == expected
        assert expected
