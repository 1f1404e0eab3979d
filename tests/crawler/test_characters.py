"""Whose characters Scrapy guesses: never those of a compressed body."""

from __future__ import annotations

import gzip

from scrapy.http import HtmlResponse, Request, Response

from crawler.exchange.capture import without_characters

_URL = "https://ministry.example/news/t20260102_1.html"
_PAGE = b"<html><body>Plain words</body></html>"


def test_a_compressed_page_is_bytes_until_it_is_decompressed() -> None:
    body = gzip.compress(_PAGE)
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    request = Request(_URL)
    compressed = HtmlResponse(_URL, 200, headers, body, ["dataloss"], request, ip_address="192.0.2.1")
    response = without_characters(compressed)
    assert type(response) is Response
    assert (response.url, response.status, response.body) == (_URL, 200, body)
    assert (response.headers, response.flags) == (compressed.headers, ["dataloss"])
    assert (response.request, response.ip_address) == (request, "192.0.2.1")


def test_a_page_that_was_sent_as_it_is_stays_a_page() -> None:
    page = HtmlResponse(_URL, headers={"Content-Type": "text/html"}, body=_PAGE)
    assert without_characters(page) is page
