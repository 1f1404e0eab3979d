"""The same beside the articles of a list."""

from crawler.declare import Listing, Portal
from tests.crawler.small_portals.xx_small import HOST


class XxListed(Portal):
    title = "Ministry of Standing Pages and News"
    languages = ("en",)
    timezone = "UTC"
    home_url = f"http://{HOST}/"
    ways = (Listing("/news/"),)
    article_url = r"^/news/\d+"
    watch = ("/services",)
