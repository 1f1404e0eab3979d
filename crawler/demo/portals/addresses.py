"""Where the demo portals listen: their ports differ from one test to the next."""

import os

from crawler.demo.server import PORTS

ENVIRONMENT = "GAZETTE_DEMO_HOSTS"
"""``host:port`` of both portals, a blank between; the usual ports where it is not set."""


def hosts() -> list[str]:
    """``host:port`` of demo_tides and demo_fields."""
    return os.environ.get(ENVIRONMENT, "").split() or [f"127.0.0.1:{port}" for port in PORTS]
