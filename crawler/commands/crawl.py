"""``scrapy crawl NAME``: says what is wrong with a name, or with its file, in place of a traceback."""

from __future__ import annotations

import argparse

from scrapy.commands import crawl

from crawler.commands.check import chosen
from crawler.loader import PortalLoader


class Command(crawl.Command):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
        loader: PortalLoader = self.crawler_process.spider_loader  # type: ignore[assignment]
        chosen(loader, args)
        super().run(args, opts)
