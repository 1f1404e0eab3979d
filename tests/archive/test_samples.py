"""What a run's row says of the articles that it read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.records import Article, Claim, Exchange, Image, Run
from archive.store import Store
from tests.archive.sample import article

TODAY = "2999-01-01"


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store(tmp_path / "data") as opened:
        empty = dict.fromkeys(("country", "licence", "home_url", "first_date", "publisher"), "")
        portal = {"name": "xx_harbour", "title": "Harbours", "languages": "[]", "timezone": "UTC", **empty}
        opened.declare(portal)
        yield opened


def sampled(store: Store, *articles: Article, seen: tuple[Article, ...] = ()) -> dict[str, Any]:
    """The row of a run that read ``articles`` and met those ``seen`` before."""
    run = store.begin_run("xx_harbour", "", "", "1")
    for number, found in enumerate((*articles, *seen)):
        at = f"2999-01-01T08:00:{number:02}.000Z"
        exchange = Exchange("xx_harbour", found.url, found.url, at, status=200, body=found.title.encode())
        store.store(found, store.keep(exchange, run))
    store.end_run(run, Run("xx_harbour", "finished"))
    return next(store.db.query("SELECT * FROM runs WHERE id = ?", [run]))


def news(number: int, **more: object) -> Article:
    claim = Claim(TODAY, TODAY, "day", "meta:article:published_time")
    whole = {"section": "News", "authors": ("A. Pilot",), "images": (Image("https://harbour.example/1.png"),)}
    fields: dict[str, object] = {"published": claim, **whole, **more}
    return article(f"news/{number}", f"News {number}", "x" * 100 * number, "en", **fields)


def test_fields_languages_and_the_median_length_are_counted(store: Store) -> None:
    row = sampled(store, news(1), news(2, authors=(), images=()), news(3, published=None, section=""))
    names = ("sampled", "with_date", "with_author", "with_section", "with_picture", "median_length")
    assert [row[name] for name in names] == [3, 2, 2, 2, 2, 200]
    assert json.loads(row["languages"]) == {"en": 3}


def test_only_what_was_read_anew_counts(store: Store) -> None:
    assert sampled(store, news(1), news(2))["sampled"] == 2
    assert sampled(store, news(3), seen=(news(1),))["sampled"] == 1


def test_old_articles_say_nothing_of_todays_pages(store: Store) -> None:
    old = Claim("2011-05-01", "2011-05-01", "day", "json-ld:datePublished")
    # The run begins today, by the clock: everything in this test lies after it, except what is from 2011.
    assert sampled(store, news(1), news(2, published=old))["sampled"] == 1


def test_a_run_that_read_nothing_has_no_sample(store: Store) -> None:
    row = sampled(store)
    assert (row["sampled"], row["median_length"], row["languages"]) == (0, 0, "{}")
