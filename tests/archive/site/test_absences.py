"""When an article was away and came back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.connection import open_archive
from archive.site.article import dossier
from archive.store import Store
from tests.archive.test_store import FIRST, PORTAL, URL, captured


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        opened.declare(PORTAL)
        yield opened


def _night(number: int) -> str:
    return f"2026-11-{number + 1:02}T04:00:00.000Z"


def absences(store: Store, visits: str) -> list[tuple[str, ...]]:
    """After a visit a night: ``P`` finds the article, ``G`` a 404, ``M`` that it has moved."""
    for number, word in enumerate(visits):
        if word == "P":
            store.store(FIRST, captured(store, _night(number)))
        elif word == "G":
            store.miss(URL, _night(number), "http-404")
        else:
            store.move(URL, f"{URL}/new", _night(number))
        store.flush()
    with open_archive(store.folder) as connection:
        found = dossier(connection, 1)
    assert found is not None
    return [tuple(absence.values()) for absence in found.absences]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ("PPGGPP", [(1, 2, 4)]),
        ("PGPGP", [(0, 1, 2), (2, 3, 4)]),
        ("PGPGG", [(0, 1, 2)]),
        ("PGMP", [(0, 1, 3)]),
        ("PPGG", []),
        ("PMP", []),
        ("PP", []),
    ],
)
def test_one_that_is_back_was_away_between_what_was_observed(
    store: Store, visits: str, expected: list[tuple[int, ...]]
) -> None:
    assert absences(store, visits) == [tuple(map(_night, nights)) for nights in expected]
