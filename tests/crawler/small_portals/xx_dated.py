"""The same portal with ways that tell days: an archive by day, sitemaps by month, two interfaces."""

from crawler.spiders.dated import DatedArchive
from crawler.spiders.json_api import JsonApi, wordpress
from crawler.spiders.sitemap import Sitemap
from tests.crawler.small_portals.xx_small import HOST, XxSmall

AT = f"http://{HOST}"


class XxDated(XxSmall):
    name = "xx_dated"
    first_date = "2020-05-25"
    ways = (DatedArchive(f"{AT}/archive/{{day:%Y/%m/%d}}/"),)


class XxByMonth(XxSmall):
    name = "xx_by_month"
    ways = (
        Sitemap(f"{AT}/sitemap.xml", dated=r"/(\d{4})-(\d\d)\.xml"),
        JsonApi(f"{AT}/api?page={{page}}", published="day"),
        wordpress(AT),
    )
