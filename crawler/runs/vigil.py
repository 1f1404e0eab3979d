"""Which of the pages that are watched a run has not kept: a person has named each of them, and is told of each."""

from __future__ import annotations

from collections.abc import Iterable

from archive.records import WITHHELD, utc_now
from archive.watchlist import Look
from crawler.exchange.endings import GONE, Ending
from crawler.planning.twins import address_key
from crawler.planning.watched import Watched

STILL_MISSING = "still-missing"
"""The ledger's word for a missing article that was looked for and is not there."""
_TOLD = frozenset((STILL_MISSING, WITHHELD))
"""Endings that the archive tells of by itself."""
_TOLD_OF_HELD = frozenset(("moved", "unchanged", *GONE))
"""The same, of articles that it has."""
_UNASKED = frozenset((WITHHELD, "robots", "robots-unreachable", "crawl-delay"))
"""Endings of which the portal knows nothing."""


class Vigil:
    """The account of the watched pages of one run. ``held``: those of them of which the archive has an article,
    whichever portal's."""

    def __init__(self, watched: Watched, held: Iterable[str]) -> None:
        self.watched = watched
        self._held = frozenset(map(address_key, held))
        self._kept: set[str] = set()
        self._lost: dict[str, tuple[str, str]] = {}
        self._asked_at: dict[str, str | None] = {}

    @property
    def kept(self) -> int:
        """How many were kept, or are as before."""
        return len(self._kept)

    @property
    def lost(self) -> dict[str, str]:
        """Those that were not, under no form of their address, with the reason; none of which it is news that they are
        gone, or have moved."""
        return {url: reason for key, (url, reason) in self._lost.items() if key not in self._kept}

    @property
    def looks(self) -> list[Look]:
        """What came of each that was looked at."""
        lost = {address_key(url): reason for url, reason in self.lost.items()}
        keys = ((url, address_key(url)) for url in self.watched)
        return [
            Look(url, self._asked_at[key], lost.get(key, "")) for url, key in keys if key in self._asked_at
        ]

    def settle(self, url: str, ending: Ending, reason: str) -> None:
        """Take note of how an article's address ended."""
        if url not in self.watched:
            return
        key = address_key(url)
        is_told_of_held = reason in _TOLD_OF_HELD and key in self._held
        self._asked_at[key] = self._asked_at.get(key) if reason in _UNASKED else utc_now()
        if ending == "stored" and (reason != "unchanged" or is_told_of_held):
            self._kept.add(key)
        elif not (reason in _TOLD or is_told_of_held):
            self._lost.setdefault(key, (url, reason))
