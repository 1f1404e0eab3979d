"""How far the pages of a way are walked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from attrs import Factory, define

_MOST_PAGES = 5_000
"""Pages of one way in one run: a calendar can be paged for ever."""
_PAGES_IN_VAIN = 3
"""Some portals pin old articles to the top of their lists, and correct the order afterwards."""


@define
class Walk:
    """The pages of one way that a run has read."""

    pages: int = 0
    _met: set[str] = Factory(set)
    _in_vain: int = 0
    _goes_back: bool = False
    _last_day: str = ""

    @property
    def is_too_long(self) -> bool:
        """Whether no further page may be read, whatever it is."""
        return self.pages >= _MOST_PAGES

    def is_past(self, days: Sequence[str], earliest: str) -> bool:
        """Whether a page names only articles of days before ``earliest``, in a list that goes back in time.

        ``days`` in the page's order, empty where unknown. One that goes forward comes to later days yet.
        """
        steps = list(pairwise((self._last_day or days[0], *days))) if days and all(days) else []
        self._goes_back = all(a >= b for a, b in steps) and (self._goes_back or any(a > b for a, b in steps))
        self._last_day = days[-1] if days else ""
        return bool(steps) and self._goes_back and max(days) < earliest

    def goes_on(self, named: Collection[str], is_in_vain: bool) -> bool:
        """Whether to read further than a page that names these articles.

        Not where it names none that this way has not named in this run, or it goes in circles; nor where some
        pages in a row were in vain: they named only what nobody wants, and the rest of the list is older.
        """
        self.pages += 1
        is_circle = self._met.issuperset(named)
        self._met.update(named)
        self._in_vain = self._in_vain + 1 if is_in_vain else 0
        return not is_circle and self._in_vain < _PAGES_IN_VAIN
