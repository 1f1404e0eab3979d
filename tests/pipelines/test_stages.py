"""A stage that gives up leaves its own pages; those of other portals are read on by the same pool."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem

from archive.records import Article, Page, Reading, Rules
from pipelines.pool import ReadingPool
from pipelines.stages import CapturedPage, ReadArticle

TEXT = "<p>The minister opened the new bridge in the north of the country on Monday.</p>" * 3
CLUMSY = Rules(text=("p ~ p ~ p ~ p",))
"""Minutes for three thousand paragraphs."""


@pytest.fixture
def pool() -> Iterator[ReadingPool]:
    pool = ReadingPool(2)
    yield pool
    pool.close()


def page(portal: str, paragraphs: int = 0, rules: tuple[Rules, ...] = ()) -> CapturedPage:
    body = (
        f"<html><body><main><h1>A bridge</h1>{TEXT}{'<p>More of it.</p>' * paragraphs}</main></body></html>"
    )
    read = Page(
        "https://portal.example/1",
        body.encode(),
        "text/html",
        "2026-11-22T00:00:00.000Z",
        Reading(portal, rules=rules),
    )
    nothing = SimpleNamespace(truncated="")
    return CapturedPage(read, nothing, nothing, print, print, print)  # type: ignore[arg-type]


def stage(pool: ReadingPool) -> ReadArticle:
    return ReadArticle(SimpleNamespace(pool=pool))  # type: ignore[arg-type]


async def test_a_portal_with_many_slow_pages_does_not_keep_another_waiting_for_all_of_them() -> None:
    pool = ReadingPool(1, seconds=1)
    slow, other = stage(pool), stage(pool)
    stuck = [asyncio.create_task(slow.process_item(page("xx_a", 3000, (CLUMSY,)))) for _ in range(12)]
    await asyncio.sleep(0)
    try:
        assert isinstance((await other.process_item(page("xx_b"))).result, Article)
        assert sum(task.done() for task in stuck) <= 4
    finally:
        slow.give_up()
        await asyncio.gather(*stuck, return_exceptions=True)
        pool.close()


async def test_one_portal_that_is_stopped_does_not_end_what_others_read(pool: ReadingPool) -> None:
    stopped, other = stage(pool), stage(pool)
    stuck = [asyncio.create_task(stopped.process_item(page("xx_a", 3000, (CLUMSY,)))) for _ in range(4)]
    await asyncio.sleep(0.5)
    waiting = asyncio.create_task(other.process_item(page("xx_b")))
    stopped.give_up()
    assert {type(result) for result in await asyncio.gather(*stuck, return_exceptions=True)} == {DropItem}
    assert isinstance((await waiting).result, Article)
    with pytest.raises(DropItem):
        await stopped.process_item(page("xx_a"))
