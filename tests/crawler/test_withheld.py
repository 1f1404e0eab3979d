"""What is withheld is not asked for, and nothing brings it back: no crawl, no import, no reading again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.connection import open_archive
from archive.store import Store
from archive.withheld import of_address, of_capture
from crawler.planning.withheld import Withheld
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_small, environment, make_due
from tests.crawler.foreign import Kept, write
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.pipelines.papers import pdf_of

REASON = "Order of the court of Drennfurt, 4 C 17/26"
PAPER = "/files/paper.pdf"
ONE = article("The first").replace(b"</main>", b"<a href='/files/paper.pdf'>Paper (PDF)</a></main>")
EDITED = ONE.replace(b"small things", b"large things")
HELD = "SELECT id, url LIKE '%/news/1', revisions FROM articles ORDER BY id"


def gazette(folder: Path, server: SmallServer, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.gazette([*words, "--archive", str(folder)], environment(server.host))


@pytest.fixture
def closed(server: SmallServer, tmp_path: Path) -> Crawled:
    """A run that has brought two articles, one of them with a file, which is withheld; a day later."""
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2")),
        "/news/1": Answer(ONE),
        "/news/2": Answer(article("The second", "It says something else of other things. " * 9)),
        PAPER: Answer(pdf_of("Four berths"), content_type="application/pdf"),
    }
    first = crawl_small(server, tmp_path)
    assert first.rows("SELECT text FROM file_revisions") == [("Four berths",)]
    ((number,),) = first.rows("SELECT id FROM articles WHERE url LIKE '%/news/1'")
    ended = gazette(tmp_path, server, "withhold", str(number), "--reason", REASON)
    assert (ended.returncode, f"article {number}: withheld: " in ended.stdout) == (0, True)
    make_due(first, 8)
    server.log.clear()
    return first


def is_balanced(crawled: Crawled) -> bool:
    run = crawled.run()
    ended = sum(int(str(run[name])) for name in ("stored", "failed", "skipped"))
    return (crawled.code, run["outcome"], run["planned"]) == (0, "finished", ended)


def test_nothing_of_it_is_asked_for_and_the_run_accounts_for_it(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2", "/news/1?print=1")),
        "/news/1": Answer(EDITED),
    }
    second = crawl_small(server, tmp_path)
    assert {request.path for request in server.log} - {"/robots.txt"} == {"/news/", "/news/2"}
    assert second.endings()["/news/1"] == ("skipped", "withheld")
    assert is_balanced(second)
    assert [row[1:] for row in second.rows(HELD)] == [(0, 1)]
    third = crawl_small(server, tmp_path, "--recheck", "all")
    assert (server.asked("/news/1"), is_balanced(third)) == ([], True)


def test_an_address_is_known_in_every_form_and_what_is_none_is_passed_over() -> None:
    addresses = {"https://www.gov.example/news/1/": 7, "http://[": 7, "vbscript:alert(6)": 7, "": 7}
    withheld = Withheld(addresses)
    assert withheld.urls == {"https://www.gov.example/news/1/"}
    assert [withheld.at(f"http://gov.example/{path}") for path in ("news/1", "news/1?print=1", "news/2")] == [
        7,
        7,
        0,
    ]
    assert withheld.at("") == 0
    addresses["http://gov.example/news/2"] = 7
    assert withheld.at("https://gov.example/news/2") == 7


def test_its_file_is_not_asked_for_where_another_article_comes_to_offer_it(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2", "/news/3")),
        "/news/3": Answer(ONE.replace(b"The first", b"The third").replace(b"found more", b"found fewer")),
    }
    second = crawl_small(server, tmp_path)
    assert server.asked(PAPER) == []
    assert second.endings()[PAPER] == ("skipped", "withheld")
    assert second.rows("SELECT text FROM attachments") == [("",)]
    assert is_balanced(second)


def test_no_redirect_leads_there(closed: Crawled, server: SmallServer, tmp_path: Path) -> None:
    server.pages |= {
        "/news/": Answer(listing("/news/5", "/news/2")),
        "/news/5": Answer(status=302, headers=(("Location", "/news/1"),)),
    }
    second = crawl_small(server, tmp_path)
    assert (len(server.asked("/news/5")), server.asked("/news/1")) == (1, [])
    assert second.endings()["/news/5"] == ("skipped", "withheld")
    assert is_balanced(second)


def test_what_a_list_said_of_an_address_that_leads_there_is_not_kept(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2", "/news/5"))
    server.pages["/news/5"] = Answer(status=302, headers=(("Location", "/news/1"),))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/5"] == ("skipped", "withheld")
    shut = crawled.rows("SELECT url FROM withheld_addresses WHERE url LIKE '%/news/5'")
    hints = crawled.rows("SELECT hint FROM captures WHERE final_url LIKE '%/news/5'")
    assert (len(shut), set(hints)) == (1, {("",)})


def test_a_page_that_says_it_is_the_same_is_closed_as_well(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    link = f"<link rel='canonical' href='http://{server.host}/news/1'>"
    server.pages |= {
        "/news/": Answer(listing("/news/6", "/news/2")),
        "/news/6": Answer(article("The first, shown otherwise", head=link)),
    }
    second = crawl_small(server, tmp_path)
    assert second.endings()["/news/6"] == ("skipped", "alternate")
    assert [row[1:] for row in second.rows(HELD)] == [(0, 1)]
    assert is_balanced(second)
    with open_archive(tmp_path) as connection:
        assert of_capture(connection, int(str(second.captures("/news/6")[-1]["id"])))
    server.log.clear()
    third = crawl_small(server, tmp_path)
    assert server.asked("/news/6") == []
    assert is_balanced(third)


def test_a_page_that_said_so_before_is_closed_by_the_next_crawl(server: SmallServer, tmp_path: Path) -> None:
    link = f"<link rel='canonical' href='http://{server.host}/news/1'>"
    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/6")),
        "/news/1": Answer(ONE),
        "/news/6": Answer(article("The first, shown otherwise", head=link)),
    }
    first = crawl_small(server, tmp_path)
    capture = int(str(first.captures("/news/6")[-1]["id"]))
    assert gazette(tmp_path, server, "withhold", "1", "--reason", REASON).returncode == 0
    assert is_balanced(crawl_small(server, tmp_path))
    with open_archive(tmp_path) as connection:
        assert of_capture(connection, capture)


def test_the_same_words_under_another_address_are_not_kept_and_asked_for_once(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= {"/news/": Answer(listing("/news/7", "/news/2")), "/news/7": Answer(ONE)}
    second = crawl_small(server, tmp_path)
    assert second.endings()["/news/7"] == ("skipped", "withheld")
    assert [row[1:] for row in second.rows(HELD)] == [(0, 1)]
    server.log.clear()
    third = crawl_small(server, tmp_path)
    assert server.asked("/news/7") == []
    assert third.endings()["/news/7"] == ("skipped", "withheld")
    assert is_balanced(second)
    assert is_balanced(third)


def test_what_an_earlier_run_left_open_or_unread_stays_closed(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    ledger = Database(tmp_path / "crawl.db")
    with ledger.conn:
        ledger.execute("UPDATE ledger SET ending = '', reason = '' WHERE url LIKE '%/news/1'")
    archive = Database(tmp_path / "archive.db")
    with archive.conn:
        archive.execute("UPDATE runs SET outcome = 'interrupted'")
    second = crawl_small(server, tmp_path)
    assert server.asked("/news/1") == []
    assert second.endings()["/news/1"] == ("skipped", "withheld")
    assert [row[1:] for row in second.rows(HELD)] == [(0, 1)]
    assert is_balanced(second)


def test_once_it_is_released_the_next_crawl_goes_on_from_what_it_was(
    closed: Crawled, server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/news/1"] = Answer(EDITED)
    crawl_small(server, tmp_path)
    ended = gazette(tmp_path, server, "release", f"http://{server.host}/news/1")
    assert (ended.returncode, "released" in ended.stdout) == (0, True)
    make_due(closed, 8)
    third = crawl_small(server, tmp_path)
    assert len(server.asked("/news/1")) == 1
    assert third.rows("SELECT revisions FROM articles WHERE url LIKE '%/news/1'") == [(2,)]
    assert third.rows("SELECT state FROM articles WHERE state <> 'published'") == []
    assert third.rows("SELECT number, text FROM file_revisions") == [(1, "Four berths")]
    assert is_balanced(third)


def test_an_import_leaves_it_out_and_counts_it(closed: Crawled, server: SmallServer, tmp_path: Path) -> None:
    here = f"http://{server.host}"
    link = f"<link rel=canonical href='{here}/news/1'>"
    kept = [
        Kept(f"{here}/news/1", "2019-05-01T08:00:00Z", EDITED),
        Kept(f"{here}/news/1/", "2019-05-02T08:00:00Z", EDITED),
        Kept(f"{here}/news/1", "2019-06-01T08:00:00Z", b"gone", 404),
        Kept(f"{here}{PAPER}", "2019-05-01T08:00:00Z", pdf_of("Five berths"), content_type="application/pdf"),
        Kept(f"{here}/news/7", "2019-05-01T08:00:00Z", ONE),
        Kept(f"{here}/news/8", "2019-05-01T08:00:00Z", article("The first, to print", head=link)),
        Kept(f"{here}/news/9", "2019-05-01T08:00:00Z", article("Another", "It says nothing of that. " * 20)),
    ]
    file = write(tmp_path / "theirs.warc.gz", kept)
    captures = closed.rows("SELECT count(*) FROM captures WHERE final_url LIKE '%/news/1%'")
    taken = gazette(tmp_path, server, "import", "--portal", "xx_small", str(file))
    assert taken.returncode == 0
    assert "articles: 1 new\n" in taken.stdout
    assert "  6 withheld\n" in taken.stdout
    assert [row[1:] for row in closed.rows(HELD)] == [(0, 1), (0, 1)]
    assert closed.rows("SELECT count(*) FROM captures WHERE final_url LIKE '%/news/1%'") == captures
    with open_archive(tmp_path) as connection:
        assert of_address(connection, f"{here}/news/7")
        assert of_address(connection, f"{here}/news/8")


def test_reading_again_does_not_bring_it_back(closed: Crawled, server: SmallServer, tmp_path: Path) -> None:
    archive = Database(tmp_path / "archive.db")
    with archive.conn:
        archive.execute(
            "INSERT INTO refusals (run, capture, portal, url, reason, refused_at) "
            "SELECT run, id, portal, final_url, 'too-thin', captured_at FROM captures WHERE final_url LIKE '%/news/1'"
        )
    before = closed.rows(HELD)
    ended = gazette(tmp_path, server, "reextract", "--yes")
    assert ended.returncode == 0
    assert "with an article now" not in ended.stdout
    assert closed.rows(HELD) == before
    assert closed.rows("SELECT count(*) FROM refusals") == [(1,)]


def test_who_writes_already_is_not_disturbed(server: SmallServer, tmp_path: Path) -> None:
    with Store(tmp_path):
        for words in (("withhold", "1", "--reason", REASON), ("release", "1")):
            ended = gazette(tmp_path, server, *words)
            assert ended.returncode == 4
            assert "is writing to this archive" in ended.stderr


def test_exit_codes_say_whether_it_is_so(closed: Crawled, server: SmallServer, tmp_path: Path) -> None:
    ((number,),) = closed.rows("SELECT article FROM withheld")
    again = gazette(tmp_path, server, "withhold", str(number), "--reason", "Another reason")
    assert (again.returncode, REASON in again.stderr) == (0, True)
    ((open_one,),) = closed.rows("SELECT id FROM articles")
    other = gazette(tmp_path, server, "release", str(open_one))
    assert (other.returncode, "is not withheld, and nothing was changed" in other.stderr) == (1, True)
    assert gazette(tmp_path, server, "release", "999").returncode == 2
    handed = gazette(tmp_path, server, "evidence", str(number), "--output", str(tmp_path / "x.wacz"))
    assert (handed.returncode, "opens it again" in handed.stderr) == (1, True)
    listed = gazette(tmp_path, server, "withhold", "--list")
    assert (listed.returncode, REASON in listed.stdout) == (0, True)
