"""How an archive answers that has grown for years, beside a young one: ``python -m tests.benchmarks.large``."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median

import click
from attrs import evolve, frozen

from archive.fingerprint import text_digest
from archive.records import Article, Claim, Exchange, Run
from archive.site import application
from archive.store import Store

PORTALS = 20
_LAST = date(2026, 11, 29)
_SYLLABLES = (
    "ba be bi bo da de di do fa fe ka ke ki ko la le li lo ma me mi mo na ne pa pe ra re sa se ta te".split()
)
_VOCABULARY = 30_000
_CHANGED = 0.01
"""Share of the articles that are looked at again one day, and say something else."""
_TRIES = 3


@frozen
class Words:
    """Made-up words, the first the most frequent, as in a language (Zipf)."""

    chance: random.Random
    words: tuple[str, ...]
    weights: tuple[float, ...]

    @classmethod
    def made(cls, seed: int) -> Words:
        chance = random.Random(seed)
        words = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(_VOCABULARY)}
        ranks = range(8, 8 + len(words))
        return cls(chance, tuple(sorted(words)), tuple(accumulate(1 / rank for rank in ranks)))

    def some(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=count)).capitalize()

    def text(self) -> str:
        return "\n\n".join(
            f"{self.some(self.chance.randint(25, 70))}." for _ in range(self.chance.randint(3, 7))
        )


def build(folder: Path, days: int) -> int:
    """An archive of twenty portals, crawled every night for so many days. Returns its articles."""
    words, stored, old = Words.made(days), 0, list[Article]()
    with Store(folder) as store:
        for number in range(PORTALS):
            store.declare(_portal(number))
        for back in range(days, 0, -1):
            day = _LAST - timedelta(days=back)
            for number in range(PORTALS):
                new = list(_published(words, number, day))
                again = [_changed(old.pop())] if old and words.chance.random() < _CHANGED else []
                _crawl(store, number, day, [*new, *again])
                old += [article for article in new if words.chance.random() < _CHANGED]
                stored += len(new)
    return stored


def _portal(number: int) -> dict[str, str]:
    told = {"name": f"xx_{number}", "title": f"Ministry {number}", "publisher": f"Ministry {number}"}
    empty = dict.fromkeys(("licence", "first_date"), "")
    home = {
        "home_url": f"https://p{number}.example/",
        "country": "XX",
        "timezone": "UTC",
        "languages": '["en"]',
    }
    return told | empty | home


def _published(words: Words, number: int, day: date) -> Iterator[Article]:
    for at in range(0 if day.weekday() > 4 else words.chance.randint(3, 9)):
        title, text = words.some(8), words.text()
        yield Article(
            url=f"https://p{number}.example/{day:%Y/%m/%d}/{at}.html",
            portal=f"xx_{number}",
            title=title,
            text=text,
            text_digest=text_digest(title, text),
            extractor="made up",
            word_count=len(text.split()),
            language="en",
            section=("News", "Notices", "Speeches", "Decrees", "Tenders")[at % 5],
            published=Claim(day.isoformat(), day.isoformat(), "day", "meta:date"),
        )


def _changed(article: Article) -> Article:
    text = f"{article.text} Amended."
    return evolve(article, text=text, text_digest=text_digest(article.title, text))


def _crawl(store: Store, number: int, day: date, articles: list[Article]) -> None:
    portal, begun = f"xx_{number}", datetime(day.year, day.month, day.day, 3, number)
    run = store.begin_run(portal, "", "", "1")
    for at, article in enumerate(articles):
        captured_at = f"{(begun + timedelta(seconds=3 * at)).isoformat()}.000Z"
        body = f"<h1>{article.title}</h1><p>{article.text}</p>".encode()
        html = (("Content-Type", "text/html"),)
        exchange = Exchange(article.portal, article.url, article.url, captured_at, (), 200, html, body)
        store.store(article, store.keep(exchange, run))
    store.end_run(
        run, Run(portal, "finished", planned=len(articles), stored=len(articles), articles_new=len(articles))
    )


def pages(folder: Path) -> dict[str, str]:
    """What a reader may ask for, by what it is; words are those of an article in the middle."""
    told = _gazette(folder, "export", "jsonl", "--portal", "xx_3", "--to", f"{_LAST - timedelta(days=20)}")
    article = json.loads(told.splitlines()[-1])
    words = article["text"].lower().replace(".", "").split()
    return {
        "front page": "/",
        "a word": f"/search?q={words[7]}",
        "two words": f"/search?q={words[3]}+{words[11]}",
        "a phrase": f'/search?q="{words[3]}+{words[4]}"',
        "everything, newest first": "/search?sort=newest",
        "two months of it": "/search?from=2026-09&to=2026-10",
        "silent changes": "/search?changed=silent",
        "an article": f"/article/{article['id']}",
        "coverage": "/coverage",
        "coverage of a portal": "/coverage/xx_3",
        "feed": "/search.atom",
        "feed of a search": f"/search.atom?q={words[7]}",
        "table of articles": "/archive/articles",
    }


COMMANDS = {
    "gazette search": ("search", "baba"),
    "gazette status": ("status",),
    "gazette coverage": ("coverage",),
    "gazette export csv": ("export", "csv"),
    "gazette verify": ("verify",),
}


def _gazette(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "crawler", *words, "--archive", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


async def answered(folder: Path) -> dict[str, float]:
    """Seconds that each page takes, the median of three tries in a process that has just begun."""
    site = application(folder)
    await site.invoke_startup()
    taken = {}
    for what, path in pages(folder).items():
        tries = []
        for _ in range(_TRIES):
            begun = time.perf_counter()
            (await site.client.get(path, follow_redirects=True)).raise_for_status()
            tries.append(time.perf_counter() - begun)
        taken[what] = median(tries)
    return taken


def commanded(folder: Path) -> dict[str, float]:
    """Seconds that each command takes, once."""
    taken = {}
    for what, words in COMMANDS.items():
        begun = time.perf_counter()
        _gazette(folder, *words)
        taken[what] = time.perf_counter() - begun
    return taken


def table(young: Mapping[str, float], old: Mapping[str, float], growth: float) -> Iterator[str]:
    """A line for each thing that was asked for: seconds in both, and how much longer the old one took."""
    yield f"{'seconds':28}{'young':>9}{'old':>9}   {growth:.0f} times the articles take"
    for what, seconds in young.items():
        yield f"{what:28}{seconds:>9.3f}{old[what]:>9.3f}{old[what] / seconds:>9.1f} times as long"


@click.command()
@click.option(
    "--days", default=(180, 1800), nargs=2, show_default=True, help="Of the young and the old archive."
)
def main(days: tuple[int, int]) -> None:
    """Build both, ask both for the same, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        taken, sizes = list[dict[str, float]](), list[int]()
        for count in days:
            home = Path(folder) / str(count)
            sizes.append(build(home, count))
            megabytes = (home / "archive.db").stat().st_size // 1_000_000
            click.echo(
                f"{sizes[-1]:,} articles of {PORTALS} portals, {count} days: {megabytes:,} MB of database"
            )
            taken.append(asyncio.run(answered(home)) | commanded(home))
        click.echo("\n".join(table(*taken, growth=sizes[1] / sizes[0])))


if __name__ == "__main__":
    main()
