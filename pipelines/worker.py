"""What is done in a worker process, and what is done to it first.

The readers are imported where they run: they take half of the time in which a crawl starts, and the crawler's own
process has no use for them.
"""

from __future__ import annotations

import gc
import logging
import resource
import signal

from archive.records import Article, FileText, Page, Refusal

BYTES = 1_500_000_000
"""Memory that a worker may take."""


def read_page(page: Page) -> Article | Refusal:
    """See ``pipelines.read.read``."""
    from pipelines.read import read

    # Nothing that a page is read into can be let go before its end: looking for it takes a thirtieth of the time.
    gc.disable()
    try:
        return read(page)
    finally:
        gc.enable()


def read_file(file: Page) -> FileText:
    """See ``pipelines.files.file_text``; of an article's further page ``pipelines.further.further_text``."""
    from pipelines.files import file_text, is_file
    from pipelines.further import further_text

    if file.first is None or is_file(file.body):
        return file_text(file.body, file.reading.languages)
    return further_text(read_page(file), file)


def prepare() -> None:
    """Make this process a worker."""
    # Ctrl-C goes to the whole process group; the crawler ends its workers itself, in its own time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    # RLIMIT_DATA, not RLIMIT_AS: address space that is only reserved does no harm.
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
