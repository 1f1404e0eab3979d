"""A citation leads to its state in every archive that holds the capture, whatever its numbers are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.connection import open_archive
from archive.records import Exchange
from archive.site.lasting import lasting_path
from archive.store import Store

from .conftest import LOCK, Press, article, opened, page, portal_row

TEXTS = ("The weir opens on 60 days a year.", "The weir opens on 30 days a year.")


def first(folder: Path) -> Path:
    """An archive in which the article is the second one, and has two states."""
    with Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        press = Press(store)
        press.publish("xx_waters", "lock", "The lock", "The lock is closed in March.")
        for text in TEXTS:
            press.publish("xx_waters", "weir", "The weir", text)
    return folder


def again(folder: Path, before: Path) -> Path:
    """Another archive, into which the captures of the article alone were taken."""
    with open_archive(before) as connection, Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        rows = connection.execute("SELECT captured_at FROM captures WHERE id > 1 ORDER BY id").fetchall()
        for number, (at, text) in enumerate(zip((row[0] for row in rows), TEXTS, strict=True), 2):
            url, body = page("xx_waters", "weir"), f"<html>{number}</html>".encode()
            taken = Exchange(
                "xx_waters", url, url, at, status=200, body=body, imported_from="theirs urn:uuid:1"
            )
            store.store(article("xx_waters", "weir", "The weir", text), store.keep(taken, None))
    return folder


async def test_numbers_of_another_archive_are_others_and_citations_lead_to_the_same_state(
    tmp_path: Path,
) -> None:
    before = first(tmp_path / "first")
    after = again(tmp_path / "again", before)
    with open_archive(before) as connection:
        rows = connection.execute("SELECT captured_at, payload_digest FROM captures WHERE id > 1 ORDER BY id")
        paths = [lasting_path({"captured_at": at, "payload_digest": digest}) for at, digest in rows]
    for folder, number in ((before, 2), (after, 1)):
        async with opened(folder) as site:
            led = [(await site.client.get(path)).headers["location"] for path in paths]
        assert led == [f"/article/{number}/revision/1", f"/article/{number}/revision/2"]


@pytest.mark.parametrize(
    "name",
    ["20260301T080100000Z-000000000000", "20260301T080100000Z-*", "20260301T080100000Z-", "x" * 40, "1" * 40],
)
async def test_what_no_state_is_called_leads_nowhere(site: Datasette, name: str) -> None:
    assert (await site.client.get(f"/cited/{name}")).status_code == 404


async def test_it_can_only_be_asked_for(site: Datasette) -> None:
    text = (await site.client.get(f"/article/{LOCK}/revision/1.txt")).text
    address = text.rpartition("Archived as: http://localhost")[2].strip()
    assert (await site.client.get(address)).status_code == 302
    assert (await site.client.post(address)).status_code in (403, 405)
