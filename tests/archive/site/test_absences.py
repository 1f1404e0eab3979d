"""When an article was away and came back, by the visits to its address."""

from __future__ import annotations

from archive.site.article import Absence, absences


def visits(told: str) -> list[dict[str, object]]:
    """A visit a night, as ``P`` (the article), ``G`` (404) or ``D`` (a page that says so with status 200)."""
    return [
        {"captured_at": _night(number), "is_gone": word == "G", "is_denied": word == "D"}
        for number, word in enumerate(told)
    ]


def _night(number: int) -> str:
    return f"2026-11-{number + 1:02}T04:00:00.000Z"


def test_one_that_is_back_was_away_between_what_was_observed() -> None:
    assert absences(visits("PPGGPP")) == [Absence(_night(1), _night(2), _night(3), _night(4))]
    assert absences(visits("PGPGP")) == [
        Absence(_night(0), _night(1), _night(1), _night(2)),
        Absence(_night(2), _night(3), _night(3), _night(4)),
    ]


def test_one_that_is_still_away_or_was_not_there_before_has_no_such_interval() -> None:
    assert absences(visits("PPGG")) == absences(visits("GGP")) == absences(visits("PP")) == absences([]) == []


def test_a_page_that_only_says_so_counts_after_several_nights() -> None:
    assert absences(visits("PDDP")) == []
    assert absences(visits("PDDDP")) == [Absence(_night(0), _night(1), _night(3), _night(4))]
    assert absences(visits("PGPDP")) == [Absence(_night(0), _night(1), _night(1), _night(2))]
