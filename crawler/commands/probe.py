"""``scrapy probe ADDRESS``: what ``gazette probe`` does."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from archive.errors import GazetteError
from crawler.probe.command import look


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings = {"GAZETTE_KEEP": False}

    def syntax(self) -> str:
        return "[options] <address of a home page>"

    def short_desc(self) -> str:
        return "Look at a portal's home page and propose its file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--name", default="", help="what the portal is called, e.g. fr_quai")
        parser.add_argument("--write", action="store_true", help="write the file, never over another one")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("one address of a home page is wanted")
        assert self.settings is not None
        try:
            look(args[0], opts.name, opts.write, self.settings)
        except GazetteError as error:
            raise UsageError(str(error), print_help=False) from error
