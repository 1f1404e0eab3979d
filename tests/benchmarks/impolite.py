"""Scrapy settings of the benchmark: the crawler's own, without the delays. For portals on this machine only."""

from crawler.settings import *  # noqa: F403 - a settings module is its names
from crawler.settings import EXTENSIONS as _EXTENSIONS

AUTOTHROTTLE_ENABLED = False
# It would also keep the Crawl-delay of robots.txt, which is obeyed in all else.
EXTENSIONS = _EXTENSIONS | {"crawler.politeness.Throttle": None}
CONCURRENT_REQUESTS_PER_DOMAIN = 16
