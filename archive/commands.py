"""The commands of ``gazette`` that need an archive and nothing else: read, export, serve, migrate."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import sys
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from archive import export as exports
from archive import search as searching
from archive.closure import release, withhold
from archive.connection import database_path, open_archive
from archive.coverage import DAY_COLUMNS, Coverage, coverages, day_row
from archive.database import open_for_writing
from archive.errors import Exit, UsageError, unwritable
from archive.filters import check_portals, filter_options, in_vain, not_held
from archive.former import count_former, find_former
from archive.gaps import begins_later, days_of, gaps, gaps_of
from archive.incidents import open_incidents
from archive.lock import WriterLock
from archive.migrations import migrations
from archive.options import archive_option
from archive.period import check_order, period_options
from archive.port import listening, public_address, web_address
from archive.proof import capture, evidence, verify
from archive.rows import run_from
from archive.run_report import run_report
from archive.search import Query
from archive.status import archive_status, failing
from archive.terminal import (
    coverage_text,
    former_text,
    gap_warning,
    hit_json,
    hit_line,
    hit_text,
    printable,
    status_json,
    status_text,
)
from archive.whole_file import whole_text


@click.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@archive_option
@click.option(
    "--max-age",
    type=click.FloatRange(0, min_open=True),
    metavar="HOURS",
    help="Complain of portals without a run in this time, too, and of captures that wait longer for a timestamp.",
)
@click.option("--run", "number", type=click.IntRange(1), metavar="N", help="Only the report of run N.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(
    portals: tuple[str, ...], folder: Path, max_age: float | None, number: int | None, as_json: bool
) -> None:
    """Show how each portal is doing: its last run, its health, what is usual for it.

    All that were ever crawled into the archive are shown and complained of, or those named.

    Ends with 0 where all is well, with 3 where the last run of a portal failed or was interrupted, or where
    it is older than --max-age, where captures have waited longer than that for a timestamp, where something
    else is wrong with a portal, or where an alarm could not be delivered. What is wrong is looked for after
    every crawl, and by `gazette alarms`.
    """
    if portals and number is not None:
        raise UsageError(f"--run {number} shows one run, whosever it is: leave {', '.join(portals)} out")
    if number is not None:
        click.echo(_run_report(folder, number, as_json))
        return
    with open_archive(folder) as connection:
        ailing = {incident.portal for incident in open_incidents(connection)}
        check_portals(connection, [name for name in portals if name not in ailing])
        found = archive_status(connection, folder, portals)
    now = datetime.now(UTC)
    complaints = failing(found, now, timedelta(hours=max_age) if max_age else None)
    if as_json:
        click.echo(json.dumps(status_json(found) | {"complaints": complaints}, ensure_ascii=False))
    else:
        click.echo(status_text(found, now))
        for complaint in complaints:
            click.echo(printable(complaint), err=True)
    if complaints:
        raise click.exceptions.Exit(Exit.PORTALS_FAILED)


def _run_report(folder: Path, number: int, as_json: bool) -> str:
    with open_archive(folder) as connection:
        row = connection.execute("SELECT * FROM runs WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise UsageError(
            f"--run {number}: no such run; `gazette status --json` names the last of each portal"
        )
    if as_json:
        return json.dumps(dict(row), ensure_ascii=False)
    times = f"from {row['started_at']} to {row['finished_at'] or 'no end yet'}, {row['gazette_version']}"
    report = "\n".join(map(printable, run_report(run_from(row)).splitlines()))
    return f"run {number}, {times}\n{report}"


def _words(ctx: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """Words as they are typed, those with a hyphen, too; what looks like an option is none."""
    if words == ("-h",):
        click.echo(ctx.get_help())
        ctx.exit()
    if option := next((word for word in words if re.match(r"--\w", word)), ""):
        raise UsageError(
            f"{option}: no option of search, or it stands behind --; `gazette search --help` lists them; "
            f"to look for it, put it in quotation marks twice: '\"{option}\"'"
        )
    return words


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, metavar="[TEXT]...", callback=_words)
@archive_option
@filter_options
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What comes first.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=20, show_default=True, help="Most articles to print."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def search(folder: Path, words: tuple[str, ...], as_json: bool, **filters: Any) -> None:
    """Find articles.

    All words must occur; "a phrase" as it stands, prefix*, -word for what must not occur, this OR that. The address of
    a page finds its article. Without a word all that the options leave, the newest first.

    Articles that said it in an earlier state, and no longer do, are named on standard error.
    """
    query = Query(text=" ".join(words), **filters)
    check_order(query.from_date, query.to_date)
    with open_archive(folder) as connection:
        check_portals(connection, [query.portal], "--portal ")
        hits = searching.find(connection, query)
        total = searching.count(connection, query)
        remarks = [*map(former_text, find_former(connection, query)), *_remarks(connection, query, total)]
    show = hit_json if as_json else hit_text if sys.stdout.isatty() else hit_line
    for hit in hits:
        click.echo(show(hit))
    click.echo(f"articles found: {total}, shown: {len(hits)}", err=True)
    for remark in remarks:
        click.echo(remark, err=True)


def _remarks(connection: sqlite3.Connection, query: Query, found: int) -> list[str]:
    """What whoever asked must know of what was found: filters that name nothing, days that are not all there."""
    remarks = [] if found else [printable(f"--{line}") for line in in_vain(connection, query)]
    if not found and searching.only_excludes(query.text):
        remarks.append(f"{printable(query.text)}: name a word to be found beside those to be left out")
    if not found and (why := not_held(connection, query.text)):
        remarks.append(printable(f"{query.text}: {why}"))
    lacking = _gap_warning(connection, query)
    return [*remarks, lacking] if lacking else remarks


def _former_remark(connection: sqlite3.Connection, query: Query, kind: str) -> list[str]:
    """What whoever exports a search must know of articles that answered to it once."""
    number = count_former(connection, query)
    if not number:
        return []
    where = (
        "not among these rows: --changes has them"
        if kind in ("articles", "mentions")
        else "meant by these rows, too"
    )
    said = f"articles that said it in an earlier state, and no longer do: {number}"
    return [f"{said}; they are {where}, `gazette search` names them"]


def _gap_warning(connection: sqlite3.Connection, query: Query) -> str:
    """What to say of the days that ``query`` names; empty where it names none or all is there."""
    if not query.from_date and not query.to_date:
        return ""
    found = coverages(connection, query.portal, _today())
    met, later = gaps_of(found, query), [one for one in found if begins_later(one, query)]
    return gap_warning(met, later) if met or later else ""


def _today() -> date:
    return datetime.now(UTC).date()


def _columns_text(columns: Mapping[str, str]) -> str:
    return "\n".join(f"  {name}: {meaning}" for name, meaning in columns.items())


@click.command(
    epilog=f"\b\nColumns, in this order:\n{_columns_text(exports.KINDS['articles'].columns)}"
    f"\n\n\b\nColumns of --changes:\n{_columns_text(exports.KINDS['changes'].columns)}"
    f"\n\n\b\nColumns of --files:\n{_columns_text(exports.KINDS['files'].columns)}"
    f"\n\n\b\nColumns of --fates:\n{_columns_text(exports.KINDS['fates'].columns)}"
    f"\n\n\b\nColumns of --mentions:\n{_columns_text(exports.KINDS['mentions'].columns)}"
)
@click.argument("form", metavar="csv|jsonl", type=click.Choice(list(exports.WRITERS)))
@archive_option
@click.option(
    "--query", "text", default="", metavar="TEXT", help="Only articles that a search for TEXT finds."
)
@filter_options
@click.option(
    "--changes",
    "kind",
    flag_value="changes",
    help="One row for each change of these articles: what it said before and after.",
)
@click.option(
    "--files",
    "kind",
    flag_value="files",
    help="One row for each state of their files and further pages: what it says, and what has become of the file.",
)
@click.option(
    "--fates",
    "kind",
    flag_value="fates",
    help="One row for each time that one of them or of their files was not found, moved or came back.",
)
@click.option(
    "--mentions",
    "kind",
    flag_value="mentions",
    help="With --query: one row for each place where they say it, with the sentence around it.",
)
@period_options("With --changes, --files or --fates: noticed since", "The same: noticed until", of="noticed")
@click.option(
    "--cell-limit",
    type=click.IntRange(exports.LEAST_LIMIT),
    metavar="N",
    help=f"CSV: end longer cells at N characters, with the number of those left out. Excel needs {exports.CELL_LIMIT}.",
)
@click.option("--output", type=click.Path(path_type=Path), help="File to write, whole or not at all.")
@click.option("--force", is_flag=True, help="Replace the file that --output names, once all is written.")
@click.option("--bom", is_flag=True, help="Begin with a UTF-8 byte order mark: Excel needs it.")
def export(
    folder: Path,
    form: str,
    kind: str | None,
    noticed_from: str,
    noticed_to: str,
    cell_limit: int | None,
    output: Path | None,
    force: bool,
    bom: bool,
    **filters: str,
) -> None:
    """Write articles as CSV or JSON Lines, to standard output or a file.

    --from and --to go by an article's own day, --noticed-from and --noticed-to by the day (UTC) on which a change,
    or a state of a file, was first captured.

    In CSV, several values in a cell are joined with '; ', and a cell that a spreadsheet would take for a
    formula begins with an apostrophe. Excel and others hold no more than 32,767 characters in a cell, and leave the
    rest out without a sign: --cell-limit gives them cells that say so.
    """
    write = _writer(form, cell_limit)
    encoding = "utf-8-sig" if bom else "utf-8"
    query = Query(**filters)  # type: ignore[arg-type]
    check_order(query.from_date, query.to_date)
    check_order(noticed_from, noticed_to, "noticed")
    if kind == "mentions" and not searching.any_of(query.text):
        raise UsageError("--mentions asks where words are said: name them with --query")
    if (noticed_from or noticed_to) and kind not in exports.NOTICED:
        raise UsageError(
            "--noticed-from and --noticed-to ask for what was noticed: add --changes, --files or --fates"
        )
    kind = kind or "articles"
    chosen = exports.KINDS[kind]
    with (
        open_archive(folder) as connection,
        closing(chosen.source(connection, query, noticed_from, noticed_to)) as rows,
    ):
        check_portals(connection, [query.portal], "--portal ")
        if output:
            with whole_text(output, encoding, force) as file:
                written = write(rows, file, chosen.columns)
        else:
            written = _to_stdout(write, rows, chosen.columns, encoding)
        remarks = [*_former_remark(connection, query, kind), *_remarks(connection, query, written)]
    counted = "states of files" if kind == "files" else kind
    for line in (f"{counted} exported: {written}", *remarks):
        click.echo(line, err=True)


@click.command()
@click.argument("portal", default="")
@archive_option
@period_options("From this day on", "Up to this day")
@click.option("--csv", "form", flag_value="csv", help="Print every day as a row of CSV.")
@click.option("--json", "form", flag_value="json", help="Print every day as a JSON object on a line.")
def coverage(folder: Path, portal: str, from_date: str, to_date: str, form: str | None) -> None:
    """Show what the archive lacks, by portal and day, and why.

    A day is fine, quiet (a day of rest), gap (fewer articles than expected), down (the crawler was) or
    unknown. What to expect is learnt from the thirteen weeks before. A day's refused pages and failed
    addresses are those of the crawls of that day.
    """
    query = Query(portal=portal, from_date=from_date, to_date=to_date)
    check_order(query.from_date, query.to_date)
    with open_archive(folder) as connection:
        check_portals(connection, [portal])
        found = coverages(connection, portal, _today())
    if form:
        _print_days(found, query, form)
        return
    for one in found:
        met = gaps_of([one], query) if from_date or to_date else gaps(one)
        click.echo(coverage_text(one, days_of(one, query), met) + "\n")


def _print_days(found: list[Coverage], query: Query, form: str) -> None:
    rows = [day_row(one.portal, day) for one in found for day in days_of(one, query)]
    if form == "json":
        for row in rows:
            click.echo(json.dumps(row))
        return
    writer = csv.DictWriter(sys.stdout, DAY_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)


def _writer(form: str, cell_limit: int | None) -> exports.Writer:
    if cell_limit and form != "csv":
        raise UsageError(f"--cell-limit is for cells: {form} has none, and leaves every text as it is")
    return partial(exports.write_csv, limit=cell_limit) if cell_limit else exports.WRITERS[form]


def _to_stdout(
    write: exports.Writer, rows: Generator[exports.Row], columns: Iterable[str], encoding: str
) -> int:
    out = io.TextIOWrapper(sys.stdout.buffer, encoding=encoding, newline="")
    try:
        written = write(rows, out, columns)
        out.flush()
    except BrokenPipeError:
        # The reader has enough. What is still buffered must go somewhere, or Python complains as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(Exit.FAILED) from None
    finally:
        out.detach()
    return written


@click.command()
@archive_option
def migrate(folder: Path) -> None:
    """Bring an archive that an older Gazette wrote up to date. A crawl does it by itself."""
    path = database_path(folder)
    lock = WriterLock(folder)
    try:
        lock.acquire()
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        db = open_for_writing(path)
        applied = [migration.name for migration in migrations.pending(db)]
        migrations.apply(db)
        db.close()
    finally:
        lock.release()
    click.echo(f"{path}: applied {', '.join(applied)}" if applied else f"{path}: up to date")


@click.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on."
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.option(
    "--public-address",
    "address",
    default="",
    envvar="GAZETTE_PUBLIC_ADDRESS",
    show_envvar=True,
    metavar="URL",
    help="Where readers find it, if a proxy stands before it: for links, citations and feeds.",
)
def serve(folder: Path, host: str, port: int, open_browser: bool, address: str) -> None:
    """Show the archive as a web site, until Ctrl-C. It reads and never writes."""
    address = public_address(address)
    with open_archive(folder):
        pass
    with listening(host, port) as listener:
        known = f", for readers {address}" if address else ""
        click.echo(f"{folder}: {web_address(host, port)}{known} (Ctrl-C ends it)")
        # Here, as Datasette takes half a second to import, which no other command should wait for.
        from archive import site

        site.serve(folder, listener, open_browser, address)


COMMANDS: tuple[click.Command, ...] = (
    status,
    search,
    export,
    coverage,
    capture,
    evidence,
    verify,
    serve,
    migrate,
    withhold,
    release,
)
