"""The hours of the day in which a portal may be asked, where it declares them."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from attrs import frozen


@frozen
class Hours:
    """From ``begin`` until ``end`` by the clocks of a time zone, over midnight where ``end`` is the earlier."""

    begin: time
    end: time
    zone: ZoneInfo

    @classmethod
    def read(cls, text: str, timezone: str) -> Hours:
        """``22:00-06:00``; ``ValueError`` for anything else, and for hours of no length."""
        begin, _, end = text.partition("-")
        hours = cls(time.fromisoformat(begin), time.fromisoformat(end), ZoneInfo(timezone))
        if hours.begin == hours.end or hours.begin.tzinfo or hours.end.tzinfo:
            raise ValueError(f"{text} are no hours")
        return hours

    def hold(self, instant: datetime) -> bool:
        """Whether an aware instant lies in these hours."""
        clock = instant.astimezone(self.zone).time()
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M} {self.zone.key}"
