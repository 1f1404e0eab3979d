"""The bytes of captures can be taken from the site: as files, never as pages."""

from __future__ import annotations

import hashlib
from pathlib import Path
from shutil import rmtree

import pytest
from datasette.app import Datasette

from archive.site.security import HEADERS
from archive.store import Store

from .conftest import Press, opened, portal_row, tree_of

PORTAL = "xx_waters"


async def row_of(site: Datasette, capture: int) -> dict[str, str]:
    (row,) = (await site.client.get(f"/archive/captures.json?id={capture}&_shape=array")).json()
    return dict(row)


async def test_what_a_capture_brought_is_given_away_as_a_file(site: Datasette) -> None:
    (link, *_) = (await tree_of(site, "/article/1")).xpath("//a[text() = 'its bytes']")
    response = await site.client.get(link.get("href"))
    row = await row_of(site, int(link.get("href").split("/")[2]))
    assert response.status_code == 200
    assert f"sha256:{hashlib.sha256(response.content).hexdigest()}" == row["payload_digest"]
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment; filename=")
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


async def test_a_file_is_called_after_its_address_and_capture(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        press = Press(store)
        numbers = [
            press.capture(PORTAL, path).id for path in ("预算%2F2026.pdf?id=3", "a%22%0d%0ab.hwp", "list/")
        ]
    async with opened(tmp_path) as site:
        named = [
            (await site.client.get(f"/capture/{number}/bytes")).headers["content-disposition"]
            for number in numbers
        ]
    first, second, third = numbers
    assert named[0].endswith(f"filename*=UTF-8''{first}-2026.pdf")
    assert named[1] == f"attachment; filename=\"{second}-a___b.hwp\"; filename*=UTF-8''{second}-a___b.hwp"
    assert f'filename="{third}-list"' in named[2]


@pytest.mark.parametrize("path", ["/capture/999999/bytes", "/capture/1", "/capture/x/bytes"])
async def test_what_is_not_there_says_so(site: Datasette, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


async def test_bytes_that_are_not_at_hand_are_named(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        number = Press(store).capture(PORTAL, "plan.pdf").id
    rmtree(tmp_path / "warc")
    async with opened(tmp_path) as site:
        response = await site.client.get(f"/capture/{number}/bytes")
    assert response.status_code == 404


async def test_nobody_writes_there(site: Datasette) -> None:
    assert (await site.client.post("/capture/1/bytes")).status_code == 405
