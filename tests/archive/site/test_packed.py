"""The evidence of an article can be taken from its page as a file."""

from __future__ import annotations

import io
from pathlib import Path
from shutil import rmtree
from zipfile import ZipFile

import pytest
from datasette.app import Datasette

from archive.site import packed as packing
from archive.site.security import HEADERS
from archive.store import Store

from .conftest import LOCK, Press, opened, portal_row, tree_of


async def test_the_page_of_an_article_leads_to_its_evidence(site: Datasette) -> None:
    (link,) = (await tree_of(site, f"/article/{LOCK}")).xpath("//a[text() = 'WACZ']")
    response = await site.client.get(link.get("href"))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/wacz"
    assert response.headers["content-disposition"] == f'attachment; filename="gazette-article-{LOCK}.wacz"'
    assert int(response.headers["content-length"]) == len(response.content)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    package = ZipFile(io.BytesIO(response.content))
    assert package.testzip() is None
    assert package.read("pages/pages.jsonl").decode().count("/lock") == 2


async def test_a_large_one_is_sent_in_pieces(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (await site.client.get(f"/article/{LOCK}.wacz")).content
    monkeypatch.setattr(packing, "_IN_MEMORY", 100)
    monkeypatch.setattr(packing, "_PIECE", 100)
    in_pieces = (await site.client.get(f"/article/{LOCK}.wacz")).content
    assert ZipFile(io.BytesIO(in_pieces)).namelist() == ZipFile(io.BytesIO(whole)).namelist()
    assert ZipFile(io.BytesIO(in_pieces)).testzip() is None


async def test_of_what_is_not_there_nothing_is_given(site: Datasette, tmp_path: Path) -> None:
    assert (await site.client.get("/article/999999.wacz")).status_code == 404
    assert (await site.client.post(f"/article/{LOCK}.wacz")).status_code == 405
    with Store(tmp_path) as store:
        store.declare(portal_row("xx_waters"))
        Press(store).publish("xx_waters", "weir", "The weir", "The weir opens on 60 days a year.")
    rmtree(tmp_path / "warc")
    async with opened(tmp_path) as bare:
        assert (await bare.client.get("/article/1.wacz")).status_code == 404
