"""How long to wait between two requests to a host: the policy, without a clock and without a network."""

from __future__ import annotations

from attrs import define

BUSY = (429, 503)
"""What a server answers that has too much to do (RFC 6585, RFC 9110)."""

_RECOVERY = 0.9
"""What a success leaves of the backoff. Halved, it would end every other request at a limit of rates."""
_FORGOTTEN = 0.05
"""Share of the first backoff below which there is none any more."""


@define
class Pace:
    """Seconds between two requests to one host.

    They follow the time that its answers take, never fall below what its robots.txt asks for, double with
    every 429 and 503 and recover with every answer that succeeds.
    """

    delay: float
    """As the answers' latency has it; the first value is for a host that nobody knows yet."""
    at_once: float = 1.0
    """Requests that are under way on average."""
    longest: float = 60.0
    """Bound of ``delay`` and of ``backoff``."""
    first_backoff: float = 1.0
    floor: float = 0.0
    """As robots.txt asks."""
    backoff: float = 0.0
    """On account of 429 and 503."""
    _slowed_at: float = float("-inf")

    @property
    def seconds(self) -> float:
        return max(self.delay, self.floor, min(self.backoff, self.longest))

    @property
    def is_hopeless(self) -> bool:
        """Whether it was slowed down as far as it can be, and the host is still busy."""
        return self.backoff > self.longest

    def answered(self, latency: float, status: int) -> None:
        """An answer has come after ``latency`` seconds. An error's may hasten nothing: errors come quickly."""
        wanted = latency / self.at_once
        delay = min(max(wanted, (self.delay + wanted) / 2), self.longest)
        if status == 200 or delay > self.delay:
            self.delay = delay
        if status < 400:
            self.backoff *= _RECOVERY
            if self.backoff < self.first_backoff * _FORGOTTEN:
                self.backoff = 0.0

    def refused(self, sent_at: float, now: float) -> bool:
        """A busy answer has come to a request sent then. True where it slows the host down: those that were
        under way together are slowed down for once."""
        if sent_at < self._slowed_at:
            return False
        self._slowed_at = now
        self.backoff = max(self.first_backoff, self.backoff * 2)
        return True
