"""Running portals side by side in one process, and what became of them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from attrs import Factory, frozen
from rich.console import Console
from rich.live import Live
from scrapy import Spider
from scrapy.settings import Settings

from archive.attempts import latest_attempts
from archive.errors import ArchiveBusyError, DeclarationError, Exit, UsageError
from archive.lock import WriterLock
from archive.records import Reading
from archive.run_report import run_report
from crawler import timestamping
from crawler.alarms.channels import channels
from crawler.alarms.watch import after_crawl
from crawler.cadence import Timetable, cadence
from crawler.checkout import passed_over
from crawler.contact import check_contact
from crawler.desk import Desk
from crawler.loader import PortalLoader, check_names
from crawler.manners.hours import Hours
from crawler.news.subscriptions import Subscriptions, named_in
from crawler.portal import Portal
from crawler.runs.progress import live_table
from crawler.side_by_side import Ended, SideBySide
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
    only: Mapping[str, Sequence[str]] = Factory(dict)
    """Of each portal the addresses of articles that are all that is asked for; empty for all of the portals."""
    then: Callable[[Sequence[Ended], sqlite3.Connection], None] = lambda *_: None
    """Called when the runs have ended, while nobody else may write to the archive."""
    only_due: bool = False
    """Of these portals only those that are due by their cadence."""
    at_once: int = 0
    """Most portals side by side; 0 for the setting's."""
    is_patient: bool = False
    """Whether to wait while another process writes to the archive."""
    log_level: str = "WARNING"


def crawl(order: Order) -> Exit:
    """Crawl, say on standard error what happens, and return what the process should exit with.

    Raises ``UsageError`` for unknown portals, a missing contact, alarms, subscriptions or timestamps that are set up
    wrongly, ``ArchiveBusyError`` where another process writes to the archive and the order is not patient; nothing has
    been fetched then.
    """
    settings = _settings(order)
    check_contact(settings["GAZETTE_CONTACT"])
    channels(os.environ)
    subscriptions = named_in(os.environ)
    timestamping.check_authority(os.environ)
    if why := passed_over(Path.cwd()):
        print(f"warning: {why}", file=sys.stderr)
    Window(order.from_date, order.to_date)
    process = SideBySide(settings)
    loader: PortalLoader = process.spider_loader  # type: ignore[assignment]
    names = _chosen(order, loader)
    # Taken here for its clear errors; the runs take their own seats and the last one closes it.
    desk = _desk(order, settings.getint("GAZETTE_WORKERS"), settings.getfloat("GAZETTE_SECONDS_A_PAGE"))
    try:
        if order.only_due:
            names = _due(names, loader, desk)
        with _live(process, settings.getbool("GAZETTE_LIVE")):
            days = {"from": order.from_date, "to": order.to_date}
            process.crawl_all(names, lambda name: {**days, "only": " ".join(order.only.get(name, ()))})
        order.then(process.ended, desk.store.db.conn)
    finally:
        desk.leave()
    outcome = _outcome(len(names), process.ended, () if order.portals else loader.broken)
    if not any(one.run.outcome == "interrupted" for one in process.ended):
        # Who saves single articles does not expect their portal to be crawled.
        after_crawl(order.folder, _intervals(loader), () if order.only else names)
        # Certified first: webhooks that are dead take half a minute each.
        timestamping.after_capture(order.folder)
        _tell(order.folder, subscriptions)
    return outcome


def _desk(order: Order, workers: int, seconds_a_page: float) -> Desk:
    while True:
        try:
            return Desk.take(order.folder, workers, seconds_a_page)
        except ArchiveBusyError:
            if not order.is_patient:
                raise
        WriterLock(order.folder).wait()  # after which somebody else may be quicker


def _tell(folder: Path, subscriptions: Subscriptions | None) -> None:
    if subscriptions:
        # Imported here: the site's words take half a second.
        from crawler.news.telling import after_crawl as tell

        tell(folder, subscriptions)


def portals() -> dict[str, type[Portal]]:
    """The declared portals by name; without those whose files cannot be loaded, see ``unloadable``."""
    loader = _loader()
    found = (loader.load(name) for name in loader.list())
    return {portal.name: portal for portal in found if issubclass(portal, Portal)}


def readings() -> dict[str, Reading]:
    """How the pages of each of them are read."""
    return {name: portal.reading for name, portal in portals().items()}


def unloadable() -> dict[str, str]:
    """Portals whose files cannot be loaded, to file, reason and remedy."""
    return _loader().broken


def declared() -> dict[str, timedelta]:
    """Every declared portal, and how much time should lie between two runs of it."""
    return _intervals(_loader())


@cache
def _loader() -> PortalLoader:
    """Loaded once a process: it says what it leaves out."""
    return PortalLoader.from_settings(own_settings())


def _intervals(loader: PortalLoader) -> dict[str, timedelta]:
    """One whose file cannot be loaded is missed, too, after the usual time."""
    found = dict.fromkeys(loader.broken, Portal.every) | _cadences(loader, loader.list())
    return {name: cadence(every) for name, every in found.items()}


def _cadences(loader: PortalLoader, names: Sequence[str]) -> dict[str, str]:
    return {name: getattr(loader.load(name), "every", Portal.every) for name in names}


def own_settings() -> Settings:
    """Ours wherever we are called: a ``scrapy.cfg`` of somebody else's may lie in the working directory.

    ``SCRAPY_SETTINGS_MODULE`` names another module, one that begins with ours.
    """
    settings = Settings()
    settings.setmodule(os.environ.get("SCRAPY_SETTINGS_MODULE", "crawler.settings"), priority="project")
    return settings


def _settings(order: Order) -> Settings:
    settings = own_settings()
    own: dict[str, Any] = {
        "GAZETTE_ARCHIVE": str(order.folder),
        "GAZETTE_RECHECK": "all" if order.recheck_all else "due",
        "GAZETTE_LIVE": sys.stderr.isatty(),
        "LOG_LEVEL": order.log_level,
    }
    if order.at_once:
        own["GAZETTE_AT_ONCE"] = order.at_once
    settings.setdict(own | as_contact(settings, order.contact), priority="cmdline")
    return settings


def as_contact(settings: Settings, contact: str) -> dict[str, Any]:
    """The settings that tell portals to turn to ``contact``; none where that is empty."""
    agent = settings["USER_AGENT"].partition(" (")[0] + f" (+{contact})"
    return {"GAZETTE_CONTACT": contact, "USER_AGENT": agent} if contact else {}


def _chosen(order: Order, loader: PortalLoader) -> Sequence[str]:
    known = loader.list()
    unknown = sorted(set(order.portals) - set(known))
    if broken := [loader.broken[name] for name in unknown if name in loader.broken]:
        raise DeclarationError("; ".join(broken))
    check_names(unknown, known)
    if not known and not loader.broken:
        raise UsageError("no portal is declared; add one: `scrapy genspider -t portal NAME ADDRESS`")
    return tuple(dict.fromkeys(order.portals)) or sorted(known)


def _due(names: Sequence[str], loader: PortalLoader, desk: Desk) -> Sequence[str]:
    """Those of ``names`` that are due. Asked with the archive locked: no run can be under way."""
    now = datetime.now(UTC)
    timetable = Timetable.of(_cadences(loader, names), latest_attempts(desk.store.db.conn), now)
    print(timetable, file=sys.stderr)
    open_now = [name for name in timetable.due if _may_be_asked(loader.load(name), now)]
    if closed := [name for name in timetable.due if name not in open_now]:
        print(
            f"due, and waiting for the hours in which they may be asked: {', '.join(closed)}", file=sys.stderr
        )
    return open_now


def _may_be_asked(portal: type[Spider], now: datetime) -> bool:
    hours, timezone = getattr(portal, "hours", ""), getattr(portal, "timezone", "")
    return not hours or Hours.read(hours, timezone).hold(now)


@contextlib.contextmanager
def _live(process: SideBySide, is_live: bool) -> Iterator[None]:
    if not is_live:
        yield
        return

    def table() -> Any:
        return live_table(process.rows(), process.waiting)

    with Live(get_renderable=table, console=Console(stderr=True), refresh_per_second=4):
        yield


def _outcome(asked: int, ended: Sequence[Ended], broken: Collection[str]) -> Exit:
    for one in ended:
        print(run_report(one.run), file=sys.stderr)
    finished = sum(one.run.outcome in ("finished", "waiting") for one in ended)
    if missing := asked - len(ended):
        why = "the log above says why, if the crawl was not stopped"
        print(f"{missing} of {asked} portals have had no run; {why}", file=sys.stderr)
    if broken:
        print(f"left out, as their files cannot be loaded: {', '.join(sorted(broken))}", file=sys.stderr)
    if finished == asked and not broken:
        return Exit.OK
    return Exit.PORTALS_FAILED if finished or not asked else Exit.FAILED
