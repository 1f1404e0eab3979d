"""Scrapy settings of the tests: the crawler's own, with the waiting cut short. For servers of the tests only."""

import os

from crawler.settings import *  # noqa: F403 - a settings module is its names

AUTOTHROTTLE_START_DELAY = 0.01
AUTOTHROTTLE_TARGET_CONCURRENCY = 16
CONCURRENT_REQUESTS_PER_DOMAIN = int(os.environ.get("GAZETTE_TEST_AT_ONCE", "16"))
AUTOTHROTTLE_MAX_DELAY = 0.5
GAZETTE_FIRST_BACKOFF = 0.05
GAZETTE_AUDIT = int(os.environ.get("GAZETTE_TEST_AUDIT", "0"))
# Tests of servers that stall name a shorter one: on a busy machine 2 s pass before an answer is looked at.
DOWNLOAD_TIMEOUT = float(os.environ.get("GAZETTE_TEST_TIMEOUT", "20"))
GAZETTE_WORKERS = 1
TWISTED_DNS_RESOLVER = "tests.crawler.names.LocalNames"
