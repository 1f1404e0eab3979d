"""Archives by day: one address for every day's list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import ClassVar

from attrs import evolve, frozen
from scrapy.http import Response

from archive.records import ROW
from crawler.spiders.found import Found, Window
from crawler.spiders.listing import Listing

_EASTMOST = timezone(timedelta(hours=14))
"""Where a day begins first: a portal may be a day ahead of this machine."""


@frozen
class DatedArchive:
    """A list for every day at ``url``, in which ``{day:%Y/%m/%d}`` (any strftime form) stands for the day.

    A form without a day (``{day:%Y/%m}``) is one list for every month.
    """

    tells: ClassVar[bool] = False

    url: str
    links: str = "a"
    """CSS of the links to articles."""
    days: int = 14
    """How many days back a crawl looks that asks for no days of its own."""
    documents: bool = False
    """Whether its links lead to documents also where neither address nor words tell that."""

    def start(self, window: Window) -> list[str]:
        """The list of every day of the window, the latest first."""
        return list(dict.fromkeys(self.url.format(day=day) for day in self._days_of(window)))

    def _days_of(self, window: Window) -> list[date]:
        last = date.fromisoformat(window.to_date) if window.to_date else datetime.now(_EASTMOST).date()
        first = (
            date.fromisoformat(window.from_date) if window.from_date else last - timedelta(days=self.days - 1)
        )
        return [last - timedelta(days=back) for back in range((last - first).days + 1)]

    def may_be_absent(self, url: str) -> bool:
        """A day on which nothing was published."""
        return True

    def read(self, response: Response, window: Window) -> Iterator[Found]:
        """The linked articles and, where a day's list goes on, its next page. A document of which nothing else tells
        the day is one of the list's."""
        day = self._day_of(response.url, window)
        for found in Listing(response.url, links=self.links, documents=self.documents).read(response, window):
            is_undated = found.hint.origin == ROW and not found.hint.published
            yield evolve(found, hint=evolve(found.hint, published=day)) if is_undated else found

    def _day_of(self, url: str, window: Window) -> str:
        """The day whose list is at ``url``; empty where it is that of several days, or of none of the window."""
        day = next((day for day in self._days_of(window) if self.url.format(day=day) == url), None)
        if day is None:
            return ""
        beside = (day + timedelta(days=step) for step in (-1, 1))
        return "" if url in (self.url.format(day=one) for one in beside) else day.isoformat()
