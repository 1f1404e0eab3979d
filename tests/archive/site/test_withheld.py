"""What is withheld is answered with 451 and the reason, on every page of it, and shown nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio
from click.testing import CliRunner
from datasette.app import Datasette
from lxml import html

from archive.commands import release, search, withhold

from .conftest import LOCK, PLAN, opened, page, tree_of, words_of

REASON = "Order 4 C 17/26 <b>of the court</b>"
OF_IT = (
    f"/article/{LOCK}",
    f"/article/{LOCK}.txt",
    f"/article/{LOCK}.wacz",
    f"/article/{LOCK}/revision/1",
    f"/article/{LOCK}/revision/1.txt",
    f"/article/{LOCK}/revision/1.ris",
    f"/article/{LOCK}/revision/1.bib",
    f"/article/{LOCK}/compare/1/2",
    f"/article/{LOCK}/compare/1/2/pages",
    f"/article/{LOCK}/beside/{PLAN}",
    f"/article/{PLAN}/beside/{LOCK}",
    f"/article/{LOCK}/file/1/compare/1/2",
    "/capture/1/bytes",
    "/capture/1/picture",
)
LISTING = (
    "/",
    "/search?q=lock",
    "/search.csv?q=lock",
    "/search.csv?q=lock&rows=changes",
    "/search.jsonl?q=lock",
    "/search.atom?q=lock",
    "/archive/articles?_search=lock",
    "/archive/revisions.json?_shape=array",
    "/archive/attachments.json?_shape=array",
    "/archive/file_revisions.json?_shape=array",
    "/archive/images.json?_shape=array",
    "/archive/sightings.json?_shape=array",
)
SAID = ("Drenn", "turbine", "190 metres", "170 metres")


def order(folder: Path) -> None:
    words = ["--archive", str(folder), str(LOCK), "--reason", REASON]
    assert CliRunner().invoke(withhold, words, catch_exceptions=False).exit_code == 0


@pytest.fixture
def folder(archive: Path, tmp_path: Path) -> Path:
    """The archive of the tests, in which an article is withheld."""
    folder = copytree(archive, tmp_path / "archive")
    order(folder)
    return folder


@pytest_asyncio.fixture
async def closed(folder: Path) -> AsyncIterator[Datasette]:
    async with opened(folder) as datasette:
        yield datasette


async def test_the_address_by_which_it_was_cited_says_so_too(closed: Datasette, site: Datasette) -> None:
    text = (await site.client.get(f"/article/{LOCK}/revision/1.txt")).text
    path = text.rpartition("Archived as: http://localhost")[2].strip()
    assert (await site.client.get(path)).status_code == 302
    response = await closed.client.get(path)
    assert (response.status_code, "170 metres" in response.text) == (451, False)
    assert response.headers["link"] == '<http://localhost/>; rel="blocked-by"'


@pytest.mark.parametrize("path", OF_IT)
async def test_every_page_of_it_says_since_when_and_why_and_nothing_else(
    closed: Datasette, site: Datasette, path: str
) -> None:
    response = await closed.client.get(path)
    assert response.status_code == 451
    assert (await site.client.get(path)).status_code != 451
    tree = html.fromstring(response.text)
    assert tree.xpath("//h1/text()") == ["Withheld"]
    said = words_of(tree.find(".//main"))
    assert f"for this reason: {REASON}" in said
    assert "withheld since" in said
    assert "<b>of the court" not in response.text
    assert not [word for word in SAID if word in response.text]
    assert response.headers["link"].endswith('/>; rel="blocked-by"')
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", LISTING)
async def test_nothing_else_that_is_shown_knows_of_it(closed: Datasette, site: Datasette, path: str) -> None:
    response = await closed.client.get(path)
    assert response.status_code == 200
    assert not [word for word in SAID if word in response.text]
    assert [word for word in SAID if word in (await site.client.get(path)).text] or "sightings" in path


async def test_who_pastes_its_address_is_told_since_when_and_why(closed: Datasette, folder: Path) -> None:
    url = page("xx_waters", "lock")
    told = words_of(await tree_of(closed, f"/search?q={url}"))
    assert f"Withheld since {datetime.now(UTC).date()}: {REASON}." in told
    assert "no page of this address" not in told
    said = CliRunner().invoke(search, [url, "--archive", str(folder)])
    assert f"{url}: withheld since {datetime.now(UTC).date()}: {REASON}" in said.stderr


async def test_the_bytes_of_its_file_are_not_given_away_and_those_of_others_are(closed: Datasette) -> None:
    address = f"/archive/captures.json?_shape=array&final_url={page('xx_waters', 'plan.pdf')}"
    (capture,) = (await closed.client.get(address)).json()
    assert (await closed.client.get(f"/capture/{capture['id']}/bytes")).status_code == 451
    assert (await closed.client.get("/capture/2/bytes")).status_code == 200


async def test_what_is_not_there_is_still_not_there(closed: Datasette) -> None:
    for path in (
        "/article/9999",
        "/article/9999/beside/9998",
        f"/article/{PLAN}/revision/9",
        "/capture/9999/bytes",
    ):
        assert (await closed.client.get(path)).status_code == 404


async def test_what_is_withheld_is_a_table_that_everybody_may_read(closed: Datasette) -> None:
    tree = await tree_of(closed, "/archive/withheld")
    assert tree.xpath("string(//td[@data-label='reason'])") == REASON
    listed = (await closed.client.get("/archive/withheld_addresses.json?_shape=array")).json()
    assert {row["url"] for row in listed} == {page("xx_waters", "lock"), page("xx_waters", "plan.pdf")}
    assert "Withheld addresses" in words_of(await tree_of(closed, "/archive"))


async def test_a_site_that_is_open_shows_it_as_soon_as_it_is_closed_and_opened(
    archive: Path, tmp_path: Path
) -> None:
    folder = copytree(archive, tmp_path / "archive")
    async with opened(folder) as datasette:
        paths = (
            f"/article/{LOCK}",
            f"/article/{LOCK}/compare/1/2",
            "/search?q=lock",
            f"/article/{LOCK}.wacz",
        )
        before = [await datasette.client.get(path) for path in paths]
        order(folder)
        assert (await datasette.client.get(paths[0])).status_code == 451
        words = ["--archive", str(folder), str(LOCK)]
        assert CliRunner().invoke(release, words, catch_exceptions=False).exit_code == 0
        after = [await datasette.client.get(path) for path in paths]
    assert [each.status_code for each in after] == [200] * len(paths)
    assert [each.text for each in after[:3]] == [each.text for each in before[:3]]


async def test_where_the_whole_folder_is_served_the_private_databases_are_not(folder: Path) -> None:
    served = Datasette([], config_dir=folder)
    await served.invoke_startup()
    assert (await served.client.get("/archive/withheld.json")).status_code == 200
    for path in ("/withheld", "/withheld/sealed.json", "/withheld.db", "/withheld.json?sql=select+1"):
        assert (await served.client.get(path)).status_code in (403, 404), path
    assert "sealed" not in (await served.client.get("/")).text
