"""What others captured before, between or after our own captures is put in its place in time."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from archive.connection import open_archive
from archive.former import find_former
from archive.search import Query
from archive.store import Store
from archive.verify import verify
from archive.withholding import withhold
from tests.crawler.conftest import Crawled
from tests.crawler.foreign import Kept, write
from tests.crawler.small_server import article
from tests.crawler.test_import import ONE, PAPER, SAID, TWO, take
from tests.pipelines.papers import pdf_of

BERTHS = ("Four", "Three", "Two", "No")
TEXTS = {word: article("The harbour", SAID.replace("Monday", f"Monday, {word} berths")) for word in BERTHS}
HISTORY = (
    "SELECT number, substr(captured_at, 1, 4), substr(text, instr(text, ', ') + 2, instr(text, ' berths') - "
    "instr(text, ', ') - 2) FROM revisions ORDER BY article, number"
)


def said(year: int, word: str, url: str = ONE) -> Kept:
    return Kept(url, f"{year}-05-01T08:00:00Z", TEXTS[word])


def gone(year: int) -> Kept:
    return Kept(ONE, f"{year}-05-01T08:00:00Z", b"", 404)


def imported(folder: Path, *files: list[Kept]) -> Crawled:
    """The archive after one import of each of these files."""
    for number, kept in enumerate(files):
        taken = take(folder / "archive", write(folder / f"{number}.warc.gz", kept))
        assert taken.code == 0, taken.said
    return taken


@pytest.mark.parametrize(
    ("held", "older", "then"),
    [
        (
            [(2020, "Two")],
            [(2018, "Four"), (2019, "Three")],
            [(2018, "Four"), (2019, "Three"), (2020, "Two")],
        ),
        (
            [(2018, "Four"), (2020, "Two")],
            [(2019, "Three")],
            [(2018, "Four"), (2019, "Three"), (2020, "Two")],
        ),
        # It was there earlier than was known.
        ([(2020, "Two")], [(2018, "Two")], [(2018, "Two")]),
        ([(2018, "Four"), (2021, "Two")], [(2020, "Two")], [(2018, "Four"), (2020, "Two")]),
        ([(2018, "Four"), (2021, "Two")], [(2020, "Four")], [(2018, "Four"), (2021, "Two")]),
        # It came back to what it had said.
        (
            [(2018, "Four"), (2020, "Four")],
            [(2019, "Three")],
            [(2018, "Four"), (2019, "Three"), (2020, "Four")],
        ),
        (
            [(2017, "Four"), (2019, "Four"), (2021, "Two")],
            [(2018, "Two"), (2020, "No")],
            [(2017, "Four"), (2018, "Two"), (2019, "Four"), (2020, "No"), (2021, "Two")],
        ),
    ],
)
def test_the_states_are_those_of_all_captures_in_the_order_of_time(
    tmp_path: Path, held: list[tuple[int, str]], older: list[tuple[int, str]], then: list[tuple[int, str]]
) -> None:
    taken = imported(tmp_path, [said(*one) for one in held], [said(*one) for one in older])
    expected = [(number, str(year), word) for number, (year, word) in enumerate(then, 1)]
    assert taken.rows(HISTORY) == expected
    # The same as if all had come at once.
    (tmp_path / "at-once").mkdir()
    at_once = imported(tmp_path / "at-once", [said(*one) for one in [*held, *older]])
    for sql in (
        HISTORY,
        "SELECT number, silent, significance FROM revisions ORDER BY number",
        "SELECT url, text, revisions, first_seen_at, last_seen_at, state FROM articles",
        "SELECT captured_at FROM captures WHERE id = (SELECT capture FROM articles)",
    ):
        assert taken.rows(sql) == at_once.rows(sql), sql
    for word in BERTHS:
        assert former(taken, word) == former(at_once, word)
    with open_archive(taken.folder) as connection:
        assert verify(connection, taken.folder, {}).faults == []


def former(archive: Crawled, word: str) -> list[tuple[int, str, str]]:
    """Number, instant and end of the states that once said ``word``, for articles that no longer do."""
    with open_archive(archive.folder) as connection:
        found = find_former(connection, Query(text=f'"{word} berths"'))
    return [(one.number, one.captured_at, one.replaced_at) for one in found]


def test_what_an_article_said_before_it_was_crawled_is_found(tmp_path: Path) -> None:
    taken = imported(tmp_path, [said(2020, "Two")], [said(2018, "Four")])
    assert former(taken, "Four") == [(1, "2018-05-01T08:00:00.000Z", "2020-05-01T08:00:00.000Z")]
    assert "articles: 1 earlier\n" in taken.said


def test_what_the_numbers_of_states_meant_is_kept_once_for_each_import(tmp_path: Path) -> None:
    taken = imported(tmp_path, [said(2020, "Two")], [said(2018, "Four"), said(2019, "Three")])
    meant = "SELECT n.number, c.captured_at FROM renumbered n JOIN captures c ON c.id = n.capture"
    assert taken.rows(meant) == [(1, "2020-05-01T08:00:00.000Z")]


def test_what_was_there_last_before_an_article_was_gone_leaves_it_gone(tmp_path: Path) -> None:
    taken = imported(tmp_path, [said(2018, "Four"), gone(2021)], [said(2019, "Four"), said(2020, "Two")])
    assert taken.rows(HISTORY) == [(1, "2018", "Four"), (2, "2020", "Two")]
    sql = "SELECT state, substr(last_seen_at, 1, 4), substr(missed_at, 1, 4), text LIKE '%Two%' FROM articles"
    assert taken.rows(sql) == [("missing", "2020", "2021", 1)]


def test_a_page_from_between_two_absences_is_left_out(tmp_path: Path) -> None:
    taken = imported(tmp_path, [said(2018, "Four"), gone(2019), gone(2021)], [said(2020, "Two")])
    assert "1 older than what is held of their address\n" in taken.said
    assert taken.rows(HISTORY) == [(1, "2018", "Four")]


def test_nothing_earlier_is_taken_twice(tmp_path: Path) -> None:
    older = [said(2018, "Four"), said(2019, "Three"), said(2020, "Two")]
    taken = imported(tmp_path, [said(2021, "Two")], older, older)
    assert "nothing taken\nleft out:\n  3 held already\n" in taken.said
    assert taken.rows("SELECT count(*) FROM captures") == [(4,)]


def test_an_import_of_earlier_states_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    before = imported(tmp_path, [said(2021, "Two")])
    kept = (before.folder / "archive.db").read_bytes()
    older = write(tmp_path / "older.warc.gz", [said(2018, "Four"), said(2020, "Two")])
    take(before.folder, older)
    # As a kill leaves it: the records are on the disk, their rows are not.
    (before.folder / "archive.db").write_bytes(kept)
    with Store(before.folder):
        pass
    assert before.rows("SELECT count(*), sum(unread) FROM captures") == [(3, 2)]
    again = take(before.folder, older)
    assert "articles: 2 earlier\n" in again.said
    assert again.rows(HISTORY) == [(1, "2018", "Four"), (2, "2020", "Two")]
    assert again.rows("SELECT count(*), sum(unread) FROM captures") == [(3, 0)]


def test_a_file_that_only_an_earlier_page_offers_was_taken_off_since(tmp_path: Path) -> None:
    link = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
    pages = [
        evolve(said(year, "Four"), body=TEXTS["Four"].replace(b"</main>", link)) for year in (2018, 2019)
    ]
    paper = Kept(PAPER, "2018-06-01T08:00:00Z", pdf_of("Berths in 2018"), content_type="application/pdf")
    taken = imported(tmp_path, [said(2021, "Two")], [*pages, paper])
    offered = "SELECT substr(removed_at, 1, 4), text FROM attachments"
    assert taken.rows(offered) == [("2021", "Berths in 2018")]
    told = "SELECT substr(at, 1, 4), state, detail FROM sightings"
    assert taken.rows(told) == [("2021", "file-removed", PAPER)]
    assert taken.rows("SELECT attachment_text FROM articles") == [("Berths in 2018",)]


def test_a_file_that_an_earlier_page_still_offered_was_taken_off_later_than_was_known(tmp_path: Path) -> None:
    link = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
    offering = [
        evolve(said(year, "Four"), body=TEXTS["Four"].replace(b"</main>", link)) for year in (2017, 2019)
    ]
    taken = imported(tmp_path, [offering[0], said(2018, "Four"), said(2021, "Two")], [offering[1]])
    assert taken.rows("SELECT substr(removed_at, 1, 4) FROM attachments") == [("2021",)]
    assert taken.rows("SELECT substr(at, 1, 4), state FROM sightings") == [("2021", "file-removed")]


def test_what_is_withheld_stays_out(tmp_path: Path) -> None:
    taken = imported(tmp_path, [said(2021, "Two"), Kept(TWO, "2021-06-01T00:00:00Z", TEXTS["No"])])
    with Store(taken.folder) as store:
        withhold(store.db, store.folder, [2], "a name in it")
    older = take(taken.folder, write(tmp_path / "o.warc.gz", [said(2018, "No"), said(2018, "No", TWO)]))
    assert "2 withheld\n" in older.said
    assert older.rows(HISTORY) == [(1, "2021", "Two")]


def test_states_that_a_wrong_clock_has_dated_are_left_as_they_are(tmp_path: Path) -> None:
    taken = imported(tmp_path, [said(2019, "Four"), said(2021, "Two")])
    with Store(taken.folder) as store:
        store.db.execute("UPDATE revisions SET captured_at = '2022-01-01T00:00:00.000Z' WHERE number = 1")
        store.db.conn.commit()
    older = take(taken.folder, write(tmp_path / "o.warc.gz", [said(2020, "Three")]))
    assert "1 of articles whose states are not in the order of time" in older.said
    assert older.rows("SELECT count(*) FROM revisions") == [(2,)]
