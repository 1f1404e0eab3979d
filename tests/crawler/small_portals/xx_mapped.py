"""The same portal by its sitemap."""

from crawler.spiders.sitemap import Sitemap
from tests.crawler.small_portals.xx_small import HOST, XxSmall


class XxMapped(XxSmall):
    name = "xx_mapped"
    ways = (Sitemap(f"http://{HOST}/sitemap.xml"),)
