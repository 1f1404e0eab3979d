"""The one writer: revisions, states and batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from archive.connection import open_archive
from archive.errors import ArchiveBusyError, ArchiveError
from archive.records import Attachment, Capture, Claim, Image, Link, Refusal, Run, utc_now
from archive.store import Store
from tests.archive.sample import article
from tests.archive.test_recovery import PORTAL
from tests.archive.test_warc import EXCHANGE

URL = "https://harbour.example/quay"
FIRST = evolve(
    article("quay", "The quay", "Ships come.\n\nShips go.", "en", "2026-06-10"),
    portal="xx_small",
    images=(Image("https://harbour.example/1.jpg", "A ship"),),
    attachments=(Attachment("https://harbour.example/plan.pdf", "The plan", "application/pdf"),),
    links=(Link("https://harbour.example/dues", "dues"),),
)
EDITED = evolve(FIRST, text="Ships come.\n\nNo ship goes.", text_digest="sha256:edited", images=(), links=())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        opened.declare(PORTAL)
        yield opened


def captured(store: Store, at: str = "2026-11-22T12:00:00.000Z", **fields: object) -> Capture:
    exchange = evolve(EXCHANGE, target_url=URL, final_url=URL, captured_at=at, **fields)
    return store.keep(exchange, None)


def rows(store: Store, sql: str) -> list[tuple[object, ...]]:
    """What a reader of the archive sees once the store has written."""
    store.flush()
    with open_archive(store.folder) as connection:
        return [tuple(row) for row in connection.execute(sql)]


def test_a_first_text_is_a_new_article_with_one_revision(store: Store) -> None:
    capture = captured(store)
    assert store.store(FIRST, capture) == "new"
    assert rows(
        store, "SELECT url, revisions, state, first_seen_at, last_seen_at, capture FROM articles"
    ) == [(URL, 1, "published", capture.captured_at, capture.captured_at, capture.id)]
    assert rows(store, "SELECT number, text, capture FROM revisions") == [(1, FIRST.text, capture.id)]
    assert rows(store, "SELECT url, caption FROM images") == [("https://harbour.example/1.jpg", "A ship")]
    assert rows(store, "SELECT url FROM links") == [("https://harbour.example/dues",)]


def test_the_same_text_again_is_only_seen(store: Store) -> None:
    store.store(FIRST, captured(store))
    later = captured(store, "2026-11-23T12:00:00.000Z")
    assert store.store(evolve(FIRST, section="Harbours"), later) == "unchanged"
    assert rows(store, "SELECT revisions, section, last_seen_at FROM articles") == [
        (1, "Harbours", "2026-11-23T12:00:00.000Z")
    ]
    assert rows(store, "SELECT count(*) FROM revisions") == [(1,)]


def test_another_text_is_one_revision_more_and_the_latest_state(store: Store) -> None:
    store.store(FIRST, captured(store))
    later = captured(store, "2026-11-23T12:00:00.000Z")
    assert store.store(EDITED, later) == "changed"
    assert rows(store, "SELECT text, revisions, capture FROM articles") == [(EDITED.text, 2, later.id)]
    assert rows(store, "SELECT number, text FROM revisions ORDER BY number") == [
        (1, FIRST.text),
        (2, EDITED.text),
    ]
    assert rows(store, "SELECT (SELECT count(*) FROM images), (SELECT count(*) FROM links)") == [(0, 0)]


@pytest.mark.parametrize(("modified", "silent"), [("", 1), ("2026-11-23", 0)])
def test_an_edit_is_silent_where_no_claimed_date_has_changed(
    store: Store, modified: str, silent: int
) -> None:
    store.store(FIRST, captured(store))
    claim = Claim(modified, modified, "day", "text") if modified else None
    store.store(evolve(EDITED, modified=claim), captured(store, "2026-11-23T12:00:00.000Z"))
    ((found, significance),) = rows(store, "SELECT silent, significance FROM revisions WHERE number = 2")
    assert found == silent
    assert 0.0 < float(str(significance)) < 1.0


def test_a_text_that_returns_is_a_further_revision(store: Store) -> None:
    outcomes = [
        store.store(state, captured(store, f"2026-11-{day}T12:00:00.000Z"))
        for day, state in enumerate((FIRST, EDITED, FIRST), start=22)
    ]
    assert outcomes == ["new", "changed", "changed"]
    assert rows(store, "SELECT number, text FROM revisions ORDER BY number")[2] == (3, FIRST.text)


def test_several_states_in_one_batch_are_all_kept(store: Store) -> None:
    for number in range(5):
        text = f"State {number} of the text."
        state = evolve(FIRST, text=text, text_digest=f"sha256:{number}")
        store.store(state, captured(store, f"2026-11-22T12:00:0{number}.000Z"))
    assert rows(store, "SELECT revisions FROM articles") == [(5,)]
    assert rows(store, "SELECT number FROM revisions ORDER BY number") == [
        (number,) for number in range(1, 6)
    ]


def test_a_page_that_is_not_there_is_missed_since_the_first_time(store: Store) -> None:
    store.store(FIRST, captured(store))
    store.miss(URL, "2026-11-23T00:00:00.000Z", "http-404")
    store.miss(URL, "2026-11-24T00:00:00.000Z", "http-410")
    assert rows(store, "SELECT state, missed_at, misses, missed_reason, last_seen_at FROM articles") == [
        ("missing", "2026-11-23T00:00:00.000Z", 2, "http-410", "2026-11-22T12:00:00.000Z")
    ]


@pytest.mark.parametrize("how", ["seen", "stored", "changed"])
def test_a_page_that_is_back_is_published_and_not_missed(store: Store, how: str) -> None:
    store.store(FIRST, captured(store))
    store.miss(URL, "2026-11-23T00:00:00.000Z", "http-404")
    at = "2026-11-24T00:00:00.000Z"
    if how == "seen":
        store.seen(URL, at)
    else:
        store.store(FIRST if how == "stored" else EDITED, captured(store, at))
    assert rows(store, "SELECT state, missed_at, misses, missed_reason, last_seen_at FROM articles") == [
        ("published", None, 0, "", at)
    ]


def test_a_moved_page_says_where_to(store: Store) -> None:
    store.store(FIRST, captured(store))
    store.move(URL, URL + "/new", "2026-11-23T00:00:00.000Z")
    assert rows(store, "SELECT state, moved_to FROM articles") == [("moved", URL + "/new")]
    store.move(URL, URL, "2026-11-24T00:00:00.000Z")
    assert rows(store, "SELECT moved_to FROM articles") == [(URL + "/new",)]


def test_a_refused_page_is_kept_with_its_reason_and_makes_no_article(store: Store) -> None:
    capture = captured(store)
    store.refuse(Refusal(URL, "too-thin", "3 characters"), capture, None)
    assert rows(store, "SELECT url, reason, detail, capture FROM refusals") == [
        (URL, "too-thin", "3 characters", capture.id)
    ]
    assert rows(store, "SELECT count(*) FROM articles") == [(0,)]


def test_what_an_article_is_compared_with_is_the_last_page_that_was_read(store: Store) -> None:
    """Neither a damaged page, nor a refused one, nor one that was captured and never read."""
    read = captured(store)
    store.store(FIRST, read)
    captured(store, "2026-11-23T00:00:00.000Z", truncated="disconnect")
    store.refuse(Refusal(URL, "challenge", ""), captured(store, "2026-11-24T00:00:00.000Z"), None)
    store.seen(URL, "2026-11-25T00:00:00.000Z")
    captured(store, "2026-11-26T00:00:00.000Z")
    (known,) = store.known("xx_small").values()
    assert known.capture.id == read.id
    assert (known.state, known.last_seen_at) == ("published", "2026-11-25T00:00:00.000Z")
    again = captured(store, "2026-11-27T00:00:00.000Z")
    store.store(FIRST, again)
    assert store.known("xx_small")[URL].capture.id == again.id
    assert store.known("xx_another") == {}


def test_what_interrupted_runs_captured_and_did_not_read_is_read_by_the_next(store: Store) -> None:
    """Also where the run after them was interrupted before it came so far."""
    runs = []

    def capture_in_a_run(page: str) -> None:
        runs.append(store.begin_run("xx_small", "", "", "1"))
        exchange = evolve(EXCHANGE, target_url=page, final_url=page, captured_at=utc_now())
        store.keep(exchange, runs[-1])
        store.flush()

    capture_in_a_run("https://harbour.example/finished")
    store.end_run(runs[0], Run("xx_small", "finished"))
    capture_in_a_run("https://harbour.example/killed")
    capture_in_a_run("https://harbour.example/killed-again")
    now = store.begin_run("xx_small", "", "", "1")
    assert set(store.unread("xx_small", now)) == {
        "https://harbour.example/killed",
        "https://harbour.example/killed-again",
    }
    store.end_run(now, Run("xx_small", "finished"))
    assert store.unread("xx_small", store.begin_run("xx_small", "", "", "1")) == {}


def test_nothing_is_seen_before_it_is_written_and_then_all_of_it(store: Store) -> None:
    store.flush()
    store.store(FIRST, captured(store))
    with open_archive(store.folder) as reader:
        counts = "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM articles)"
        assert tuple(reader.execute(counts).fetchone()) == (0, 0)
        store.flush()
        assert tuple(reader.execute(counts).fetchone()) == (1, 1)
    assert store.pending == 0


def test_a_batch_that_cannot_be_written_leaves_nothing_and_can_be_written_later(store: Store) -> None:
    store.flush()
    store.store(FIRST, captured(store))
    store.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON revisions BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="disk full"):
        store.flush()
    with open_archive(store.folder) as reader:
        assert tuple(reader.execute("SELECT count(*) FROM captures").fetchone()) == (0,)
    store.db.execute("DROP TRIGGER full")
    assert rows(store, "SELECT count(*) FROM articles") == [(1,)]


def test_lone_surrogates_and_nul_do_no_harm(store: Store) -> None:
    strange = evolve(FIRST, title="a\ud800b", text="one\x00two \udfff")
    assert store.store(strange, captured(store)) == "new"
    assert rows(store, "SELECT title, text FROM articles") == [("a?b", "one\x00two ?")]


def test_a_run_ends_with_its_counts_and_a_forgotten_one_is_interrupted(store: Store) -> None:
    forgotten = store.begin_run("xx_small", "", "", "1")
    run = store.begin_run("xx_small", "2026-01-01", "", "1")
    store.end_run(run, Run("xx_small", "finished", planned=3, stored=2, failed=1))
    assert rows(store, "SELECT id, outcome, planned, from_date FROM runs ORDER BY id") == [
        (forgotten, "interrupted", 0, ""),
        (run, "finished", 3, "2026-01-01"),
    ]


def test_a_portal_is_declared_anew_without_a_second_row(store: Store) -> None:
    store.declare(PORTAL | {"title": "Larger"})
    assert rows(store, "SELECT name, title FROM portals") == [("xx_small", "Larger")]


def test_a_second_writer_is_refused(store: Store) -> None:
    with pytest.raises(ArchiveBusyError):
        Store(store.folder)


def test_a_folder_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="--archive"):
        Store(tmp_path / "file" / "data")


def test_a_file_that_is_no_database_is_named_and_the_lock_given_back(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"no database at all, but long enough for a header" * 99)
    for _ in range(2):
        with pytest.raises(ArchiveError, match=r"archive\.db.*backup"):
            Store(tmp_path)


def test_what_is_written_is_there_for_the_next_writer(tmp_path: Path) -> None:
    with Store(tmp_path) as first:
        first.declare(PORTAL)
        first.store(FIRST, captured(first))
    with Store(tmp_path) as second:
        later = captured(second, "2026-11-23T00:00:00.000Z")
        assert second.store(EDITED, later) == "changed"
        assert later.id == 2
        assert rows(second, "SELECT count(*) FROM articles") == [(1,)]
