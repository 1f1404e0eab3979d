"""What a list says of a document that it leads to."""

from __future__ import annotations

import pytest
from lxml import html

from archive.records import Hint
from crawler.spiders.rows import hint_of

LINK = "<a href='/journal/12.pdf'>Decree 12/2026</a>"


def told(row: str, section: str = "") -> Hint:
    tree = html.fromstring(f"<main>{row}<p>Another row of 1 May 2026</p></main>")
    return hint_of(next(tree.iter("a")), section)


@pytest.mark.parametrize(
    "row",
    [
        f"<table><tr><td>10 June 2026<td>{LINK}</table>",
        f"<ul><li><span>10.06.2026</span> {LINK}</ul>",
        f"<li>{LINK} (10 June 2026)</li>",
        f"<div class=row><div>Published: 10 June 2026</div><div>{LINK}</div></div>",
        f"<dl><dt>10 June 2026</dt><dd>{LINK} 10 June 2026, 2 MB</dd></dl>",
        f"<p>2026年6月10日 {LINK}</p>",
    ],
)
def test_the_words_of_the_link_are_the_title_and_the_day_beside_it_that_of_publication(row: str) -> None:
    hint = told(row, "Decrees")
    assert (hint.title, hint.section, hint.origin) == ("Decree 12/2026", "Decrees", "listing")
    assert "10" in hint.published
    assert hint.modified == ""


@pytest.mark.parametrize(
    "row",
    [
        f"<li>{LINK}</li>",
        f"<li>in force from 1 July 2026 {LINK}</li>",
        f"<li>Deadline: 1 July 2026 {LINK}</li>",
        f"<li>Hearing on 1 July 2026 {LINK}</li>",
        f"<li>10 June 2026, in force from 1 July 2026 {LINK}</li>",
        f"<li>10 June 2026 {LINK} <a href='/journal/13.pdf'>Decree 13/2026</a></li>",
        f"<li>{LINK} 12/2026, 2 MB</li>",
    ],
)
def test_a_day_of_something_else_or_of_several_is_none(row: str) -> None:
    hint = told(row)
    assert (hint.title, hint.published, hint.modified) == ("Decree 12/2026", "", "")


def test_a_day_that_is_called_one_of_change_is_that() -> None:
    hint = told(f"<li>{LINK} Last updated: 10 June 2026</li>")
    assert (hint.published, "10 June 2026" in hint.modified) == ("", True)


def test_of_a_link_to_a_page_nothing_is_said_but_its_section() -> None:
    page = "<li>10 June 2026 <a href='/news/12.html'>Bridge opened</a></li>"
    assert told(page) == Hint()
    assert told(page, "News") == Hint(section="News", origin="listing")


def test_a_file_is_known_by_its_name_in_the_link_as_well() -> None:
    assert told("<li><a href='/download.do?id=5'>공고문.hwp</a> 2026-06-10</li>").title == "공고문.hwp"
