"""Scrapy settings of the benchmark: the crawler's own, without the delays. For portals on this machine only."""

from crawler.settings import *  # noqa: F403 - a settings module is its names

# It would also keep the Crawl-delay of robots.txt, which is obeyed in all else.
GAZETTE_THROTTLE = False
CONCURRENT_REQUESTS_PER_DOMAIN = 16
