"""Pages in memory, read on all cores: what extraction takes where nothing else is done."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence

import trafilatura
from attrs import frozen

from archive.records import Article, Page, Refusal
from pipelines import read

Reader = Callable[[Page], object]
_PAGES_A_TASK = 8
_task: tuple[Reader, Sequence[Page]]


@frozen
class Spent:
    """Seconds by the clock, and CPU seconds of all cores together."""

    seconds: float
    cpu: float


def bare(page: Page) -> str | None:
    """trafilatura as it comes: plain ``extract()``."""
    return trafilatura.extract(page.body)


def ours(page: Page) -> Article | Refusal:
    """Text and every field, as the crawler has it done."""
    return read.read(page)


def read_all(reader: Reader, pages: Sequence[Page], cores: int) -> Spent:
    """Have every page read, one process a core."""
    global _task
    _task = (reader, pages)
    # What is loaded on first use is loaded before the clock runs, and inherited.
    for page in pages[:: max(1, len(pages) // 8)]:
        reader(page)
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        began = time.monotonic()
        cpu = sum(pool.imap_unordered(_read_some, range(0, len(pages), _PAGES_A_TASK)))
        return Spent(time.monotonic() - began, cpu)


def _read_some(first: int) -> float:
    reader, pages = _task
    began = time.process_time()
    for page in pages[first : first + _PAGES_A_TASK]:
        reader(page)
    return time.process_time() - began
