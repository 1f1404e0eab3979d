"""Listing pages: the links on them, the next page, and an end to both."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Request, Response, TextResponse

from archive.records import Hint
from crawler.planning.ledger import Plan
from crawler.portal import Portal
from crawler.spiders.found import Found, Window
from crawler.spiders.listing import Listing
from tests.crawler.small_server import listing

URL = "https://gov.example/news/"


class XxPaged(Portal):
    name = "xx_paged"
    title = "Ministry of Pages"
    publisher = "Ministry of Pages"
    country = "XX"
    languages = ("en",)
    timezone = "UTC"
    licence = "fictional"
    home_url = "https://gov.example/"
    first_date = "2026-01-01"
    ways = (Listing(URL),)
    article_url = r"^/news/\d+"


def page(body: bytes, url: str = URL) -> HtmlResponse:
    plan = Plan(url, "listing")
    return HtmlResponse(url, body=body, request=Request(url, cb_kwargs={"plan": plan}))


def read(way: Listing, body: bytes, url: str = URL) -> list[Found]:
    return list(way.read(page(body, url), Window()))


def test_the_links_come_in_the_order_of_the_page() -> None:
    assert [found.url for found in read(Listing(URL), listing("/news/2", " /news/1 "))] == [
        "/news/2",
        "/news/1",
    ]


def test_links_that_a_template_puts_behind_the_end_of_the_page_are_found() -> None:
    body = b"<html><body><h1>News</h1></body></html><ul><li><a href='/news/1'>One</a></li></ul></body></html>"
    assert [found.url for found in read(Listing(URL), body)] == ["/news/1"]


def test_only_the_declared_links_are_taken_where_some_are_declared() -> None:
    body = b"<nav><a href='/news/9'>old</a></nav><main><a href='/news/1'>new</a></main>"
    assert [found.url for found in read(Listing(URL, links="main a"), body)] == ["/news/1"]


def test_a_declared_section_is_told_of_every_article() -> None:
    (found,) = read(Listing(URL, section="Notices"), listing("/news/1"))
    assert found.hint == Hint(section="Notices", origin="listing")


@pytest.mark.parametrize(
    "link",
    [
        '<a rel="next" href="?page=2">2</a>',
        '<link rel="next" href="?page=2">',
        '<a rel="nofollow next" href="?page=2">2</a>',
        '<span class="next"><a href="?page=2">2</a></span>',
        '<a class="next page-numbers" href="?page=2">2</a>',
    ],
)
def test_the_next_page_is_found_by_its_link(link: str) -> None:
    assert read(Listing(URL), link.encode())[-1] == Found("?page=2", "listing", further=True)


def test_without_a_link_there_is_no_next_page() -> None:
    assert [found.kind for found in read(Listing(URL), listing("/news/1"))] == ["article"]


@pytest.mark.parametrize(
    ("way", "url", "following"),
    [
        (Listing(URL, numbered=URL + "page/{page}/"), URL, URL + "page/2/"),
        (Listing(URL, numbered=URL + "page/{page}/"), URL + "page/2/", URL + "page/3/"),
        (Listing(URL, numbered=URL + "page/{page}/"), "http://gov.example/news/page/41/", URL + "page/42/"),
        (Listing(URL, numbered=URL + "?p={page}"), URL + "?p=9", URL + "?p=10"),
        (Listing(URL, numbered=URL + "index_{page}.html", first=1), URL, URL + "index_1.html"),
        (
            Listing(URL, numbered=URL + "index_{page}.html", first=1),
            URL + "index_1.html",
            URL + "index_2.html",
        ),
    ],
)
def test_numbered_pages_are_counted_on(way: Listing, url: str, following: str) -> None:
    assert read(way, b"<p>nothing</p>", url)[-1] == Found(following, "listing", further=True)


MORE = Listing(URL, numbered=URL + "more.json?page={page}", fragment="data.html")


def test_a_button_load_more_brings_html_in_json() -> None:
    body = b' {"data": {"html": "<a href=\'/news/3\'>3</a>"}}'
    for kind in (TextResponse, HtmlResponse):
        found = list(MORE.read(kind(URL + "more.json?page=2", body=body), Window()))
        assert [item.url for item in found] == ["/news/3", URL + "more.json?page=3"]


@pytest.mark.parametrize("body", [b"{", b'{"data": {}}', b"[]"])
def test_json_without_the_html_is_refused_with_its_address(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"https://gov\.example/news/"):
        list(MORE.read(TextResponse(URL, body=body), Window()))


@pytest.mark.parametrize("response", [Response(URL, body=b"\x89PNG"), TextResponse(URL, body=b"{}")])
def test_what_is_no_page_is_refused_with_its_address(response: Response) -> None:
    with pytest.raises(ValueError, match=r"https://gov\.example/news/"):
        list(Listing(URL).read(response, Window()))


def walk(spider: XxPaged, body: bytes, url: str = URL) -> list[str]:
    requests = list(spider.parse_listing(page(body, url), Plan(url, "listing")))
    assert all(isinstance(request, Request) for request in requests)
    return [request.url for request in requests if isinstance(request, Request)]


@pytest.fixture
def spider() -> XxPaged:
    from scrapy.utils.test import get_crawler

    return XxPaged.from_crawler(get_crawler(XxPaged))


def test_a_listing_leads_to_its_articles_and_its_next_page(spider: XxPaged) -> None:
    assert walk(spider, listing("2?utm_source=x", "/about", following="?page=2")) == [
        URL + "2",
        URL + "?page=2",
    ]


def test_a_calendar_without_an_end_is_left_when_it_names_nothing_new(spider: XxPaged) -> None:
    walk(spider, listing("/news/1", following="/calendar?month=1"))
    assert walk(spider, listing(following="/calendar?month=2"), "https://gov.example/calendar?month=1") == []


def test_pages_that_repeat_the_last_one_for_ever_are_left(spider: XxPaged) -> None:
    assert len(walk(spider, listing("/news/1", following="?page=2"))) == 2
    assert URL + "?page=3" not in walk(spider, listing("/news/1", following="?page=3"), URL + "?page=2")


HOSTILE = (
    "http://[::1",
    "http:///news/1",
    "//",
    "http://a b/news/1",
    "http://\x00/news/1",
    "javascript:alert('/news/1')",
    "file:///news/1",
    "ftp://gov.example/news/1",
    "data:text/html,/news/1",
    "http://127.0.0.1/news/1",
    "https://gov.example.evil.example/news/1",
    "https://gov.example@evil.example/news/1",
    "https://user:secret@gov.example/news/1",
    "\\\\evil.example\\news\\1",
    "/news/" + "9" * 3000,
    "mailto:clerk@gov.example",
)


@pytest.mark.parametrize("link", HOSTILE)
def test_a_link_that_leads_elsewhere_is_not_followed_and_does_no_harm(spider: XxPaged, link: str) -> None:
    assert walk(spider, listing(link.replace("'", "&#39;"), "/news/7")) == [URL + "7"]


@pytest.mark.parametrize("link", HOSTILE)
def test_a_next_page_without_an_address_does_no_harm(spider: XxPaged, link: str) -> None:
    found = walk(spider, listing("/news/7", following=link.replace("'", "&#39;")))
    assert found[0] == URL + "7"
    assert all(len(url) <= 2083 for url in found)
