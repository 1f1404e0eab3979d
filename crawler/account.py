"""What one run knows and counts: between the portal that walks and the archive that keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from archive.records import Capture, Reading, Refusal
from archive.rows import hint_from
from archive.store import Known
from archive.warc import StoredCapture, read_capture
from crawler.desk import Desk
from crawler.ledger import Ending, Plan
from crawler.recheck import is_due
from crawler.spiders.found import Window
from pipelines.quality import PASSING, REASONS


class Account(Protocol):
    """What a portal asks and tells while it walks."""

    left: list[Plan]
    """Addresses that the last run planned and did not get."""
    reading: Reading | None
    """How pages are read, where the archive knows more than the declaration."""

    def due(self, window: Window) -> Iterator[Plan]: ...
    def found(self, url: str) -> None: ...
    def has_caught_up(self, urls: Iterable[str]) -> bool: ...
    def wants(self, url: str, modified: str) -> bool: ...
    def earlier(self, url: str) -> Capture | None: ...
    def unread(self, url: str) -> tuple[Capture, StoredCapture] | None: ...
    def plan(self, plan: Plan) -> bool: ...
    def settle(self, plan: Plan, ending: Ending, reason: str) -> None: ...
    def unchanged(self, plan: Plan, capture: Capture) -> None: ...
    def missing(self, plan: Plan, capture: Capture) -> None: ...
    def moved(self, plan: Plan, url: str, capture: Capture) -> None: ...
    def refuse(self, plan: Plan, refusal: Refusal, capture: Capture) -> None: ...
    def unattached(self, plan: Plan, reason: str) -> None: ...


class RunAccount:
    """The account of a run that is kept in an archive."""

    def __init__(self, desk: Desk, run: int, reading: Reading, recheck_all: bool) -> None:
        self.run = run
        self.reading: Reading | None = reading
        self.tally: Counter[str] = Counter()
        self._desk = desk
        self._known: Mapping[str, Known] = desk.store.known(reading.portal)
        # Pages that listings link to and that were no articles before.
        self._strays = desk.store.refused(reading.portal) - self._known.keys()
        self._unread = desk.store.unread(reading.portal, run)
        self._recheck_all = recheck_all
        self.left = desk.ledger.begin(run, reading.portal)
        self._has_walked_all = (
            not recheck_all and not self.left and desk.store.ended_well(reading.portal, run)
        )

    def due(self, window: Window) -> Iterator[Plan]:
        """Known articles of these days whose time has come, with what was said of them when last named."""
        return (
            Plan(url, "article", hint=hint_from(known.capture.hint))
            for url, known in self._known.items()
            if self._is_due(known) and window.may_hold(known.published_on)
        )

    def found(self, url: str) -> None:
        """A listing named an article's address."""
        self.tally["found"] += 1

    def has_caught_up(self, urls: Iterable[str]) -> bool:
        """Whether the run before walked every listing to its end and a page names nothing that came later."""
        return self._has_walked_all and all(url in self._known for url in urls)

    def wants(self, url: str, modified: str) -> bool:
        """Whether a named article is to be fetched: unknown, due, or changed by the listing's own word."""
        known = self._known.get(url)
        return known is None or self._is_due(known) or _is_later(modified, known.last_seen_at)

    def earlier(self, url: str) -> Capture | None:
        """The capture that the next one of this address is compared with."""
        known = self._known.get(url)
        return known.capture if known and known.state != "moved" else None

    def unread(self, url: str) -> tuple[Capture, StoredCapture] | None:
        """A page that the run before captured but was killed before it could read: not to be fetched twice."""
        capture = self._unread.pop(url, None)
        if capture is None:
            return None
        place = (capture.warc_file, capture.warc_offset, capture.warc_length)
        return capture, read_capture(self._desk.store.folder, *place)

    def plan(self, plan: Plan) -> bool:
        """Enter an address into the ledger; False where this run has it already."""
        return self._desk.ledger.plan(self.run, plan)

    def settle(self, plan: Plan, ending: Ending, reason: str) -> None:
        """Close a planned address."""
        self.tally[reason] += 1
        self.tally[f"{ending} {plan.kind}"] += 1
        if plan.kind == "listing" and ending != "stored":
            self.tally[f"listing {reason}"] += 1
        if plan.kind == "article" and self._is_lost(plan.url, ending, reason):
            self.tally[f"article {reason}"] += 1
        self._desk.ledger.settle(self.run, plan, ending, reason)

    def unchanged(self, plan: Plan, capture: Capture) -> None:
        self._desk.store.seen(plan.url, capture.captured_at)
        self.settle(plan, "stored", "unchanged")

    def missing(self, plan: Plan, capture: Capture) -> None:
        if plan.url in self._known:
            self._desk.store.miss(plan.url, capture.captured_at)
            self.tally["missing"] += 1

    def moved(self, plan: Plan, url: str, capture: Capture) -> None:
        self._desk.store.move(plan.url, url, capture.captured_at)
        self.settle(plan, "skipped", "moved")

    def refuse(self, plan: Plan, refusal: Refusal, capture: Capture) -> None:
        self._desk.store.refuse(refusal, capture, self.run)
        self.tally["refused"] += 1
        self.settle(plan, "skipped", refusal.reason)

    def unattached(self, plan: Plan, reason: str) -> None:
        self._desk.store.leave_unattached(plan.url, reason)

    @property
    def held(self) -> int:
        """Articles that the archive held before the run."""
        return len(self._known)

    def _is_lost(self, url: str, ending: Ending, reason: str) -> bool:
        """Whether an ending speaks against the run: not that a page is again the stray that it was before."""
        if ending == "failed" or reason in PASSING:
            return True
        return reason in REASONS and url not in self._strays

    def _is_due(self, known: Known) -> bool:
        if known.state == "moved":
            return False
        return self._recheck_all or is_due(known.published_on, known.changed_at, known.last_seen_at)


class LooseAccount:
    """No archive behind it: for ``scrapy check`` and ``scrapy shell``. Everything is wanted."""

    reading: Reading | None = None

    def __init__(self) -> None:
        self.left: list[Plan] = []

    def due(self, window: Window) -> Iterator[Plan]:
        return iter(())

    def found(self, url: str) -> None: ...

    def has_caught_up(self, urls: Iterable[str]) -> bool:
        return False

    def wants(self, url: str, modified: str) -> bool:
        return True

    def earlier(self, url: str) -> Capture | None:
        return None

    def unread(self, url: str) -> tuple[Capture, StoredCapture] | None:
        return None

    def plan(self, plan: Plan) -> bool:
        return True

    def settle(self, plan: Plan, ending: Ending, reason: str) -> None: ...
    def unchanged(self, plan: Plan, capture: Capture) -> None: ...
    def missing(self, plan: Plan, capture: Capture) -> None: ...
    def moved(self, plan: Plan, url: str, capture: Capture) -> None: ...
    def refuse(self, plan: Plan, refusal: Refusal, capture: Capture) -> None: ...
    def unattached(self, plan: Plan, reason: str) -> None: ...


def _is_later(modified: str, seen_at: str) -> bool:
    """Whether a claimed date lies after our last look; a claimed day does from the next day on."""
    return bool(modified) and modified > seen_at[: len(modified)]
