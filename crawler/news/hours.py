"""When of the day subscribers want to be told: at once, or once behind each of some hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from attrs import frozen


@frozen
class Hours:
    """Hours of the day, by the clocks of a zone; without any, each moment is one."""

    at: tuple[time, ...] = ()
    """In order, without a zone of their own."""
    zone: tzinfo | None = None
    """``None`` for this machine's."""

    def is_due(self, told_at: datetime | None, now: datetime) -> bool:
        """Whether one of the hours has begun since ``told_at``.

        So it is where nobody was told yet, and where that lies in the future: a clock was set back.
        """
        latest = self._latest(now)
        return latest is None or told_at is None or not latest <= told_at <= now

    def __str__(self) -> str:
        of_zone = f" ({self.zone})" if self.zone else ""
        return ", ".join(f"{hour:%H:%M}" for hour in self.at) + of_zone

    def _latest(self, now: datetime) -> datetime | None:
        """The hour that began last; ``None`` without hours."""
        today = now.astimezone(self.zone).date()
        begun = (
            self._instant(datetime.combine(today - timedelta(days), hour))
            for days in (0, 1)
            for hour in self.at
        )
        return max((instant for instant in begun if instant <= now), default=None)

    def _instant(self, local: datetime) -> datetime:
        return (local.replace(tzinfo=self.zone) if self.zone else local).astimezone(UTC)
