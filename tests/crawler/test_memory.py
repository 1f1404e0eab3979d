"""What is remembered of addresses that are no articles, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.planning.memory import Note
from crawler.state import CrawlState

FIRST = "2026-11-01T03:00:00.000Z"


def note(word: str, last_at: str = FIRST) -> Note:
    return Note("https://gov.example/1", word, "", 7, FIRST, last_at)


@pytest.mark.parametrize(
    ("word", "after", "holds"),
    [
        ("alternate", timedelta(days=29), True),
        ("moved", timedelta(days=31), False),
        ("outside-dates", timedelta(days=3000), True),
        ("too-thin", timedelta(hours=1), True),
        ("too-thin", timedelta(hours=12), False),
    ],
)
def test_a_note_holds_for_its_time(word: str, after: timedelta, holds: bool) -> None:
    assert note(word).holds(datetime.fromisoformat(FIRST) + after) is holds


def test_a_page_that_stays_refused_is_asked_for_ever_more_rarely() -> None:
    last = "2026-12-20T03:00:00.000Z"
    assert note("too-thin", last).holds(datetime.fromisoformat(last) + timedelta(days=20))


def test_the_last_note_of_an_address_is_kept_for_its_portal(tmp_path: Path) -> None:
    state = CrawlState(tmp_path)
    state.memory.note("xx_a", note("too-thin"))
    state.memory.note("xx_a", note("alternate"))
    state.memory.note("xx_b", note("moved"))
    last = {"https://gov.example/1": note("alternate")}
    assert state.memory.of("xx_a") == last, "before it is written"
    state.flush()
    state.close()
    again = CrawlState(tmp_path)
    assert again.memory.of("xx_a") == last
    again.close()
