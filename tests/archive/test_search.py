from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.database import open_for_writing
from archive.search import DAY, MARK_END, MARK_START, Hit, Query, count, find, fts_text, match_expression
from tests.archive.sample import ROOT

TYPED = st.text(st.sampled_from(list("ab1é疫苗ภี\"“*-^:(){}+.,'\\ \t\n\0%&|@ORNADT😀")) | st.characters())
OPERATORS = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR", "-", "*", '"', "(", ")", "title:", "quay", "疫苗", "-a", "b*"]
    )
).map(" ".join)


def paths(connection: sqlite3.Connection, text: str = "", **filters: object) -> list[str]:
    query = Query(text, **filters)  # type: ignore[arg-type]
    found = [hit.url.removeprefix(f"{ROOT}/") for hit in find(connection, query)]
    assert count(connection, query) == len(found)
    return found


def shown(hit: Hit) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        text.replace(MARK_START, "[").replace(MARK_END, "]") for text in (hit.marked_title, hit.snippet)
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("疫苗", {"vaccine"}),
        ("疫", {"vaccine"}),
        ("苗疫", set()),
        ("COVID疫苗", {"vaccine"}),
        ("covid", {"quay", "vaccine"}),
        ("每晚", {"lighthouse"}),
        ("cafe", {"quay"}),
        ("recolte", {"verger"}),
        ("RÉCOLTE", {"verger"}),
        ("montana", {"huerto"}),
        ("اعلنت الوزارة", {"port"}),
        ("2020", {"quay", "port"}),
        ("٢٠٢٠", {"quay", "port"}),
        ('"the quay was"', {"quay"}),
        ('"was the quay"', set()),
        ("“the quay was”", {"quay"}),
        ("was quay the", {"quay"}),
        ("harv*", set()),
        ("réco*", {"verger"}),
        ("接*", {"vaccine"}),
        ('"ships co"*', {"quay"}),
        ("2020 -quay", {"port"}),
        ("2020 NOT quay", {"port"}),
        ('2020 -"quay was"', {"port"}),
        ("疫苗 OR récolte", {"vaccine", "verger"}),
        ("covid 疫苗 OR récolte", {"vaccine"}),
        ("疫苗 AND covid", {"vaccine"}),
        ("covid-19", {"quay"}),
        ('"covid', {"quay", "vaccine"}),
        ("-covid", set()),
        ("NOT covid", set()),
        ("nonsuchword", set()),
        ("ไม่มีคำนี้", set()),
        ("*", set()),
        ('"', set()),
        ("😀", set()),
        ("title:quay", set()),
    ],
)
def test_what_is_typed_finds_what_is_meant(
    archive: sqlite3.Connection, typed: str, expected: set[str]
) -> None:
    assert set(paths(archive, typed)) == expected


@given(TYPED | OPERATORS)
@example("AND")
@example("NOT NOT")
@example('"' * 10_001)
@example("(" * 10_000)
@example("a " * 5_000)
@example("a OR " * 2_000)
@example("-a b " * 2_000)
@example("疫" * 10_000)
@example("a\0b")
@example("\ud800")
@example("title : a")
@example("^a + b")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
def test_nothing_typed_is_refused_by_sqlite(archive: sqlite3.Connection, typed: str) -> None:
    for sort in ("relevance", "newest"):
        hits = find(archive, Query(typed, sort=sort))  # type: ignore[arg-type]
        assert count(archive, Query(typed)) == len(hits)


@given(st.text(st.sampled_from(list("aé 疫苗，ＡＢ１ﬁภาษาที่한국ｶﾞばカ゛٢أةَ\u0640\u00ad\u200b\u200d’.€½Ⅳ"))))
@settings(deadline=None)
def test_every_word_of_a_text_finds_it(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')")
    connection.execute("INSERT INTO t VALUES (?)", (fts_text(text),))
    for word in filter(None, map(match_expression, text.split())):
        assert connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (word,)).fetchone() == (1,), word


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"quay", "vaccine", "lighthouse", "verger", "huerto", "port"}),
        ({"portal": "xx_orchard"}, {"verger", "huerto"}),
        ({"section": "Building"}, {"quay", "lighthouse"}),
        ({"language": "zh"}, {"vaccine", "lighthouse"}),
        ({"language": "zh-Hant"}, {"lighthouse"}),
        ({"language": "*"}, set()),
        ({"section": "\ud800"}, set()),
        ({"state": "published", "portal": "xx_orchard"}, {"verger", "huerto"}),
        ({"state": "missing"}, set()),
        ({"from_date": "2020-06-11", "to_date": "2020-12-31"}, {"vaccine", "port"}),
        ({"from_date": "2020", "to_date": "2020"}, {"quay", "vaccine", "port"}),
        ({"from_date": "2020-06", "to_date": "2020-06"}, {"quay", "vaccine"}),
        ({"from_date": "2026"}, {"huerto"}),
        (
            {"from_date": "'; DROP TABLE articles; --"},
            {"quay", "vaccine", "lighthouse", "verger", "huerto", "port"},
        ),
    ],
)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_filters(archive: sqlite3.Connection, filters: dict[str, str], expected: set[str], sort: str) -> None:
    assert set(paths(archive, sort=sort, **filters)) == expected


def test_filters_and_text_together(archive: sqlite3.Connection) -> None:
    for sort in ("relevance", "newest", "oldest"):
        assert paths(archive, "2020", from_date="2020-07", sort=sort) == ["port"]


def test_an_article_without_a_date_counts_as_of_the_day_on_which_it_was_first_seen(
    archive: sqlite3.Connection,
) -> None:
    (hit,) = find(archive, Query("huerto"))
    assert (hit.day, hit.published_on) == ("2026-11-20", None)


def test_sorting_by_day(archive: sqlite3.Connection) -> None:
    newest = ["huerto", "verger", "port", "vaccine", "quay", "lighthouse"]
    assert paths(archive, sort="newest") == newest
    assert paths(archive) == newest
    assert paths(archive, sort="oldest") == newest[::-1]


def test_a_common_word_is_sorted_as_a_rare_one_is(
    archive: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = paths(archive, "2020 OR covid", sort="newest")
    monkeypatch.setattr("archive.search._COMMON", 1)
    assert rare == paths(archive, "2020 OR covid", sort="newest") == ["port", "vaccine", "quay"]


def test_newest_first_walks_down_the_index_of_days(archive: sqlite3.Connection) -> None:
    plan = archive.execute(f"EXPLAIN QUERY PLAN SELECT id FROM articles ORDER BY {DAY} DESC, id DESC LIMIT 9")
    assert "articles_day" in plan.fetchone()["detail"]


def test_a_word_in_the_title_counts_for_more_than_in_the_text(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    db.execute("UPDATE articles SET text = text || ' récolte quay quay' WHERE title LIKE 'Récolte%'")
    assert paths(db.conn, "quay") == ["quay", "verger"]


def test_paging_shows_every_article_once(archive: sqlite3.Connection) -> None:
    pages = [find(archive, Query(limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 2, 0]
    assert len({hit.id for page in pages for hit in page}) == 6


def test_found_words_are_marked_in_the_text_as_it_is_written(archive: sqlite3.Connection) -> None:
    (hit,) = find(archive, Query("covid 疫苗"))
    assert shown(hit) == ("[疫苗]接种", "港务局今天介绍[ＣＯＶＩＤ][疫苗]接种情况，共三万人。")
    (hit,) = find(archive, Query("اعلنت"))
    assert shown(hit) == ("افتتاح الميناء", "[أَعْلَنَتِ] الوزارةُ افتتاحَ الميناءِ عام ٢٠٢٠.")


def test_without_a_text_the_snippet_is_the_beginning(archive: sqlite3.Connection) -> None:
    hits = find(archive, Query(portal="xx_orchard"))
    assert [shown(hit)[1] for hit in hits] == [
        "-5 grados en la montaña.",
        "L’été fut long et la récolte fut bonne.",
    ]


def test_a_word_of_an_attachment_is_found_and_shown(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    db.execute("UPDATE articles SET attachment_text = 'Annex: tonnage by month' WHERE url LIKE '%/quay'")
    (hit,) = find(db.conn, Query("tonnage"))
    assert shown(hit)[1] == "Annex: [tonnage] by month"


def test_the_index_follows_changes_and_deletions(own_folder: Path) -> None:
    db = open_for_writing(own_folder / "archive.db")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(
        "UPDATE articles SET title = '港口开放', text = 'nothing of before' WHERE url LIKE '%/vaccine'"
    )
    db.execute("DELETE FROM articles WHERE url LIKE '%/quay'")
    assert [paths(db.conn, word) for word in ("疫苗", "港口", "quay")] == [[], ["vaccine", "lighthouse"], []]
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_read_only_connection_is_enough(archive: sqlite3.Connection) -> None:
    assert paths(archive, "疫苗") == ["vaccine"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        archive.execute("DELETE FROM articles")
