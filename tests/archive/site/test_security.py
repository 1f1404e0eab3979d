"""What comes from the web stays text, and strangers get neither SQL nor the machine."""

from __future__ import annotations

import sqlite3

import httpx
import pytest
from datasette.app import Datasette
from lxml import html

from archive.site.security import FRAMING, HEADERS

from .conftest import HOSTILE_ID, PAGES, SCRIPT

FILES = [
    "/-/static/app.css",
    "/-/static-plugins/gazette/gazette.css",
    "/favicon.ico",
    "/-/static/missing.css",
]
DATA = [
    "/search.csv?q=lock",
    "/search.jsonl?q=lock",
    "/archive/articles.json",
    "/archive/articles.csv",
    "/article/1.txt",
]


@pytest.mark.parametrize("path", [*FILES, *DATA])
async def test_files_and_data_forbid_what_is_inline_or_from_elsewhere(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("path", PAGES)
def test_pages_forbid_what_is_inline_or_from_elsewhere(shown: dict[str, httpx.Response], path: str) -> None:
    response = shown[path]
    framing = {"content-security-policy": FRAMING} if path.endswith("/replay") else {}
    for name, value in {**HEADERS, **framing}.items():
        assert response.headers.get_list(name) == [value]
    assert "unsafe" not in HEADERS["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_that_the_policy_would_stop(shown: dict[str, httpx.Response], path: str) -> None:
    tree = html.fromstring(shown[path].text)
    assert (
        tree.xpath("//style | //script[not(@src)] | //iframe[not(@sandbox)] | //object | //embed | //img")
        == []
    )
    assert len(tree.xpath("//iframe")) == path.endswith("/replay")
    assert tree.xpath("//@*[name() = 'style' or starts-with(name(), 'on')]") == []


@pytest.mark.parametrize("path", PAGES)
def test_what_the_web_sent_is_never_markup_or_a_dangerous_link(
    shown: dict[str, httpx.Response], path: str
) -> None:
    body = shown[path].text
    assert SCRIPT not in body
    for address in html.fromstring(body).xpath("//@href | //@src | //@action"):
        assert address.startswith(("/", "?", "#", "http://", "https://")), address


@pytest.mark.parametrize("path", PAGES)
def test_links_to_portals_tell_them_nothing(shown: dict[str, httpx.Response], path: str) -> None:
    tree = html.fromstring(shown[path].text)
    for link in tree.xpath(
        "//main//a[starts-with(@href, 'http') and not(starts-with(@href, 'http://localhost'))]"
    ):
        assert set(link.get("rel", "").split()) >= {"noopener", "noreferrer", "nofollow"}


async def test_hostile_text_is_shown_as_it_was_written(site: Datasette) -> None:
    tree = html.fromstring((await site.client.get(f"/article/{HOSTILE_ID}")).text)
    shown = tree.xpath("string(//main)")
    for piece in (
        SCRIPT,
        "<img src=x onerror=alert(1)>",
        "{{ 7 * 7 }}",
        "javascript:alert(7)",
        "javascript:alert(4)",
    ):
        assert piece in shown
    assert set(tree.xpath("//@lang")) == {"en"}


@pytest.mark.parametrize(
    "path",
    [
        "/archive?sql=select+1",
        "/archive.json?sql=select+1",
        "/archive/articles?_where=1",
        "/_memory?sql=select+1",
    ],
)
async def test_strangers_run_no_sql(site: Datasette, path: str) -> None:
    assert (await site.client.get(path)).status_code in (403, 404)


@pytest.mark.parametrize(
    "table", ["articles_search", "articles_fts", "articles_fts_data", "_sqlite_migrations"]
)
async def test_the_machinery_is_shown_to_nobody(site: Datasette, table: str) -> None:
    assert (await site.client.get(f"/archive/{table}")).status_code == 403
    assert table not in (await site.client.get("/archive")).text


@pytest.mark.parametrize(
    "path",
    [
        "/archive.db",
        "/crawl",
        "/crawl.db",
        "/-/databases.json",
        "/-/threads",
        "/-/patterns",
        "/-/permissions",
    ],
)
async def test_files_and_workshop_are_not_served(site: Datasette, path: str) -> None:
    assert (await site.client.get(path)).status_code in (403, 404)


@pytest.mark.parametrize("path", ["/", "/search", "/search.csv", "/article/1"])
async def test_pages_can_only_be_read(site: Datasette, path: str) -> None:
    assert (await site.client.put(path)).status_code == 405
    assert (await site.client.head(path)).status_code == 200


async def test_connections_neither_write_nor_build_huge_values(site: Datasette) -> None:
    database = site.get_database("archive")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.execute_fn(lambda connection: connection.execute("DELETE FROM articles"))
    with pytest.raises(sqlite3.DataError, match="too big"):
        await database.execute_fn(lambda connection: connection.execute("SELECT zeroblob(900000000)"))
    with pytest.raises(sqlite3.OperationalError, match="too many attached"):
        await database.execute_fn(lambda connection: connection.execute("ATTACH ':memory:' AS other"))
