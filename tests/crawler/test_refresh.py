"""Meta refresh: followed where a page has one, and no page is decoded to find out that it has none."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from crawler.exchange.refresh import MetaRefresh

_URL = "https://ministry.example/old.html"


class Unread(HtmlResponse):
    """A page that nobody may decode."""

    @property
    def text(self) -> str:
        raise AssertionError("decoded")


def _answer(response: Response) -> Request | Response:
    return MetaRefresh.from_crawler(get_crawler()).process_response(Request(_URL), response)


@pytest.mark.parametrize("word", ["refresh", "REFRESH", "Refresh"])
def test_a_page_that_sends_browsers_on_is_followed(word: str) -> None:
    body = f'<html><head><meta http-equiv="{word}" content="0; url=/new.html"></head></html>'.encode()
    answer = _answer(HtmlResponse(_URL, body=body))
    assert isinstance(answer, Request)
    assert answer.url == "https://ministry.example/new.html"


def test_a_page_without_the_word_is_handed_on_undecoded() -> None:
    page = Unread(_URL, body="<html><body>新闻发布会</body></html>".encode("gb18030"))
    assert _answer(page) is page


def test_a_page_that_only_writes_of_refreshments_stays() -> None:
    page = HtmlResponse(_URL, body=b"<html><body>Refreshments are served.</body></html>")
    assert _answer(page) is page
