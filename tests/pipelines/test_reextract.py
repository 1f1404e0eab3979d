"""Kept captures are read again with today's rules: shown first, written when told, and never an edit of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from archive.errors import UsageError
from archive.records import Article, Exchange, Page, Reading, Rules
from archive.store import Store
from pipelines.read import read
from pipelines.reextract import Reextraction, Report, Selection
from tests.pipelines.articles import article

URL = "https://news.example.org/releases/bridge.html"
HTML = article(below="<p class='day'>10 June 2020</p><p class='desk'>Roads</p>").replace(
    "</p></div>", "</p><p>The desk is closed.</p></div>"
)
EARLY, LATE = "2025-01-01T12:00:00.000Z", "2026-11-22T12:00:00.000Z"
READING = Reading("example")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An archive with one article in two revisions, the second of which says 'summer' for 'spring'."""
    empty = dict.fromkeys(("country", "licence", "home_url", "first_date", "title", "publisher"), "")
    with Store(tmp_path) as opened:
        opened.declare({"name": "example", "languages": "[]", "timezone": "UTC", **empty})
        for at, html in ((EARLY, HTML), (LATE, HTML.replace("spring", "summer"))):
            capture = opened.keep(_exchange(at, html), None)
            found = read(Page(URL, html.encode(), "text/html; charset=utf-8", at, READING))
            assert isinstance(found, Article)
            opened.store(found, capture)
        opened.flush()
        yield opened


def _exchange(at: str, html: str) -> Exchange:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Exchange(
        "example", URL, URL, at, request_headers=(), status=200, headers=headers, body=html.encode()
    )


def again(
    store: Store, *rules: Rules, write: bool = False, declared: bool = True, portal: str = ""
) -> Report:
    readings = {"example": evolve(READING, rules=rules)} if declared else {}
    with Reextraction(store, readings, workers=1) as reading:
        report = reading.read(Selection(portal), lambda done, of: None)
        if write:
            reading.write()
    return report


def held(store: Store, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.db.query(sql)]


def test_the_same_rules_change_nothing(store: Store) -> None:
    report = again(store)
    assert (report.articles, report.changed, report.unreadable) == (1, 0, 0)


def test_what_would_change_is_counted_by_field_and_not_written(store: Store) -> None:
    before = held(store, "SELECT * FROM articles")
    report = again(store, Rules(section=(".desk",), boilerplate=("The desk is closed.",)))
    assert (report.changed, report.gained["section"], report.altered["text"]) == (1, 1, 1)
    assert "  section: 1 gained, 0 lost, 0 altered" in list(report.lines())
    assert held(store, "SELECT * FROM articles") == before


def test_every_revision_is_read_again_and_keeps_its_number(store: Store) -> None:
    numbers = held(store, "SELECT number, capture FROM revisions ORDER BY number")
    again(store, Rules(boilerplate=("The desk is closed.",)), write=True)
    assert held(store, "SELECT number, capture FROM revisions ORDER BY number") == numbers
    texts = [str(text) for (text,) in held(store, "SELECT text FROM revisions ORDER BY number")]
    assert [("spring" in text, "summer" in text, "desk" in text) for text in texts] == [
        (True, False, False),
        (False, True, False),
    ]


def test_a_capture_is_read_with_the_rules_of_its_day(store: Store) -> None:
    again(
        store,
        Rules(boilerplate=("The desk is closed.",), valid_until="2025-12-31"),
        Rules(valid_from="2026-01-01"),
        write=True,
    )
    texts = [str(text) for (text,) in held(store, "SELECT text FROM revisions ORDER BY number")]
    assert ["desk" in text for text in texts] == [False, True]


def test_a_portal_that_nobody_declares_is_read_without_its_rules_and_named(store: Store) -> None:
    report = again(store, declared=False)
    assert report.changed == 0
    assert "example is not declared" in list(report.lines())[-1]


def test_a_portal_that_the_archive_does_not_hold_is_a_slip(store: Store) -> None:
    with pytest.raises(UsageError, match=r"--portal exampel: not in this archive, which holds example"):
        again(store, portal="exampel")
