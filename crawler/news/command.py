"""``gazette notify``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from archive.errors import Exit, UsageError
from archive.options import archive_option
from crawler.news.subscriptions import EXAMPLE, VARIABLE, read


@click.command()
@click.argument("names", nargs=-1, metavar="[SUBSCRIPTION]...")
@archive_option
@click.option(
    "--subscriptions",
    "path",
    envvar=VARIABLE,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="File (TOML) that says who is told of what.",
)
@click.option("--dry-run", is_flag=True, help="Only show what is to be told, and when.")
@click.option(
    "--test", is_flag=True, help="Send the latest of each search as a test, which does not count as told."
)
def notify(names: tuple[str, ...], folder: Path, path: Path | None, dry_run: bool, test: bool) -> None:
    """Tell subscribers what is new of their searches, by mail or webhook.

    Of all subscriptions in the file, or of those named. Every crawl does the same when it ends, where
    GAZETTE_SUBSCRIPTIONS names the file. Each thing is told once; what could not be delivered is told by the next
    try. A subscription begins when it is first seen: what the archive holds by then is not told. One that names hours
    of the day is told once behind each of them, or when it is named here.

    Ends with 1 where somebody could not be told.
    """
    if path is None:
        raise UsageError(
            f"no subscriptions: --subscriptions or {VARIABLE} names a file like this:\n\n{EXAMPLE}"
        )
    if dry_run and test:
        raise UsageError("--dry-run sends nothing, --test does: give one of them")
    # Imported here: the site's words take half a second, and the other commands do without.
    from crawler.news import telling

    subscriptions = read(path, os.environ)
    chosen = subscriptions.chosen(names)
    if dry_run:
        click.echo(
            "\n\n".join(telling.preview(folder, subscriptions, chosen, at_once=bool(names)))
            or "nothing is to be told"
        )
        return
    outcomes = (
        telling.send_test(folder, subscriptions, chosen)
        if test
        else telling.tell(folder, subscriptions, chosen, at_once=bool(names))
    )
    for outcome in outcomes:
        click.echo(str(outcome), err=outcome.failed)
    if any(outcome.failed for outcome in outcomes):
        raise click.exceptions.Exit(Exit.FAILED)
