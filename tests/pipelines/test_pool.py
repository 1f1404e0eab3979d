"""The workers that read pages: one that hangs, eats or dies takes no other page with it."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Lock
from pathlib import Path

import pytest
from attrs import evolve
from pebble import ProcessExpired

from archive.records import Article, Page, Reading, Refusal
from pipelines import months, phrases, places, warmed
from pipelines.pool import ReadersGoneError, ReadingPool
from pipelines.worker import BYTES, read_page
from tests.crawler.small_server import article

GOOD = Page(
    url="https://gov.example/1",
    body=article("A page that can be read"),
    content_type="text/html; charset=utf-8",
    captured_at="2026-11-22T12:00:00.000Z",
    reading=Reading("xx_small"),
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    running = ReadingPool(workers=1, seconds=3)
    yield running
    running.close()


def hang(seconds: float) -> None:
    time.sleep(seconds)


def die(_: object) -> None:
    os._exit(3)


def be_killed(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eat(size: int) -> int:
    return len(bytearray(size))


def fail(_: object) -> None:
    raise KeyError("a fault of ours")


def be_killed_once(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read by another worker"


def worker(_: object) -> int:
    return os.getpid()


def loaded_on_first_use(_: object) -> dict[str, int]:
    tables = {
        "months": months._everywhere,
        "cities": places._cities,
        "phrases, by the sign they begin with": phrases._opening,
    }
    return {name: table.cache_info().currsize for name, table in tables.items()}


async def test_a_page_is_read_in_another_process(pool: ReadingPool) -> None:
    found = await pool.read(GOOD)
    assert isinstance(found, Article)
    assert found.title == "A page that can be read"
    assert await pool.call(worker, None) != os.getpid()


def cycles_of_pages(pages: list[Page]) -> tuple[bool, int]:
    """Whether the collector is at work behind the last page, and how many unreachable objects it then finds."""
    for page in pages:
        read_page(page)
    return gc.isenabled(), gc.collect()


async def test_a_worker_keeps_nothing_of_the_pages_it_has_read(pool: ReadingPool) -> None:
    page = evolve(GOOD, body=GOOD.body + b"<div><p>A line of its own</p></div>" * 2_000)
    _, of_one = await pool.call(cycles_of_pages, [page])
    is_collecting, of_many = await pool.call(cycles_of_pages, [page] * 5)
    assert is_collecting
    assert of_many < 2 * of_one + 1_000


async def test_no_page_waits_for_what_is_loaded_on_first_use(pool: ReadingPool) -> None:
    assert await pool.call(loaded_on_first_use, None) == {
        "months": 1,
        "cities": 1,
        "phrases, by the sign they begin with": len(phrases.FIRSTS) + 1,
    }


def test_neither_a_worker_loads_the_crawler_nor_the_crawler_a_reader() -> None:
    said = "print({'scrapy', 'trafilatura', 'pypdf', 'aiohttp'} & set(sys.modules))"
    # A worker imports what its parent was started as.
    for loaded, expected in (
        ("crawler.__main__, pipelines.warmed", {"trafilatura"}),
        ("crawler.crawling, crawler.runs.keeper", {"scrapy"}),
    ):
        program = [sys.executable, "-c", f"import sys, {loaded}; {said}"]
        assert subprocess.run(program, check=True, capture_output=True, text=True).stdout.strip() == str(
            expected
        )


async def test_what_hangs_is_ended_in_time_and_the_next_page_is_read(pool: ReadingPool) -> None:
    with pytest.raises(TimeoutError):
        await pool.call(hang, 600)
    assert isinstance(await pool.read(GOOD), Article)


@pytest.mark.parametrize("death", [die, be_killed])
async def test_what_kills_its_worker_is_told_and_the_next_page_is_read(
    pool: ReadingPool, death: object
) -> None:
    with pytest.raises(ProcessExpired):
        await pool.call(death, None)  # type: ignore[arg-type]
    assert isinstance(await pool.read(GOOD), Article)


async def test_a_page_whose_worker_was_killed_by_somebody_else_is_read_by_another(
    pool: ReadingPool, tmp_path: Path
) -> None:
    assert await pool.call(be_killed_once, tmp_path / "marker") == "read by another worker"


async def test_a_worker_that_dies_while_it_waits_for_pages_ends_nothing() -> None:
    reasons: list[str] = []
    idle = ReadingPool(workers=2, on_gone=reasons.append)
    for _ in range(3):
        os.kill(await idle.call(worker, None), signal.SIGKILL)
        await asyncio.sleep(0.5)
        assert [await reading for reading in map(idle.read, [GOOD] * 3)] == [await idle.read(GOOD)] * 3
    assert not reasons
    idle.close()


async def test_what_wants_too_much_memory_does_not_get_it(pool: ReadingPool) -> None:
    with pytest.raises(MemoryError):
        await pool.call(eat, BYTES)
    assert isinstance(await pool.read(GOOD), Article)


async def test_a_fault_of_ours_is_not_hidden(pool: ReadingPool) -> None:
    with pytest.raises(KeyError, match="a fault of ours"):
        await pool.call(fail, None)


@pytest.mark.parametrize(
    ("error", "reason"),
    [(TimeoutError(), "too-slow"), (ProcessExpired("died", -9), "too-heavy"), (MemoryError(), "too-heavy")],
)
async def test_a_page_that_is_too_much_is_refused_with_the_reason(
    pool: ReadingPool, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    async def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(pool, "call", fails)
    refused = await pool.read(GOOD)
    assert isinstance(refused, Refusal)
    assert (refused.url, refused.reason) == (GOOD.url, reason)
    assert refused.detail
    assert (await pool.read_file(GOOD)).error.startswith(reason)


async def test_many_pages_at_once_each_get_their_own_answer(pool: ReadingPool) -> None:
    pages = [
        Page(f"https://gov.example/{n}", article(f"Number {n}"), "text/html", GOOD.captured_at, GOOD.reading)
        for n in range(20)
    ]
    found = await asyncio.gather(*map(pool.read, pages))
    assert [(each.url, each.title) for each in found if isinstance(each, Article)] == [
        (f"https://gov.example/{n}", f"Number {n}") for n in range(20)
    ]


async def test_a_large_page_does_not_stop_the_pool(pool: ReadingPool) -> None:
    large = Page(
        GOOD.url, GOOD.body + b"<!--" + b"x" * 8_000_000 + b"-->", "text/html", GOOD.captured_at, GOOD.reading
    )
    assert isinstance(await pool.read(large), Article | Refusal)


async def test_ctrl_c_is_for_the_crawler_and_not_for_its_workers(pool: ReadingPool) -> None:
    pid = await pool.call(worker, None)
    os.kill(pid, signal.SIGINT)
    assert await pool.call(worker, None) == pid


def test_closing_ends_the_workers_with_what_they_are_reading() -> None:
    short = ReadingPool(workers=1, seconds=600)

    async def begin() -> int:
        pid = await short.call(worker, None)
        running = asyncio.ensure_future(short.call(hang, 600))
        await asyncio.wait([running], timeout=0.2)
        return pid

    pid = asyncio.run(begin())
    short.close()
    assert not Path(f"/proc/{pid}").exists()


def test_a_worker_that_begins_when_its_pool_was_closed_has_nothing_to_tell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(FileNotFoundError) as gone:
        Lock.__new__(Lock).__setstate__((0, 1, 1, "/no-such-lock"))
    with pytest.raises(FileNotFoundError) as other:
        Path("/no-such-file").read_bytes()
    for caught, told in ((gone, ""), (other, "No such file or directory: '/no-such-file'\n")):
        warmed.tell(caught.type, caught.value, caught.tb)
        said = capsys.readouterr().err
        assert said.endswith(told)
        assert bool(said) == bool(told)


async def test_when_no_worker_can_be_started_any_more_everybody_who_waits_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reasons: list[str] = []
    pool = ReadingPool(workers=1, on_gone=reasons.append)
    assert isinstance(await pool.read(GOOD), Article)

    def no_memory(*_: object) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(ForkServerProcess, "_Popen", no_memory)
    with pytest.raises(ReadersGoneError, match="no process can be started"):
        await pool.call(be_killed, None)
    with pytest.raises(ReadersGoneError):
        await pool.read(GOOD)
    assert set(reasons) == {"no process can be started to read pages in; free memory"}
    pool.close()
