"""What the pages of a portal need to look as they did is captured with them: once, in the week, from its hosts."""

from __future__ import annotations

import csv
import io
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import frozen

from archive.connection import open_archive
from archive.replay import needed
from crawler.demo.pictures import png
from tests.crawler import forked
from tests.crawler.conftest import Crawled, begin_small, crawl_small, environment, make_due
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

ALL = range(1, 4)
"""Numbers of the articles."""
HEAD = """
<link rel=stylesheet href=/site.css?v=1><link rel=icon href=/icon.svg><link rel=stylesheet href=/gone.css>
<link rel=stylesheet href='http://elsewhere.example/theme.css'><script src=/menu.js></script>
"""
STYLE = "@import 'type.css'; body{background:url(/wave.png)} b{background:url(/news/2)} i{background:url(/secret.png)}"
TYPE = "@font-face{font-family:x;src:url(fonts/x.woff2)}"
HALF = b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: 500\r\n\r\nbody{"
NEEDED = {"/site.css?v=1", "/type.css", "/wave.png", "/fonts/x.woff2", "/icon.svg", "/logo.png"}


def page(number: int, more: str = "") -> Answer:
    pictures = f"<img src=/logo.png alt=''><img src=/media/{number}.png alt=''>{more}</body>"
    return Answer(article(f"The quay {number}", head=HEAD).replace(b"</body>", pictures.encode()))


def assets() -> dict[str, Answer]:
    css = {"/site.css?v=1": STYLE, "/type.css": TYPE}
    styles = {path: Answer(text.encode(), content_type="text/css") for path, text in css.items()}
    pictures = {
        path: Answer(png(number), content_type="image/png")
        for number, path in enumerate(("/wave.png", "/logo.png", *(f"/media/{each}.png" for each in ALL)))
    }
    drawing = Answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")
    font = Answer(b"wOF2....", content_type="font/woff2")
    return {**styles, **pictures, "/icon.svg": drawing, "/fonts/x.woff2": font}


def publish(server: SmallServer) -> None:
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in ALL)))
    server.pages |= {f"/news/{number}": page(number) for number in ALL}
    server.pages |= assets()
    server.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /secret", content_type="text/plain")


def asked(server: SmallServer) -> list[str]:
    """What was asked for beside lists, articles and robots.txt, in the order of asking."""
    return [one.path for one in server.log if not re.match(r"/news/|/robots", one.path)]


@frozen
class Nights:
    folder: Path
    host: str
    asked: tuple[list[str], ...]
    crawls: tuple[Crawled, ...]
    conditions: dict[str, str]
    """In the last night, path to what was asked for unless it was the same."""


FIRST, SAME_WEEK, LATER = range(3)


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("requisites")
    found: list[list[str]] = []
    crawls: list[Crawled] = []
    with SmallServer() as server:

        def night() -> None:
            server.log.clear()
            crawls.append(crawl_small(server, folder, *(["--recheck", "all"] if crawls else [])))
            found.append(asked(server))

        publish(server)
        tagged = Answer(STYLE.encode(), content_type="text/css", headers=(("ETag", '"1"'),))
        server.pages["/site.css?v=1"] = tagged
        night()
        server.pages |= {f"/news/{number}": page(number, "<!-- again -->") for number in ALL}
        night()
        make_due(crawls[-1], days=8)

        def unless_same(one: Asked) -> Answer:
            return Answer(status=304) if one.headers.get("if-none-match") == '"1"' else tagged

        server.pages["/site.css?v=1"] = unless_same
        server.pages |= {f"/news/{number}": page(number, "<!-- once more -->") for number in ALL}
        night()
        conditions = {one.path: one.headers.get("if-none-match", "") for one in server.log}
        yield Nights(folder, server.host, tuple(found), tuple(crawls), conditions)


def test_stylesheets_what_they_need_icons_and_what_all_pages_show_are_asked_for_once(nights: Nights) -> None:
    assert sorted(nights.asked[FIRST]) == sorted({*NEEDED, "/gone.css"})
    assert nights.crawls[FIRST].code == 0, nights.crawls[FIRST].said


def test_scripts_articles_what_robots_forbid_and_other_hosts_are_not(nights: Nights) -> None:
    told = {path for paths in nights.asked for path in paths}
    assert not told & {"/menu.js", "/secret.png", "/theme.css"}
    assert nights.crawls[FIRST].rows("SELECT count(*) FROM articles") == [(len(ALL),)]


def test_an_articles_own_picture_is_not_asked_for_where_the_portal_keeps_none(nights: Nights) -> None:
    assert not any(path.startswith("/media/") for paths in nights.asked for path in paths)


def test_within_a_week_nobody_asks_again_not_even_for_what_is_not_there(nights: Nights) -> None:
    assert nights.asked[SAME_WEEK] == []


def test_after_a_week_it_is_asked_for_if_it_has_changed_and_so_is_what_it_needs(nights: Nights) -> None:
    assert sorted(set(nights.asked[LATER])) == sorted({*NEEDED, "/gone.css"})
    assert nights.conditions["/site.css?v=1"] == '"1"'


def test_it_is_in_the_account_of_the_run_and_no_fault_of_it_where_it_is_not_there(nights: Nights) -> None:
    # A list, three articles, what is needed, what is not there, what robots.txt forbids.
    sql = "SELECT outcome, planned, stored, failed, skipped FROM runs ORDER BY id LIMIT 1"
    stored = 1 + len(ALL) + len(NEEDED)
    assert nights.crawls[FIRST].rows(sql) == [("finished", stored + 2, stored, 0, 2)]


def test_all_that_a_page_needs_is_found_for_it(nights: Nights) -> None:
    with open_archive(nights.folder) as connection:
        (number,) = connection.execute("SELECT capture FROM articles WHERE url LIKE '%/news/1'").fetchone()
        found = needed(connection, nights.folder, number)
    host = nights.host
    assert {one.row["final_url"].partition(host)[2] for one in found.parts} == NEEDED
    missing = {"/gone.css", "/media/1.png", "/secret.png", "/news/2"}
    assert {url.partition(host)[2] for url in found.missing if host in url} == missing
    assert "http://elsewhere.example/theme.css" in found.missing


def evidence_of(nights: Nights, output: Path, *articles: str) -> Path:
    words = ["evidence", "--archive", str(nights.folder), "--output", str(output), *articles]
    ended = forked.gazette(words, environment(nights.host))
    assert ended.returncode == 0, ended.stderr
    return output


def paths(nights: Nights, folder: Path, sql: str) -> set[str]:
    return {str(url).partition(nights.host)[2] for (url,) in Crawled(0, "", folder).rows(sql)}


def test_evidence_has_what_its_pages_need(nights: Nights, tmp_path: Path) -> None:
    with ZipFile(evidence_of(nights, tmp_path / "one.wacz", "1")) as package:
        rows = list(csv.DictReader(io.StringIO(package.read("gazette/captures.csv").decode("utf-8-sig"))))
        index = package.read("indexes/index.cdx").decode()
    named = {row["final_url"].partition(nights.host)[2] for row in rows}
    assert named > NEEDED
    assert all(f'"url": "http://{nights.host}{path}"' in index for path in NEEDED)
    # The latest state's stylesheet was the same, and the one that it repeats is there as well.
    kinds = [row["kind"] for row in rows if row["final_url"].endswith("/site.css?v=1")]
    assert "response" in kinds


def test_an_import_takes_what_pages_need_and_nothing_else_of_the_kind(nights: Nights, tmp_path: Path) -> None:
    package = evidence_of(nights, tmp_path / "all.wacz", *map(str, ALL))
    words = ["import", "--archive", str(tmp_path / "new"), str(package)]
    ended = forked.gazette(words, environment(nights.host))
    assert ended.returncode == 0, ended.stderr
    assert "parts of pages: " in ended.stdout
    assert paths(nights, tmp_path / "new", "SELECT final_url FROM captures") >= NEEDED
    again = forked.gazette(words, environment(nights.host))
    assert "nothing taken" in again.stdout
    assert "no page needs" not in again.stdout
    shutil.copytree(nights.folder / "warc", tmp_path / "warc")
    words = ["import", "--archive", str(tmp_path / "anew"), str(tmp_path / "warc")]
    ended = forked.gazette(words, environment(nights.host, {"GAZETTE_SMALL_REQUISITES": "no"}))
    assert not paths(nights, tmp_path / "anew", "SELECT final_url FROM captures") & NEEDED
    assert "that no page needs to look as it did" in ended.stdout


def test_a_portal_that_keeps_pictures_keeps_all_that_its_pages_show(tmp_path: Path) -> None:
    with SmallServer() as server:
        publish(server)
        crawl_small(server, tmp_path, GAZETTE_SMALL_PICTURES="yes")
        assert {f"/media/{number}.png" for number in ALL} <= set(asked(server))


def test_an_address_is_asked_for_as_brackets_and_quotes_are_written_and_found_again(tmp_path: Path) -> None:
    paths = ["/s.css?f[]=a", "/a[1].css", "/q.css?x='y'"]
    with SmallServer() as server:
        publish(server)
        links = "".join(f'<link rel=stylesheet href="{path}">' for path in paths)
        server.pages["/news/1"] = page(1, links)
        told = crawl_small(server, tmp_path).endings()
        server.log.clear()
        crawl_small(server, tmp_path, "--recheck", "all")
        assert asked(server) == []
        with open_archive(tmp_path) as connection:
            (number,) = connection.execute(
                "SELECT capture FROM articles WHERE url LIKE '%/news/1'"
            ).fetchone()
            missing = needed(connection, tmp_path, number).missing
        assert len([path for path in told if path.startswith(("/s.css", "/a", "/q.css"))]) == len(paths)
        # They answer 404 here: what was asked for is what is missing, in the same words.
        assert {url.partition(server.host)[2] for url in missing} >= {
            path for path in told if path.startswith(("/s.css", "/a%", "/q.css"))
        }


def test_what_is_a_listing_or_a_file_as_well_is_asked_for_as_that(tmp_path: Path) -> None:
    file = b"<p><a href='/plan.pdf'>The plan (PDF)</a></p></main>"
    with SmallServer() as server:
        publish(server)
        icons = "<link rel=icon href='/news/?p=2'><link rel=icon href=/plan.pdf>"
        server.pages["/news/"] = Answer(listing("/news/1", following="/news/?p=2"))
        server.pages["/news/?p=2"] = Answer(listing("/news/2", "/news/3"))
        server.pages["/news/1"] = page(1, icons)
        server.pages["/news/2"] = Answer(page(2).body.replace(b"</main>", file))
        server.pages["/plan.pdf"] = Answer(b"%PDF-1.4 nothing", content_type="application/pdf")
        crawled = crawl_small(server, tmp_path)
        assert crawled.rows("SELECT count(*) FROM articles") == [(len(ALL),)]
        assert crawled.endings()["/plan.pdf"] == ("stored", "file-new")
        assert len(server.asked("/plan.pdf")) == 1


@pytest.mark.parametrize("answer", [Answer(b"no", 500), Answer(b"<title>Just a moment...</title>", 403)])
def test_a_run_is_no_worse_for_what_its_pages_lack(tmp_path: Path, answer: Answer) -> None:
    links = "".join(f"<link rel=stylesheet href=/part-{number}.css>" for number in range(25))
    with SmallServer() as server:
        publish(server)
        server.pages |= {f"/part-{number}.css": answer for number in range(25)}
        server.pages["/news/1"] = page(1, links)
        crawled = crawl_small(server, tmp_path, GAZETTE_TEST_RETRIES="0")
        assert (crawled.code, crawled.run()["outcome"]) == (0, "finished"), crawled.said


def test_a_page_or_stylesheet_that_names_any_number_holds_nobody_up(tmp_path: Path) -> None:
    with SmallServer() as server:
        publish(server)
        many = "".join(f"url(/many/{number}.png)" for number in range(60_000))
        server.pages["/site.css?v=1"] = Answer(f"a{{background:{many}}}".encode(), content_type="text/css")
        crawled = crawl_small(server, tmp_path)
        assert crawled.code == 0
        assert len([path for path in asked(server) if path.startswith("/many/")]) <= 500
        assert "the rest is not asked for now" in crawled.said


def test_a_portal_may_go_without(tmp_path: Path) -> None:
    with SmallServer() as server:
        publish(server)
        crawled = crawl_small(server, tmp_path, GAZETTE_SMALL_REQUISITES="no")
        assert crawled.code == 0
        assert asked(server) == []


def test_what_a_run_that_was_killed_had_found_is_asked_for_by_the_next(tmp_path: Path) -> None:
    with SmallServer() as server:
        publish(server)
        whole = server.pages["/site.css?v=1"]
        server.pages["/site.css?v=1"] = Answer(raw=HALF, stalls=True)
        crawl = begin_small(server, tmp_path)
        while not server.asked("/site.css?v=1"):
            assert crawl.poll() is None
            time.sleep(0.05)
        time.sleep(1.5)  # the ledger is written once a second
        crawl.kill()
        crawl.communicate()
        server.pages["/site.css?v=1"] = whole
        server.log.clear()
        ended = crawl_small(server, tmp_path)
        assert set(asked(server)) >= {"/site.css?v=1", "/type.css", "/wave.png", "/fonts/x.woff2"}
        kept = {str(url).partition(server.host)[2] for (url,) in ended.rows("SELECT final_url FROM captures")}
        assert kept >= NEEDED


def test_a_stylesheet_that_is_cut_short_fails_and_is_asked_for_again(tmp_path: Path) -> None:
    with SmallServer() as server:
        publish(server)
        whole = server.pages["/site.css?v=1"]
        server.pages["/site.css?v=1"] = Answer(raw=HALF)
        crawled = crawl_small(server, tmp_path)
        assert crawled.rows("SELECT failed_by_reason FROM runs") == [('{"truncated": 1}',)]
        server.pages["/site.css?v=1"] = whole
        server.log.clear()
        crawl_small(server, tmp_path)
        assert set(asked(server)) == {"/site.css?v=1", "/type.css", "/wave.png", "/fonts/x.woff2"}
