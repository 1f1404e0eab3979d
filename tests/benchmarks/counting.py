"""Scrapy alone: the demo portals walked as ever, but their articles only counted. Prints how many there were."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy.crawler import CrawlerProcess
from scrapy.http import Request, Response
from scrapy.utils.project import get_project_settings

from crawler.demo.portals.demo_fields import DemoFields
from crawler.demo.portals.demo_tides import DemoTides
from crawler.planning.ledger import Plan
from crawler.portal import Portal
from pipelines.stages import CapturedPage

_counted: set[str] = set()


class CountTides(DemoTides):
    def parse_article(self, response: Response, plan: Plan) -> Iterator[Request | CapturedPage]:
        _counted.add(plan.url)
        return iter(())


class CountFields(DemoFields):
    def parse_article(self, response: Response, plan: Plan) -> Iterator[Request | CapturedPage]:
        _counted.add(plan.url)
        return iter(())


def main() -> None:
    settings = get_project_settings()
    settings["GAZETTE_KEEP"] = False
    settings["LOG_LEVEL"] = "ERROR"
    settings["ITEM_PIPELINES"] = {}
    process = CrawlerProcess(settings)
    portals: tuple[type[Portal], ...] = (CountTides, CountFields)
    for portal in portals:
        process.crawl(portal)
    process.start()
    print(len(_counted))


if __name__ == "__main__":
    main()
