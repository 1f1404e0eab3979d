"""From the store to the alarm: an archive that was crawled night after night, by the clock of the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from archive.alarms import findings
from archive.connection import open_archive
from archive.observed import observed
from archive.records import Claim, Exchange, Run, format_instant
from archive.store import Store
from tests.archive.sample import article

FIRST = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
"""The night to a Monday; every night brings the articles of the day before."""
NIGHTS, ARTICLES = 40, 4
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty ordinary nights, three without dates, six without articles."""
    folder = tmp_path_factory.mktemp("nights") / "data"
    with Store(folder) as store, pytest.MonkeyPatch.context() as clock:
        empty = dict.fromkeys(("country", "licence", "home_url", "first_date", "publisher"), "")
        store.declare(
            {"name": "xx_harbour", "title": "H", "languages": "[]", "timezone": "Asia/Tokyo", **empty}
        )
        for night in range(NIGHTS + 9):
            clock.setattr("archive.store.utc_now", lambda: format_instant(FIRST + night * DAY))  # noqa: B023
            _crawl(store, night, 0 if night >= NIGHTS + 3 else ARTICLES, is_dated=night < NIGHTS)
    return folder


def _crawl(store: Store, night: int, articles: int, is_dated: bool) -> None:
    run, now = store.begin_run("xx_harbour", "", "", "1"), FIRST + night * DAY
    day = (now - DAY / 2).date().isoformat()
    for number in range(articles):
        claim = Claim(day, day, "day", "meta:date") if is_dated else None
        text = f"Night {night}, ship {number}. " * 20
        found = article(f"{night}/{number}", f"Ship {number}", text, "en", published=claim)
        at = format_instant(now + timedelta(seconds=number))
        page = Exchange("xx_harbour", found.url, found.url, at, status=200, body=text.encode())
        store.store(found, store.keep(page, run))
    store.end_run(run, Run("xx_harbour", "finished", found=30, articles_new=articles, articles_unchanged=3))


def kinds(folder: Path, nights: int) -> list[str]:
    """What would have been found after so many nights."""
    now = FIRST + (nights - 1) * DAY + timedelta(hours=3)
    with open_archive(folder) as connection:
        known = observed(connection, "xx_harbour", now)
    runs = tuple(run for run in known.runs if run.started_at <= now)
    return [finding.kind for finding in findings(evolve(known, runs=runs), DAY, now, {})]


def test_ordinary_nights_raise_no_alarm(crawled: Path) -> None:
    assert [kinds(crawled, nights) for nights in (1, 5, 12, 30, NIGHTS)] == [[]] * 5


def test_a_layout_that_hides_the_date_is_noticed_within_three_nights(crawled: Path) -> None:
    assert kinds(crawled, NIGHTS + 3) == ["no-dates"]


def test_so_is_a_silence(crawled: Path) -> None:
    assert "nothing-new" in kinds(crawled, NIGHTS + 9)


def test_a_crawl_that_has_stopped_is_told_as_that_and_not_as_a_silence(crawled: Path) -> None:
    with open_archive(crawled) as connection:
        later = FIRST + (NIGHTS + 20) * DAY
        known = observed(connection, "xx_harbour", later)
    runs = tuple(run for run in known.runs if run.started_at < FIRST + (NIGHTS - 1) * DAY)
    found = findings(evolve(known, runs=runs), DAY, later, {})
    assert [finding.kind for finding in found] == ["not-run"]
