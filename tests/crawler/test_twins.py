"""What multiplies addresses does not multiply articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from crawler.planning.twins import Twins, essential, is_same_address, is_to_print, twin_key
from tests.crawler.conftest import Crawled, crawl_small
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

PAGE = "https://gov.example/news/1"


def is_article(url: str) -> bool:
    return "/news/" in url or "show.php?id=" in url or "&id=" in url


@pytest.mark.parametrize(
    "twin",
    [
        "http://gov.example/news/1",
        "https://www.gov.example/news/1",
        "https://gov.example/news/1/",
        "https://gov.example/news/1?print=1",
        "https://gov.example/news/1?print",
        "https://gov.example/news/1?format=print",
        "https://gov.example/news/1?tmpl=component&print=1",
        "https://gov.example/news/1/print",
        "https://gov.example/news/1/print/",
        "https://gov.example/news/1/print.html",
        "https://gov.example/print/news/1",
        "http://www.gov.example/printable/news/1/",
    ],
)
def test_addresses_of_one_page_are_twins(twin: str) -> None:
    assert twin_key(twin) == twin_key(PAGE)
    assert is_to_print(twin) == ("print" in twin)
    assert is_same_address(twin, PAGE) != ("print" in twin)


@pytest.mark.parametrize(
    "other",
    [
        "https://gov.example/news/11",
        "https://gov.example/news/1?page=2",
        "https://news.gov.example/news/1",
        "https://gov.example:8443/news/1",
        "https://gov.example/news/1/printing-money",
        "https://gov.example/news/1?blueprint=2",
    ],
)
def test_addresses_of_other_pages_are_none(other: str) -> None:
    assert twin_key(other) != twin_key(PAGE)


def test_the_known_address_goes_before_the_first_named() -> None:
    twins = Twins(["http://gov.example/news/2"], is_article)
    assert twins.choose("https://gov.example/news/1/") == "https://gov.example/news/1/"
    assert twins.choose("http://gov.example/news/1") == "https://gov.example/news/1/"
    assert twins.choose("https://gov.example/news/2") == "http://gov.example/news/2"
    assert twins.others("https://gov.example/news/1/") == ["http://gov.example/news/1"]


def test_what_a_calendar_carries_along_says_nothing_about_an_article() -> None:
    twins = Twins([], is_article)
    first = twins.choose("https://gov.example/news/1?month=1", "https://gov.example/calendar?month=1")
    second = twins.choose("https://gov.example/news/1?month=2", "https://gov.example/calendar?month=2")
    assert first == second == "https://gov.example/news/1?month=1"


def test_what_makes_an_address_an_articles_is_never_noise() -> None:
    twins = Twins([], is_article)
    urls = [f"https://gov.example/show.php?id={number}" for number in (1, 2)]
    assert [
        twins.choose(url, f"https://gov.example/list.php?{url.partition('?')[2]}") for url in urls
    ] == urls
    assert essential(f"{urls[0]}&visit=7", is_article) == urls[0]


@frozen
class Named:
    """An article and the addresses under which the portal's lists name it."""

    number: int
    links: tuple[str, ...]


def named(at: str) -> tuple[Named, ...]:
    plain, www, secure = f"http://{at}", f"http://www.{at}", f"https://{at}"
    return (
        Named(1, (f"{plain}/news/1", f"{www}/news/1", f"{secure}/news/1", "/news/1/", "/news/1#top")),
        Named(2, (f"{secure}/news/2", f"{plain}/news/2")),
        Named(
            3,
            (
                "/news/3;jsessionid=0A1B2C",
                "/news/3?PHPSESSID=q2n8v5r0c7m1x4k9t3b6j8h2w5",
                "/news/3?sid=q2n8v5r0c7m1x4k9t3b6j8h2w5",
            ),
        ),
        Named(4, ("/news/4?utm_source=mail&utm_medium=x", "/news/4?fbclid=1", "/news/4")),
        Named(5, ("/news/5/print", "/news/5?print=1", "/news/5", "/print/news/5")),
        Named(6, ("/news/6?visit=a1", "/news/6?visit=b2", "/news/6")),
        Named(7, ("/news/7?edition=paper",)),
        Named(8, ("/news/8",)),
        Named(9, ("/news/9",)),
    )


def publish(server: SmallServer, at: str) -> None:
    def answer(title: str, canonical: str = "") -> Answer:
        return Answer(article(title, head=f'<link rel="canonical" href="{canonical}">' if canonical else ""))

    for one in named(at):
        server.pages[f"/news/{one.number}"] = answer(f"Number {one.number}")
    server.pages |= {
        "/news/": Answer(listing(*(link for one in named(at) for link in one.links))),
        "/news/1/": Answer(status=301, headers=(("Location", "/news/1"),)),
        "/news/5/print": answer("Number 5, printed"),
        "/news/5?print=1": answer("Number 5, printed"),
        "/print/news/5": answer("Number 5, printed"),
        "/news/6?visit=a1": answer("Number 6"),
        "/news/6?visit=b2": answer("Number 6"),
        "/news/7?edition=paper": answer("Number 7, on paper", "/news/7"),
        "/news/8": answer("Number 8", f"https://www.{at}/news/8/"),
        "/news/9": answer("Number 9", "/news/90"),
        "/news/90": Answer(status=302, headers=(("Location", "/news/9"),)),
    }
    for number in range(1, 40):
        month = listing(f"/news/1?month={number}", following=f"/calendar?month={number + 1}")
        server.pages[f"/calendar?month={number}"] = Answer(month)
        server.pages[f"/days/{number}"] = Answer(listing("/news/1", following=f"/days/{number + 1}"))


_SOON = {"GAZETTE_TEST_TIMEOUT": "3"}
"""One address is of https, where the small server never answers."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Asked], Crawled, list[Asked]]]:
    """What the first crawl asked for, its archive, and what a second crawl asked for."""
    with SmallServer() as server:
        at = f"gov.test:{server.host.partition(':')[2]}"
        publish(server, at)
        folder = tmp_path_factory.mktemp("twins")
        hosts = {"GAZETTE_SMALL_HOST": at, "GAZETTE_SMALL_FURTHER_HOSTS": f"www.{at}", **_SOON}
        crawled = crawl_small(server, folder, portal="xx_trapped", **hosts)
        first = list(server.log)
        crawl_small(server, folder, portal="xx_trapped", **hosts)
        yield first, crawled, server.log[len(first) :]


def test_each_article_is_there_once_however_it_is_named(
    portal: tuple[list[Asked], Crawled, list[Asked]],
) -> None:
    _, crawled, _ = portal
    titles = [title for (title,) in crawled.rows("SELECT title FROM articles ORDER BY title")]
    assert titles == [f"Number {number}" for number in range(1, 10)]
    assert crawled.rows("SELECT count(*) FROM revisions") == [(9,)]
    assert (crawled.code, crawled.run()["outcome"]) == (0, "finished"), crawled.said


def test_a_twin_of_what_was_asked_for_is_not_asked_for(
    portal: tuple[list[Asked], Crawled, list[Asked]],
) -> None:
    first, _, _ = portal
    asked = [request.path for request in first]
    assert [asked.count(f"/news/{number}") for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert not [path for path in asked if "month=" in path and path.startswith("/news/")]
    assert not [path for path in asked if "sess" in path.lower() or "sid=" in path or "utm_" in path]
    assert sum("5" in path for path in asked if path.startswith(("/news/", "/print/"))) == 1


def test_a_twin_is_asked_for_where_the_first_named_does_not_answer(
    portal: tuple[list[Asked], Crawled, list[Asked]],
) -> None:
    _, crawled, _ = portal
    assert crawled.rows("SELECT url LIKE 'http://gov.test%' FROM articles WHERE title = 'Number 2'") == [(1,)]


def test_calendars_without_an_end_are_left(portal: tuple[list[Asked], Crawled, list[Asked]]) -> None:
    first, _, _ = portal
    assert sum(request.path.startswith("/calendar") for request in first) == 2
    assert sum(request.path.startswith("/days/") for request in first) == 2


def test_what_turned_out_to_be_another_article_is_not_asked_for_again(
    portal: tuple[list[Asked], Crawled, list[Asked]],
) -> None:
    _, _, second = portal
    assert {request.path for request in second if request.path.startswith("/news/")} == {"/news/"}


def test_an_article_whose_address_only_gets_a_slash_stays_one(server: SmallServer, tmp_path: Path) -> None:
    """So it is when a portal goes over to https: what is held keeps its address and its history."""
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(article("Number 1"))}
    crawl_small(server, tmp_path)
    server.pages |= {
        "/news/": Answer(listing("/news/1/")),
        "/news/1": Answer(status=301, headers=(("Location", "/news/1/"),)),
        "/news/1/": Answer(article("Number 1, corrected")),
    }
    crawled = crawl_small(server, tmp_path, "--recheck", "all")
    assert crawled.rows("SELECT title, state, revisions FROM articles") == [
        ("Number 1, corrected", "published", 2)
    ]
    assert crawl_small(server, tmp_path, "--recheck", "all").run()["articles_unchanged"] == 1


def test_a_page_whose_own_word_for_its_address_is_wrong_is_kept(server: SmallServer, tmp_path: Path) -> None:
    def saying(title: str, url: str) -> Answer:
        return Answer(article(title, head=f'<link rel="canonical" href="{url}">'))

    server.pages |= {
        "/news/": Answer(listing("/news/1", "/news/2", *(f"/news/{number}" for number in range(10, 30)))),
        "/news/1": saying("Number 1", "/news/100"),
        "/news/2": saying("Number 2", "/news/200"),
        "/news/200": Answer(status=302, headers=(("Location", "/"),)),
        "/": Answer(b"<h1>Home</h1>"),
    }
    # A template that gives the address of one article to all.
    server.pages |= {f"/news/{number}": saying(f"Number {number}", "/news/10") for number in range(10, 30)}
    crawled = crawl_small(server, tmp_path)
    kept = {title for (title,) in crawled.rows("SELECT title FROM articles")}
    assert {"Number 1", "Number 2", "Number 10"} < kept
    assert len(kept) == 2 + 20 - 8


def test_a_portal_without_such_hosts_is_not_asked_there(server: SmallServer, tmp_path: Path) -> None:
    """The twin with www. is an article of ours only where the portal declares its host."""
    port = server.host.partition(":")[2]
    server.pages["/news/"] = Answer(listing(f"http://www.gov.test:{port}/news/1", "/news/2"))
    server.pages |= {f"/news/{number}": Answer(article(f"Number {number}")) for number in (1, 2)}
    crawled = crawl_small(server, tmp_path, GAZETTE_SMALL_HOST=f"gov.test:{port}")
    assert crawled.rows("SELECT title FROM articles") == [("Number 2",)]
