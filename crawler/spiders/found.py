"""What a way of walking a portal finds, and what every way promises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Literal, Protocol

from attrs import frozen
from scrapy.http import Response

from archive.errors import UsageError
from archive.records import Hint

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(?!\d)")


@frozen
class Window:
    """The days that a crawl asks for, both included; an empty end is open. ``UsageError`` where it ends before
    it begins."""

    from_date: str = ""
    to_date: str = ""

    def __attrs_post_init__(self) -> None:
        if self.from_date and self.to_date and self.from_date > self.to_date:
            raise UsageError(f"from {self.from_date} to {self.to_date} holds no day; exchange the two")

    def may_hold(self, published: str) -> bool:
        """Whether an article of this day (``YYYY-MM-DD``, or ``''`` where unknown) can be in the window."""
        return not published or (self.from_date <= published <= (self.to_date or "9999"))

    def may_hold_changed(self, modified: str) -> bool:
        """Whether what was last changed then can have been published in the window.

        ``modified`` begins with a year, a month or a day (W3C date and time); anything else tells nothing.
        """
        known = _DAY.match(modified)
        return not known or known[0] >= self.from_date[: len(known[0])]

    def may_hold_some_of(self, period: str) -> bool:
        """Whether a day of ``period`` (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``) is in the window."""
        length = len(period)
        return self.from_date[:length] <= period <= (self.to_date or "9999")[:length]

    def widened(self, days: int) -> Window:
        """The window with so many days more at each end that it has."""
        return Window(_moved(self.from_date, -days), _moved(self.to_date, days))

    def begun(self, first_date: str) -> Window:
        """The window with a beginning where it has an end: the day of the portal's oldest article, else its own."""
        return Window(self.from_date or min(first_date, self.to_date), self.to_date)


def _moved(day: str, days: int) -> str:
    moved = date.fromisoformat(day).toordinal() + days if day else 0
    return date.fromordinal(min(max(moved, 1), date.max.toordinal())).isoformat() if day else ""


@frozen
class Found:
    """An address that a listing names."""

    url: str
    """As written there; may be relative to the listing."""
    kind: Literal["article", "listing"] = "article"
    hint: Hint = Hint()
    further: bool = False
    """The next page of the same listing: worth reading only if this page named an article not met before."""


class Way(Protocol):
    """A way into a portal: where it begins, and what a page of it names. Knows nothing of the archive."""

    tells: ClassVar[bool]
    """Whether it says more of an article than where it is: title, day, language."""

    def start(self, window: Window) -> Iterable[str]:
        """Absolute addresses to begin with."""
        ...

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """What ``response`` names, in its order. Raises ``ValueError`` for what is not such a listing."""
        ...

    def may_be_absent(self, url: str) -> bool:
        """Whether a page of this way may turn out not to exist without anything being wrong."""
        ...
