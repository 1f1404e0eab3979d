"""A call that is given up after some time, whatever it waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

Result = TypeVar("Result")


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What ``call`` returns or raises; ``OSError`` where it has not ended by then.

    A server that sends a byte now and then keeps every time limit of a single step. The thread that waits for it is
    left to itself, and holds up no end of the process.
    """
    outcome: Future[Result] = Future()

    def attempt() -> None:
        try:
            outcome.set_result(call())
        except Exception as error:
            outcome.set_exception(error)

    threading.Thread(target=attempt, daemon=True).start()
    if not wait([outcome], timeout=seconds).done:
        raise OSError(f"no end after {seconds:.0f} s")
    return outcome.result()
