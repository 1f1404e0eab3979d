"""The account of planned addresses, in ``crawl.db``: each ends in exactly one terminal record.

``planned = stored + failed + skipped`` at the end of every run; what is still open belongs to a run that
was interrupted, or to a host that is to be left alone. The portal's next run begins with it, and with what
failed for a reason that may pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import evolve, frozen
from sqlite_utils import Database, Migrations

from archive.database import transaction
from archive.records import Hint, utc_now
from archive.rows import hint_from, hint_text
from crawler.exchange.endings import GONE, Ending
from pipelines.quality import PASSING

Kind = Literal["listing", "article", "attachment", "requisite"]
Via = Literal["", "link", "canonical", "twin", "hand"]

migrations = Migrations("gazette-crawl")


@migrations(name="0001_ledger")
def _ledger(db: Database) -> None:
    db.execute("""
        CREATE TABLE ledger (
            run INTEGER NOT NULL, url TEXT NOT NULL, portal TEXT NOT NULL, kind TEXT NOT NULL, way INTEGER NOT NULL,
            hint TEXT NOT NULL, planned_at TEXT NOT NULL, ending TEXT NOT NULL DEFAULT '',
            reason TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (run, url)
        ) WITHOUT ROWID
    """)
    db.execute("CREATE INDEX ledger_open ON ledger(portal, ending)")


@migrations(name="0002_how_addresses_were_found")
def _found(db: Database) -> None:
    db.execute("ALTER TABLE ledger ADD COLUMN depth INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE ledger ADD COLUMN via TEXT NOT NULL DEFAULT ''")


@frozen
class Plan:
    """An address that a run means to fetch, and why."""

    url: str
    kind: Kind
    way: int = 0
    """Which of the portal's ways a listing belongs to."""
    hint: Hint = Hint()
    tries: int = 1
    """In how many runs it has been planned since it was last fetched."""
    depth: int = 0
    """Links from an article that a listing named."""
    via: Via = ""
    """What named it, where that was no listing: an article's link, a page that says it is this one, a twin that
    failed, a person."""


@frozen
class _Entry:
    plan: Plan
    planned_at: str
    ending: str = ""
    reason: str = ""


class Ledger:
    """The open account of all runs of this process. Entries wait until its ``CrawlState`` is flushed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._runs: dict[int, tuple[str, dict[str, Ending | str]]] = {}
        self._waiting: dict[tuple[int, str], _Entry] = {}
        self._parts: set[tuple[int, str]] = set()
        """Of pages, that are planned and were not asked for yet: run and address."""

    def begin(self, run: int, portal: str, goes_on: bool = False) -> list[Plan]:
        """Open the account of a run; returns what the portal's runs before it left, oldest first: those since the last
        one that asked for all of it.

        A run that ``goes_on`` with that one reads no listing again: those stand in its account as skipped.
        """
        with transaction(self._db):
            left = [_plan(row) for row in self._db.query(_LEFT, [portal])]
            walked = [_plan(row) for row in self._db.query(_WALKED, [portal])] if goes_on else []
            # The accounts of earlier runs are summed up in their rows; what they left open is planned anew.
            self._db.execute("DELETE FROM ledger WHERE portal = ? OR run = ?", [portal, run])
            self._runs[run] = (portal, dict.fromkeys((plan.url for plan in left), ""))
            for plan in left:
                self._waiting[run, plan.url] = _Entry(plan, utc_now())
            self._parts.update((run, plan.url) for plan in left if plan.kind == "requisite")
            for plan in walked:
                self._runs[run][1][plan.url] = "skipped"
                self._waiting[run, plan.url] = _Entry(plan, utc_now(), "skipped", _WALKED_BEFORE)
            self.write()
        self.written()
        return left

    def begin_aside(self, run: int, portal: str) -> None:
        """Open the account of a run that leaves all that is open to the next one."""
        self._runs[run] = (portal, {})

    def plan(self, run: int, plan: Plan) -> bool:
        """Enter an address; False where this run has it already.

        What is planned as a part of pages alone (``requisite``) is taken over by whatever else it turns out to be, as
        long as it was not ``take``n to be asked for.
        """
        _, endings = self._runs[run]
        is_open_part = (run, plan.url) in self._parts and plan.kind != "requisite"
        if plan.url in endings and not is_open_part:
            return False
        if plan.kind == "requisite":
            self._parts.add((run, plan.url))
        else:
            self._parts.discard((run, plan.url))
        endings[plan.url] = ""
        self._waiting[run, plan.url] = _Entry(plan, utc_now())
        return True

    def take(self, run: int, plan: Plan) -> bool:
        """Whether a part of pages is still to be asked for as one; it can be nothing else from now on."""
        is_open = (run, plan.url) in self._parts
        self._parts.discard((run, plan.url))
        return is_open

    def settle(self, run: int, plan: Plan, ending: Ending, reason: str) -> None:
        """The terminal record of a planned address. The first one counts: a second is a fault of ours."""
        _, endings = self._runs[run]
        self._parts.discard((run, plan.url))
        if endings[plan.url]:
            raise AssertionError(f"{plan.url}: settled twice, {endings[plan.url]} and {ending} ({reason})")
        endings[plan.url] = ending
        entry = self._waiting.get((run, plan.url)) or _Entry(plan, utc_now())
        self._waiting[run, plan.url] = evolve(entry, ending=ending, reason=reason)

    def sums(self, run: int) -> Counter[str]:
        """How many addresses ended how; ``''`` counts those without a terminal record."""
        return Counter(self._runs[run][1].values())

    def end(self, run: int) -> None:
        """Put the account of a run away, when all of it is written."""
        del self._runs[run]
        self._parts = {(other, url) for other, url in self._parts if other != run}

    @property
    def waits(self) -> bool:
        """Whether anything is to be written."""
        return bool(self._waiting)

    def write(self) -> None:
        """Write what waits, into the transaction that is open."""
        self._db.table("ledger").insert_all(
            (self._row(run, entry) for (run, _), entry in self._waiting.items()),
            replace=True,
            batch_size=1000,
        )

    def written(self) -> None:
        """What waited stands in the file."""
        self._waiting.clear()

    def _row(self, run: int, entry: _Entry) -> dict[str, object]:
        return {
            "run": run,
            "url": entry.plan.url,
            "portal": self._runs[run][0],
            "kind": entry.plan.kind,
            "way": entry.plan.way,
            "hint": hint_text(entry.plan.hint),
            "tries": entry.plan.tries,
            "depth": entry.plan.depth,
            "via": entry.plan.via,
            "planned_at": entry.planned_at,
            "ending": entry.ending,
            "reason": entry.reason,
        }


def _quoted(reasons: Iterable[str]) -> str:
    return ", ".join(f"'{reason}'" for reason in sorted(reasons))


_WALKED_BEFORE = "walked-before"
_WALKED = """
SELECT *, tries AS next_try FROM ledger
WHERE portal = ? AND kind = 'listing' AND (ending = 'stored' OR reason IN ('end-of-listing', 'walked-before'))
"""
_LEFT = """
SELECT *, tries + (ending <> '') AS next_try FROM (
    SELECT *, row_number() OVER (PARTITION BY url ORDER BY run DESC) AS place FROM ledger WHERE portal = ?)
WHERE place = 1 AND (ending = '' OR (tries < 3 AND (
    (ending = 'failed' AND reason NOT IN ({}))
    OR reason IN ({})))) ORDER BY planned_at
""".format(_quoted(GONE), _quoted((*PASSING, "robots-unreachable")))  # noqa: S608 - our own words
"""By the latest run that planned an address: who saves a page between two crawls has seen to it."""


def _plan(row: Mapping[str, Any]) -> Plan:
    return Plan(
        row["url"],
        row["kind"],
        row["way"],
        hint_from(row["hint"]),
        row["next_try"],
        row["depth"],
        row["via"],
    )
