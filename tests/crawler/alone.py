"""The tests' Scrapy settings without the portals that are declared for real: for crawls of all portals."""

import os

from tests.crawler.hasty import *  # noqa: F403 - a settings module is its names

SPIDER_MODULES = os.environ["GAZETTE_PORTALS"].split()
