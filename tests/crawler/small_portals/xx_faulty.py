"""The same portal with a fault in a method of its own."""

from collections.abc import Iterator

from scrapy.http import Response

from crawler.planning.ledger import Plan
from crawler.portal import Planned
from tests.crawler.small_portals.xx_small import XxSmall


class XxFaulty(XxSmall):
    name = "xx_faulty"

    def parse_article(self, response: Response, plan: Plan) -> Iterator[Planned]:
        if plan.url.endswith("/2"):
            raise KeyError("a fault of the portal's")
        return super().parse_article(response, plan)
