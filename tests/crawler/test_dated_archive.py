"""Archives by day: a list for each day that is asked for."""

from __future__ import annotations

from scrapy.http import HtmlResponse, Request

from archive.records import ROW, Hint
from crawler.spiders.dated import DatedArchive
from crawler.spiders.found import Window

_WAY = DatedArchive("https://a.example/{day:%Y/%m/%d}/")


def test_every_day_of_the_window_has_its_list() -> None:
    assert _WAY.start(Window("2024-02-28", "2024-03-01")) == [
        "https://a.example/2024/03/01/",
        "https://a.example/2024/02/29/",
        "https://a.example/2024/02/28/",
    ]


def test_without_a_window_the_last_days_are_looked_at() -> None:
    assert len(_WAY.start(Window())) == 14
    assert len(DatedArchive(_WAY.url, days=3).start(Window(to_date="2024-03-01"))) == 3


def test_a_form_without_a_day_is_a_list_for_every_month() -> None:
    way = DatedArchive("https://a.example/{day:%Y-%m}")
    assert way.start(Window("2020-01-15", "2020-03-02")) == [
        "https://a.example/2020-03",
        "https://a.example/2020-02",
        "https://a.example/2020-01",
    ]


def test_a_days_list_names_its_articles_and_its_next_page() -> None:
    page = b'<a href="/n/1.html">One</a> <a rel="next" href="?page=2">more</a>'
    found = list(
        _WAY.read(HtmlResponse("https://a.example/2024/03/01/", body=page, encoding="utf-8"), Window())
    )
    assert [(item.url, item.kind) for item in found] == [
        ("/n/1.html", "article"),
        ("?page=2", "article"),
        ("?page=2", "listing"),
    ]


def hints(way: DatedArchive, url: str, page: bytes, window: Window) -> list[Hint]:
    return [found.hint for found in way.read(HtmlResponse(url, body=page, encoding="utf-8"), window)]


def test_a_document_of_a_days_list_is_of_that_day_unless_its_row_says_another() -> None:
    page = (
        b"<ul><li><a href=/a.pdf>Decree 12</a><li>10 June 2026 <a href=/b.pdf>Decree 13</a>"
        b"<li>in force from 1 July 2026 <a href=/c.pdf>Decree 14</a><li><a href=/d.html>A page</a></ul>"
    )
    window = Window("2026-06-01", "2026-06-30")
    found = hints(_WAY, "https://a.example/2026/06/11/", page, window)
    assert [hint.published for hint in found] == ["2026-06-11", "10 June 2026", "2026-06-11", ""]
    # A list of a month, or one of another day than was asked for, dates nothing.
    months = DatedArchive("https://a.example/{day:%Y/%m}/")
    assert hints(months, "https://a.example/2026/06/", page, window)[0].published == ""
    assert hints(_WAY, "https://a.example/2026/07/01/", page, window)[0].published == ""
    one = Window("2026-06-30", "2026-06-30")
    assert hints(months, "https://a.example/2026/06/", page, one)[0].published == ""


def test_documents_may_have_addresses_that_do_not_tell() -> None:
    page = b"<li><a href=/download/12>Decree 12</a></li>"
    window = Window("2026-06-11", "2026-06-11")
    assert hints(_WAY, "https://a.example/2026/06/11/", page, window) == [Hint()]
    way = DatedArchive(_WAY.url, documents=True)
    told = Hint(title="Decree 12", published="2026-06-11", origin=ROW)
    assert hints(way, "https://a.example/2026/06/11/", page, window) == [told]


def test_a_further_page_of_a_days_list_a_slash_and_an_umlaut_keep_the_day() -> None:
    page, window = b"<a href=/a.pdf>Decree 12</a>", Window("2026-06-01", "2026-06-30")
    for url in ("https://a.example/2026/06/11/?page=2", "https://a.example/2026/06/11"):
        assert hints(_WAY, url, page, window)[0].published == "2026-06-11"
    way = DatedArchive("https://a.example/Stück/{day:%Y-%m-%d}")
    assert hints(way, "https://a.example/St%C3%BCck/2026-06-11", page, window)[0].published == "2026-06-11"
    by_query = DatedArchive("https://a.example/list?day={day:%Y-%m-%d}")
    assert hints(by_query, "https://a.example/list?day=2026-06-11", page, window)[0].published == "2026-06-11"
    assert hints(by_query, "https://a.example/list?day=2026-06-11&page=2", page, window)[0].published == ""


def test_a_list_that_another_day_was_answered_by_keeps_its_own() -> None:
    last = HtmlResponse(
        "https://a.example/2026/06/11/", body=b"<a href=/a.pdf>Decree 12</a>", encoding="utf-8"
    )
    for asked, answered, day in (("12/", "11/", "2026-06-11"), ("12/", "latest", "")):
        there = last.replace(url=f"https://a.example/2026/06/{answered}")
        there.request = Request(there.url, meta={"redirect_urls": [f"https://a.example/2026/06/{asked}"]})
        (found,) = _WAY.read(there, Window("2026-06-01", "2026-06-30"))
        assert found.hint.published == day
