"""``scrapy check [NAME]…``: a live canary. Exit code 1 and the reasons where a portal is not as declared."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from archive.errors import GazetteError
from crawler.canary import MOST_ASKED, Look, fields_of, look_at
from crawler.loader import PortalLoader, check_names
from crawler.portal import Portal
from crawler.recording import load, recorded
from crawler.scout import Scout, send

RECORDED = Path("tests/portals")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings = {"GAZETTE_KEEP": False}

    def syntax(self) -> str:
        return "[options] [portal]..."

    def short_desc(self) -> str:
        return "Ask portals live whether they still are as declared"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        loader = portals_of(self.settings)
        portals = chosen(loader, args)
        try:
            looks = send(partial(_look_at_all, portals), self.settings, MOST_ASKED * len(portals))
        except GazetteError as error:
            raise UsageError(str(error), print_help=False) from error
        if not args:
            looks += [Look(name, 0, 0, (f"not-loaded: {why}",)) for name, why in loader.broken.items()]
        print("\n".join(look.line() for look in looks), file=sys.stderr)
        self.exitcode = int(any(look.faults for look in looks))


def portals_of(settings: BaseSettings) -> PortalLoader:
    """The declared portals. Raises Scrapy's ``UsageError`` where a module is named that there is not."""
    try:
        return PortalLoader.from_settings(settings)
    except GazetteError as error:
        raise UsageError(str(error), print_help=False) from error


def chosen(loader: PortalLoader, names: list[str]) -> list[type[Portal]]:
    """The portals of these names, all where none is given.

    Raises Scrapy's ``UsageError`` for unknown ones, and for those whose files cannot be loaded.
    """
    if reasons := [loader.broken[name] for name in names if name in loader.broken]:
        raise UsageError("; ".join(reasons), print_help=False)
    known = loader.list()
    try:
        check_names(names, known)
    except GazetteError as error:
        raise UsageError(str(error), print_help=False) from error
    return [loader.load(name) for name in names or sorted(known)]  # type: ignore[misc]


async def _look_at_all(portals: list[type[Portal]], scout: Scout) -> list[Look]:
    return [await look_at(scout, portal(), _expected(portal.name)) for portal in portals]


def _expected(name: str) -> list[str]:
    """What the portal's reviewed pages had."""
    recordings = [load(path) for path in recorded(RECORDED, name).values()]
    return fields_of([recording.answer for recording in recordings if recording.is_reviewed])
