"""What others captured before, between or after our own captures is put in its place in time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from attrs import evolve, frozen

from archive.captures import chosen
from archive.connection import open_archive
from archive.former import find_former
from archive.search import Query
from archive.store import Store
from archive.verify import verify
from archive.withheld import of_capture
from archive.withholding import withhold
from tests.crawler.conftest import Crawled, crawl_small, make_due
from tests.crawler.foreign import Kept, write
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.crawler.test_import import HOST, SAID, take
from tests.pipelines.papers import pdf_of

BERTHS = ("Four", "Three", "Two", "No")
LINK = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
OTHER_LINK = LINK.replace(b"paper.pdf", b"plan.pdf")
History = list[tuple[int, str]]
TIMELINES: list[tuple[History, History, History]] = [
    ([(2020, "Two")], [(2018, "Four"), (2019, "Three")], [(2018, "Four"), (2019, "Three"), (2020, "Two")]),
    ([(2018, "Four"), (2020, "Two")], [(2019, "Three")], [(2018, "Four"), (2019, "Three"), (2020, "Two")]),
    # It was there earlier than was known.
    ([(2020, "Two")], [(2018, "Two")], [(2018, "Two")]),
    ([(2018, "Four"), (2021, "Two")], [(2020, "Two")], [(2018, "Four"), (2020, "Two")]),
    ([(2018, "Four"), (2021, "Two")], [(2020, "Four")], [(2018, "Four"), (2021, "Two")]),
    # It came back to what it had said.
    ([(2018, "Four"), (2020, "Four")], [(2019, "Three")], [(2018, "Four"), (2019, "Three"), (2020, "Four")]),
    (
        [(2017, "Four"), (2019, "Four"), (2021, "Two")],
        [(2018, "Two"), (2020, "No")],
        [(2017, "Four"), (2018, "Two"), (2019, "Four"), (2020, "No"), (2021, "Two")],
    ),
    # What it said long before was taken last.
    (
        [(2008, "Two"), (2010, "Four"), (2012, "Three")],
        [(2005, "Four")],
        [(2005, "Four"), (2008, "Two"), (2010, "Four"), (2012, "Three")],
    ),
]
"""What is held of an article, what comes afterwards and is older, and the states that it then has."""


@frozen
class Article:
    """One of the archive: the number in its address."""

    number: int

    @property
    def url(self) -> str:
        return f"http://{HOST}/news/{self.number}"

    def said(self, year: int, word: str, link: bytes = b"</main>") -> Kept:
        text = SAID.replace("Monday", f"Monday, {word} berths").replace("harbour", f"harbour {self.number}")
        body = article(f"The harbour {self.number}", text).replace(b"</main>", link)
        return Kept(self.url, f"{year}-05-01T08:00:00Z", body)

    def gone(self, year: int) -> Kept:
        return Kept(self.url, f"{year}-05-01T08:00:00Z", b"", 404)

    def drawn(self) -> list[Kept]:
        """A history with three to ten captures in no order, the same each time. Begins with the oldest, a page."""
        draw = random.Random(self.number)
        years = draw.sample(range(2005, 2022), draw.randint(2, 9))
        return [
            self.said(2004, "No"),
            *(self.gone(year) if draw.random() < 0.3 else self._drawn_page(draw, year) for year in years),
        ]

    def _drawn_page(self, draw: random.Random, year: int) -> Kept:
        return self.said(year, draw.choice(BERTHS[:3]), draw.choice((b"</main>", LINK, OTHER_LINK)))


TIMED = [Article(number) for number in range(1, len(TIMELINES) + 1)]
GONE, TWICE_GONE, OFFERING, OFFERING_STILL, SHUT, DISORDERED = map(Article, range(20, 26))
MOVED, OTHERWISE, NO_LONGER, AT_FIRST, SAME_INSTANT, PICTURED = map(Article, range(30, 36))
ONCE_GONE = Article(36)
DRAWN = [Article(number) for number in range(50, 80)]
FIGURE = b"<figure><img src='/media/quay.png' alt='A quay'><figcaption>The quay in May</figcaption></figure></main>"
PAPER, PLAN = (f"http://{HOST}/files/{name}.pdf" for name in ("paper", "plan"))
HELD = [
    *(one.said(*each) for one, (held, _, _) in zip(TIMED, TIMELINES, strict=True) for each in held),
    *(GONE.said(2018, "Four"), GONE.gone(2021)),
    *(TWICE_GONE.said(2018, "Four"), TWICE_GONE.gone(2019), TWICE_GONE.gone(2021)),
    OFFERING.said(2021, "Two"),
    OFFERING_STILL.said(2017, "Four", OTHER_LINK),
    *(OFFERING_STILL.said(2018, "Four"), OFFERING_STILL.said(2021, "Two")),
    SHUT.said(2021, "No"),
    *(DISORDERED.said(2019, "Four"), DISORDERED.said(2021, "Two")),
    *(MOVED.said(2018, "Four"), evolve(MOVED.gone(2021), status=301, headers=(("Location", "/news/99"),))),
    # Its later capture came from another form of its address.
    *(OTHERWISE.said(2017, "Four"), evolve(OTHERWISE.said(2019, "Four"), url=f"{OTHERWISE.url}/")),
    OTHERWISE.said(2021, "Three"),
    NO_LONGER.said(2021, "Two"),
    *(AT_FIRST.said(2016, "Four"), AT_FIRST.said(2018, "Four", OTHER_LINK)),
    *(SAME_INSTANT.said(2018, "Four"), evolve(SAME_INSTANT.said(2018, "Two"), url=f"{SAME_INSTANT.url}/")),
    PICTURED.said(2021, "Two", FIGURE),
    *(ONCE_GONE.said(2017, "Four"), ONCE_GONE.said(2019, "Four"), ONCE_GONE.said(2020, "Two")),
    *(kept for one in DRAWN for kept in one.drawn()[::3]),
]  # fmt: skip
OLDER = [
    *(one.said(*each) for one, (_, older, _) in zip(TIMED, TIMELINES, strict=True) for each in older),
    *(GONE.said(2019, "Four"), GONE.said(2020, "Two")),
    TWICE_GONE.said(2020, "Two"),
    *(OFFERING.said(year, "Four", LINK) for year in (2018, 2019)),
    Kept(PAPER, "2018-06-01T08:00:00Z", pdf_of("Berths in 2018"), content_type="application/pdf"),
    OFFERING_STILL.said(2019, "Four", OTHER_LINK),
    SHUT.said(2018, "No"),
    DISORDERED.said(2020, "Three"),
    MOVED.said(2019, "Two"),
    OTHERWISE.said(2018, "Two"),
    *(NO_LONGER.said(2018, "Four", LINK.replace(b"paper", b"once")), NO_LONGER.said(2019, "Four")),
    AT_FIRST.said(2017, "Four", OTHER_LINK),
    SAME_INSTANT.said(2017, "Three"),
    PICTURED.said(2019, "Four", FIGURE),
    *(ONCE_GONE.gone(2018), ONCE_GONE.gone(2016)),
    *(kept for one in DRAWN for kept in one.drawn()[1::3]),
]
STILL_OTHERS = [kept for one in DRAWN for kept in one.drawn()[2::3]]

SHUT_ELSEWHERE = evolve(SHUT.said(2017, "No"), url=TIMED[0].url)
"""What is withheld is not to be had at another address either."""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The archive after three imports, the older captures in the second; before that an article was withheld, and one
    turned out to have been dated by a clock that was wrong."""
    folder = tmp_path_factory.mktemp("earlier")
    take(folder / "archive", write(folder / "held.warc.gz", HELD))
    with Store(folder / "archive") as store:
        (shut,) = store.db.query("SELECT id FROM articles WHERE url = ?", [SHUT.url])
        withhold(store.db, store.folder, [shut["id"]], "a name in it")
        store.db.execute(
            "UPDATE revisions SET captured_at = '2022-01-01T00:00:00.000Z' WHERE number = 1 AND article = ("
            "SELECT id FROM articles WHERE url = ?)",
            [DISORDERED.url],
        )
        store.db.conn.commit()
    found = take(folder / "archive", write(folder / "older.warc.gz", [*OLDER, SHUT_ELSEWHERE]))
    assert found.code == 0, found.said
    last = take(folder / "archive", write(folder / "still-others.warc.gz", STILL_OTHERS))
    assert last.code == 0, last.said
    return found


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """An archive into which all came at once."""
    folder = tmp_path_factory.mktemp("at-once")
    return take(folder / "archive", write(folder / "all.warc.gz", [*HELD, *OLDER, *STILL_OTHERS]))


def history(archive: Crawled, url: str) -> History:
    sql = "SELECT number, captured_at, text FROM revisions WHERE article = (SELECT id FROM articles WHERE url = ?)"
    rows = sorted(archive.rows(sql, url))
    assert [number for number, *_ in rows] == [*range(1, len(rows) + 1)]
    return [
        (int(str(at)[:4]), next(word for word in BERTHS if f"{word} berths" in str(text)))
        for _, at, text in rows
    ]


def former(archive: Crawled, words: str) -> set[tuple[str, int, str, str]]:
    """Where, number, instant and end of the states that once said ``words``, for articles that no longer do."""
    with open_archive(archive.folder) as connection:
        found = find_former(connection, Query(text=f'"{words}"', limit=100))
    return {(one.url, one.number, one.captured_at, one.replaced_at) for one in found}


@pytest.mark.parametrize("at", range(len(TIMELINES)))
def test_the_states_are_those_of_all_captures_in_the_order_of_time(
    taken: Crawled, at_once: Crawled, at: int
) -> None:
    url = TIMED[at].url
    assert history(taken, url) == TIMELINES[at][2]
    # The same as if all had come at once.
    of_article = "article = (SELECT id FROM articles WHERE url = ?) ORDER BY number"
    for sql in (
        f"SELECT number, captured_at, text, silent, significance FROM revisions WHERE {of_article}",
        "SELECT url, text, revisions, first_seen_at, last_seen_at, state FROM articles WHERE url = ?",
        "SELECT captured_at FROM captures WHERE id = (SELECT capture FROM articles WHERE url = ?)",
    ):
        assert taken.rows(sql, url) == at_once.rows(sql, url) != []
    for word in BERTHS:
        said = [
            {one for one in former(archive, f"{word} berths") if one[0] == url}
            for archive in (taken, at_once)
        ]
        assert said[0] == said[1], word


def test_every_byte_and_row_is_as_it_was_recorded(at_once: Crawled, taken: Crawled) -> None:
    with open_archive(at_once.folder) as connection:
        assert verify(connection, at_once.folder, {}).faults == []
    with open_archive(taken.folder) as connection:
        (fault,) = verify(connection, taken.folder, {}).faults
    assert "2022-01-01" in str(fault)


def test_what_an_article_said_before_it_was_crawled_is_found(taken: Crawled) -> None:
    at, until = "2018-05-01T08:00:00.000Z", "2019-05-01T08:00:00.000Z"
    assert (TIMED[0].url, 1, at, until) in former(taken, "Four berths")
    assert " earlier" in taken.said


def test_what_the_numbers_of_states_meant_is_kept_once_for_each_import(taken: Crawled) -> None:
    meant = (
        "SELECT n.number, c.captured_at FROM renumbered n JOIN captures c ON c.id = n.capture "
        "WHERE n.article = (SELECT id FROM articles WHERE url = ?)"
    )
    assert taken.rows(meant, TIMED[0].url) == [(1, "2020-05-01T08:00:00.000Z")]


def test_what_was_there_last_before_an_article_was_gone_leaves_it_gone(taken: Crawled) -> None:
    assert history(taken, GONE.url) == [(2018, "Four"), (2020, "Two")]
    told = "state, substr(last_seen_at, 1, 4), substr(missed_at, 1, 4), text LIKE '%Two%'"
    sql = f"SELECT {told} FROM articles WHERE url = ?"
    assert taken.rows(sql, GONE.url) == [("missing", "2020", "2021", 1)]


def test_a_page_from_between_two_absences_shows_that_it_was_found_again(taken: Crawled) -> None:
    assert history(taken, TWICE_GONE.url) == [(2018, "Four"), (2020, "Two")]
    told = [(str(at)[:4], state, detail) for at, state, detail in taken.rows(FATES, TWICE_GONE.url)]
    assert told == [
        ("2019", "missing", "http-404"),
        ("2020", "published", ""),
        ("2021", "missing", "http-404"),
    ]
    now = "SELECT state, substr(last_seen_at, 1, 4), substr(missed_at, 1, 4) FROM articles WHERE url = ?"
    assert taken.rows(now, TWICE_GONE.url) == [("missing", "2020", "2021")]


def test_an_answer_that_it_was_not_found_is_put_in_its_place(taken: Crawled) -> None:
    told = "SELECT substr(at, 1, 4), sightings.state, state_before, substr(sightings.last_seen_at, 1, 4), detail "
    told += "FROM sightings JOIN articles ON articles.id = article WHERE articles.url = ? ORDER BY at"
    assert taken.rows(told, ONCE_GONE.url) == [
        ("2018", "missing", "published", "2017", "http-404"),
        ("2019", "published", "missing", "2017", ""),
    ]
    # Before its first page it need not have been there.
    assert "1 not found before the first page of their article" in taken.said


def test_a_file_that_only_an_earlier_page_offers_was_taken_off_since(taken: Crawled) -> None:
    assert taken.rows(FILES, OFFERING.url) == [(PAPER, "2021-05-01T08:00:00.000Z", "Berths in 2018")]
    text = "SELECT attachment_text FROM articles WHERE url = ?"
    assert taken.rows(text, OFFERING.url) == [("Berths in 2018",)]


FILES = (
    "SELECT attachments.url, removed_at, attachments.text FROM attachments JOIN articles ON articles.id = article "
    "WHERE articles.url = ? ORDER BY attachments.url"
)
FATES = (
    "SELECT sightings.at, sightings.state, detail FROM sightings JOIN articles ON articles.id = article "
    "WHERE articles.url = ? ORDER BY at, sightings.state"
)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (OFFERING, [("2021", "file-removed")]),
        (OFFERING_STILL, [("2018", "file-removed"), ("2019", "file-returned"), ("2021", "file-removed")]),
        # The next page that comes without it is one of those that are taken.
        (NO_LONGER, [("2019", "file-removed")]),
        (AT_FIRST, [("2017", "file-added")]),
        # The portal did not ask for pictures, or does not: nothing is told of them.
        (PICTURED, []),
    ],
)
def test_what_became_of_files_is_told_as_if_all_had_come_at_once(
    taken: Crawled, at_once: Crawled, one: Article, told: list[tuple[str, str]]
) -> None:
    fates = [(str(at)[:4], state) for at, state, _ in taken.rows(FATES, one.url)]
    assert fates == told
    for sql in (FILES, FATES):
        assert taken.rows(sql, one.url) == at_once.rows(sql, one.url)


STATES = (
    "SELECT number, captured_at, revisions.text, silent, significance FROM revisions "
    "JOIN articles ON articles.id = article WHERE articles.url = ? ORDER BY number"
)


@pytest.mark.parametrize("one", DRAWN, ids=lambda one: str(one.number))
def test_what_comes_in_any_order_is_told_as_if_it_had_come_at_once(
    taken: Crawled, at_once: Crawled, one: Article
) -> None:
    for sql in (STATES, FILES, FATES):
        assert taken.rows(sql, one.url) == at_once.rows(sql, one.url)


def test_what_was_there_last_before_an_article_moved_leaves_it_moved(taken: Crawled) -> None:
    assert history(taken, MOVED.url) == [(2018, "Four"), (2019, "Two")]
    assert taken.rows("SELECT state FROM articles WHERE url = ?", MOVED.url) == [("moved",)]


def test_later_captures_of_another_form_of_the_address_show_that_it_came_back(taken: Crawled) -> None:
    said = [(2017, "Four"), (2018, "Two"), (2019, "Four"), (2021, "Three")]
    assert history(taken, OTHERWISE.url) == said


def test_states_of_one_instant_are_left_as_they_are(taken: Crawled) -> None:
    sql = "SELECT count(DISTINCT captured_at) FROM revisions WHERE article = (SELECT id FROM articles WHERE url = ?)"
    assert taken.rows(sql, SAME_INSTANT.url) == [(1,)]


def test_a_later_capture_that_cannot_be_read_leaves_the_older_one_out(tmp_path: Path) -> None:
    one, folder = Article(1), tmp_path / "archive"
    held = [one.said(2017, "Four"), one.said(2019, "Four", b"<i></i></main>"), one.said(2021, "Two")]
    before = take(folder, write(tmp_path / "held.warc.gz", held))
    ((name, at, length),) = before.rows(
        "SELECT warc_file, warc_offset, warc_length FROM captures WHERE captured_at LIKE '2019%'"
    )
    with (folder / "warc" / str(name)).open("r+b") as file:
        file.seek(int(str(at)) + int(str(length)) // 2)
        file.write(b"damage")
    taken = take(folder, write(tmp_path / "older.warc.gz", [one.said(2018, "Two")]))
    assert "1 whose place in the history of their article cannot be told" in taken.said
    assert history(taken, one.url) == [(2017, "Four"), (2021, "Two")]


def test_a_crawl_that_follows_compares_with_the_latest_capture(server: SmallServer, tmp_path: Path) -> None:
    old, new = article("The quay", SAID), article("The quay", SAID.replace("Monday", "Tuesday"))
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(new)}
    crawled, url = crawl_small(server, tmp_path / "archive"), f"http://{server.host}/news/1"
    file = write(tmp_path / "older.warc.gz", [Kept(url, "2019-05-01T08:00:00Z", old)])
    take(crawled.folder, file, host=server.host)
    with open_archive(crawled.folder) as connection:
        assert chosen(connection, url)["captured_at"] > "2020"
    # What it said years before is news today.
    server.pages["/news/1"] = Answer(old)
    make_due(crawled, days=30)
    again = crawl_small(server, crawled.folder, "--recheck", "all")
    assert (again.run()["articles_changed"], again.run()["articles_unchanged"]) == (1, 0)
    sql = "SELECT text LIKE '%Tuesday%' FROM revisions ORDER BY number"
    assert again.rows(sql) == [(0,), (1,), (0,)]


def test_what_is_withheld_stays_out(taken: Crawled) -> None:
    assert "2 withheld\n" in taken.said
    assert taken.rows("SELECT count(*) FROM revisions WHERE text LIKE '%harbour 24 costs%'") == [(0,)]
    with open_archive(taken.folder) as connection:
        (capture,) = connection.execute(
            "SELECT id FROM captures WHERE final_url = ? AND captured_at LIKE '2017%'", [TIMED[0].url]
        ).fetchone()
        order = of_capture(connection, capture)
    assert order is not None
    assert order.url == SHUT.url


def test_states_that_a_wrong_clock_has_dated_are_left_as_they_are(taken: Crawled) -> None:
    assert "2 whose place in the history of their article cannot be told" in taken.said
    sql = "SELECT count(*) FROM revisions WHERE article = (SELECT id FROM articles WHERE url = ?)"
    assert taken.rows(sql, DISORDERED.url) == [(2,)]


def test_nothing_earlier_is_taken_twice_and_a_killed_import_goes_on(tmp_path: Path) -> None:
    one, folder = Article(1), tmp_path / "archive"
    before = take(folder, write(tmp_path / "held.warc.gz", [one.said(2021, "Two")]))
    rows = (folder / "archive.db").read_bytes()
    older = write(tmp_path / "older.warc.gz", [one.said(2018, "Four"), one.said(2020, "Two")])
    take(folder, older)
    # As a kill leaves it: the records are on the disk, their rows are not.
    (folder / "archive.db").write_bytes(rows)
    with Store(folder):
        pass
    assert before.rows("SELECT count(*), sum(unread) FROM captures") == [(3, 2)]
    again = take(folder, older)
    assert "articles: 2 earlier\n" in again.said
    assert history(again, one.url) == [(2018, "Four"), (2020, "Two")]
    assert again.rows("SELECT count(*), sum(unread) FROM captures") == [(3, 0)]
    assert "nothing taken\nleft out:\n  2 held already\n" in take(folder, older).said
    assert again.rows("SELECT count(*) FROM captures") == [(3,)]
