"""Scrapy settings of the tests: the crawler's own, with the waiting cut short. For servers of the tests only."""

import os

from crawler.settings import *  # noqa: F403 - a settings module is its names

AUTOTHROTTLE_START_DELAY = 0.01
AUTOTHROTTLE_TARGET_CONCURRENCY = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_TIMEOUT = float(os.environ.get("GAZETTE_TEST_TIMEOUT", "2"))
GAZETTE_WORKERS = 1
TWISTED_DNS_RESOLVER = "tests.crawler.names.LocalNames"
