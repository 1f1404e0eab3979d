"""Gaps: days in a row on which a portal's articles are missing, why, and which of them a search runs into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import frozen

from archive.coverage import Coverage, Day, State
from archive.search import Query

LACKING: tuple[State, ...] = ("gap", "down")
"""The states of days on which something is missing."""
_BRIDGED = 5
"""Days from one on which something is missing to the next, if nothing but quiet ones lie between."""


@frozen
class Gap:
    """Days on which something is missing, one after the other but for quiet ones, as weekends are."""

    portal: str
    first: date
    last: date
    state: State
    """``down`` if the crawler was on one of these days, else ``gap``."""
    articles: int
    usual: int
    """What such days bring as a rule."""
    refused: Mapping[str, int]
    """Reason to pages, of the crawls in these days, the most frequent first."""
    failed: int
    """Addresses that these crawls could not get."""
    unfinished: int
    """Runs that were begun in these days and did not finish."""
    run_reason: str
    """Why the last of them did not."""
    last_finished: date | None
    next_finished: date | None
    """The regular runs that finished before the first day without one was over, and next."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def gaps(found: Coverage) -> list[Gap]:
    """The gaps of a portal, the oldest first."""
    return [_gap(found, row) for row in _rows(found.days)]


def gaps_of(coverages: Iterable[Coverage], query: Query) -> list[Gap]:
    """The gaps that the days and the portal of ``query`` run into, the longest first.

    None where it names no days: of all that was ever archived, something is always missing.
    """
    if not query.from_date and not query.to_date:
        return []
    wanted = (found for found in coverages if query.portal in ("", found.portal))
    met = [gap for found in wanted for gap in gaps(found) if _meets(gap, query)]
    return sorted(met, key=lambda gap: (-gap.days, gap.first, gap.portal))


def begins_later(found: Coverage, query: Query) -> date | None:
    """The first day that the archive holds of a portal, where ``query`` asks for days before it."""
    first = found.first
    if not first or not query.from_date:
        return None
    return first if query.from_date < first.isoformat()[: len(query.from_date)] else None


def days_of(found: Coverage, query: Query) -> list[Day]:
    """The days of a portal's history that ``query`` asks for."""
    last_wanted = _last(query)
    return [day for day in found.days if query.from_date <= day.day.isoformat() <= last_wanted]


def cause(gap: Gap) -> str:
    """Why something is missing, as far as the archive knows: a sentence without its full stop."""
    held = f"{_number(gap.articles, 'article')} where {gap.usual} are usual"
    said = [f"{_outage(gap)}; {held}" if gap.state == "down" else f"the crawler ran and found {held}"]
    if gap.unfinished:
        reason = f", the last because: {gap.run_reason}" if gap.run_reason else ""
        said.append(f"{_number(gap.unfinished, 'run')} did not finish{reason}")
    if gap.refused:
        reasons = ", ".join(f"{reason} {pages}" for reason, pages in gap.refused.items())
        said.append(f"{_number(sum(gap.refused.values()), 'page')} refused ({reasons})")
    if gap.failed:
        said.append(f"{gap.failed} addresses could not be fetched")
    return "; ".join(said)


def _outage(gap: Gap) -> str:
    if gap.last_finished and gap.next_finished:
        return f"the crawler was down from {gap.last_finished} to {gap.next_finished}"
    if gap.last_finished:
        return f"the crawler has been down since {gap.last_finished}"
    return "no run that looked for what is new has finished yet"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _rows(days: Iterable[Day]) -> Iterator[list[Day]]:
    """The days on which something is missing, those of a gap together."""
    row: list[Day] = []
    for day in days:
        is_lacking = day.state in LACKING
        if row and ((day.state != "quiet" and not is_lacking) or (day.day - row[-1].day).days > _BRIDGED):
            yield row
            row = []
        if is_lacking:
            row.append(day)
    if row:
        yield row


def _gap(found: Coverage, row: list[Day]) -> Gap:
    first, last = row[0].day, row[-1].day
    looked = found.looks.unfinished(first, last)
    out = next((day.day for day in row if day.state == "down"), None)
    refused: Counter[str] = sum((found.refused.get(day.day, Counter()) for day in row), Counter())
    return Gap(
        portal=found.portal,
        first=first,
        last=last,
        state="down" if out else "gap",
        articles=sum(day.articles for day in row),
        usual=round(sum(day.usual for day in row)),
        refused=dict(refused.most_common()),
        failed=sum(day.failed for day in row),
        unfinished=len(looked),
        run_reason=looked[-1].reason if looked else "",
        last_finished=found.looks.last_finished(out or first),
        next_finished=found.looks.next_finished(out or first),
    )


def _meets(gap: Gap, query: Query) -> bool:
    return gap.first.isoformat() <= _last(query) and gap.last.isoformat() >= query.from_date


def _last(query: Query) -> str:
    """A string not before any day that ``query`` asks for."""
    return query.to_date + "9999-99-99"[len(query.to_date) :]
