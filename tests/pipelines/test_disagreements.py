"""What lists say of an article and its page does not."""

from __future__ import annotations

import pytest
from attrs import evolve

from archive.records import Article, Claim, Hint, Page, Reading
from pipelines.disagreements import disagreements
from pipelines.read import read

READING = Reading("xx_small", timezone="Asia/Shanghai", languages=("en",))
DAY = Claim("2020-06-10", "2020-06-10", "day", "meta:date")
MINUTE = Claim("2020-06-09T23:30:00Z", "2020-06-10", "minute", "meta:date")
ARTICLE = Article(
    url="https://gov.example/1",
    portal="xx_small",
    title="Harbour dues rise",
    text="",
    text_digest="",
    extractor="",
    language="zh-Hans",
    published=DAY,
    modified=evolve(DAY, value="2020-06-12", on="2020-06-12"),
)
PAGE = Page(
    "https://gov.example/1",
    b"<html lang=en><head><title>Harbour dues rise</title></head><body><main><h1>Harbour dues rise</h1>"
    + b"<p>The dues were raised by a tenth, the ministry said on Wednesday after a long meeting.</p>" * 5
    + b"</main></body></html>",
    "text/html",
    "2020-06-11T00:00:00Z",
    READING,
)
FIELDS = ("title", "published", "modified", "language")


def found(hint: Hint, article: Article = ARTICLE) -> dict[str, str]:
    return disagreements(Page(article.url, b"", "", "", READING, hint), article)


@pytest.mark.parametrize(
    "hint",
    [
        Hint(),
        Hint(title="Harbour dues rise"),
        Hint(title="  HARBOUR DUES&nbsp;RISE "),
        Hint(title="<b>Harbour</b> dues rise | Ministry of Quays"),
        Hint(title="Ministry of Quays - Harbour dues rise"),
        Hint(title="Harbour dues…"),
        Hint(title="???"),
        Hint(title="Harbour dues rise" + " " * 100_000),
        Hint(published="2020-06-10"),
        Hint(published="2020-06"),
        Hint(published="2020-06-09T23:30:00Z"),
        Hint(published="Wed, 10 Jun 2020 08:00:00 +0800"),
        Hint(published="some time ago"),
        Hint(modified="2020-06-12T10:00:00+08:00"),
        Hint(language="zh-cn"),
        Hint(language="?"),
    ],
)
def test_the_same_said_in_another_way_is_no_disagreement(hint: Hint) -> None:
    assert found(hint) == {}


@pytest.mark.parametrize(
    "hint",
    [
        Hint(title="Harbour dues fall", origin="feed"),
        Hint(title="Harbour dues rise again", origin="feed"),
        Hint(published="2020-06-09", origin="feed"),
        Hint(published="2020-06-10T23:30:00Z", origin="feed"),
        Hint(published="2019", origin="feed"),
        Hint(modified="2020-06-13", origin="feed"),
        Hint(modified="2020-06-01", origin="feed"),
        Hint(language="en", origin="feed"),
    ],
)
def test_what_a_list_says_otherwise_is_told_with_its_origin(hint: Hint) -> None:
    field, said = next((name, value) for name in FIELDS if (value := getattr(hint, name)))
    assert found(hint) == {field: said, f"{field}_from": "hint:feed"}


def test_instants_are_compared_as_such() -> None:
    """Just before midnight in one zone is just after it in another."""
    article = evolve(ARTICLE, published=evolve(MINUTE, on="2020-06-09"))
    assert found(Hint(published="2020-06-10T07:30:00+08:00"), article) == {}


def test_what_the_page_leaves_unsaid_cannot_differ() -> None:
    silent = evolve(ARTICLE, published=evolve(DAY, origin="hint:feed"), modified=None, language="")
    assert found(Hint(published="2019-01-01", modified="2021-01-01", language="en"), silent) == {}


def test_a_change_before_the_publication_is_a_disagreement() -> None:
    article = evolve(ARTICLE, modified=None)
    said = found(Hint(modified="2020-06-01", origin="sitemap"), article)
    assert said == {"modified": "2020-06-01", "modified_from": "hint:sitemap"}


def test_a_day_of_the_pages_that_was_not_believed_is_kept() -> None:
    """The reader trusts a feed before an address; the address's day is told all the same."""
    hint = Hint(published="2020-06-01", origin="feed")
    article = read(evolve(PAGE, url="https://gov.example/2020/06/09/dues.html", hint=hint))
    assert isinstance(article, Article)
    assert article.published
    assert (article.published.on, article.published.origin) == ("2020-06-01", "hint:feed")
    assert article.disagreements == {"published": "2020-06-09", "published_from": "url"}


def test_the_page_goes_first_and_both_are_kept() -> None:
    hint = Hint(title="Harbour dues fall", published="2020-06-01", origin="news-sitemap")
    head = b'<meta property="article:published_time" content="2020-06-10T12:00:00Z"></head>'
    article = read(evolve(PAGE, body=PAGE.body.replace(b"</head>", head), hint=hint))
    assert isinstance(article, Article)
    assert article.published
    assert (article.title, article.published.on) == ("Harbour dues rise", "2020-06-10")
    assert article.disagreements == {
        "title": "Harbour dues fall",
        "title_from": "hint:news-sitemap",
        "published": "2020-06-01",
        "published_from": "hint:news-sitemap",
    }
