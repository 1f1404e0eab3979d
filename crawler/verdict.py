"""Whether a run did what a run of this portal should do. A crawl that fails must not do so silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from attrs import frozen

_WHOLESALE = 0.5
"""Share of planned addresses that failed, above which nothing about the run can be trusted."""


@frozen
class Facts:
    """What is known of a run when its spider has closed."""

    tally: Counter[str]
    """Counts by ending reason, and ``found``, and by what was fetched: ``stored listing``, ``failed article``,
    ``listing http-503`` …"""
    sums: Counter[str]
    """Planned addresses by ending; ``''`` those without one."""
    closed: str
    """Scrapy's reason: ``finished``, ``shutdown`` …"""
    is_windowed: bool
    """Whether only some days were asked for."""
    exceptions: int = 0
    """Exceptions that our code or a portal's raised in callbacks and stages."""
    failure: str = ""
    """Why nothing could be written or read any more."""


def judge(facts: Facts) -> tuple[Literal["finished", "failed", "interrupted"], str]:
    """The outcome of a run and the reason, empty for ``finished``."""
    if reasons := "; ".join(_faults(facts)):
        return "failed", reasons
    if facts.closed != "finished":
        return "interrupted", f"{facts.closed}; the next run goes on where this one stopped"
    return "finished", ""


def _faults(facts: Facts) -> Iterator[str]:
    if facts.failure:
        yield facts.failure
    if facts.exceptions:
        yield f"{facts.exceptions} exceptions were raised, see the log"
    if facts.closed == "finished":
        yield from _faults_of_a_whole_run(facts)


def _faults_of_a_whole_run(facts: Facts) -> Iterator[str]:
    planned, failed, tally = facts.sums.total(), facts.sums["failed"], facts.tally
    kept = tally["new"] + tally["changed"] + tally["unchanged"]
    fetched = tally["failed article"] + tally["refused"] + kept
    if facts.sums[""]:
        yield f"{facts.sums['']} planned addresses have no ending"
    if not tally["stored listing"]:
        yield f"no listing could be read ({_why(tally)})"
    elif tally["failed listing"]:
        yield f"{tally['failed listing']} listings could not be read ({_why(tally)})"
    if tally["asked-to-wait"]:
        yield f"the portal asks to be left alone for a while, {tally['asked-to-wait']} addresses wait"
    if planned and failed > planned * _WHOLESALE:
        yield f"{failed} of {planned} planned addresses failed"
    if tally["stored listing"] and not tally["found"] and not facts.is_windowed:
        yield "no listing named an article: has the portal's structure changed?"
    if fetched and not kept and not facts.is_windowed:
        yield f"none of {fetched} fetched articles could be kept"


def _why(tally: Counter[str]) -> str:
    return ", ".join(sorted(key.removeprefix("listing ") for key in tally if key.startswith("listing ")))
