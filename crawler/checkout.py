"""A checkout that somebody works in while another installation runs: what is written there would not run."""

from __future__ import annotations

from pathlib import Path

import crawler
from crawler.program import repair


def passed_over(here: Path) -> str:
    """What to say of ``here`` if it is a checkout whose portals are not those that run; empty otherwise."""
    portals, ours = here / "crawler" / "portals", Path(crawler.__file__).parent / "portals"
    if not portals.is_dir() or portals.samefile(ours):
        return ""
    return f"what runs is {ours.parent}, and not this checkout: portals in {portals} are passed over; {_remedy()}"


def among_installed(folder: Path) -> str:
    """Why nothing is to be written into ``folder``; empty where it does not lie among installed packages.

    A file there is lost with the next installation, and nobody can commit it.
    """
    if "site-packages" not in folder.parts:
        return ""
    return (
        f"{folder}: these are installed files, nothing of yours; in a checkout of Gazette, {_remedy()}; "
        "without one, redirect the output into a module of yours (GAZETTE_PORTALS)"
    )


def _remedy() -> str:
    return f"`{repair()}` makes its own files the ones that run"
