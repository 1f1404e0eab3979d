"""How the archive's records look on a terminal. What came from the web cannot steer it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click
from attrs import asdict
from rich.progress import Progress

from archive.coverage import Coverage, Day
from archive.finding import KINDS
from archive.former import Former
from archive.gaps import Gap, cause
from archive.health import Health
from archive.records import STATES
from archive.search import MARK_END, MARK_START, Hit, unmarked
from archive.status import ArchiveStatus, PortalStatus, Row
from archive.timestamps import noted
from archive.verify import Verification

_HEAD = ("portal", "last run", "outcome", "new", "health")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
"""What could move the cursor, recolour the terminal or turn a line round."""
_WORDS = {
    "failed": KINDS["run-failed"],
    "learning": "too little history yet to wonder at a quiet day",
}
"""Words for a portal's health that are no incidents, and what they mean, where it is not plain."""
_WARNED = 3
"""Gaps that a warning names, the longest."""


def status_text(found: ArchiveStatus, now: datetime) -> str:
    """A paragraph a portal, then a line a portal, for a glance, and one on the whole archive."""
    blocks = [f"{each.portal}\n  health    {each.kind}: {each.detail}" for each in found.unborn]
    blocks += ["\n".join(_portal_lines(portal, now)) for portal in found.portals]
    blocks.append("\n".join(_table([_HEAD, *map(_cells, found.portals)])))
    writer = found.writer
    writing = f"; process {writer.pid} has been writing since {writer.since}" if writer else ""
    shown = len(found.portals)
    number = (
        f"{shown} of {_counted(shown + found.others, 'portal')}"
        if found.others
        else _counted(shown, "portal")
    )
    sizes = f"{_size(found.warc_bytes)} of WARC files, {_size(found.database_bytes)} of database"
    blocks.append(f"{number}, {sizes}; {_size(found.free_bytes)} free on the disk{writing}")
    if one := found.certified:
        told = f"certified up to capture {one.certified} of {one.captures}, at {one.certified_at}"
        blocks.append(f"{told} by {printable(one.signer)}")
    return "\n\n".join(blocks)


def _cells(portal: PortalStatus) -> tuple[str, ...]:
    run = portal.last_run
    began = run["started_at"][:16].replace("T", " ") if run else "never"
    return portal.name, began, portal.outcome, str(run["articles_new"]) if run else "0", portal.word


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def status_json(found: ArchiveStatus) -> dict[str, Any]:
    """The same for programs; what is worked out of the rest is there, too."""
    portals = [
        asdict(portal, value_serializer=_plain) | {"outcome": portal.outcome, "word": portal.word}
        for portal in found.portals
    ]
    return asdict(found, value_serializer=_plain) | {"portals": portals}


def _plain(_: object, __: object, value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _portal_lines(portal: PortalStatus, now: datetime) -> list[str]:
    return [
        f"{portal.name}  {printable(portal.title)}",
        *_health_lines(portal),
        *_usual_lines(portal.health),
        *(_run_lines(portal.last_run, portal.refused) if portal.last_run else ["  last run  never ran"]),
        f"  articles  {portal.articles}{_newest(portal.newest_on, now)}",
        f"  captures  {portal.captures}, {_size(portal.warc_bytes)}{_imported(portal)}",
    ]


def _imported(portal: PortalStatus) -> str:
    if not portal.imported:
        return ""
    number = "all" if portal.imported == portal.captures else portal.imported
    return f"; {number} by others, taken from their WARC files"


def _health_lines(portal: PortalStatus) -> Iterator[str]:
    """Its health in a word, or each thing that is wrong, with what that means."""
    for each in portal.incidents:
        yield f"  health    {each.kind}: {KINDS.get(each.kind, 'something is wrong')}"
        yield f"  since     {each.opened_at}: {printable(each.detail)}"
    if not portal.incidents:
        meaning = _WORDS.get(portal.word, "")
        yield f"  health    {portal.word}{': ' + meaning if meaning else ''}"


def _usual_lines(health: Health) -> list[str]:
    """What is usual, as far as it is known."""
    lines = []
    if health.days.mature:
        days = ", ".join(
            f"{day} {mean:.1f}" for day, mean in zip(_WEEKDAYS, health.days.by_weekday, strict=True)
        )
        lines.append(f"  usually   {days} articles a day")
    if pages := health.pages:
        shares = ", ".join(f"{share:.0%} {name}" for name, share in pages.shares.items())
        lines.append(f"  usually   {shares}; median text {pages.median_length:.0f} characters")
        spoken = sorted(pages.languages.items(), key=lambda item: -item[1])
        languages = (f"{printable(tag) or 'not known'} {share:.0%}" for tag, share in spoken)
        lines.append(f"  usually   {', '.join(languages)}")
    if health.refused_share is not None:
        lines.append(f"  usually   {health.refused_share:.0%} of the pages are refused")
    return lines


def _run_lines(run: Row, refused: dict[str, int]) -> list[str]:
    reason = f": {printable(run['reason'])}" if run["reason"] else ""
    reasons = ", ".join(f"{name} {pages}" for name, pages in refused.items())
    return [
        f"  last run  {run['id']}, begun {run['started_at']}, {run['outcome']}{reason}",
        "  pages     {planned} planned, {stored} stored, {failed} failed, {skipped} skipped".format(**run),
        "  brought   {articles_new} new, {articles_changed} changed, {articles_unchanged} same".format(**run),
        "  files     {files_new} new, {files_changed} changed, {files_unchanged} same".format(**run),
        f"  refused   {run['refused']}{': ' + reasons if reasons else ''}",
    ]


def coverage_text(found: Coverage, days: Sequence[Day], met: Sequence[Gap]) -> str:
    """A paragraph a portal: its days counted by their state, and every gap with its cause and its remedy."""
    if not days:
        why = f"its history begins on {found.first}" if found.first else "the archive holds no article of it"
        return f"{found.portal}\n  days      none: {why}"
    counted = Counter(day.state for day in days)
    states = ", ".join(f"{number} {state}" for state, number in counted.most_common())
    lines = [found.portal, f"  days      {days[0].day} to {days[-1].day}: {states}"]
    for gap in met:
        lines.append(f"  {gap.state:<8}  {_days(gap)}: {printable(cause(gap))}")
        lines.append(f"            gazette crawl {gap.portal} --from {gap.first} --to {gap.last}")
    return "\n".join(lines)


def gap_warning(met: Sequence[Gap], later: Sequence[Coverage]) -> str:
    """Lines that say of what a search finds that it is not all there was.

    ``later``: portals whose history begins after the first day asked for.
    """
    since = [f"  {found.portal}: in the archive since {found.first}" for found in later[:_WARNED]]
    since += [f"  and {len(later) - _WARNED} more portals begin later"] if len(later) > _WARNED else []
    shown = [f"  {gap.portal}, {_days(gap)}: {printable(cause(gap))}" for gap in met[:_WARNED]]
    more = f"  and {len(met) - _WARNED} more" if len(met) > _WARNED else ""
    head = "not all that was published in these days is in the archive (see `gazette coverage`):"
    return "\n".join(filter(None, [head, *since, *shown, more]))


def _days(gap: Gap) -> str:
    return f"{gap.first}" if gap.days == 1 else f"{gap.first} to {gap.last}"


def _newest(day: str | None, now: datetime) -> str:
    if day is None:
        return ""
    try:
        age = (now.date() - datetime.fromisoformat(day).date()).days
    except ValueError:
        return f", the newest of {day}"
    return f", the newest of {day} ({_counted(age, 'day')} ago)"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _size(number: int) -> str:
    size = float(number)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def advancing(bar: Progress, words: str) -> Callable[[int, int], None]:
    """A further line of ``bar``, and what to tell it: how much is done, of how much."""
    task = bar.add_task(words, total=None)
    return lambda done, of: bar.update(task, completed=done, total=of)


def verification_text(found: Verification) -> str:
    """What was verified, and what to note down of it."""
    counts = f"{found.captures:,} captures in {found.files:,} WARC files, {_size(found.bytes)}"
    wrong = _counted(len(found.faults), "fault") if found.faults else "all as they were recorded"
    lines = [
        f"{counts}: {wrong}",
        "Texts were not read again from their captures: `gazette reextract --dry-run` does that",
    ]
    if found.unlisted:
        lines.append(
            f"{found.unlisted:,} records have no row yet: a crawl is at work, or the next one reads them"
        )
    if found.timestamps:
        lines.append(
            f"Timestamps that hold: {found.timestamps:,}; the last one certifies all captures up to {found.certified}, "
            f"by {printable(found.certified_by)} at {found.certified_at}"
        )
    if found.unchecked:
        lines.append(
            f"Timestamps that were not checked: {found.unchecked:,}; this machine does not know who vouches for those "
            "who signed: name the authority's root certificate with --roots"
        )
    if found.noted and not found.faults:
        numbers = ", ".join(map(str, found.noted))
        lines.append(f"As it was noted: capture {numbers}; nothing up to there was altered, removed or added")
    if found.head and not found.faults:
        lines.append(f"To note down elsewhere: {noted(found.head, found.head_digest)}")
    return "\n".join(lines)


def verification_json(found: Verification) -> str:
    """The same and every fault as a JSON object in ASCII."""
    return json.dumps(asdict(found))


def hit_json(hit: Hit) -> str:
    """A JSON object in ASCII, without marks."""
    fields = asdict(hit) | {"snippet": unmarked(hit.snippet)}
    del fields["marked_title"]
    return json.dumps(fields)


def hit_line(hit: Hit) -> str:
    """Day, portal, title, address, snippet, number and state, divided by tabs: for ``cut`` and ``grep``."""
    cells = (hit.day, hit.portal, hit.title, hit.url, unmarked(hit.snippet), str(hit.id), hit.state)
    return "\t".join(map(printable, cells))


def hit_text(hit: Hit) -> str:
    """Three lines for a person, with the words found in bold."""
    head = f"{hit.day}  {hit.portal}  {_emphasised(hit.marked_title)}"
    told = [STATES.get(hit.state, hit.state)] if hit.state != "published" else []
    told += [change] if (change := _change(hit)) else []
    state = f"  ({', '.join(told)})" if told else ""
    where = f"{hit.where}: " if hit.where else ""
    return f"{head}\n  article {hit.id}  {printable(hit.url)}{state}\n  {where}{_emphasised(hit.snippet)}\n"


def _change(hit: Hit) -> str:
    if hit.silent_changes:
        return f"{hit.revisions} states, {hit.silent_changes} of them without a word"
    return f"{hit.revisions} states" if hit.revisions > 1 else ""


def former_text(former: Former) -> str:
    """A line on an article that says no more what was looked for."""
    where = f"{printable(former.where)}, " if former.where else ""
    return (
        f"no longer said: article {former.article}, {where}state {former.number}, "
        f"replaced {former.replaced_at[:10]}: "
        f"{printable(former.title)}: {printable(unmarked(former.snippet))}"
    )


def _emphasised(marked: str) -> str:
    bold, normal = click.style("|", bold=True).split("|")
    return printable(marked).replace(MARK_START, bold).replace(MARK_END, normal)


def printable(text: str) -> str:
    """``text`` on one line, without characters that a terminal would obey."""
    return _UNPRINTABLE.sub(" ", text)
