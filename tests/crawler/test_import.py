"""WARC files of others are taken into an archive: what a portal published before anybody crawled it from here."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import brotli
import pytest
from attrs import evolve

from archive.connection import open_archive
from archive.verify import verify
from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, Crawled, crawl_small, environment
from tests.crawler.foreign import Kept, as_one_member, chunked, write
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.pipelines.papers import pdf_of

HOST = "harbour.example:8000"
ONE, TWO = f"http://{HOST}/news/1", f"http://{HOST}/news/2"
PAPER = f"http://{HOST}/files/paper.pdf"
SAID = "The council met on Monday and heard what the harbour costs. " * 4
SINCE = SAID.replace("Monday", "Tuesday")
FIRST = Kept(ONE, "2019-05-01T08:00:00Z", article("The harbour", SAID))
THEN = Kept(ONE, "2020-05-01T08:00:00Z", article("The harbour", SINCE))
OTHER = Kept(TWO, "2019-06-01T08:00:00Z", article("The quay", SAID.replace("harbour", "quay")))
STATES = (
    "SELECT a.url, r.number, r.captured_at, r.text LIKE '%Tuesday%' FROM revisions r "
    "JOIN articles a ON a.id = r.article ORDER BY a.url, r.number"
)


def take(folder: Path, *words: object, host: str = HOST) -> Crawled:
    """``gazette import`` of what ``words`` name; what it ``said`` is standard output and standard error."""
    command = ["import", "--archive", str(folder), "--portal", "xx_small", *map(str, words)]
    ended = forked.gazette(command, environment(host))
    return Crawled(ended.returncode, ended.stdout + ended.stderr, folder)


def test_states_come_in_the_order_of_time_whatever_the_order_in_the_files(tmp_path: Path) -> None:
    later, earlier = write(tmp_path / "b.warc.gz", [THEN, OTHER]), write(tmp_path / "c.warc.gz", [FIRST])
    taken = take(tmp_path / "archive", later, earlier)
    assert taken.code == 0
    assert "xx_small\n  articles: 2 new, 1 changed\n" in taken.said
    assert taken.rows(STATES) == [
        (ONE, 1, "2019-05-01T08:00:00.000Z", 0),
        (ONE, 2, "2020-05-01T08:00:00.000Z", 1),
        (TWO, 1, "2019-06-01T08:00:00.000Z", 0),
    ]


def test_what_was_taken_says_from_where_and_is_kept_as_our_own_captures_are(tmp_path: Path) -> None:
    file = write(tmp_path / "theirs.warc.gz", [FIRST])
    taken = take(tmp_path / "archive", file)
    ((run, where),) = taken.rows("SELECT run, imported_from FROM captures")
    name, record = str(where).split(" ")
    assert (run, name, record.startswith("urn:uuid:")) == (None, "theirs.warc.gz", True)
    file.unlink()
    assert taken.kept("/news/1").payload == FIRST.body
    with open_archive(taken.folder) as connection:
        found = verify(connection, taken.folder, {})
    assert (found.captures, found.faults) == (1, [])
    # Nobody here has asked for it.
    (warc,) = (taken.folder / "warc").iterdir()
    assert b"WARC-Type: request" not in gzip.decompress(warc.read_bytes())


def test_a_crawl_goes_on_from_what_was_taken(server: SmallServer, tmp_path: Path) -> None:
    urls = [f"http://{server.host}/news/{number}" for number in (1, 2, 3)]
    bodies = (FIRST.body, OTHER.body, article("Gone since"))
    kept = [Kept(url, "2019-05-01T08:00:00Z", body) for url, body in zip(urls, bodies, strict=True)]
    folder = tmp_path / "archive"
    take(folder, write(tmp_path / "a.warc.gz", kept), host=server.host)
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2")),
        "/news/1": Answer(THEN.body),
        "/news/2": Answer(OTHER.body),
    }
    crawled = crawl_small(server, folder)
    assert (crawled.code, crawled.run()["articles_new"]) == (0, 0)
    assert (crawled.run()["articles_changed"], crawled.run()["articles_unchanged"]) == (1, 1)
    gone = crawled.rows("SELECT state, last_seen_at FROM articles WHERE url = ?", urls[2])
    assert gone == [("missing", "2019-05-01T08:00:00.000Z")]


def test_nothing_is_taken_twice(tmp_path: Path) -> None:
    later = write(tmp_path / "later.warc.gz", [THEN, OTHER])
    first = take(tmp_path / "archive", later)
    captures = first.rows("SELECT count(*) FROM captures")
    again = take(tmp_path / "archive", later)
    assert "nothing taken\nleft out:\n  2 held already\n" in again.said
    assert again.rows("SELECT count(*) FROM captures") == captures


@pytest.mark.parametrize("says", [True, False])
def test_a_record_that_repeats_another_one_stands_for_it(tmp_path: Path, says: bool) -> None:
    repeats = (ONE, FIRST.date) if says else ("", "")
    back = evolve(FIRST, date="2021-05-01T08:00:00Z", repeats=repeats)
    strange = Kept(TWO, "2021-05-01T08:00:00Z", b"elsewhere", repeats=(TWO, "2018-01-01T00:00:00Z"))
    # Before the record that it repeats: files are written side by side.
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [back, strange, THEN, FIRST]))
    assert "articles: 1 new, 2 changed\n" in taken.said
    assert "1 repeat what is in none of these files\n" in taken.said
    assert [(row[1], row[3]) for row in taken.rows(STATES)] == [(1, 0), (2, 1), (3, 0)]


def test_an_article_that_was_not_found_or_had_moved_is_told(tmp_path: Path) -> None:
    gone = Kept(TWO, "2020-01-01T00:00:00Z", b"<h1>Not here</h1>", 404)
    moved = Kept(ONE, "2020-01-01T00:00:00Z", b"", 301, headers=(("Location", "/news/9"),))
    never = Kept(f"http://{HOST}/news/8", "2020-01-01T00:00:00Z", b"", 410)
    broken = Kept(f"http://{HOST}/news/7", "2020-01-01T00:00:00Z", b"", 503)
    taken = take(
        tmp_path / "archive", write(tmp_path / "a.warc.gz", [FIRST, OTHER, gone, moved, never, broken])
    )
    assert "articles: 2 new, 1 missing, 1 moved\n" in taken.said
    assert "1 not found, and never held\n" in taken.said
    assert "1 answered 503\n" in taken.said
    assert taken.rows("SELECT state, missed_at, moved_to FROM articles ORDER BY url") == [
        ("moved", None, f"http://{HOST}/news/9"),
        ("missing", "2020-01-01T00:00:00.000Z", ""),
    ]


def test_another_form_of_an_address_that_fails_or_leads_there_says_nothing_of_the_article(
    tmp_path: Path,
) -> None:
    gone = Kept(f"{ONE}/", "2020-01-01T00:00:00Z", b"<h1>Not here</h1>", 404)
    led = Kept(ONE, "2020-01-01T00:00:00Z", b"", 301, headers=(("Location", f"https://www.{HOST}/news/1/"),))
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [FIRST, gone, led]))
    assert taken.rows("SELECT url, state FROM articles") == [(ONE, "published")]
    assert "1 answered 404\n" in taken.said
    assert "1 answered 301\n" in taken.said


def test_the_files_of_articles_are_taken_with_their_states(tmp_path: Path) -> None:
    link = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
    offering = evolve(FIRST, body=FIRST.body.replace(b"</main>", link))
    papers = [
        Kept(PAPER, f"{year}-06-01T08:00:00Z", pdf_of(text), content_type="application/pdf")
        for year, text in ((2019, "Four berths"), (2020, "Three berths"), (2022, "No berths"))
    ]
    stray = Kept(
        f"http://{HOST}/files/other.pdf", FIRST.date, pdf_of("Other"), content_type="application/pdf"
    )
    without = evolve(THEN, date="2021-05-01T08:00:00Z")
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [*papers, stray, offering, without]))
    assert "files: 1 new, 1 changed\n" in taken.said
    assert "1 of files that no article offered any more\n" in taken.said
    texts = [("Four berths",), ("Three berths",)]
    assert taken.rows("SELECT text FROM file_revisions ORDER BY number") == texts
    known = taken.rows("SELECT text, removed_at FROM attachments")
    assert known == [("Three berths", "2021-05-01T08:00:00.000Z")]


def test_the_pages_of_a_divided_article_are_one_article(tmp_path: Path) -> None:
    pager = b"<div class='pager'><a href='/news/1?page=2'>2</a></div></main>"
    first = evolve(FIRST, body=FIRST.body.replace(b"</main>", pager))
    second = Kept(f"{ONE}?page=2", FIRST.date, article("The harbour", "The dredging will take a year. " * 8))
    unclaimed = Kept(
        f"{TWO}?page=2", FIRST.date, article("Another page", "Nobody names this as a page. " * 8)
    )
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [second, first, OTHER, unclaimed]))
    assert taken.rows("SELECT url FROM articles ORDER BY url") == [(ONE,), (TWO,), (f"{TWO}?page=2",)]
    assert taken.rows("SELECT page, text LIKE 'The dredging%' FROM attachments") == [(2, 1)]


def test_pages_for_a_printer_are_no_states_of_the_page_that_is_there(tmp_path: Path) -> None:
    printed = Kept(f"{ONE}?print=1", "2019-05-02T08:00:00Z", article("The harbour", f"Printed. {SAID}"))
    alone = Kept(f"{TWO}?print=1", "2019-05-02T08:00:00Z", OTHER.body)
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [printed, FIRST, alone]))
    assert taken.rows("SELECT url, revisions FROM articles ORDER BY url") == [(ONE, 1), (f"{TWO}?print=1", 1)]
    assert "1 made for a printer, of pages that are there\n" in taken.said


def test_bodies_are_read_in_whatever_coding_they_were_sent(tmp_path: Path) -> None:
    packed = gzip.compress(FIRST.body)
    sent = (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
    coded = evolve(FIRST, body=chunked(packed), headers=sent)
    # Common Crawl keeps the headers and undoes the codings.
    undone = evolve(OTHER, headers=(("X-Crawl-Content-Encoding", "gzip"),))
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc", [coded, undone], compressed=False))
    assert "articles: 2 new\n" in taken.said
    assert (taken.kept("/news/1").body, taken.kept("/news/1").payload) == (packed, FIRST.body)
    assert taken.rows("SELECT count(*) FROM articles WHERE text LIKE 'The council met%'") == [(2,)]


def test_pages_are_refused_as_crawled_ones_are(tmp_path: Path) -> None:
    nothing = evolve(FIRST, body=b"<html><body><h1>Page not found</h1></body></html>")
    plain = evolve(OTHER, content_type="text/plain")
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [nothing, plain]))
    assert "xx_small\n  refused: 2: " in taken.said
    assert taken.rows("SELECT reason, refused_at FROM refusals ORDER BY reason") == [
        ("not-html", "2019-06-01T08:00:00.000Z"),
        ("soft-404", "2019-05-01T08:00:00.000Z"),
    ]
    assert "2 held already" in take(tmp_path / "archive", tmp_path / "a.warc.gz").said


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"heard what the quay", b"heard that the quay"))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (torn, "the file ends within a record"),
        (changed, "block digest failed"),
        (as_one_member, "it is compressed as a whole, not record by record: `warcio recompress`"),
    ],
)
def test_what_is_damaged_is_named_and_the_rest_is_taken(tmp_path: Path, damage: object, told: str) -> None:
    whole = write(tmp_path / "whole.warc", [FIRST], compressed=False)
    hurt = write(tmp_path / "hurt.warc", [OTHER], compressed=False)
    damage(hurt)  # type: ignore[operator]
    taken = take(tmp_path / "archive", whole, hurt)
    assert (taken.code, taken.rows("SELECT url FROM articles")) == (1, [(ONE,)])
    assert f"not read: {hurt}" in taken.said
    assert told in taken.said


def test_what_is_no_warc_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(FIRST.body)
    taken = take(tmp_path / "archive", tmp_path / "page.html")
    assert (taken.code, "page.html, after byte 0: no WARC record" in taken.said) == (1, True)
    assert not (tmp_path / "archive").exists()
    (tmp_path / "empty").mkdir()
    assert "empty: holds no file that ends with .warc or .warc.gz" in take(tmp_path, tmp_path / "empty").said


def test_a_look_beforehand_writes_nothing(tmp_path: Path) -> None:
    elsewhere = Kept("http://elsewhere.example/news/1", FIRST.date, FIRST.body)
    tomorrow = evolve(OTHER, date="2999-01-01T00:00:00Z")
    menu = Kept(f"http://{HOST}/menu.js", FIRST.date, b"0", content_type="text/javascript")
    style = Kept(f"http://{HOST}/site.css", FIRST.date, b"p {}", content_type="text/css")
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / "a.warc.gz", [FIRST, THEN, elsewhere, tomorrow, menu, style])
    taken = take(tmp_path / "archive", "--dry-run", tmp_path / "folder")
    assert taken.said.startswith(
        "xx_small: 2 captures of 1 addresses of articles, 2019-05-01 to 2020-05-01\n"
        "1 captures of what their pages may need to look as they did\n"
    )
    for left in (
        "1 not xx_small's: elsewhere.example 1",
        "1 without a date that can be true",
        "1 of what is no article and no file",
    ):
        assert f"  {left}\n" in taken.said
    assert not (tmp_path / "archive").exists()


def test_an_unknown_portal_is_named_with_the_nearest(tmp_path: Path) -> None:
    taken = take(tmp_path / "archive", "--portal", "xx_smal", write(tmp_path / "a.warc.gz", [FIRST]))
    assert (taken.code, "no portal is called xx_smal" in taken.said, "xx_small" in taken.said) == (
        2,
        True,
        True,
    )


def test_an_import_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = [
        evolve(
            FIRST,
            url=f"http://{HOST}/news/{number}",
            body=article(f"The harbour {number}", f"{SAID} {number}"),
        )
        for number in range(400)
    ]
    file, folder = write(tmp_path / "a.warc.gz", kept), tmp_path / "archive"
    words = ["import", "--archive", str(folder), "--portal", "xx_small", str(file)]
    running = subprocess.Popen(
        [sys.executable, "-m", "crawler", *words],
        cwd=CHECKOUT,
        env=environment(HOST),
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while sum(path.stat().st_size for path in folder.glob("warc/*")) < 50_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    taken = take(folder, file)
    assert taken.code == 0
    assert taken.rows("SELECT count(*), sum(revisions) FROM articles") == [(400, 400)]
    assert taken.rows("SELECT count(*), count(DISTINCT final_url) FROM captures") == [(400, 400)]


def test_an_archive_whose_database_is_lost_is_made_anew_from_its_own_files(
    server: SmallServer, tmp_path: Path
) -> None:
    link = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2")),
        "/news/1": Answer(FIRST.body.replace(b"</main>", link)),
        "/news/2": Answer(OTHER.body),
        "/files/paper.pdf": Answer(pdf_of("Four berths"), content_type="application/pdf"),
    }
    crawl_small(server, tmp_path / "before")
    server.pages |= {"/news/1": Answer(THEN.body.replace(b"</main>", link))}
    del server.pages["/news/2"]
    before = crawl_small(server, tmp_path / "before", "--recheck", "all")
    after = take(tmp_path / "after", tmp_path / "before" / "warc", host=server.host)
    for sql in (
        STATES,
        "SELECT url, title, text, state, first_seen_at, missed_at, attachment_text, origins FROM articles ORDER BY url",
        "SELECT url, number, captured_at, text FROM file_revisions ORDER BY url, number",
    ):
        assert after.rows(sql) == before.rows(sql) != []


def test_names_and_heads_of_others_break_nothing(tmp_path: Path) -> None:
    odd = write(tmp_path / "a\nGazette-Portal: xx_other\n\udcff.warc.gz", [FIRST])
    hints = ("no JSON", '{"unknown": 1}', '["a"]', '{"title": "From a list"}')
    kept = [
        evolve(OTHER, url=f"http://{HOST}/news/{number}", head=(("Gazette-Hint", hint),))
        for number, hint in enumerate(hints, 10)
    ]
    told = write(tmp_path / "hints.warc.gz", kept)
    naive = evolve(THEN, date="2020-05-01T08:00:00")
    taken = take(tmp_path / "archive", odd, told, write(tmp_path / "naive.warc.gz", [naive]))
    assert (taken.code, "articles: 5 new, 1 changed\n" in taken.said) == (0, True)
    assert [row[2] for row in taken.rows(STATES)][:2] == [
        "2019-05-01T08:00:00.000Z",
        "2020-05-01T08:00:00.000Z",
    ]
    assert taken.rows("SELECT hint FROM captures WHERE hint <> ''") == [('{"title": "From a list"}',)]
    with open_archive(taken.folder) as connection:
        assert verify(connection, taken.folder, {}).faults == []


def gone(url: str, date: str) -> Kept:
    return Kept(url, date, b"<h1>Not here</h1>", 404)


def led(url: str, date: str, there: str, status: int = 301) -> Kept:
    return Kept(url, date, b"", status, headers=(("Location", there),))


def states(taken: Crawled) -> list[tuple[object, ...]]:
    return taken.rows("SELECT url, state, revisions FROM articles ORDER BY url")


def test_a_page_that_names_another_one_as_its_own_is_no_state_of_that(tmp_path: Path) -> None:
    link = f"<link rel=canonical href='{ONE}'>".encode()
    amp = Kept(
        f"http://{HOST}/news/3/amp", "2019-06-01T08:00:00Z", FIRST.body.replace(b"</head>", link + b"</head>")
    )
    absent = f"<link rel=canonical href='http://{HOST}/news/9'>".encode()
    pages = [evolve(one, body=one.body.replace(b"</head>", absent + b"</head>")) for one in (OTHER,)]
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [FIRST, amp, THEN, *pages]))
    assert states(taken) == [(ONE, "published", 2), (TWO, "published", 1)]
    assert "1 that say they are another page, which is there\n" in taken.said


def test_what_was_gone_or_led_elsewhere_is_told_again_where_a_database_was_lost(tmp_path: Path) -> None:
    folder, there = tmp_path / "archive", f"http://{HOST}/news/9"
    year = "2020-01-01T00:00:00Z"
    file = write(tmp_path / "a.warc.gz", [FIRST, OTHER, gone(TWO, year), led(ONE, year, there)])
    told = states(take(folder, file))
    for path in folder.glob("archive.db*"):
        path.unlink()
    again = take(folder, file)
    assert states(again) == told == [(ONE, "moved", 1), (TWO, "missing", 1)]
    assert again.rows("SELECT count(*) FROM captures") == [(4,)]
    third = take(folder, file)
    assert "nothing taken\nleft out:\n  4 held already\n" in third.said
    assert third.rows("SELECT misses FROM articles WHERE url = ?", TWO) == [(1,)]


def test_an_address_that_only_led_to_another_form_stands_for_no_article(tmp_path: Path) -> None:
    safe = ONE.replace("http:", "https:")
    kept = [led(ONE, FIRST.date, safe), evolve(FIRST, url=safe), gone(safe, "2020-01-01T00:00:00Z")]
    assert states(take(tmp_path / "archive", write(tmp_path / "a.warc.gz", kept))) == [(safe, "missing", 1)]


def test_a_page_from_before_an_absence_that_is_held_undoes_it_not(tmp_path: Path) -> None:
    take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [FIRST, gone(ONE, "2021-01-01T00:00:00Z")]))
    taken = take(tmp_path / "archive", write(tmp_path / "b.warc.gz", [THEN]))
    assert states(taken) == [(ONE, "missing", 2)]


def test_only_a_redirect_moves_an_article_and_304_sees_it(tmp_path: Path) -> None:
    there = f"http://{HOST}/news/9"
    kept = [FIRST, led(ONE, "2020-01-01T00:00:00Z", there, 503), OTHER, gone(TWO, "2020-01-01T00:00:00Z")]
    kept.append(Kept(TWO, "2020-02-01T00:00:00Z", b"", 304))
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", kept))
    assert states(taken) == [(ONE, "published", 1), (TWO, "published", 1)]


def test_a_body_in_brotli_is_read(tmp_path: Path) -> None:
    coded = evolve(FIRST, body=brotli.compress(FIRST.body), headers=(("Content-Encoding", "br"),))
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [coded]))
    assert (states(taken), taken.kept("/news/1").payload) == ([(ONE, "published", 1)], FIRST.body)


def test_what_repeats_a_body_under_the_same_address_is_a_revisit_here_as_well(tmp_path: Path) -> None:
    large = evolve(
        FIRST,
        body=FIRST.body.replace(b"</body>", b"<!--" + os.urandom(300_000).hex().encode() + b"--></body>"),
    )
    again = [
        evolve(large, date=f"20{year}-01-01T00:00:00Z", repeats=(ONE, FIRST.date)) for year in range(20, 26)
    ]
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [large, THEN, *again]))
    (warc,) = (taken.folder / "warc").iterdir()
    assert warc.stat().st_size < 700_000
    assert states(taken) == [(ONE, "published", 3)]  # back to what it said, by what a revisit repeats
    assert [row[0] for row in taken.rows("SELECT kind FROM captures ORDER BY captured_at")].count(
        "revisit"
    ) == 6
    with open_archive(taken.folder) as connection:
        assert verify(connection, taken.folder, {}).faults == []
    read = forked.gazette(["reextract", "--archive", str(taken.folder), "--dry-run"], environment(HOST))
    assert (read.returncode, "could not be read" in read.stdout) == (0, False)


def test_a_file_is_taken_from_where_its_address_led(tmp_path: Path) -> None:
    link = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
    there = f"http://{HOST}/cdn/paper-1.pdf"
    kept = [
        evolve(FIRST, body=FIRST.body.replace(b"</main>", link)),
        led(PAPER, FIRST.date, there, 302),
        Kept(there, FIRST.date, pdf_of("Four berths"), content_type="application/pdf"),
    ]
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", kept))
    assert taken.rows("SELECT url, text FROM attachments") == [(PAPER, "Four berths")]


def test_the_same_file_twice_and_the_archive_s_own(tmp_path: Path) -> None:
    file = write(tmp_path / "a.warc.gz", [FIRST])
    copy = shutil.copy(file, tmp_path / "b.warc.gz")
    taken = take(tmp_path / "archive", file, copy, file)
    assert "articles: 1 new\n" in taken.said
    assert "1 of the same instant as another one of their address\n" in taken.said
    own = take(tmp_path / "archive", tmp_path / "archive" / "warc")
    assert (own.code, "the archive's own; name another one with --archive" in own.said) == (2, True)
    assert own.rows("SELECT count(*) FROM captures") == [(1,)]


LINK = b"<a href='/files/paper.pdf'>The paper (PDF)</a></main>"
OFFERING = evolve(FIRST, body=FIRST.body.replace(b"</main>", LINK))
PAPERS = Kept(PAPER, "2019-06-01T08:00:00Z", pdf_of("Four berths"), content_type="application/pdf")


def test_what_answered_in_place_of_a_page_and_is_damaged_is_named_and_the_rest_is_taken(
    tmp_path: Path,
) -> None:
    year = "2020-01-01T00:00:00Z"
    hurt = write(tmp_path / "a.warc", [FIRST, gone(ONE, year), OTHER, led(TWO, year, ONE)], compressed=False)
    told = hurt.read_bytes().replace(b"404 Answer", b"404 Answes").replace(b"301 Answer", b"301 Answes")
    hurt.write_bytes(told)
    later = Kept(f"http://{HOST}/news/3", "2021-01-01T00:00:00Z", article("The weir", SINCE))
    taken = take(tmp_path / "archive", hurt, write(tmp_path / "b.warc", [later]))
    assert (taken.code, taken.said.count("block digest failed")) == (1, 2)
    assert [row[1] for row in states(taken)] == ["published"] * 3


def test_of_two_records_of_one_instant_the_whole_one_is_taken(tmp_path: Path) -> None:
    hurt, whole = (write(tmp_path / f"{name}.warc", [OTHER], compressed=False) for name in "ab")
    changed(hurt)
    taken = take(tmp_path / "archive", hurt, whole)
    assert (taken.code, states(taken)) == (1, [(TWO, "published", 1)])


def test_what_repeats_a_body_that_is_not_whole_is_not_whole(tmp_path: Path) -> None:
    cut = evolve(FIRST, head=(("WARC-Truncated", "length"),))
    again = evolve(FIRST, date="2020-01-01T00:00:00Z", repeats=(ONE, FIRST.date))
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [cut, again]))
    assert ("refused: 2: truncated 2" in taken.said, states(taken)) == (True, [])


def test_files_are_taken_where_nothing_else_comes_with_them(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    take(folder, write(tmp_path / "a.warc.gz", [OFFERING]))
    taken = take(folder, write(tmp_path / "b.warc.gz", [PAPERS]))
    assert taken.rows("SELECT text FROM attachments") == [("Four berths",)]


def test_what_a_further_page_offers_is_taken_as_well(tmp_path: Path) -> None:
    def paged(number: int, said: str) -> Kept:
        pager = b"".join(b"<a href='/news/1?page=%d'>%d</a>" % (to, to) for to in (number + 1,) if to < 4)
        body = article("The harbour", said).replace(b"</main>", b"<div class='pager'>%s</div></main>" % pager)
        return Kept(f"{ONE}?page={number}" if number > 1 else ONE, FIRST.date, body)

    second, third = "The dredging will take a year. " * 8, "The council pays for all of it. " * 8
    own = Kept(f"{TWO}?page=2", FIRST.date, OFFERING.body)
    kept = [paged(3, third), paged(2, second), paged(1, SAID), OTHER, own, PAPERS]
    folder, file = tmp_path / "archive", write(tmp_path / "a.warc.gz", kept)
    taken = take(folder, file)
    assert [row[0] for row in states(taken)] == [ONE, TWO, f"{TWO}?page=2"]
    files = "SELECT page, text <> '' FROM attachments ORDER BY page"
    assert taken.rows(files) == [(0, 1), (2, 1), (3, 1)]
    assert "nothing taken\n" in take(folder, file).said


def test_an_archive_in_a_folder_that_is_named_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", [FIRST])
    taken = take(tmp_path / "archive", tmp_path)
    again = take(tmp_path / "archive", tmp_path)
    assert (again.code, again.rows("SELECT count(*) FROM captures")) == (0, [(1,)])
    assert "  1 held already\n" in again.said
    assert taken.said.count("1 new") == 1


def test_what_is_taken_from_another_archive_names_who_captured_it_first(tmp_path: Path) -> None:
    again = evolve(FIRST, date="2020-06-01T00:00:00Z", repeats=(ONE, FIRST.date))
    first = take(tmp_path / "one", write(tmp_path / "theirs.warc.gz", [FIRST, THEN, again]))
    second = take(tmp_path / "two", tmp_path / "one" / "warc")
    sources = "SELECT captured_at, kind, imported_from FROM captures ORDER BY captured_at"
    assert second.rows(sources) == first.rows(sources)
    assert all(str(row[2]).startswith("theirs.warc.gz urn:") for row in second.rows(sources))


def test_nothing_of_a_declared_portal_says_how_one_is_declared(tmp_path: Path) -> None:
    strange = evolve(FIRST, url="http://quay.example/news/1")
    taken = take(tmp_path / "archive", write(tmp_path / "a.warc.gz", [strange]))
    assert "`scrapy genspider -t portal NAME ADDRESS` declares one" in taken.said
