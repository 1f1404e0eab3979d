"""Which of the pages that are watched a run has not kept: a person has named each of them, and is told of each."""

from __future__ import annotations

from collections.abc import Container

from archive.records import WITHHELD
from crawler.exchange.endings import GONE, Ending
from crawler.planning.watched import Watched

STILL_MISSING = "still-missing"
"""The ledger's word for a missing article that was looked for and is not there."""
_TOLD = frozenset(("moved", STILL_MISSING, WITHHELD))
"""Endings that the archive tells of by itself."""


class Vigil:
    """The account of the watched pages of one run. ``held``: addresses of articles that the archive has."""

    def __init__(self, watched: Watched, held: Container[str]) -> None:
        self.watched = watched
        self.lost: dict[str, str] = {}
        """Those that were not kept, with the reason; none of which it is news that they are gone."""
        self.kept = 0
        self._held = held

    def settle(self, url: str, ending: Ending, reason: str) -> None:
        """Take note of how an article's address ended."""
        if url not in self.watched:
            return
        is_news = reason in GONE and url in self._held
        if ending == "stored" or reason in _TOLD or is_news:
            self.kept += ending == "stored"
            self.lost.pop(url, None)
        else:
            self.lost[url] = reason
