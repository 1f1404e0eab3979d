"""``scrapy genspider NAME ADDRESS``: the form of a portal's file. What nobody has looked at is left to be filled in."""

from __future__ import annotations

import argparse
from typing import Any

from scrapy.commands import genspider
from scrapy.exceptions import UsageError

from crawler.declaration import is_name


class Command(genspider.Command):
    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.set_defaults(template="portal")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) == 2 and not is_name(args[0]):
            raise UsageError(
                f"{args[0]!r} is no name for a portal: two letters of the country, an underscore, a short name, "
                "all lower case, e.g. fr_interieur",
                print_help=False,
            )
        super().run(args, opts)
        if len(args) == 2:
            print(
                "Now fill in every `...`: until then it is refused, and every command says what is wanted. "
                f"Then look: scrapy check {args[0]}; gazette crawl {args[0]}"
            )

    def _generate_template_variables(
        self, module: str, name: str, url: str, template_name: str
    ) -> dict[str, Any]:
        values = super()._generate_template_variables(module, name, url, template_name)
        home = url if url.endswith("/") or url.count("/") > 2 else f"{url}/"
        return values | {
            "classname": values["classname"].removesuffix("Spider"),
            "url": home,
        }
