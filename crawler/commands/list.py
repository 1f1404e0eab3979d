"""``scrapy list``: exit code 1 where a portal's file cannot be loaded; the others are named all the same."""

from __future__ import annotations

import argparse

from scrapy.commands import list as listing

from crawler.commands.check import portals_of


class Command(listing.Command):
    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        loader = portals_of(self.settings)
        print("\n".join(sorted(loader.list())))
        self.exitcode = int(bool(loader.broken))
