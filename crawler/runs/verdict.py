"""Whether a run did what a run of this portal should do. A crawl that fails must not do so silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import Factory, frozen

from crawler.exchange.endings import GONE
from crawler.exchange.unreached import explained, is_unreached
from pipelines.quality import PASSING

_FEW = 5
"""Articles that may go wrong in a run: a listing links to some pages that are none."""
_WHOLESALE = 0.5
"""Share of planned addresses that failed, above which nothing about the run can be trusted."""

_OF_ITSELF = ("finished", "outside-hours", "hours-over")
"""Why a spider closes that nobody has stopped."""


@frozen
class Facts:
    """What is known of a run when its spider has closed."""

    tally: Counter[str]
    """Counts by ending reason, and ``found``, and by what was fetched: ``stored listing``, ``failed article``,
    ``listing http-503``, ``article captcha`` (strays that were known before left out) …"""
    sums: Counter[str]
    """Planned addresses by ending; ``''`` those without one."""
    closed: str
    """Scrapy's reason: ``finished``, ``shutdown`` …"""
    is_windowed: bool
    """Whether only some days were asked for."""
    is_by_hand: bool = False
    """Whether only addresses were asked for that a person had named: no list was to be read."""
    has_lists: bool = True
    """Whether the portal has lists: one of which pages are watched, and nothing else, has none."""
    watched: int = 0
    """Watched pages that were kept, or were as before."""
    unwatched: Mapping[str, str] = Factory(dict)
    """Address of each watched page that was not kept, to the reason."""
    exceptions: int = 0
    """Exceptions that our code or a portal's raised in callbacks and stages."""
    failure: str = ""
    """Why nothing could be written or read any more."""
    held: int = 0
    """Articles that the archive held before."""
    waits: Mapping[str, bool] = Factory(dict)
    """Why the run left something to a later one, in sentences; whether somebody should see to it."""
    portal: str = ""
    silent: Mapping[str, str] = Factory(dict)
    """Address of each robots.txt for want of which listings were not asked for, to what went wrong there."""


def judge(facts: Facts) -> tuple[Literal["finished", "failed", "interrupted", "waiting"], str]:
    """The outcome of a run and the reason, empty for ``finished``.

    ``waiting`` is no fault: the portal has asked for it, and what is open is fetched later.
    """
    if reasons := "; ".join(_faults(facts)):
        return "failed", reasons
    if facts.closed in _OF_ITSELF and facts.waits:
        return "waiting", f"{'; '.join(facts.waits)}; {facts.sums['']} addresses wait for a later run"
    if facts.closed != "finished":
        return "interrupted", f"{facts.closed}; the next run goes on where this one stopped"
    return "finished", ""


def _faults(facts: Facts) -> Iterator[str]:
    if facts.failure:
        yield facts.failure
    if facts.exceptions:
        yield f"{facts.exceptions} exceptions were raised, see the log"
    yield from (why for why, is_fault in facts.waits.items() if is_fault)
    if facts.closed == "finished":
        yield from _faults_of_a_whole_run(facts)


def _faults_of_a_whole_run(facts: Facts) -> Iterator[str]:
    tally = facts.tally
    # Without what pages need to look as they did: a run is good that has the articles.
    parts = Counter({ending: tally[f"{ending} requisite"] for ending in facts.sums})
    planned, failed = facts.sums.total() - parts.total(), facts.sums["failed"] - parts["failed"]
    if (lost := facts.sums[""] - tally["waiting"]) > 0:
        yield f"{lost} planned addresses have no ending"
    is_to_walk = facts.has_lists and not facts.is_by_hand
    if is_to_walk and not tally["stored listing"] and not facts.waits:
        yield f"no listing could be read ({_why(tally)}){_what_to_do(facts)}"
    elif tally["failed listing"]:
        yield f"{tally['failed listing']} listings could not be read ({_why(tally)})"
    if planned and failed > planned * _WHOLESALE and is_to_walk:
        yield f"{failed} of {planned} planned addresses failed"
    if tally["stored listing"] and not tally["found"] and not (facts.is_windowed or facts.waits):
        yield "no listing named an article: has the portal's structure changed?"
    yield from _lost_articles(facts)
    yield from _unwatched(facts)


def _unwatched(facts: Facts) -> Iterator[str]:
    """Each watched page that was not kept, from the first one on: a person has named it."""
    pages = [f"{url}: {reason}" for url, reason in facts.unwatched.items()]
    more = f"; {len(pages) - _FEW} more" if len(pages) > _FEW else ""
    if pages:
        told = f"{'; '.join(pages[:_FEW])}{more}"
        yield f"{len(pages)} of {len(pages) + facts.watched} watched pages were not kept ({told})"


def _lost_articles(facts: Facts) -> Iterator[str]:
    """Most of what was fetched was refused or failed, other than by being gone; one page alone is no proof,
    unless it shows that we are kept out, or that nothing of the portal has ever been kept."""
    lost = Counter({reason: number for reason, number in _of(facts.tally, "article") if reason not in GONE})
    read = (
        sum(facts.tally[reason] for reason in ("new", "changed", "unchanged", "outside-dates"))
        - facts.watched
    )
    is_proof = lost.total() >= _FEW or (not read and (lost.keys() & PASSING or not facts.held))
    if is_proof and lost.total() > read:
        reasons = ", ".join(f"{reason} {pages}" for reason, pages in lost.most_common())
        yield f"{read or 'none'} of {lost.total() + read} fetched articles could be kept ({reasons})"


def _why(tally: Counter[str]) -> str:
    return ", ".join(sorted(reason for reason, _ in _of(tally, "listing")))


def _what_to_do(facts: Facts) -> str:
    """What went wrong where nobody was there, and the next step; empty where somebody answered."""
    reasons = sorted(reason for reason, _ in _of(facts.tally, "listing") if is_unreached(reason))
    causes = [f"{place}: {explained(why)}" for place, why in sorted(facts.silent.items())]
    causes += map(explained, reasons)
    return f": {'; '.join(causes)}; then `gazette crawl {facts.portal}`" if causes else ""


def _of(tally: Counter[str], kind: str) -> Iterator[tuple[str, int]]:
    """Reason and number of what ended badly."""
    return ((key.removeprefix(f"{kind} "), tally[key]) for key in tally if key.startswith(f"{kind} "))
