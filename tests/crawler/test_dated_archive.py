"""Archives by day: a list for each day that is asked for."""

from __future__ import annotations

from scrapy.http import HtmlResponse

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
