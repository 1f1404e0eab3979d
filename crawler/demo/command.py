"""``gazette demo``: two fictional portals, crawled, changed, crawled again, served."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from archive.port import listening, web_address
from crawler.program import typed

_HOST, _PORT = "127.0.0.1", 8001
"""Where `gazette serve` serves, too, if it is not told otherwise."""


@click.command()
@click.option(
    "--archive",
    "folder",
    default="demo-data",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of the demo's archive; an earlier demo's is replaced, unless a process has it open.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the archive afterwards, until Ctrl-C.")
@click.option("--host", default=_HOST, show_default=True, help="Address to serve on.")
@click.option(
    "--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to serve on."
)
def demo(folder: Path, serve: bool, host: str, port: int) -> None:
    """Try everything: two fictional portals are crawled, change, are crawled again, and served."""
    # Taken first: whoever has waited for the crawls should not hear only then that the port is not free.
    with listening(host, port) if serve else nullcontext() as listener:
        # Imported here: the portals and their templates take a tenth of a second, and the other commands do without.
        from crawler.demo.tour import guide, make

        make(folder)
        address = web_address(host, port)
        for line in guide(address.rstrip("/"), folder):
            click.echo(line)
        click.echo(f"Serve it{' again' if serve else ''}: {serving_again(folder, host, port)}")
        if listener:
            from archive.site import serve as serve_site

            click.echo(f"\nServing now: {address} (Ctrl-C ends it)")
            serve_site(folder, listener)


def serving_again(folder: Path, host: str, port: int) -> str:
    """The command that serves the demo's archive later, where the demo itself serves or would serve it."""
    words: list[object] = ["serve", "--archive", folder]
    words += ["--host", host] if host != _HOST else []
    words += ["--port", port] if port != _PORT else []
    return typed(*words)
