"""The same portal with every way into it."""

from crawler.spiders.dated import DatedArchive
from crawler.spiders.feed import Feed
from crawler.spiders.json_api import JsonApi, wordpress
from crawler.spiders.listing import Listing
from crawler.spiders.sitemap import Sitemap
from tests.crawler.small_portals.xx_small import HOST, XxSmall

AT = f"http://{HOST}"


class XxEvery(XxSmall):
    name = "xx_every"
    ways = (
        Sitemap(f"{AT}/sitemap.xml", dated=r"/(\d{4})-(\d\d)\.xml"),
        Feed(f"{AT}/rss.xml"),
        Feed(f"{AT}/atom.xml"),
        Feed(f"{AT}/feed.json"),
        Listing(f"{AT}/list/"),
        Listing(f"{AT}/counted/", numbered=f"{AT}/counted/index_{{page}}.html", first=1),
        Listing(f"{AT}/asked", numbered=f"{AT}/asked?page={{page}}"),
        Listing(f"{AT}/more/", numbered=f"{AT}/more.json?page={{page}}", fragment="data.html"),
        JsonApi(f"{AT}/api?offset={{page}}", items="items", first=0, step=2),
        JsonApi(f"{AT}/cursor", items="items", next="cursor && join('', ['/cursor?after=', cursor])"),
        wordpress(AT),
        DatedArchive(f"{AT}/archive/{{day:%Y/%m/%d}}/", days=3),
    )
