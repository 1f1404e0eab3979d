"""Importing this makes a process one that workers are forked from.

All that reading a page loads on first use is loaded: no page waits for it, and all workers share the memory.
"""

import gc
import sys
from multiprocessing import synchronize
from traceback import walk_tb
from types import TracebackType

import pipelines.files  # noqa: F401 - to be there
from archive.records import Page, Reading
from pipelines.phrases import FIRSTS
from pipelines.read import read

_SHORT = "<p>Published: 10 heinakuuta 2026</p><p>A page to warm up with, so short that both readers look at it.</p>"
_OF_ALL_LETTERS = "<p>London: 4 May 2026</p>" + "".join(
    f"<p>{sign} begins a line.</p>" for sign in (*sorted(FIRSTS), "…")
)


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A hook for exceptions (``sys.excepthook``) of workers that cannot begin.

    One that was begun when its pool was closed finds the pool's locks gone. Nobody waits for it: nothing is told.
    """
    frames = [frame for frame, _ in walk_tb(trace)]
    is_lock_gone = bool(frames) and frames[-1].f_code.co_filename == synchronize.__file__
    if not (is_lock_gone and issubclass(kind, FileNotFoundError)):
        sys.__excepthook__(kind, error, trace)


def _page(body: str) -> Page:
    return Page(
        url="https://example.org/2026/warm.html",
        body=f"<html><head><title>Warm</title></head><body><h1>Warm</h1>{body}</body></html>".encode(),
        content_type="text/html",
        captured_at="2026-01-01T00:00:00.000Z",
        reading=Reading("example"),
    )


sys.excepthook = tell
for body in (_SHORT, _OF_ALL_LETTERS):
    read(_page(body))
# What is loaded now stays: the collector need not walk it again every few pages (20 ms each time).
gc.collect()
gc.freeze()
