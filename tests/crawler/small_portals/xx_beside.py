"""Another portal on the same host."""

from crawler.spiders.listing import Listing
from tests.crawler.small_portals.xx_small import HOST, XxSmall


class XxBeside(XxSmall):
    name = "xx_beside"
    title = "Office of Things Beside"
    ways = (Listing(f"http://{HOST}/beside/"),)
    article_url = r"^/beside/\d+"
