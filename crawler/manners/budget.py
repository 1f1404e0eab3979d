"""What one host is asked at once and in a row: the turns of all requests to it, whichever portal's they are."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from attrs import define
from scrapy.settings import BaseSettings

from crawler.manners.pace import Pace


@define(eq=False)
class _Waiting:
    whose: object
    since: float
    turn: asyncio.Future[float]


class Budget:
    """Requests take their turns in the order in which they came. Pair ``turn()`` with ``done()``."""

    def __init__(self, pace: Pace, at_once: int) -> None:
        self.pace = pace
        self._at_once = at_once
        self._under_way = 0
        self._waiting: deque[_Waiting] = deque()
        self._last_at = float("-inf")
        self._rests_until = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Budget:
        pace = Pace(
            delay=settings.getfloat("AUTOTHROTTLE_START_DELAY"),
            at_once=settings.getfloat("AUTOTHROTTLE_TARGET_CONCURRENCY"),
            longest=settings.getfloat("AUTOTHROTTLE_MAX_DELAY"),
            first_backoff=settings.getfloat("GAZETTE_FIRST_BACKOFF"),
        )
        return cls(pace, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))

    async def turn(self, whose: object) -> float:
        """Wait; returns the seconds of the pause that was kept for this request's sake alone.

        Raises what ``drop()`` is given.
        """
        turn: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(whose, time.monotonic(), turn))
        self._look()
        return await turn

    def done(self) -> None:
        """A request that had its turn is no longer under way."""
        self._under_way -= 1
        self._look()

    def rest(self, seconds: float) -> None:
        """Nobody's turn comes before so many seconds have passed."""
        self._rests_until = max(self._rests_until, time.monotonic() + seconds)

    def drop(self, error: Exception, whose: object = None) -> None:
        """End the waiting of ``whose`` requests, or of everybody's, with ``error``."""
        for waiting in [one for one in self._waiting if whose is None or one.whose is whose]:
            self._waiting.remove(waiting)
            waiting.turn.set_exception(error)

    def _look(self) -> None:
        """Give turns as far as they go, and look again when the next one may be due."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._waiting and self._under_way < self._at_once:
            now = time.monotonic()
            pause = max(self._last_at + self.pace.seconds, self._rests_until) - now
            if pause > 0:
                self._timer = asyncio.get_running_loop().call_later(pause, self._look)
                return
            self._give(self._waiting.popleft(), now)

    def _give(self, waiting: _Waiting, now: float) -> None:
        self._under_way += 1
        waiting.turn.set_result(now - max(waiting.since, self._last_at))
        self._last_at = now
