"""Sections: every listing whose address has the declared form, found from the home page on."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response

from crawler.spiders.found import Found, Window
from crawler.spiders.sections import Sections
from tests.crawler.small_server import listing

HOME = "https://gov.example/"
WAY = Sections(HOME, r"^/[a-z]+/(?:page/\d+/)?$")


def listings(*links: str, url: str = HOME) -> list[Found]:
    found = WAY.read(HtmlResponse(url, body=listing(*links)), Window())
    return [item for item in found if item.kind == "listing"]


def test_it_begins_at_the_home_page_which_has_to_be_there() -> None:
    assert WAY.start(Window()) == [HOME]
    assert not WAY.may_be_absent(HOME)
    assert WAY.may_be_absent(HOME + "news/page/9/")


def test_every_link_may_be_an_article_and_only_the_form_makes_a_listing() -> None:
    found = list(
        WAY.read(HtmlResponse(HOME, body=listing("/news/", "/news/2026/a", "/about.html")), Window())
    )
    assert [item.url for item in found if item.kind == "article"] == ["/news/", "/news/2026/a", "/about.html"]
    assert [item.url for item in found if item.kind == "listing"] == ["/news/"]


def test_a_listing_is_named_once_a_page_and_none_of_another_host() -> None:
    assert listings("/news/", "/news/", "https://another.example/news/", "http://[::1") == [
        Found("/news/", "listing")
    ]


def test_behind_the_second_page_a_listing_is_worth_it_only_while_it_names_news() -> None:
    here = HOME + "news/"
    assert [item.further for item in listings("/news/page/2/", "/news/page/3/", url=here)] == [False, True]
    assert [item.further for item in listings("/news/page/3/")] == [False]


def test_the_pages_of_a_calendar_are_never_followed_for_their_own_sake() -> None:
    way = Sections(HOME, r"^/\d{4}/\d{2}/$")
    page = HtmlResponse(HOME + "2026/03/", body=listing("/2026/02/"))
    assert [item.further for item in way.read(page, Window()) if item.kind == "listing"] == [True]


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(ValueError, match="a listing is an HTML page"):
        list(WAY.read(Response(HOME, body=b"%PDF"), Window()))
