"""What a list says of a document that it leads to: hardly anything is believed, as a wrong day is worse than none."""

from __future__ import annotations

import pytest
from lxml import html

from archive.records import ROW, Hint
from crawler.spiders.rows import hint_of

LINK = "<a href='/journal/12.pdf'>Decree 12/2026</a>"


def told(row: str, section: str = "") -> Hint:
    tree = html.fromstring(f"<main>{row}<p>Another row of 1 May 2026</p></main>")
    return hint_of(next(tree.iter("a")), section)


@pytest.mark.parametrize(
    "row",
    [
        f"<table><tr><td>10 June 2026<td>{LINK}</table>",
        f"<table><tr><th>Published<th>Document<tr><td>10 June 2026<td>{LINK}</table>",
        f"<ul><li><span>10.06.2026</span> {LINK}</ul>",
        f"<li>{LINK} (10 June 2026)</li>",
        f"<li>{LINK} (PDF, 2 MB), 10 June 2026</li>",
        f"<li>Wednesday, 10 June 2026: {LINK}</li>",
        f"<div class=row><div>Published: 10 June 2026</div><div>{LINK}</div></div>",
        f"<dl><dd>{LINK} 10 June 2026, 2 MB</dd></dl>",
        f"<p>2026年6月10日 {LINK}</p>",
    ],
)
def test_the_words_of_the_link_are_the_title_and_the_day_alone_beside_it_that_of_publication(
    row: str,
) -> None:
    hint = told(row, "Decrees")
    assert (hint.title, hint.section, hint.origin) == ("Decree 12/2026", "Decrees", ROW)
    assert "10" in hint.published
    assert hint.modified == ""


def test_that_a_link_leads_to_a_document_may_be_known_without_its_address() -> None:
    row = "<tr><td>10 June 2026<td><a href='/download/12'>Decree 12/2026</a>"
    link = next(html.fromstring(f"<table>{row}</table>").iter("a"))
    assert hint_of(link) == Hint()
    told = Hint(title="Decree 12/2026", published="10 June 2026", origin=ROW)
    assert hint_of(link, is_document=True) == told


@pytest.mark.parametrize(
    ("words", "day"), [("1", "12 June 2026"), ("3", "31.05.2026"), ("1", "2026-12-01"), ("12", "12.06.2026")]
)
def test_a_number_for_a_title_takes_nothing_from_the_day(words: str, day: str) -> None:
    hint = told(f"<table><tr><td>{day}<td><a href=/a.pdf>{words}</a></table>")
    assert (hint.published, hint.title) == (day, "")


@pytest.mark.parametrize(
    "row",
    [
        f"<li>{LINK}</li>",
        f"<li>in force from 1 July 2026 {LINK}</li>",
        f"<li>Effective date 1 July 2026 {LINK}</li>",
        f"<li>Inkrafttreten: 1. Juli 2026 {LINK}</li>",
        f"<li>{LINK} вступает в силу с 1 июля 2026</li>",
        f"<li>{LINK} 自2026年5月1日起施行</li>",
        f"<li>{LINK} 令和8年6月10日施行</li>",
        f"<li>{LINK} [시행 2026. 3. 1.]</li>",
        f"<li>Deadline: 1 July 2026 {LINK}</li>",
        f"<li>截止日期：2026年7月1日 {LINK}</li>",
        f"<li>Hearing on 1 July 2026 {LINK}</li>",
        f"<li>Last updated: 10 June 2026 {LINK}</li>",
        f"<li>{LINK} amending Law No. 5 of 12 May 1998</li>",
        f"<li>{LINK} (平成27年3月3日法律第5号)</li>",
        f"<li>{LINK} born 4 May 1991</li>",
        f"<li>{LINK} for the year ended 31 December 2025</li>",
        f"<li>Ref. 2020-01-15/77 {LINK}</li>",
        f"<li>1.–15.7.2026 {LINK}</li>",
        f"<li>Comments due 05/06/2026; posted 04/20/2026 {LINK}</li>",
        f"<li>10 June 2026, in force from 1 July 2026 {LINK}</li>",
        f"<li>10 June 2026 {LINK} <a href='/journal/13.pdf'>Decree 13/2026</a></li>",
        f"<li>{LINK} 12/2026, 2 MB</li>",
        f"<div>Page last updated 3 March 2024<ul><li><span>{LINK}</span></ul></div>",
        f"<div><p>Copyright 1 January 2020</p><div>{LINK}</div></div>",
        f"<table><tr><th>In force from<th>Document<tr><td>1 July 2026<td>{LINK}</table>",
    ],
)
def test_a_day_that_may_be_that_of_something_else_is_none(row: str) -> None:
    hint = told(row)
    assert (hint.title, hint.published, hint.modified) == ("Decree 12/2026", "", "")


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("<li><a href=/a.pdf>Download</a> Decree on dues</li>", "Decree on dues"),
        ("<li>Decree on dues <a href=/a.pdf>下载文件</a></li>", "Decree on dues"),
        ("<li>Decree on dues: <a href=/a.pdf>PDF (2 MB)</a></li>", "Decree on dues:"),
        ("<li><a href=/a.pdf title='Decree on dues'><img src=i.png></a></li>", "Decree on dues"),
        ("<li><a href=/a.pdf><img src=i.png alt='Decree on dues'></a></li>", "Decree on dues"),
        ("<li><a href=/a.pdf>English</a></li>", ""),
        ("<li>10 June 2026 <a href=/a.pdf>Download</a></li>", ""),
    ],
)
def test_what_any_link_says_is_no_title(row: str, title: str) -> None:
    assert told(row).title == title


def test_a_title_is_no_longer_than_one() -> None:
    assert len(told(f"<li><a href=/a.pdf>{'Decree ' * 9_000}</a></li>").title) == 300


def test_of_a_link_to_a_page_nothing_is_said_but_its_section() -> None:
    page = "<li>10 June 2026 <a href='/news/12.html'>Bridge opened</a></li>"
    assert told(page) == Hint()
    assert told(page, "News") == Hint(section="News", origin="listing")


def test_a_file_is_known_by_its_name_in_the_link_as_well() -> None:
    assert told("<li><a href='/download.do?id=5'>공고문.hwp</a> 2026-06-10</li>").title == "공고문.hwp"
