"""A page built as govt.chinadaily.com.cn builds them; every sentence of the text is our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.records import Article, Page
from crawler.portals.cn_chinadaily_govt import CnChinadailyGovt
from pipelines.read import read

_PAGE = Path(__file__).parent / "cn_chinadaily_govt" / "article.html"
_URL = "https://govt.chinadaily.com.cn/s/202006/10/WS5ee0a1b2498e8d0f7c3b1a2d/a-hub-of-the-delta.html"


@pytest.fixture(scope="module")
def article() -> Article:
    page = Page(
        url=_URL,
        body=_PAGE.read_bytes(),
        content_type="text/html",
        captured_at="2024-05-01T08:00:00.000Z",
        reading=CnChinadailyGovt.reading,
    )
    result = read(page)
    assert isinstance(result, Article), result
    return result


def test_the_address_is_an_articles() -> None:
    portal = CnChinadailyGovt()
    assert portal.is_article(_URL)
    assert not portal.is_article("https://govt.chinadaily.com.cn/s/202006/10/")


def test_title_without_the_sites_name(article: Article) -> None:
    assert article.title == "River town's workshops take a larger part in the delta"


def test_section(article: Article) -> None:
    assert article.section == "Cooperation Platforms"


def test_modified_date_with_precision_and_place(article: Article) -> None:
    assert article.modified is not None
    assert (article.modified.on, article.modified.value) == ("2020-06-10", "2020-06-10")
    assert article.modified.precision == "day"
    assert article.modified.origin.startswith("text:Updated")
    assert article.published is None or article.published.on == "2020-06-10"


def test_source_line(article: Article) -> None:
    assert article.source_line == "chinadaily.com.cn"


def test_picture_with_caption_and_credit_apart_from_the_text(article: Article) -> None:
    picture = article.images[0]
    assert (
        picture.caption
        == "The Shuilan River workshop district is home to the most clockmakers in the province."
    )
    assert picture.credit == "[Photo provided to chinadaily.com.cn]"
    assert picture.caption not in article.text
    assert "Photo provided" not in article.text


def test_eight_paragraphs_whole_and_nothing_else(article: Article) -> None:
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) == 8
    assert paragraphs[0].startswith("With the most clockmakers and instrument schools")
    assert paragraphs[-1].endswith("said Ming Yulan, who runs one of the nine schools.")
    for stranger in ("Print", "Share", "WeChat", "Copyright", "ICP", "京公网安备", "Updated:"):
        assert stranger not in article.text
