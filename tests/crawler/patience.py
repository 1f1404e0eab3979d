"""Waiting for what another process or thread does."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0


def wait_for(condition: Callable[[], object]) -> None:
    """Return as soon as ``condition`` holds; ``AssertionError`` where it does not within ``PATIENCE`` seconds."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)
