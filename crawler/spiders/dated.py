"""Archives by day: one address for every day's list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import ClassVar

from attrs import evolve, frozen
from scrapy.http import Response

from archive.records import ROW
from crawler.spiders.found import Found, Window
from crawler.spiders.listing import Listing
from pipelines.urls import canonicalise

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
        day = self._day_of(response, window)
        for found in Listing(response.url, links=self.links, documents=self.documents).read(response, window):
            is_undated = found.hint.origin == ROW and not found.hint.published
            yield evolve(found, hint=evolve(found.hint, published=day)) if is_undated else found

    def _day_of(self, response: Response, window: Window) -> str:
        """The day whose list this is, or a further page of it; empty where it is that of several days, or of none of
        the window."""
        known = _days_at(self.url, tuple(self._days_of(window)))
        # Not where it was asked for: a portal may answer a day without a list by its last one.
        places = (_place(response.url), _place(response.url.partition("?")[0]))
        return next((known[place] for place in places if place in known), "")


@lru_cache(maxsize=8)
def _days_at(form: str, days: tuple[date, ...]) -> dict[str, str]:
    """Where the lists of single days are, to their day."""
    places = {_place(form.format(day=day)): day.isoformat() for day in days}
    return places if len(places) == len(days) and _is_of_days(form) else {}


def _is_of_days(form: str) -> bool:
    """Whether each day has a list of its own, and not each week, month or year."""
    first = date(2026, 1, 1)
    return len({form.format(day=first + timedelta(days=day)) for day in range(8)}) == 8


def _place(url: str) -> str:
    return canonicalise(url).rstrip("/")
