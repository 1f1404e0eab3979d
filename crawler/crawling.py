"""Running portals side by side in one process, and what became of them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from rich.console import Console
from rich.live import Live
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from archive.errors import Exit, UsageError
from archive.records import Reading, Run
from crawler.desk import Desk
from crawler.portal import Portal
from crawler.progress import live_table, report
from crawler.runs import RunKeeper, check_contact
from crawler.spiders.found import Window


@frozen
class Order:
    """What ``gazette crawl`` was asked for."""

    folder: Path
    portals: tuple[str, ...] = ()
    """Empty for all that are declared."""
    from_date: str = ""
    to_date: str = ""
    contact: str = ""
    recheck_all: bool = False
    log_level: str = "WARNING"


def crawl(order: Order) -> Exit:
    """Crawl, say on standard error what happens, and return what the process should exit with.

    Raises ``UsageError`` for unknown portals or a missing contact, ``ArchiveBusyError`` where another process
    writes to the archive; nothing has been fetched then.
    """
    settings = _settings(order)
    check_contact(settings["GAZETTE_CONTACT"])
    Window(order.from_date, order.to_date)
    names = _chosen(order, SpiderLoader.from_settings(settings).list())
    # Taken here for its clear errors; the runs take their own seats and the last one closes it.
    desk = Desk.take(order.folder, settings.getint("GAZETTE_WORKERS"))
    try:
        process = CrawlerProcess(settings)
        for name in names:
            process.crawl(name, **{"from": order.from_date, "to": order.to_date})
        crawlers = list(process.crawlers)
        with _live(crawlers, settings.getbool("GAZETTE_LIVE")):
            process.start()
    finally:
        desk.leave()
    keepers = [keeper for crawler in crawlers if (keeper := crawler.get_extension(RunKeeper))]
    return _outcome(names, [keeper for keeper in keepers if keeper.run])


def readings() -> dict[str, Reading]:
    """How each declared portal's pages are read."""
    loader = SpiderLoader.from_settings(_own_settings())
    found = (loader.load(name) for name in loader.list())
    return {portal.name: portal.reading for portal in found if issubclass(portal, Portal)}


def _own_settings() -> Settings:
    """Ours wherever we are called: a ``scrapy.cfg`` of somebody else's may lie in the working directory.

    ``SCRAPY_SETTINGS_MODULE`` names another module, one that begins with ours.
    """
    settings = Settings()
    settings.setmodule(os.environ.get("SCRAPY_SETTINGS_MODULE", "crawler.settings"), priority="project")
    return settings


def _settings(order: Order) -> Settings:
    settings = _own_settings()
    own: dict[str, Any] = {
        "GAZETTE_ARCHIVE": str(order.folder),
        "GAZETTE_RECHECK": "all" if order.recheck_all else "due",
        "GAZETTE_LIVE": sys.stderr.isatty(),
        "LOG_LEVEL": order.log_level,
    }
    if order.contact:
        own["GAZETTE_CONTACT"] = order.contact
        own["USER_AGENT"] = settings["USER_AGENT"].partition(" (")[0] + f" (+{order.contact})"
    settings.setdict(own, priority="cmdline")
    return settings


def _chosen(order: Order, known: Sequence[str]) -> Sequence[str]:
    unknown = sorted(set(order.portals) - set(known))
    if unknown:
        raise UsageError(
            f"no portal is called {', '.join(unknown)}; `scrapy list` names those that are declared"
        )
    if not known:
        raise UsageError("no portal is declared; add one: `scrapy genspider -t portal NAME ADDRESS`")
    return order.portals or sorted(known)


@contextlib.contextmanager
def _live(crawlers: Sequence[Crawler], is_live: bool) -> Iterator[None]:
    if not is_live:
        yield
        return
    found = (crawler.get_extension for crawler in crawlers)
    lookups = list(found)

    def table() -> Any:
        return live_table(keeper for lookup in lookups if (keeper := lookup(RunKeeper)))

    with Live(get_renderable=table, console=Console(stderr=True), refresh_per_second=4):
        yield


def _outcome(names: Sequence[str], keepers: Sequence[RunKeeper]) -> Exit:
    runs: list[Run] = []
    for keeper in keepers:
        assert keeper.run
        runs.append(keeper.run)
        pause = keeper.account.longest_pause if keeper.account else (0.0, "")
        print(report(keeper.run, keeper.ended_at - keeper.began_at, pause), file=sys.stderr)
    finished = sum(run.outcome in ("finished", "waiting") for run in runs)
    missing = len(names) - len(runs)
    if missing:
        print(f"{missing} of {len(names)} portals could not be begun; see the log above", file=sys.stderr)
    if finished == len(names):
        return Exit.OK
    return Exit.PORTALS_FAILED if finished else Exit.FAILED
