"""Articles that say nearly the same on several portals find each other, and are told in the order of their dates."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from archive.connection import open_archive
from archive.database import open_for_writing
from archive.migrations import migrations
from archive.records import Claim
from archive.revisions import significance
from archive.store import Store
from archive.syndication import Copy, latest, sketch, syndicated
from tests.archive.sample import article, exchange, portal

WORDS = (
    "harbour quay berth pilot tide gauge dredger mooring tug ferry lock sluice weir buoy anchor cargo hold crane "
    "jetty basin channel draught keel rudder sail mast crew captain mate cook chart light bell rope knot"
).split()
RELEASE = " ".join(Random(1).choices(WORDS, k=300))
OTHER = " ".join(Random(2).choices(WORDS, k=300))
CHINESE = (
    "潮汐与港口部今日公布今冬小型渔船港口费不上调的决定，执行至明年三月三十一日，已缴费的船主可以申请退款。"
    * 3
)
PORTALS = ("xx_harbour", "xx_waters", "xx_fields")


def edited(text: str, words: int) -> str:
    """``text`` with so many words replaced, far from each other."""
    parts = text.split()
    for at in range(words):
        parts[(at * len(parts)) // words] = "otherwise"
    return " ".join(parts)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        for name in PORTALS:
            opened.declare(portal(name, f"Portal {name}"))
        yield opened


def publish(
    store: Store, name: str, slug: str, text: str, published: str = "", precision: str = "day"
) -> int:
    """An article of a portal; returns its number."""
    made = article(slug, slug.title(), text, "en", "2026-03-01")
    claim = Claim(published, published[:10], precision, "meta") if published else None  # type: ignore[arg-type]
    own = evolve(made, url=f"https://{name}.example/{slug}", portal=name, published=claim)
    store.store(own, store.keep(exchange(own, "2026-03-05T08:00:00.000Z"), None))
    store.flush()
    return int(next(store.db.query("SELECT id FROM articles WHERE url = ?", [own.url]))["id"])


def group(store: Store, number: int) -> list[tuple[int, bool]]:
    return [(one.article, one.is_first) for one in syndicated(store.db.conn, number)]


@pytest.mark.parametrize("text", [RELEASE, CHINESE])
def test_the_same_text_on_another_portal_is_found_from_both_sides(store: Store, text: str) -> None:
    one = publish(store, "xx_harbour", "a", text, "2026-03-01")
    other = publish(store, "xx_waters", "b", text, "2026-03-04")
    publish(store, "xx_fields", "c", OTHER, "2026-02-01")
    assert group(store, one) == group(store, other) == [(one, True), (other, False)]


def test_an_edited_text_is_found_with_how_much_it_has_in_common(store: Store) -> None:
    one = publish(store, "xx_harbour", "a", RELEASE)
    publish(store, "xx_waters", "b", edited(RELEASE, 10))
    copies = syndicated(store.db.conn, one)
    assert [copy.similarity for copy in copies if copy.article == one] == [1.0]
    (similarity,) = (copy.similarity for copy in copies if copy.article != one)
    assert 0.8 < similarity < 0.95
    assert similarity == pytest.approx(1 - significance(RELEASE, edited(RELEASE, 10)), abs=1e-3)
    assert [copy.is_same for copy in copies] == [copy.article == one for copy in copies]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("xx_waters", OTHER),
        ("xx_waters", edited(RELEASE, 150)),
        ("xx_waters", RELEASE[:400]),
        ("xx_harbour", RELEASE),
    ],
    ids=["another text", "half of it another", "a quarter of it", "the same portal"],
)
def test_what_stands_alone_has_no_group(store: Store, name: str, text: str) -> None:
    one = publish(store, "xx_harbour", "a", RELEASE)
    publish(store, name, "b", text)
    assert group(store, one) == []


def test_a_formula_of_a_few_words_makes_no_group(store: Store) -> None:
    one = publish(store, "xx_harbour", "a", "The office is closed on Monday.")
    publish(store, "xx_waters", "b", "The office is closed on Monday.")
    assert group(store, one) == []
    assert sketch("The office is closed on Monday.") == []


def test_of_two_articles_of_a_portal_the_earlier_one_counts_from_whichever_side(store: Store) -> None:
    early = publish(store, "xx_waters", "a", edited(RELEASE, 3), "2026-02-01")
    one = publish(store, "xx_harbour", "b", RELEASE, "2026-02-04")
    late = publish(store, "xx_waters", "c", RELEASE, "2026-02-09")
    assert group(store, one) == group(store, early) == [(early, True), (one, False)]
    assert group(store, late) == [(early, True), (one, False), (late, False)]


def test_nobody_is_first_with_a_text_that_was_put_in_the_place_of_another(store: Store) -> None:
    publish(store, "xx_waters", "a", OTHER, "2026-02-01")
    placed = publish(store, "xx_waters", "a", RELEASE, "2026-02-01")
    one = publish(store, "xx_harbour", "b", RELEASE, "2026-02-04")
    assert group(store, one) == [(placed, False), (one, False)]


def test_what_a_portal_claimed_before_it_was_dated_anew_counts(store: Store) -> None:
    publish(store, "xx_waters", "a", RELEASE, "2026-02-01")
    anew = publish(store, "xx_waters", "a", edited(RELEASE, 1), "2026-02-20")
    one = publish(store, "xx_harbour", "b", RELEASE, "2026-02-10")
    assert group(store, one) == [(one, False), (anew, False)]


def test_nobody_is_first_with_what_was_seen_elsewhere_before(store: Store) -> None:
    one = publish(store, "xx_harbour", "b", RELEASE, "2026-03-09")
    other = publish(store, "xx_waters", "a", RELEASE, "2026-03-19")
    assert group(store, one) == [(one, False), (other, False)]  # both were seen on 5 March


def test_a_paragraph_that_stands_everywhere_makes_no_group_and_takes_no_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.syndication._COMMONPLACE", 5)
    numbers = [publish(store, name, f"a{at}", RELEASE) for at in range(2) for name in PORTALS]
    assert group(store, numbers[0]) == []


@pytest.mark.parametrize(
    ("first", "second", "is_sure"),
    [
        (("2026-03-01", "day"), ("2026-03-04", "day"), True),
        (("2026-03-01", "day"), ("2026-03-02", "day"), False),
        (("2026-03-01", "day"), ("2026-03-01", "day"), False),
        (("2026-03-01T08:00:00Z", "minute"), ("2026-03-01T08:01:00Z", "second"), True),
        (("2026-03-01T08:00:00Z", "minute"), ("2026-03-01", "day"), False),
        (("2026-03-01T08:00:00Z", "minute"), ("2026-03-01T08:00:30Z", "second"), False),
        (("2026-01", "month"), ("2026-03-04", "day"), False),
        (("9999-12-31", "day"), ("9999-12-31", "day"), False),
        (("2026-03-01", "day"), ("", "day"), False),
    ],
)
def test_who_was_first_is_told_only_where_the_dates_leave_no_doubt(
    store: Store, first: tuple[str, str], second: tuple[str, str], is_sure: bool
) -> None:
    one = publish(store, "xx_harbour", "a", RELEASE, *first)
    other = publish(store, "xx_waters", "b", RELEASE, *second)
    assert [is_first for _, is_first in group(store, other)] == [is_sure, False]
    assert one in dict(group(store, other))


def test_an_article_that_changes_leaves_its_group_and_comes_back(store: Store) -> None:
    one = publish(store, "xx_harbour", "a", RELEASE)
    for text, size in ((RELEASE, 2), (OTHER, 0), (RELEASE, 2)):
        publish(store, "xx_waters", "b", text)
        assert len(group(store, one)) == size, text[:20]


def test_the_latest_groups_are_told_once_each_the_newest_first(store: Store) -> None:
    old = {publish(store, name, "a", RELEASE) for name in PORTALS}
    new = {publish(store, name, "b", OTHER) for name in PORTALS[:2]}
    publish(store, "xx_fields", "c", CHINESE)
    assert [{one.article for one in each} for each in latest(store.db.conn, 6)] == [new, old]
    assert [{one.article for one in each} for each in latest(store.db.conn, 1)] == [new]


def test_an_unknown_article_has_no_group(store: Store) -> None:
    assert syndicated(store.db.conn, 99) == ()


def test_readers_need_no_function_of_ours(store: Store, tmp_path: Path) -> None:
    one = publish(store, "xx_harbour", "a", RELEASE)
    publish(store, "xx_waters", "b", RELEASE)
    with open_archive(tmp_path / "data") as connection:
        assert all(isinstance(copy, Copy) for copy in syndicated(connection, one))
    with sqlite3.connect(f"file:{tmp_path / 'data' / 'archive.db'}?mode=ro", uri=True) as plain:
        assert len(syndicated(plain, one)) == 2


def test_an_older_archive_has_its_groups_once_it_is_migrated(store: Store, tmp_path: Path) -> None:
    one = publish(store, "xx_harbour", "a", RELEASE)
    publish(store, "xx_waters", "b", RELEASE)
    expected = group(store, one)
    store.close()
    path = tmp_path / "data" / "archive.db"
    older = open_for_writing(path)
    for kind, name in (("TRIGGER", "sketches_insert"), ("TRIGGER", "sketches_update"), ("TABLE", "sketches")):
        older.execute(f"DROP {kind} {name}")
    older.execute("DELETE FROM _sqlite_migrations WHERE name = '0010_sketches'")
    older.close()
    migrations.apply(Database(path))  # as `sqlite-utils migrate` does: without our SQL functions
    with open_archive(tmp_path / "data") as connection:
        assert [(copy.article, copy.is_first) for copy in syndicated(connection, one)] == expected


@given(st.text(max_size=400))
def test_any_text_has_the_same_few_keys_for_ever(text: str) -> None:
    keys = sketch(text)
    assert keys == sketch(text)
    assert len(keys) == len(set(keys)) <= 16
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_the_keys_of_a_text_are_those_that_archives_hold() -> None:
    """Should this fail, archives need a migration: kept sketches would no longer find new ones."""
    keys = sketch("The quick brown fox jumps over the lazy dog, and the dog sleeps on. ")
    assert (len(keys), keys[0], keys[-1]) == (16, 418156389247702053, -906700955754588279)
