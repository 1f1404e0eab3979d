"""A run in some lines of plain text: for whoever reads cron's mail the next morning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.records import Run


def run_report(run: Run) -> str:
    """What was found, fetched and kept, what was not and why, and what it took."""
    return "\n".join(_lines(run))


def _lines(run: Run) -> Iterator[str]:
    yield f"{run.portal}: {run.outcome}{': ' + run.reason if run.reason else ''}"
    if run.addresses:
        yield f"  asked for: {run.addresses} address{'es' if run.addresses > 1 else ''}, by hand"
    else:
        yield f"  found: {run.found} addresses of articles in listings"
    yield f"  fetched: {run.captures} pages, {run.revisits} of them unchanged"
    yield f"  articles: {run.articles_new} new, {run.articles_changed} changed, {run.articles_unchanged} unchanged"
    if run.files_new or run.files_changed or run.files_unchanged:
        yield f"  files: {run.files_new} new, {run.files_changed} changed, {run.files_unchanged} unchanged"
    if run.parts_new or run.parts_unchanged:
        yield f"  parts of pages: {run.parts_new} new or changed, {run.parts_unchanged} unchanged"
    if run.disagreements:
        yield f"  disagreements: {run.disagreements}, where a list says otherwise than the page"
    left = run.planned - run.stored - run.failed - run.skipped
    yield f"  refused: {_counted(run.refused, run.refused_by_reason)}"
    yield (
        f"  addresses: {run.planned} planned = {run.stored} stored + {run.failed} failed + {run.skipped} skipped"
        + (f" + {left} left to a later run" if left else "")
        + (f"; failed: {_by_name(run.failed_by_reason)}" if run.failed_by_reason else "")
    )
    yield f"  errors: {_counted(run.errors, run.errors_by_kind)}"
    slowest = f"; slowest host: {run.slowest_host}, {run.slowest_seconds:.2f} s an answer"
    wait = f"; longest wait: {run.longest_wait_seconds:.1f} s for {run.longest_wait_host}"
    yield (
        f"  network: {run.requests} requests, {run.bytes / 1e6:.1f} MB, {_duration(run.seconds)}"
        + (slowest if run.slowest_host else "")
        + (wait if run.longest_wait_host else "")
    )


def _counted(total: int, by_name: Mapping[str, int]) -> str:
    return f"{total}: {_by_name(by_name)}" if by_name else str(total)


def _by_name(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered)


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
