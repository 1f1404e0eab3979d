"""Pictures that are kept are shown from the archive: as pictures, and nothing else that calls itself one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import evolve
from datasette.app import Datasette

from archive.records import Attachment, Exchange, FileText, Image
from archive.site.security import REPLAYED
from archive.store import Store
from archive.withholding import withhold
from crawler.demo.pictures import png, svg

from .conftest import Press, opened, page, portal_row, tree_of, words_of

QUAY = Image("https://xx-waters.example/quay.png", "The quay in May", "Photo: A. Reed", "A quay")
FLAG = Image("https://xx-waters.example/flag.svg", "", "", "A flag")
FAR = Image("https://elsewhere.example/far.png", "Far away", "", "")
TEXT = "The weir opens on 60 days a year."


def files(*images: Image) -> tuple[Attachment, ...]:
    return tuple(Attachment(one.url, one.caption or one.alt, f"image/{one.url[-3:]}") for one in images)


def said(*images: Image) -> dict[str, object]:
    return {"images": images, "attachments": files(*images)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Captures: 1 the page, 2 and 3 two states of the quay, 4 the flag, 5 what calls itself a picture, 6 the page,
    which shows the quay no more; 7 and 8 another portal's article, which is withheld, and its picture."""
    folder = tmp_path_factory.mktemp("pictures")
    with Store(folder) as store:
        for name in ("xx_waters", "yy_roads"):
            store.declare(portal_row(name))
        press = Press(store)
        press.publish("xx_waters", "weir", "The weir", TEXT, **said(QUAY, FLAG, FAR))
        at, then = "2026-03-01T08:01:10.000Z", "2026-03-01T08:01:20.000Z"
        kept = Exchange("xx_waters", QUAY.url, QUAY.url, at, status=200, body=png(1))
        kind = (("Content-Type", "image/svg+xml"),)
        drawn = evolve(kept, target_url=FLAG.url, final_url=FLAG.url, body=svg(1), headers=kind)
        for one in (kept, evolve(kept, captured_at=then, body=png(2)), drawn):
            store.files.attach(one.final_url, store.keep(one, None), FileText(""))
        store.keep(
            evolve(kept, final_url=page("xx_waters", "fake.png"), body=b"<script>alert(1)</script>"), None
        )
        press.publish("xx_waters", "weir", "The weir", TEXT, **said(FLAG, FAR))
        shut = Image("https://yy-roads.example/shut.png", "Shut", "", "")
        press.publish("yy_roads", "shut", "Shut", "Nobody may read this.", **said(shut))
        one = evolve(kept, portal="yy_roads", target_url=shut.url, final_url=shut.url, body=png(9))
        store.files.attach(shut.url, store.keep(one, None), FileText(""))
        store.flush()
        withhold(store.db, folder, [2], "a face in it")
    return folder


@pytest_asyncio.fixture
async def site(built: Path) -> AsyncIterator[Datasette]:
    async with opened(built) as datasette:
        yield datasette


async def test_the_article_shows_them_with_their_captions(site: Datasette) -> None:
    tree = await tree_of(site, "/article/1")
    shown = tree.xpath("//section[@aria-labelledby='pictures']//figure")
    assert [[one.get("src") for one in figure.xpath(".//img")] for figure in shown] == [
        ["/capture/4/picture"],
        [],
        ["/capture/3/picture"],
    ]
    flag, far, quay = map(words_of, shown)
    assert "A flag" in flag
    assert "on a host that is not the portal's" in far
    assert "The quay in May" in quay
    # None of them is an attachment.
    assert tree.xpath("//section[@aria-labelledby='attachments']") == []


async def test_one_that_was_replaced_and_then_taken_off_says_so(site: Datasette) -> None:
    tree = await tree_of(site, "/article/1")
    quay = tree.xpath("//section[@aria-labelledby='pictures']//figure")[-1]
    assert "no longer shown" in words_of(quay)
    assert "2 states of this picture were captured, which may look alike" in words_of(quay)
    assert quay.xpath(".//li//a[text()='See it']/@href") == ["/capture/3/picture", "/capture/2/picture"]


async def test_it_is_sent_as_what_its_bytes_are(site: Datasette) -> None:
    answer = await site.client.get("/capture/2/picture")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/png", png(1))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_drawing_is_sent_without_what_draws_nothing(site: Datasette) -> None:
    answer = await site.client.get("/capture/4/picture")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert b"<rect" in answer.content
    assert answer.headers["content-security-policy"] == REPLAYED


@pytest.mark.parametrize(
    ("capture", "status"),
    [
        (5, 404),
        (1, 404),
        (99, 404),
        (8, 451),
    ],
)
async def test_nothing_else_is_sent_as_one(site: Datasette, capture: int, status: int) -> None:
    answer = await site.client.get(f"/capture/{capture}/picture")
    assert answer.status_code == status
    assert b"alert(1)" not in answer.content


async def test_it_can_only_be_asked_for(site: Datasette) -> None:
    assert (await site.client.post("/capture/2/picture")).status_code in (403, 405)
