"""Crawls of the demo portals as a user runs them: a process of its own, over real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from crawler.demo.portals.addresses import ENVIRONMENT
from crawler.demo.server import DemoPortals
from crawler.demo.standing import STANDING


def watched(portals: DemoPortals) -> set[str]:
    """The addresses of the pages that are watched, which are no articles of the portals' own."""
    return {portals.addresses[portal] + path for portal, pages in STANDING.items() for path in pages}


def environment(portals: DemoPortals) -> dict[str, str]:
    """The environment in which the demo portals are declared at the addresses where they listen."""
    hosts = " ".join(address.removeprefix("http://") for address in portals.addresses.values())
    return os.environ | {
        ENVIRONMENT: hosts,
        "GAZETTE_PORTALS": "crawler.demo.portals",
        "GAZETTE_CONTACT": "tests@gazette.example",
    }


def command(folder: Path, *options: str) -> list[str]:
    """``gazette crawl`` of both demo portals."""
    words = ["crawl", "--archive", str(folder), *options, "demo_tides", "demo_fields"]
    return [sys.executable, "-m", "crawler", *words]


def crawl(portals: DemoPortals, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Crawl to the end; the caller looks at the exit code."""
    return subprocess.run(
        command(folder, *options),
        env=environment(portals),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
