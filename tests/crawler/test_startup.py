"""The command line is there at once: what takes long to load is loaded by the commands that need it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"scrapy", "twisted", "datasette", "jinja2", "trafilatura", "pypdf", "requests", "cryptography"}


def test_no_command_waits_for_what_it_does_without() -> None:
    program = "import crawler.cli, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    modules = loaded.stdout.split()
    assert "crawler.saving.command" in modules
    assert HEAVY.isdisjoint(modules)
