"""What is known of the hosts that are asked: shared by a process's portals, kept in ``crawl.db`` between runs.

A host is named as portals declare it: with its port where that is not the usual one.
"""

from __future__ import annotations

from asyncio import Future
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from attrs import asdict, evolve, frozen
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from sqlite_utils import Database, Migrations

from archive.records import format_instant, utc_now
from crawler.exchange.endings import WaitError
from crawler.manners.budget import Budget

if TYPE_CHECKING:
    from crawler.manners.robots import Ruling

_WAITED_FOR = timedelta(seconds=120)
"""A rest that a run waits for; longer, and a later run goes on."""
_LONGEST_REST = timedelta(days=7)
"""Who asks for more is asked again after this time."""
_PATIENCE = timedelta(days=3)
"""A host that has asked for rest for longer, and has answered nothing else, is a fault that somebody must see."""
_ROBOTS_LAST = timedelta(days=1)
"""RFC 9309, 2.4."""

migrations = Migrations("gazette-hosts")


@migrations(name="0001_hosts")
def _tables(db: Database) -> None:
    db.execute("""
        CREATE TABLE hosts (
            name TEXT PRIMARY KEY, not_before TEXT NOT NULL, reason TEXT NOT NULL, resting_since TEXT NOT NULL,
            distrusted_at TEXT NOT NULL
        ) WITHOUT ROWID
    """)
    db.execute("CREATE TABLE robots (origin TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, body BLOB NOT NULL)")


@frozen
class Host:
    """What is remembered of one host."""

    name: str
    not_before: str = ""
    """The instant before which it asked not to be asked again."""
    reason: str = ""
    """How it asked: ``429, Retry-After``."""
    resting_since: str = ""
    """When it asked first; empty as soon as it has answered again."""
    distrusted_at: str = ""
    """When one of its 304 was found to be wrong."""


@frozen
class RobotsText:
    """The robots.txt of one origin as it was fetched; empty where there is none."""

    origin: str
    fetched_at: str
    body: bytes


class Hosts:
    """The hosts of this process. Changes wait until their ``CrawlState`` is flushed."""

    _loose: WeakKeyDictionary[Crawler, Hosts] = WeakKeyDictionary()

    def __init__(self, db: Database | None = None) -> None:
        """Without ``db`` nothing is known from earlier runs, and nothing can be written (``scrapy shell``)."""
        self._db = db
        hosts = db.query("SELECT * FROM hosts") if db else ()
        robots = db.query(_FRESH, [_a_day_ago()]) if db else ()
        self._hosts = {row["name"]: Host(**row) for row in hosts}
        self._robots = {row["origin"]: RobotsText(**row) for row in robots}
        self._changed: dict[str, Host] = {}
        self._fetched: dict[str, RobotsText] = {}
        self._given_up: dict[str, str] = {}
        self._budgets: dict[str, Budget] = {}
        self.rulings: dict[str, Future[Ruling | None]] = {}
        """What robots.txt says, by origin, as far as it was asked for."""
        self.silent: dict[str, str] = {}
        """Address of each robots.txt that could not be read to the reason."""

    @classmethod
    def of(cls, crawler: Crawler) -> Hosts:
        """Those of the crawl's desk; its own where no run is kept."""
        desk = getattr(crawler, "desk", None)
        if desk is not None:
            return desk.hosts
        if crawler not in cls._loose:
            cls._loose[crawler] = cls()
        return cls._loose[crawler]

    def budget(self, name: str, settings: BaseSettings) -> Budget:
        """The host's one budget, whoever asks it."""
        if name not in self._budgets:
            self._budgets[name] = Budget.from_settings(settings)
            self._budgets[name].rest(self._rest_left(name, datetime.now(UTC)).total_seconds())
        return self._budgets[name]

    def drop(self, whose: object, error: Exception) -> None:
        """End the waiting of ``whose`` requests for their turns, at whatever host."""
        for budget in self._budgets.values():
            budget.drop(error, whose)

    def check_open(self, name: str, now: datetime | None = None) -> None:
        """Raise ``WaitError`` for a host that is to be left alone for longer than a run waits."""
        if name in self._given_up:
            raise WaitError(self._given_up[name], is_fault=True)
        now = now or datetime.now(UTC)
        if self._rest_left(name, now) > _WAITED_FOR:
            host = self._host(name)
            since = datetime.fromisoformat(host.resting_since)
            raise WaitError(_resting(host), is_fault=now - since > _PATIENCE)

    def rests(self, name: str) -> bool:
        """Whether a host is to be left alone by this run."""
        try:
            self.check_open(name)
        except WaitError:
            return True
        return False

    def rest(self, name: str, seconds: float, reason: str) -> None:
        """The host has asked to be left alone for so long: also by later runs."""
        now = datetime.now(UTC)
        rest = min(timedelta(seconds=seconds), _LONGEST_REST)
        until, host = now + rest, self._host(name)
        if name in self._budgets:
            self._budgets[name].rest(rest.total_seconds())
        since = host.resting_since or format_instant(now)
        self._keep(evolve(host, not_before=format_instant(until), reason=reason, resting_since=since))

    def give_up(self, name: str, reason: str) -> None:
        """Leave a host alone for the rest of this process's life."""
        self._given_up[name] = reason

    def answered(self, name: str) -> None:
        """The host has answered as it should. While it rests, that is what was under way when it asked for rest."""
        host = self._host(name)
        if host.resting_since and host.not_before <= utc_now():
            self._keep(evolve(host, not_before="", reason="", resting_since=""))

    def distrust(self, name: str) -> None:
        """A 304 of the host was wrong: it is not asked conditionally any more."""
        self._keep(evolve(self._host(name), distrusted_at=utc_now()))

    def trusts(self, name: str) -> bool:
        """Whether the host's 304 can be relied on, as far as is known."""
        return not self._host(name).distrusted_at

    def robots(self, origin: str) -> RobotsText | None:
        """The robots.txt, if it was fetched within the last day. One of a day to come was fetched by a wrong clock."""
        kept = self._robots.get(origin)
        return kept if kept and _a_day_ago() < kept.fetched_at <= utc_now() else None

    def keep_robots(self, origin: str, body: bytes) -> RobotsText:
        """Remember what was fetched now."""
        robots = RobotsText(origin, utc_now(), body)
        self._robots[origin] = self._fetched[origin] = robots
        return robots

    @property
    def waits(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._changed or self._fetched)

    def write(self) -> None:
        """Write what waits, into the transaction that is open."""
        assert self._db
        self._db.table("hosts").upsert_all(map(asdict, self._changed.values()), pk="name")
        self._db.table("robots").upsert_all(map(asdict, self._fetched.values()), pk="origin")

    def written(self) -> None:
        """What waited stands in the file."""
        self._changed.clear()
        self._fetched.clear()

    def _rest_left(self, name: str, now: datetime) -> timedelta:
        """None of a longer time than any that is kept: the clock was wrong when it was asked for."""
        not_before = self._host(name).not_before
        left = datetime.fromisoformat(not_before) - now if not_before else timedelta(0)
        return left if timedelta(0) < left <= _LONGEST_REST else timedelta(0)

    def _host(self, name: str) -> Host:
        return self._hosts.get(name) or Host(name)

    def _keep(self, host: Host) -> None:
        self._hosts[host.name] = self._changed[host.name] = host


def host_of(url: str) -> str:
    """The host of an absolute web address, as portals declare it."""
    parts = urlsplit(url)
    return parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, ""))


_FRESH = "SELECT * FROM robots WHERE fetched_at > ?"


def _a_day_ago() -> str:
    return format_instant(datetime.now(UTC) - _ROBOTS_LAST)


def _resting(host: Host) -> str:
    return f"{host.name} asks to be left alone until {host.not_before} ({host.reason})"
