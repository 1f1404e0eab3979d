"""How fast a crawl is, against what the cores allow: ``python -m tests.benchmarks.crawling``. See README.md."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

from archive.records import Page
from tests.benchmarks.parts import Part, Round
from tests.benchmarks.processes import Measured, idle_seconds, measure
from tests.benchmarks.reading import Reader, bare, ours, read_all
from tests.benchmarks.served import Served, serve

_CORES = len(os.sched_getaffinity(0))
_READERS = (1, 2)
"""Generations of a crawl's processes: what it starts is a server of forks, whose forks read the pages."""
_MEGABYTE = 1_000_000


def main() -> None:
    """Measure and print; a part that fails ends it with what it said."""
    try:
        _run(_options())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.output}")


def _run(options: argparse.Namespace) -> None:
    print(
        f"{_CORES} cores, Python {platform.python_version()}, Scrapy {version('scrapy')}, "
        f"trafilatura {version('trafilatura')}; medians of {options.repeats}",
        flush=True,
    )
    with serve(options.articles) as served:
        pages = served.pages()
        rounds = [_round(served, pages) for _ in range(options.repeats)]
    for line in _report(rounds):
        print(line, flush=True)
    for articles in options.memory:
        print(_memory(articles), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.crawling", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000, help="at least so many are crawled")
    parser.add_argument("--repeats", type=int, default=3, help="rounds whose medians are printed")
    parser.add_argument(
        "--memory",
        type=int,
        nargs="*",
        default=[1000, 4000],
        metavar="ARTICLES",
        help="sizes of the crawls whose memory is printed; nothing after it: none",
    )
    return parser.parse_args()


def _round(served: Served, pages: Sequence[Page]) -> Round:
    with tempfile.TemporaryDirectory(prefix="gazette-benchmark-") as folder:
        whole = _crawl(served, Path(folder))
        again = _crawl(served, Path(folder))
    return Round(whole, again, _fetch(served), _read(bare, pages), _read(ours, pages))


def _crawl(served: Served, folder: Path) -> Part:
    measured, serving = _beside(served, _crawl_command(served, folder))
    articles, size = _kept(folder)
    return Part(
        articles,
        measured.seconds,
        _CORES,
        crawling=measured.cpu(0),
        reading=measured.cpu(*_READERS),
        serving=serving,
        idle=measured.idle,
        bytes=size,
    )


def _fetch(served: Served) -> Part:
    measured, serving = _beside(served, ["-m", "tests.benchmarks.counting"])
    articles = int(measured.output.split()[-1])
    return Part(articles, measured.seconds, _CORES, measured.cpu(0), serving=serving, idle=measured.idle)


def _read(reader: Reader, pages: Sequence[Page]) -> Part:
    idle = idle_seconds()
    spent = read_all(reader, pages, _CORES)
    return Part(len(pages), spent.seconds, _CORES, reading=spent.cpu, idle=idle_seconds() - idle)


def _beside(served: Served, command: Sequence[str]) -> tuple[Measured, float]:
    """A command measured, and the CPU seconds that the portals took meanwhile."""
    before = served.cpu()
    measured = measure([sys.executable, *command], served.environment)
    return measured, served.cpu() - before


def _crawl_command(served: Served, folder: Path) -> Sequence[str]:
    return ["-m", "crawler", "crawl", "--archive", str(folder), *served.addresses]


def _kept(folder: Path) -> tuple[int, int]:
    """How many articles an archive holds, and how many bytes its latest runs brought."""
    with sqlite3.connect(folder / "archive.db") as db:
        [articles] = db.execute("SELECT count(*) FROM articles").fetchone()
        [size] = db.execute(
            "SELECT sum(bytes) FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY portal)"
        ).fetchone()
    return articles, size


def _memory(articles: int) -> str:
    with serve(articles) as served, tempfile.TemporaryDirectory(prefix="gazette-benchmark-") as folder:
        measured, _ = _beside(served, _crawl_command(served, Path(folder)))
        kept, _ = _kept(Path(folder))
    crawler = max(used.peak for used in measured.processes if used.generation == 0)
    readers = sorted((used.peak for used in measured.processes if used.generation == 2), reverse=True)
    each = ", ".join(f"{peak / _MEGABYTE:.0f}" for peak in readers)
    return f"peak memory at {kept} articles: crawler {crawler / _MEGABYTE:.0f} MB, readers {each} MB"


def _report(rounds: Sequence[Round]) -> Iterator[str]:
    yield f"{'':28} {'':>8} {'':>9}   CPU ms an article                      share of the cores"
    yield f"{'':28} {'articles':>8} {'/s':>9}   crawler  reading  serving      all    left to us  unused"
    yield _row("end to end", [round_.whole for round_ in rounds])
    yield _row("Scrapy alone", [round_.fetch for round_ in rounds])
    yield _row("bare trafilatura, in memory", [round_.bare for round_ in rounds])
    yield _row("our reading, in memory", [round_.ours for round_ in rounds])
    yield from _bound("bare trafilatura", rounds, lambda round_: round_.bare)
    yield from _bound("our reading", rounds, lambda round_: round_.ours)
    yield _again(rounds)


def _row(name: str, parts: Sequence[Part]) -> str:
    def middle(value: Callable[[Part], float]) -> float:
        return median(map(value, parts))

    costs = (
        middle(lambda part: part.each(part.crawling)),
        middle(lambda part: part.each(part.reading)),
        middle(lambda part: part.each(part.serving)),
        middle(lambda part: part.each(part.cpu)),
    )
    return (
        f"{name:28} {parts[0].articles:8} {middle(lambda part: part.rate):9.1f} "
        + "".join(f"{cost:9.2f}" for cost in costs)
        + f"{middle(lambda part: part.available):14.0%}{middle(lambda part: part.unused):8.0%}"
    )


def _bound(name: str, rounds: Sequence[Round], of: Callable[[Round], Part]) -> Iterator[str]:
    fetching = median(round_.fetch.each(round_.fetch.crawling) for round_ in rounds)
    serving = median(round_.fetch.each(round_.fetch.serving) for round_ in rounds)
    reading = median(of(round_).each(of(round_).cpu) for round_ in rounds)
    bound = median(round_.bound(of(round_)) for round_ in rounds)
    reached = median(round_.reached(of(round_)) for round_ in rounds)
    alone = median(round_.reached_alone(of(round_)) for round_ in rounds)
    yield f"\nbound with {name}: {bound:.1f} articles/s"
    yield f"  = {_CORES} cores / ({fetching:.2f} Scrapy + {serving:.2f} serving + {reading:.2f} reading) ms"
    yield f"  end to end: {reached:.2f} of it by the clock, {alone:.2f} of it on the cores left to us"


def _again(rounds: Sequence[Round]) -> str:
    cpu = median((r.again.cpu - r.again.serving) / (r.whole.cpu - r.whole.serving) for r in rounds)
    size = median(r.again.bytes / r.whole.bytes for r in rounds)
    return f"\nsecond run without change: {cpu:.3f} of the first one's CPU, {size:.3f} of its bytes"


if __name__ == "__main__":
    main()
