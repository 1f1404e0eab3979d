"""A portal of which pages are watched that no list names."""

from crawler.declare import Portal
from tests.crawler.small_portals.xx_small import HOST


class XxWatching(Portal):
    title = "Ministry of Standing Pages"
    languages = ("en",)
    timezone = "UTC"
    home_url = f"http://{HOST}/"
    watch = ("/dues", "/services", "/gone")
