"""When somebody should look at a portal: what was observed, held against what is usual. Pure functions.

An alarm needs two things: that the fall is large, and that chance alone would hardly ever bring it about.
What is wrong already is held against the time before it was noticed, so that a broken portal does not become
the usual one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from archive.chances import of_at_most_of
from archive.finding import SURE, Finding, Opened
from archive.health import SPAN, before, refused_share
from archive.layout import layout_changes
from archive.observed import Observed
from archive.scarcity import scarcity

_LATE, _ENDLESS = timedelta(hours=12), timedelta(days=7)
"""What a run may be late, and what one that goes on may take longer, than its cadence says."""
_FEWEST_REFUSED, _MANY_REFUSED = 5, 0.3
_REFUSED_SOMETIMES = 0.05
"""Share of refusals that is taken for usual before there is a history, and never less."""


def findings(observed: Observed, every: timedelta, now: datetime, opened: Opened) -> tuple[Finding, ...]:
    """What is wrong with a portal; ``every``: how often it should run.

    ``opened``: what is known to be wrong, and since when. What has been so for 13 weeks is taken for usual.
    """
    remembered = {kind: since for kind, since in opened.items() if now - since < SPAN}
    return (
        *_missing_runs(observed, every, now),
        *_failed_run(observed),
        *scarcity(observed, remembered),
        *layout_changes(observed, remembered),
        *_refusals(observed, remembered),
    )


def _missing_runs(observed: Observed, every: timedelta, now: datetime) -> Iterator[Finding]:
    if not observed.runs:
        yield Finding("never-ran", "declared, but it never ran: does cron crawl it?")
        return
    ended = next((run for run in observed.runs if run.outcome in ("finished", "failed")), None)
    at = (ended.ended_at or ended.started_at) if ended else observed.runs[-1].started_at
    alive = max([at, *observed.signs_of_life])
    if now - alive > every + _LATE or now - at > every + _ENDLESS:
        since = f"since {_day(at)}" if ended else f"yet, the first began on {_day(at)}"
        yield Finding("not-run", f"no run has come to its end {since}; one is due every {_hours(every)}")


def _failed_run(observed: Observed) -> Iterator[Finding]:
    last = next((run for run in observed.runs if run.is_whole), None)
    if last and last.outcome == "failed":
        yield Finding("run-failed", f"the run of {_day(last.started_at)} failed: {last.reason}")


def _refusals(observed: Observed, opened: Opened) -> Iterator[Finding]:
    last = next((run for run in observed.usual_runs if run.pages), None)
    if last is None:
        return
    noticed_at = min(last.started_at, opened.get("refusals", last.started_at))
    usual = max(refused_share(before(observed.usual_runs, noticed_at)) or 0.0, _REFUSED_SOMETIMES)
    share = last.refused / last.pages
    if "refusals" in opened:
        is_much = share > max(_MANY_REFUSED / 2, 1.5 * usual)
    else:
        chance = of_at_most_of(last.pages - last.refused, last.pages, 1 - usual)
        is_many = last.refused >= _FEWEST_REFUSED and chance < SURE
        is_much = is_many and share > max(_MANY_REFUSED, 2 * usual)
    if is_much:
        said = f"{last.refused} of {last.pages} pages of the run of {_day(last.started_at)} were refused"
        yield Finding("refusals", f"{said}, usual are {usual:.0%}")


def _day(instant: datetime) -> str:
    return instant.date().isoformat()


def _hours(every: timedelta) -> str:
    hours = every.total_seconds() / 3600
    return f"{hours:g} hours" if hours < 48 else f"{hours / 24:g} days"
