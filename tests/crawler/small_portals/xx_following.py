"""The same portal with links followed from one article to the next."""

from crawler.spiders.follow import Follow
from tests.crawler.small_portals.xx_small import XxSmall


class XxFollowing(XxSmall):
    name = "xx_following"
    follow = Follow(links="main a", depth=2, most=3)
