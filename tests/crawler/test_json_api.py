"""Lists in JSON: what they name, how they go on, and what is no list."""

from __future__ import annotations

import json

import pytest
from scrapy.http import TextResponse

from crawler.spiders.found import Found, Window
from crawler.spiders.json_api import JsonApi, wordpress

_API = JsonApi("https://a.example/list?p={page}", items="data.list", link="href", published="meta.day")


def _response(url: str, document: object) -> TextResponse:
    return TextResponse(url, body=json.dumps(document).encode(), encoding="utf-8")


def test_items_are_named_with_what_the_list_says_of_them() -> None:
    item = {"href": "/n/1", "title": " One ", "meta": {"day": "2026-05-01"}, "section": None}
    found = list(_API.read(_response("https://a.example/list?p=3", {"data": {"list": [item]}}), Window()))
    assert found[0].url == "/n/1"
    assert (found[0].hint.title, found[0].hint.published, found[0].hint.section) == ("One", "2026-05-01", "")
    assert found[1] == Found("https://a.example/list?p=4", "listing", further=True)


def test_counting_begins_at_the_first_page_and_ends_at_an_empty_one() -> None:
    assert _API.start(Window()) == ["https://a.example/list?p=1"]
    assert list(_API.read(_response("https://a.example/list?p=9", {"data": {"list": []}}), Window())) == []


def test_an_uncounted_list_has_no_next_page() -> None:
    api = JsonApi("https://a.example/all.json")
    assert [
        item.url for item in api.read(_response(api.url, [{"url": "/1"}, {"url": 7}, "x"]), Window())
    ] == ["/1"]


@pytest.mark.parametrize("body", [b"<html>", b'{"data": {"list": 3}}', b"[]"])
def test_what_is_no_list_is_an_error_that_names_the_address(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"https://a\.example/list"):
        list(_API.read(TextResponse("https://a.example/list?p=1", body=body), Window()))


def test_items_may_be_counted_instead_of_pages() -> None:
    api = JsonApi("https://a.example/list?offset={page}", first=0, step=20)
    assert api.start(Window()) == ["https://a.example/list?offset=0"]
    (_, further) = api.read(_response("https://a.example/list?offset=20", [{"url": "/1"}]), Window())
    assert further.url == "https://a.example/list?offset=40"


def test_a_list_may_name_its_next_page_or_a_cursor() -> None:
    api = JsonApi(
        "https://a.example/list", items="items", next="links.next || join('', ['?after=', cursor || `\"\"`])"
    )
    documents = ({"links": {"next": "/list?p=2"}}, {"cursor": "x7"})
    found = [
        list(api.read(_response(api.url, {"items": [{"url": "/1"}], **document}), Window()))[-1]
        for document in documents
    ]
    assert found == [Found("/list?p=2", "listing", further=True), Found("?after=x7", "listing", further=True)]


def test_days_are_asked_for_where_the_interface_can_tell_them_with_one_more_at_each_end() -> None:
    way, window = wordpress("https://b.example/"), Window("2020-06-01", "2020-06-30")
    (first,) = way.start(window)
    assert first == f"{way.start(Window())[0]}&after=2020-05-31T00:00:00&before=2020-07-01T23:59:59"
    post = {"link": "https://b.example/x/", "date_gmt": "2020-06-01T08:00:00"}
    assert list(way.read(_response(first, [post]), window))[-1].url == first.replace("&page=1", "&page=2")
    assert (way.may_be_absent(first), way.may_be_absent(first.replace("&page=1", "&page=2"))) == (False, True)


def test_wordpress_dates_are_instants() -> None:
    way = wordpress("https://b.example/")
    post = {"link": "https://b.example/x/", "title": {"rendered": "X"}, "date_gmt": "2026-05-01T08:00:00"}
    found = next(iter(way.read(_response(way.start(Window())[0], [post]), Window())))
    assert (found.hint.title, found.hint.published, found.hint.modified) == ("X", "2026-05-01T08:00:00Z", "")
