"""Scrapy settings of the tests in which a page kills the process that reads it (``GAZETTE_TEST_DEADLY``: its path)."""

import os
import signal
import time

from archive.records import Article, Page, Refusal
from pipelines import worker
from pipelines.read import read
from tests.crawler.hasty import *  # noqa: F403 - a settings module is its names

GAZETTE_WORKERS = 2
GAZETTE_SECONDS_A_PAGE = 4
_SECONDS_TO_LIVE = 0.5
"""What ends a reader takes time. One that is dead before the pool has read that it began is not known to have had
the page: Pebble then calls it a page that took too long.
"""


def read_or_die(page: Page) -> Article | Refusal:
    """Reads a page, as ``pipelines.read`` does, unless it is the deadly one."""
    if page.url.endswith(os.environ["GAZETTE_TEST_DEADLY"]):
        time.sleep(_SECONDS_TO_LIVE)
        os.kill(os.getpid(), signal.SIGKILL)
    return read(page)


worker.read_page = read_or_die
