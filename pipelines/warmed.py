"""Importing this loads all that reading a page loads on first use.

For the process that workers are forked from: so no page waits for it, and all workers share the memory.
"""

import gc

import pipelines.files  # noqa: F401 - to be there
from archive.records import Page, Reading
from pipelines.read import read

_WARMING = Page(
    url="https://example.org/2026/warm.html",
    body=b"<html><head><title>Warm</title></head><body><h1>Warm</h1><p>Published: 10 heinakuuta 2026</p>"
    b"<p>A page to warm up with, so short that both readers look at it.</p></body></html>",
    content_type="text/html",
    captured_at="2026-01-01T00:00:00.000Z",
    reading=Reading("example"),
)

read(_WARMING)
# What is loaded now stays: the collector need not walk it again every few pages (20 ms each time).
gc.collect()
gc.freeze()
