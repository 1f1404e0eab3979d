"""The first demo portal: a sitemap index, a news sitemap, RSS, listings with a next link."""

from crawler.demo.portals.addresses import hosts
from crawler.portal import Portal
from crawler.spiders.feed import Feed
from crawler.spiders.listing import Listing
from crawler.spiders.sitemap import Sitemap

_HOME = f"http://{hosts()[0]}"
_SECTIONS = ("news/releases", "news/speeches", "news/notices", "zh/tzgg")


class DemoTides(Portal):
    name = "demo_tides"
    title = "Ministry of Tides and Harbours"
    publisher = "Ministry of Tides and Harbours of the Republic of Aldermere"
    country = "XA"
    languages = ("en", "zh")
    timezone = "Etc/GMT-1"
    licence = "fictional"
    home_url = f"{_HOME}/"
    first_date = "2025-11-01"
    ways = (
        Sitemap(f"{_HOME}/sitemap.xml"),
        Feed(f"{_HOME}/rss.xml"),
        *(Listing(f"{_HOME}/{section}/") for section in _SECTIONS),
    )
    watch = ("/en/service/2-7",)
    article_url = r"^/news/[a-z]+/\d+/|^/zh/[a-z]+/\d{6}/t\d{8}_\d+\.html"
