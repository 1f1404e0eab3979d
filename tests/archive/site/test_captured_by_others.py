"""What was taken from a WARC file of somebody else's is never shown as what this archive saw itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import evolve
from datasette.app import Datasette

from archive.changes import changes
from archive.connection import open_archive
from archive.export import rows
from archive.records import Attachment, Exchange, FileText
from archive.search import Query
from archive.store import Store

from .conftest import Press, article, opened, page, portal_row, tree_of, words_of

THEIRS = "CC-NEWS-2019.warc.gz urn:uuid:6f1c0d62-7c0e-4f5e-8f64-3c2f0a3f9d11"
PAPER = Attachment("https://waters.example/paper.pdf", "The paper", "application/pdf")
BEFORE, AFTER = "The weir opens on 60 days a year.", "The weir opens on 30 days a year."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    with Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        url = page("xx_waters", "weir")
        at = "2019-03-01T08:00:00.000Z"
        taken = Exchange("xx_waters", url, url, at, status=200, body=b"<p>", imported_from=THEIRS)
        first = article("xx_waters", "weir", "The weir", BEFORE, attachments=(PAPER,))
        store.store(first, store.keep(taken, None))
        file = evolve(taken, target_url=PAPER.url, final_url=PAPER.url, body=b"%PDF-1")
        store.files.attach(PAPER.url, store.keep(file, None), FileText("Sixty days."))
        own = evolve(file, captured_at="2026-03-02T08:00:00.000Z", body=b"%PDF-2", imported_from="")
        store.files.attach(PAPER.url, store.keep(own, None), FileText("Thirty days."))
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


async def test_so_do_the_pages_of_a_state_and_of_a_comparison(site: Datasette) -> None:
    for path, told in (
        ("revision/1", "by others"),
        ("compare/1/2", "by others · State 2"),
        ("revision/2", ""),
    ):
        (byline,) = (await tree_of(site, f"/article/1/{path}")).xpath("//header/p[contains(@class, 'line')]")
        assert ("by others" in words_of(byline), told in words_of(byline)) == (bool(told), True)
    (about,) = (await tree_of(site, "/article/1/revision/1")).xpath("//section[@aria-labelledby='about']")
    assert THEIRS in words_of(about)


async def test_so_do_the_states_of_a_file(site: Datasette) -> None:
    tree = await tree_of(site, "/article/1")
    latest, first = (words_of(one) for one in tree.xpath("//div[@class='attachment']//li"))
    assert ("By others, capture" in first, "By others" in latest) == (True, False)
    (byline,) = (await tree_of(site, "/article/1/file/1/compare/1/2")).xpath("//p[@class='byline']")
    assert words_of(byline).count("by others") == 1


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


async def test_the_front_page_says_so_of_a_portal_that_was_never_crawled(site: Datasette) -> None:
    tree = await tree_of(site, "/")
    (row,) = tree.xpath("//section[@aria-labelledby='portals']//tbody/tr")
    assert words_of(row).endswith("never; taken from WARC files of others")
