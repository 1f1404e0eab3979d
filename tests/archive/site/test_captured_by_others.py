"""What was taken from a WARC file of somebody else's is never shown as what this archive saw itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.changes import changes
from archive.connection import open_archive
from archive.export import rows
from archive.records import Exchange
from archive.search import Query
from archive.store import Store

from .conftest import Press, article, opened, page, portal_row, tree_of, words_of

THEIRS = "CC-NEWS-2019.warc.gz urn:uuid:6f1c0d62-7c0e-4f5e-8f64-3c2f0a3f9d11"
BEFORE, AFTER = "The weir opens on 60 days a year.", "The weir opens on 30 days a year."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    with Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        url = page("xx_waters", "weir")
        at = "2019-03-01T08:00:00.000Z"
        taken = Exchange("xx_waters", url, url, at, status=200, body=b"<p>", imported_from=THEIRS)
        store.store(article("xx_waters", "weir", "The weir", BEFORE), store.keep(taken, None))
        Press(store).publish("xx_waters", "weir", "The weir", AFTER)
    return folder


@pytest_asyncio.fixture
async def site(built: Path) -> AsyncIterator[Datasette]:
    async with opened(built) as datasette:
        yield datasette


async def test_a_state_says_that_others_captured_it(site: Datasette) -> None:
    tree = await tree_of(site, "/article/1")
    latest, first = (words_of(one) for one in tree.xpath("//section[@aria-labelledby='revisions']//li"))
    assert ("By others, capture 1" in first, "By others" in latest) == (True, False)
    assert THEIRS not in tree.text_content()


async def test_a_citation_of_it_names_their_file_and_record(site: Datasette) -> None:
    (cited,) = (await tree_of(site, "/article/1/revision/1")).xpath("//section[@class='cite']/p")
    assert f"captured 2019-03-01T08:00:00.000Z by others, in {THEIRS}, sha256:" in words_of(cited)
    (own,) = (await tree_of(site, "/article/1/revision/2")).xpath("//section[@class='cite']/p")
    assert "by others" not in words_of(own)


def test_an_export_says_so_of_the_capture_that_it_names(built: Path) -> None:
    with open_archive(built) as connection:
        (latest,) = rows(connection, Query())
        (change,) = changes(connection, Query())
    assert latest["imported_from"] == ""
    assert (change["imported_from_before"], change["imported_from"]) == (THEIRS, "")
