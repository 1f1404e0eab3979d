"""The headline of an article whose page calls itself by its section or its portal."""

from __future__ import annotations

import pytest

from pipelines.headline import headline_in, without_title_lines
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


def in_capitals(blocks: list[Block]) -> str:
    return headline_in(blocks, Statement("", ""), "https://gazette.example/2026/4711-3.htm").text


def test_where_a_page_has_no_title_the_capitals_above_the_first_sentence_are_one() -> None:
    found = headline_in([*MASTHEAD, *ACT, ARTICLE], Statement("", ""), SLUG)
    assert found.origin == "text:capitals"
    assert found.text == "KÖPRÜ GEÇİŞ ÜCRETLERİ YÖNETMELİĞİNDE DEĞİŞİKLİK YAPILMASINA DAİR YÖNETMELİK"
    assert list(without_title_lines([*MASTHEAD, *ACT, ARTICLE], found)) == [*MASTHEAD, ACT[1], ARTICLE]
    # Nothing else is asked where a title is known.
    assert headline([*MASTHEAD, *ACT, ARTICLE], "Aktualno") == "Aktualno"
    assert without_title_lines(ACT, Statement(found.text, "text:h1")) == ACT[:2]
    assert without_title_lines(ACT, Statement("Aktualno", "text:h1")) == ACT


def test_a_heading_with_the_words_of_the_address_goes_before_capitals() -> None:
    blocks = [Block("heading", HEAD), Block("paragraph", "ZA TAKOJŠNJO OBJAVO"), SAID]
    assert headline(blocks, "") == HEAD


@pytest.mark.parametrize("above", ["MINISTRY OF WORKS", "II", "12 MAY 2026"])
def test_a_body_a_number_and_a_day_in_capitals_are_above_the_title(above: str) -> None:
    lines = [Block("paragraph", above), Block("paragraph", "ORDER ON BRIDGES"), ARTICLE]
    assert in_capitals(lines) == "ORDER ON BRIDGES"


@pytest.mark.parametrize(
    "lines",
    [
        [*MASTHEAD, ARTICLE],
        [Block("paragraph", "MADDE 2"), ARTICLE],
        ACT,
        [*(Block("paragraph", "KÖPRÜ GEÇİŞ ÜCRETLERİ") for _ in range(20)), ARTICLE],
        [
            Block("heading", "The bridge is closed"),
            Block("paragraph", "DIVERSION BY WAY OF OLDTOWN"),
            ARTICLE,
        ],
        [Block("item", "Oldtown"), Block("paragraph", "GENERAL ADVICE TO DRIVERS"), ARTICLE],
        [Block("paragraph", "It is closed."), Block("paragraph", "GENERAL ADVICE TO DRIVERS"), ARTICLE],
        [Block("paragraph", "BERLIN, 12 MAY 2026 10:30"), ARTICLE],
        [Block("paragraph", "12 MAY 2026"), ARTICLE],
        [Block("paragraph", "PRESS RELEASE"), ARTICLE],
        [Block("paragraph", "索引号K1610001234号A"), ARTICLE],
        [],
    ],
)
def test_other_capitals_make_no_title(lines: list[Block]) -> None:
    assert in_capitals(lines) == ""


@pytest.mark.parametrize("day", ["Date: 5 Jan 2026", "5.1.2026", "Oldtown: 5 January 2026"])
@pytest.mark.parametrize("origin", ["html:title", "meta:og:title"])
def test_a_heading_with_a_day_below_is_the_title_where_only_the_head_says_another(
    day: str, origin: str
) -> None:
    blocks = [Block("heading", "PRESS"), Block("heading", HEAD), Block("paragraph", day), SAID]
    found = headline_in(blocks, Statement("Government of Alm, Examplia", origin), "https://alm.example/12")
    assert (found.text, found.origin) == (HEAD, "text:heading")


def test_of_several_headings_with_a_day_none_is_the_title_of_all() -> None:
    entry = [Block("heading", HEAD), Block("paragraph", "5.1.2026"), SAID]
    assert headline([*entry, *entry], "Government of Alm", "https://alm.example/12") == "Government of Alm"


@pytest.mark.parametrize(
    ("title", "below"),
    [
        (Statement("Government of Alm", "text:h1"), "5.1.2026"),
        (Statement("Most: zaprt", "html:title"), "5.1.2026"),
        (Statement("Government of Alm", "html:title"), SAID.text),
    ],
)
def test_a_heading_without_a_day_or_with_words_of_the_title_is_one_within_the_text(
    title: Statement, below: str
) -> None:
    blocks = [Block("heading", HEAD), Block("paragraph", below), SAID]
    assert headline_in(blocks, title, "https://alm.example/12") == title


@pytest.mark.parametrize(
    ("above", "said", "title"),
    [
        ([], "Press release No. 12/2026", "Bridge Opens"),
        ([], "Ministry of Transport and Bridges", "Bridge Opens"),
        ([], "Oldtown, House of the Parliament", "Bridge opens in spring"),
        ([Block("paragraph", f"{SAID.text} {SAID.text}")], "Next public meeting in Oldtown", "Bridge Opens"),
        ([], "報道発表資料一覧のページです", "新しい橋"),
    ],
)
def test_a_heading_with_a_day_that_is_none_of_the_article_is_no_title(
    above: list[Block], said: str, title: str
) -> None:
    blocks = [*above, Block("heading", said), Block("paragraph", "5.1.2026"), SAID]
    assert headline(blocks, title, "https://alm.example/12") == title


def test_a_title_with_the_words_of_the_address_stays_above_a_heading_with_a_day() -> None:
    blocks = [Block("heading", HEAD), Block("paragraph", "5.1.2026"), SAID]
    assert headline(blocks, "Bridge Opens", "https://alm.example/bridge-opens") == "Bridge Opens"


def test_a_title_that_is_broken_for_its_looks_is_no_text() -> None:
    lines = [Block("paragraph", "ORDER ON THE"), Block("paragraph", "BRIDGES OF ALM")]
    title = Statement("Order on the bridges of Alm", "text:h1")
    assert list(without_title_lines([*lines, ARTICLE], title)) == [ARTICLE]
    assert list(without_title_lines([ACT[1], *lines, ARTICLE], title)) == [ACT[1], ARTICLE]
    assert list(without_title_lines([*lines, ARTICLE], Statement("Order on the", "text:h1"))) == [
        *lines,
        ARTICLE,
    ]
    assert list(without_title_lines([*lines, ARTICLE], Statement("", ""))) == [*lines, ARTICLE]
    assert list(without_title_lines(lines, title)) == lines, "a notice may say no more than its title"
