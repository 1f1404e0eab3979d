"""What crawling again makes of a portal that has changed meanwhile, or has not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from tests.crawler.conftest import Crawled, crawl_small
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

MODIFIED = "Sun, 01 Nov 2026 00:00:00 GMT"
WRONG, RIGHT = "The council met on Monday. " * 6, "The council met on Tuesday. " * 6


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    """The archive after each of four crawls of one portal."""
    folder = tmp_path_factory.mktemp("runs")
    after = {}
    with SmallServer() as server:
        for state in ("first", "unchanged", "changed", "back"):
            _publish(server, state)
            crawled = crawl_small(server, folder / "archive", "--recheck", "all")
            after[state] = evolve(crawled, folder=shutil.copytree(folder / "archive", folder / state))
    return after


def _publish(server: SmallServer, state: str) -> None:
    own = f'<link rel="canonical" href="http://{server.host}/news/3">'
    is_later = state in ("changed", "back")
    server.pages |= {
        "/news/": Answer(
            listing(
                "/news/1",
                "/news/2",
                "/news/3?utm_source=mail",
                "/news/3",
                "/news/3?print=1",
                "/news/3?edition=paper",
                "/news/4",
                "/news/5",
                "/news/6",
            )
        ),
        "/news/1": _dated(article("Stays as it is")),
        "/news/2": _dated(article("Is corrected", RIGHT if is_later else WRONG)),
        "/news/3": Answer(article("Has a print page", head=own)),
        "/news/3?edition=paper": Answer(article("Has a print page, on paper", head=own)),
        "/news/4": Answer(status=301, headers=(("Location", "/news/40"),)) if is_later else _moving(),
        "/news/40": _moving(),
        "/news/5": Answer(b"<h1>gone</h1>", 404)
        if state == "changed"
        else Answer(article("Vanishes and comes back")),
        "/news/6": Answer(article("Has a new banner", head=f"<meta name='banner' content='{state}'>")),
    }


def _dated(body: bytes) -> Callable[[Asked], Answer]:
    """A page with validators, that answers conditional requests."""
    headers = (("ETag", f'"{hash(body)}"'), ("Last-Modified", MODIFIED))

    def answer(asked: Asked) -> Answer:
        is_known = asked.headers.get("if-none-match") == headers[0][1]
        return Answer(status=304, headers=headers) if is_known else Answer(body, headers=headers)

    return answer


def _moving() -> Callable[[Asked], Answer]:
    """A page whose server knows only when it was last modified, as at its old address."""
    headers = (("Last-Modified", MODIFIED),)

    def answer(asked: Asked) -> Answer:
        if "if-modified-since" in asked.headers:
            return Answer(status=304, headers=headers)
        return Answer(article("Moves"), headers=headers)

    return answer


def articles(crawled: Crawled) -> dict[str, tuple[object, ...]]:
    """Last part of the address to state and number of revisions."""
    rows = crawled.rows(
        "SELECT url, state, (SELECT count(*) FROM revisions WHERE article = articles.id) FROM articles"
    )
    return {str(url).rpartition("/")[2]: (state, count) for url, state, count in rows}


def test_a_print_page_and_a_tracked_address_are_the_same_article(crawls: dict[str, Crawled]) -> None:
    assert set(articles(crawls["first"])) == {"1", "2", "3", "4", "5", "6"}
    assert crawls["first"].rows("SELECT title FROM articles WHERE url LIKE '%/news/3'") == [
        ("Has a print page",)
    ]
    assert crawls["first"].endings()["/news/3?edition=paper"] == ("skipped", "alternate")
    assert "/news/3?print=1" not in crawls["first"].endings()


def test_crawling_twice_without_a_change_adds_no_revision_and_no_article(crawls: dict[str, Crawled]) -> None:
    assert articles(crawls["unchanged"]) == articles(crawls["first"])
    assert set(articles(crawls["unchanged"]).values()) == {("published", 1)}
    run = crawls["unchanged"].run()
    assert (run["articles_new"], run["articles_changed"], run["articles_unchanged"]) == (0, 0, 6)
    assert (crawls["unchanged"].code, run["outcome"]) == (0, "finished")


def test_what_has_not_changed_is_kept_as_a_revisit_of_what_it_was(crawls: dict[str, Crawled]) -> None:
    first, again = crawls["unchanged"].captures("/news/1")
    assert (first["kind"], again["kind"]) == ("response", "revisit")
    assert again["payload_digest"] == first["payload_digest"]
    assert again["status"] in (200, 304)
    kinds = [row["kind"] for path in "13456" for row in crawls["unchanged"].captures(f"/news/{path}")]
    assert kinds.count("revisit") == 4


def test_other_bytes_with_the_same_text_are_no_revision(crawls: dict[str, Crawled]) -> None:
    assert [row["kind"] for row in crawls["unchanged"].captures("/news/6")] == ["response", "response"]
    assert articles(crawls["back"])["6"] == ("published", 1)


def test_a_changed_text_is_one_revision_more(crawls: dict[str, Crawled]) -> None:
    assert articles(crawls["changed"])["2"] == ("published", 2)
    assert articles(crawls["back"])["2"] == ("published", 2)
    texts = crawls["back"].rows(
        "SELECT r.text, r.silent FROM revisions r JOIN articles a ON a.id = r.article "
        "WHERE a.url LIKE '%/news/2' ORDER BY number"
    )
    assert [("Monday" in str(text), "Tuesday" in str(text)) for text, _ in texts] == [
        (True, False),
        (False, True),
    ]
    assert texts[1][1] == 1
    assert crawls["changed"].run()["articles_changed"] == 1


def test_a_page_that_has_moved_is_followed_even_where_its_server_says_not_modified(
    crawls: dict[str, Crawled],
) -> None:
    assert articles(crawls["changed"])["4"] == ("moved", 1)
    assert articles(crawls["changed"])["40"] == ("published", 1)
    (moved_to,) = crawls["changed"].rows("SELECT moved_to FROM articles WHERE state = 'moved'")
    assert str(moved_to[0]).endswith("/news/40")


def test_a_page_that_is_gone_is_missing_since_it_was_missed(crawls: dict[str, Crawled]) -> None:
    (row,) = crawls["changed"].rows(
        "SELECT state, misses, missed_at > last_seen_at FROM articles WHERE url LIKE '%/news/5'"
    )
    assert row == ("missing", 1, 1)


def test_a_missing_page_that_comes_back_is_published_again(crawls: dict[str, Crawled]) -> None:
    (row,) = crawls["back"].rows("SELECT state, misses, missed_at FROM articles WHERE url LIKE '%/news/5'")
    assert row == ("published", 0, None)
    assert articles(crawls["back"])["5"] == ("published", 1)


def test_no_capture_is_there_twice(crawls: dict[str, Crawled]) -> None:
    (row,) = crawls["back"].rows(
        "SELECT count(*) - count(DISTINCT record_id), count(*) - count(DISTINCT warc_file || warc_offset) FROM captures"
    )
    assert row == (0, 0)


def test_a_page_that_came_damaged_changes_nothing_and_hides_no_later_change(
    server: SmallServer, tmp_path: Path
) -> None:
    """The server's validator for the damaged one must not make the whole one look known."""
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "b"\r\nConnection: close\r\n'
    whole = article("Corrected", RIGHT)
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(article("Corrected", WRONG))}
    crawl_small(server, tmp_path, "--recheck", "all")
    server.pages["/news/1"] = Answer(raw=head + b"Content-Length: %d\r\n\r\n" % len(whole) + whole[:-30])
    damaged = crawl_small(server, tmp_path, "--recheck", "all")
    assert articles(damaged)["1"] == ("published", 1)
    server.pages["/news/1"] = lambda asked: (
        Answer(status=304) if asked.headers.get("if-none-match") == '"b"' else Answer(whole)
    )
    assert articles(crawl_small(server, tmp_path, "--recheck", "all"))["1"] == ("published", 2)


def test_a_window_of_days_bounds_what_is_stored(server: SmallServer, tmp_path: Path) -> None:
    days = {"1": "2026-05-31", "2": "2026-06-01", "3": "2026-06-30", "4": "2026-07-01"}
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in days)))
    for number, day in days.items():
        dated = f'<meta property="article:published_time" content="{day}T12:00:00Z">'
        server.pages[f"/news/{number}"] = Answer(article(f"Of {day}", head=dated))
    crawled = crawl_small(server, tmp_path, "--from", "2026-06-01", "--to", "2026-06-30")
    assert crawled.rows("SELECT title FROM articles ORDER BY title") == [
        ("Of 2026-06-01",),
        ("Of 2026-06-30",),
    ]
    assert crawled.endings()["/news/4"] == ("skipped", "outside-dates")
    assert (crawled.code, crawled.run()["from_date"], crawled.run()["to_date"]) == (
        0,
        "2026-06-01",
        "2026-06-30",
    )


def test_an_article_that_is_not_due_is_fetched_when_the_sitemap_says_that_it_changed(
    server: SmallServer, tmp_path: Path
) -> None:
    for number in (1, 2):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    server.pages["/sitemap.xml"] = _sitemap(server, {"1": "2020-01-01", "2": "2020-01-01"})
    crawl_small(server, tmp_path, portal="xx_mapped")
    server.pages["/sitemap.xml"] = _sitemap(server, {"1": "2020-01-01", "2": "2999-01-01T00:00:00Z"})
    crawled = crawl_small(server, tmp_path, portal="xx_mapped")
    assert (len(server.asked("/news/1")), len(server.asked("/news/2"))) == (1, 2)
    assert (crawled.code, crawled.run()["articles_unchanged"]) == (0, 1)


def test_what_a_listing_said_of_an_article_is_not_forgotten_when_it_names_it_no_more(
    server: SmallServer, tmp_path: Path
) -> None:
    """The day of publication, where only the sitemap tells it."""
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>http://{server.host}/news/1</loc><n:news><n:title>Told</n:title>"
        "<n:publication_date>2026-05-06</n:publication_date></n:news></url></urlset>"
    )
    server.pages["/sitemap.xml"] = Answer(news.encode(), content_type="text/xml")
    server.pages["/news/1"] = Answer(article("Told", head="<meta name='banner' content='1'>"))
    crawl_small(server, tmp_path, portal="xx_mapped")
    server.pages["/news/1"] = Answer(article("Told", head="<meta name='banner' content='2'>"))
    server.pages["/sitemap.xml"] = _sitemap(server, {"2": "2020-01-01"})
    crawled = crawl_small(server, tmp_path, "--recheck", "all", portal="xx_mapped")
    assert len(server.asked("/news/1")) == 2
    assert crawled.rows("SELECT published_on, revisions FROM articles") == [("2026-05-06", 1)]


def _sitemap(server: SmallServer, changed: dict[str, str]) -> Answer:
    rows = "".join(
        f"<url><loc>http://{server.host}/news/{number}</loc><lastmod>{day}</lastmod></url>"
        for number, day in changed.items()
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Answer(body.encode(), content_type="text/xml")


def test_a_fault_in_a_portals_own_method_fails_the_run_and_nothing_else(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2", "/news/3"))
    for number in (1, 2, 3):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    crawled = crawl_small(server, tmp_path, portal="xx_faulty")
    assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert "1 exceptions were raised" in str(crawled.run()["reason"])
    assert "a fault of the portal's" in crawled.said
    assert crawled.rows("SELECT title FROM articles ORDER BY title") == [("Number 1",), ("Number 3",)]


def test_a_listing_is_walked_to_its_end_once_and_then_only_to_where_it_is_known(
    server: SmallServer, tmp_path: Path
) -> None:
    for page in range(1, 9):
        address = "/news/" if page == 1 else f"/news/?page={page}"
        following = f"/news/?page={page + 1}" if page < 8 else ""
        server.pages[address] = Answer(listing(f"/news/{page}", following=following))
        server.pages[f"/news/{page}"] = Answer(article(f"Article {page}"))
    assert crawl_small(server, tmp_path).run()["articles_new"] == 8
    assert len(server.asked("/news/?page=8")) == 1
    assert crawl_small(server, tmp_path).code == 0
    assert [len(server.asked(f"/news/?page={page}")) for page in (2, 3, 4, 8)] == [2, 2, 1, 1]
    assert crawl_small(server, tmp_path, "--recheck", "all").code == 0
    assert len(server.asked("/news/?page=8")) == 2
