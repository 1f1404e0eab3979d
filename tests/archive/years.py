"""An archive of many days: articles, runs and refusals by the day, put straight into its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from archive.database import open_for_writing
from archive.records import Exchange
from archive.store import Store

FIRST, TODAY = date(2026, 1, 5), date(2026, 6, 30)
"""A Monday and a Tuesday."""
DAYS = [FIRST + timedelta(days=number) for number in range((TODAY - FIRST).days)]
EMPTY = dict.fromkeys(("country", "licence", "home_url", "first_date"), "")


def office(day: date) -> int:
    """Seventeen to twenty-three on workdays, nothing at the weekend."""
    return 0 if day.weekday() > 4 else 17 + day.toordinal() * 5 % 7


def nightly(days: Iterable[date] = (), outcome: str = "finished", **more: Any) -> list[dict[str, Any]]:
    """A run at three in the morning after each of these days, else after every day."""
    return [
        {"started_at": f"{day + timedelta(days=1)}T03:00:00.000Z", "outcome": outcome, **more}
        for day in days or DAYS
    ]


def build(
    folder: Path,
    articles: Mapping[date, int],
    runs: Iterable[Mapping[str, Any]],
    refused: Mapping[date, int] | None = None,
    portal: str = "xx_office",
    title: str = "Ministry of Offices",
) -> Path:
    """Add a portal to the archive in ``folder``. ``refused``: pages by the day of the crawl."""
    with Store(folder) as store:
        told = {"name": portal, "title": title, "publisher": title, "languages": "[]", "timezone": "UTC"}
        store.declare(told | EMPTY)
        url = f"https://{portal}.example/"
        exchange = Exchange(portal, url, url, "2026-01-01T00:00:00.000Z", status=200)
        capture = store.keep(exchange, None).id
    db = open_for_writing(folder / "archive.db")
    db.table("articles").insert_all(_articles(portal, capture, articles))
    db.table("runs").insert_all({"portal": portal, "reason": "", **run} for run in runs)
    db.table("refusals").insert_all(_refusals(portal, refused or {}))
    db.close()
    return folder


def _articles(portal: str, capture: int, articles: Mapping[date, int]) -> Iterable[dict[str, Any]]:
    for day, count in articles.items():
        for number in range(count):
            seen = f"{day}T12:00:00.000Z"
            yield {
                "url": f"https://{portal}.example/{day}/{number}",
                "portal": portal,
                "title": f"Notice {number}",
                "text": "A notice of the office.",
                "published_on": day.isoformat(),
                "text_digest": f"{day}/{number}",
                "first_seen_at": seen,
                "last_seen_at": seen,
                "capture": capture,
                "extractor": "test",
                "language": "en",
            }


def _refusals(portal: str, refused: Mapping[date, int]) -> Iterable[dict[str, Any]]:
    for day, count in refused.items():
        for number in range(count):
            at = f"{day}T03:10:00.000Z"
            url = f"https://{portal}.example/{day}/refused/{number}"
            yield {"portal": portal, "url": url, "reason": "challenge", "refused_at": at}
