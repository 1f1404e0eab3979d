"""``gazette``: the floors put together."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from rich.console import Console
from rich.progress import Progress

from archive.commands import COMMANDS
from archive.connection import database_path
from archive.errors import (
    EXIT_MEANINGS,
    ArchiveBusyError,
    DeclarationError,
    Exit,
    GazetteError,
    UsageError,
)
from archive.filters import check_portals, portal_names
from archive.options import archive_option
from archive.period import FORMS, Period, check_order, first_day, last_day, period_options
from archive.store import Store
from archive.terminal import advancing
from crawler.contact import contact_option
from crawler.demo.command import demo
from crawler.importing.command import import_
from crawler.news.command import notify
from crawler.probe.command import probe
from crawler.saving.command import save
from crawler.scheduling.command import install_schedule
from crawler.timestamping import timestamp

if TYPE_CHECKING:
    from crawler.alarms.watch import Watch

_STDERR = Console(stderr=True)

_CODES = "\n".join(f"{code.value}  {meaning}" for code, meaning in EXIT_MEANINGS.items())


class _Commands(click.Group):
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Click would cut what a command does where a line ends."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, command.get_short_help_str(200)) for name, command in sorted(self.commands.items())]
            )


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"Exit codes:\n\n\b\n{_CODES}",
)
@click.version_option(package_name="gazette")
def gazette() -> None:
    """Keep the public record: crawl government news portals, archive, search, cite."""


@gazette.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@archive_option
@period_options("Only articles published since", "Only articles published until")
@contact_option
@click.option(
    "--recheck",
    type=click.Choice(["due", "all"]),
    default="due",
    show_default=True,
    help="Which known articles to fetch again: those due by their age, or all.",
)
@click.option("--due", is_flag=True, help="Only portals that are due by their cadence; for cron, every hour.")
@click.option(
    "--at-once",
    type=click.IntRange(1, 200),
    help="Most portals side by side; 16 unless the settings say else.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show what Scrapy does, request by request.")
def crawl(
    portals: tuple[str, ...],
    folder: Path,
    from_date: str,
    to_date: str,
    contact: str | None,
    recheck: str,
    due: bool,
    at_once: int | None,
    verbose: bool,
) -> None:
    """Crawl portals into the archive: all that are declared, or those named.

    Finishes with a report of each run. What an interrupted run left open, the next one begins with. Then
    what is wrong with the portals is told (see alarms), and what is new to subscribers (see notify).
    """
    if due and (from_date or to_date):
        raise UsageError("--due goes by each portal's cadence, --from and --to by days: give one of them")
    check_order(from_date, to_date)
    # Imported here: Scrapy takes half a second, and the other commands do without.
    from crawler.crawling import Order
    from crawler.crawling import crawl as run

    order = Order(
        folder=folder,
        portals=portals,
        from_date=first_day(from_date),
        to_date=last_day(to_date),
        contact=contact or "",
        recheck_all=recheck == "all",
        only_due=due,
        at_once=at_once or 0,
        log_level="DEBUG" if verbose else "WARNING",
    )
    raise click.exceptions.Exit(run(order))


@gazette.command()
@archive_option
@click.option("--portal", default="", help="Only this portal's articles.")
@click.option(
    "--since",
    type=Period(),
    default="",
    help=f"Only what was captured since, of articles the latest revision; {FORMS}.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def reextract(folder: Path, portal: str, since: str, dry_run: bool, yes: bool) -> None:
    """Read kept captures again with today's rules.

    Of articles, of pages that were refused, and of attached files. Shows what would change, field by field,
    before anything is written. No revision is added: what the reader does better is no edit by the portal.
    A refused page that holds an article after all becomes one, seen when it was captured. A portal whose file
    cannot be loaded is left out (exit code 3).
    """
    from crawler.crawling import readings, unloadable
    from pipelines.reextract import Reextraction, Selection

    if not (dry_run or yes or sys.stdin.isatty()):
        raise UsageError("reextract writes only when told to: give --yes, or --dry-run to look first")
    with (
        Store(database_path(folder).parent) as store,
        Reextraction(store, readings()) as again,
        Progress(console=_STDERR) as bar,
    ):
        check_portals(store.db.conn, [portal], "--portal ")
        wanted, left_out = _readable(portal_names(store.db.conn), portal, unloadable())
        report = again.report
        for name in wanted:
            again.read(Selection(name, first_day(since)), advancing(bar, f"reading {name}".rstrip()))
        bar.stop()
        click.echo("\n".join(report.lines()))
        if report.rewrites and not dry_run and (yes or click.confirm("Write what is read differently?")):
            click.echo(f"written: {again.write()}")
    if left_out:
        click.echo(f"left out, as their files cannot be loaded: {', '.join(left_out)}", err=True)
        raise click.exceptions.Exit(Exit.PORTALS_FAILED)


@gazette.command()
@click.argument("portals", nargs=-1, metavar="[PORTAL]...")
@archive_option
@click.option("--test", is_flag=True, help="Only send a test message by every channel that is set up.")
def alarms(portals: tuple[str, ...], folder: Path, test: bool) -> None:
    """Hold each portal against its own history, and tell what is wrong or over.

    Looked at are the portals that were ever crawled into this archive, or those named; one that is named and
    never ran is missed; one that is not declared here cannot be looked at, and is named. Every crawl does the
    same for its portals when it ends; a line in cron of its own notices crawls that do not run. Each incident
    is told once when it is noticed and once when it is over, by GAZETTE_ALARM_WEBHOOK and GAZETTE_ALARM_EMAIL
    (with GAZETTE_SMTP and GAZETTE_ALARM_SENDER).

    Ends with 0 where nothing is wrong, with 3 where something is, with 1 where an alarm could not be delivered
    or where no portal was looked at: nothing was ever crawled into the archive, or none of its portals is
    declared here. Cron then says so from the first day on: a crawl that never begins would otherwise be
    missed by nobody.
    """
    from crawler.alarms import watch
    from crawler.crawling import declared

    if test:
        _end_alarms(watch.send_test())
    watched = watch.watched(folder, declared(), portals)
    seen = watch.check(folder, watched)
    for words in filter(None, (*watch.told(seen, watched), watched.line())):
        click.echo(words)
    if strangers := watched.passed_over():
        click.echo(strangers, err=True)
    if not seen.failures:
        watched.check_seen(folder)
    _end_alarms(seen)


def _end_alarms(seen: Watch) -> NoReturn:
    for words in seen.delivered:
        click.echo(words)
    for failure in seen.failures:
        click.echo(failure, err=True)
    if seen.failures:
        raise click.exceptions.Exit(Exit.FAILED)
    raise click.exceptions.Exit(Exit.PORTALS_FAILED if seen.open else Exit.OK)


gazette.add_command(demo)
gazette.add_command(import_)
gazette.add_command(install_schedule)
gazette.add_command(notify)
gazette.add_command(probe)
gazette.add_command(save)
gazette.add_command(timestamp)
for command in COMMANDS:
    gazette.add_command(command)


def _readable(held: Sequence[str], portal: str, broken: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What to read of ``portal`` or of all that are held, and what not: without its rules a portal's articles
    would lose what only those can read."""
    if portal in broken:
        raise DeclarationError(broken[portal])
    left_out = [] if portal else [name for name in held if name in broken]
    if not left_out:
        return [portal], []
    return [name for name in held if name not in broken], left_out


def main() -> None:
    """The console script: every error that a user can mend becomes one message and its exit code."""
    try:
        code = gazette(standalone_mode=False) or Exit.OK
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        code = Exit.FAILED
    except GazetteError as error:
        click.echo(f"Error: {error}", err=True)
        code = _code_of(error)
    sys.exit(int(code))


def _code_of(error: GazetteError) -> Exit:
    if isinstance(error, UsageError):
        return Exit.USAGE
    return Exit.ALREADY_RUNNING if isinstance(error, ArchiveBusyError) else Exit.FAILED
