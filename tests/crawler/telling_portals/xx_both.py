"""A portal of a listing and, behind it, a feed."""

from crawler.portal import Portal
from crawler.spiders.feed import Feed
from crawler.spiders.listing import Listing
from tests.crawler.small_portals.xx_small import HOST


class XxBoth(Portal):
    title = "Ministry of Both Things"
    languages = ("en",)
    timezone = "UTC"
    home_url = f"http://{HOST}/"
    ways = (Listing("/news/"), Feed("/feed.xml"))
    article_url = r"^/news/\d+"
