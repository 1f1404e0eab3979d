"""The headline of an article whose page calls itself by its section or its portal."""

from __future__ import annotations

import pytest

from pipelines.headline import CAPITALS, below, headline_in
from pipelines.text import Block
from pipelines.title import Statement

HEAD = "Most čez reku zaprt od 5.1.2026"
SAID = Block("paragraph", "Most bo zaprt dva tedna, promet bo potekal po stari cesti.")
SLUG = "https://roads.example/aktualno/most-cez-reku-zaprt-od-5-1-2026/"


def headline(blocks: list[Block], title: str, url: str = SLUG) -> str:
    return headline_in(blocks, Statement(title, "html:title"), url).text


def test_a_heading_with_the_words_of_the_address_is_the_title_where_the_title_has_none_of_them() -> None:
    number = Block("paragraph", "St. 12/2026")
    assert headline([number, Block("heading", HEAD), SAID], "Aktualno") == HEAD
    assert (
        headline_in([Block("heading", HEAD)], Statement("Aktualno", "text:h1"), SLUG).origin == "text:heading"
    )


@pytest.mark.parametrize(
    ("blocks", "title", "url"),
    [
        ([Block("heading", HEAD), SAID], "Most čez reku", SLUG),
        ([Block("heading", HEAD), SAID], "Aktualno", "https://roads.example/aktualno/12345.html"),
        ([Block("heading", HEAD), SAID], "Aktualno", "https://roads.example/most-cez.html"),
        ([Block("paragraph", HEAD), SAID], "Aktualno", SLUG),
        ([SAID] * 5 + [Block("heading", HEAD)], "Aktualno", SLUG),
        (
            [Block("heading", "Most zaprt v petek, ker ga obnavljajo delavci iz mesta"), SAID],
            "Aktualno",
            SLUG,
        ),
        ([], "Aktualno", SLUG),
    ],
)
def test_any_other_title_stays(blocks: list[Block], title: str, url: str) -> None:
    assert headline(blocks, title, url) == title


@pytest.mark.parametrize(
    "title",
    [
        f"Union of Rivers - PRESS RELEASES - Press release - {HEAD}",
        f"Archive » {HEAD}",
        f"Rivers | {HEAD.upper()}",
    ],
)
def test_names_before_a_line_of_the_text_are_not_the_titles(title: str) -> None:
    assert headline([Block("paragraph", HEAD), SAID], title) == HEAD


@pytest.mark.parametrize(
    "title",
    [
        f"Union of Rivers: {HEAD}",
        "The bridge over the river is closed, and the old road is open – What drivers must know",
        f"Non-{HEAD}",
    ],
)
def test_a_sentence_before_it_is(title: str) -> None:
    lines = [Block("heading", "What drivers must know"), Block("heading", HEAD), SAID]
    assert headline(lines, title, "") == title


MASTHEAD = [Block("paragraph", line) for line in ("12 Haziran 2026 CUMA", "Nehir Gazetesi", "Sayı : 4711")]
ACT = [
    Block("paragraph", "YÖNETMELİK"),
    Block("paragraph", "Köprüler Bakanlığından:"),
    Block("paragraph", "KÖPRÜ GEÇİŞ ÜCRETLERİ YÖNETMELİĞİNDE"),
    Block("paragraph", "DEĞİŞİKLİK YAPILMASINA DAİR YÖNETMELİK"),
]
ARTICLE = Block(
    "paragraph",
    "MADDE 1- Köprü geçiş ücretleri, takvim yılının başında bir kez ve yalnızca artırılarak belirlenir.",
)


def test_where_a_page_has_no_title_the_capitals_above_the_first_sentence_are_one() -> None:
    blocks = [*MASTHEAD, *ACT, ARTICLE]
    found = headline_in(blocks, Statement("", ""), SLUG)
    assert found.text == "KÖPRÜ GEÇİŞ ÜCRETLERİ YÖNETMELİĞİNDE DEĞİŞİKLİK YAPILMASINA DAİR YÖNETMELİK"
    assert list(below(blocks, found)) == [ARTICLE]


@pytest.mark.parametrize(
    "blocks",
    [
        [*MASTHEAD, ARTICLE],
        [Block("paragraph", "MADDE 2"), ARTICLE],
        ACT,
        [*(Block("paragraph", "KÖPRÜ GEÇİŞ ÜCRETLERİ") for _ in range(20)), ARTICLE],
        [],
    ],
)
def test_a_page_without_title_and_capitals_has_none(blocks: list[Block]) -> None:
    found = headline_in(blocks, Statement("", ""), SLUG)
    assert (found.text, list(below(blocks, found))) == ("", blocks)


def test_above_any_other_title_nothing_is_cut() -> None:
    blocks = [*ACT, ARTICLE]
    assert below(blocks, Statement("Bridges", "text:h1")) == blocks
    assert below(blocks, Statement(ACT[2].text, CAPITALS)) == [ARTICLE]
