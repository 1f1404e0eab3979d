"""The same portal with calendars that have no end."""

from crawler.spiders.listing import Listing
from tests.crawler.small_portals.xx_small import HOST, XxSmall


class XxTrapped(XxSmall):
    name = "xx_trapped"
    ways = (
        Listing(f"http://{HOST}/news/"),
        Listing(f"http://{HOST}/calendar?month=1"),
        Listing(f"http://{HOST}/days/1"),
    )
