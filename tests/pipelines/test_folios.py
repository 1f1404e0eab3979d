"""Running heads and page numbers are no text of a document; what is text stays, wherever a page begins or ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.files import file_text
from pipelines.folios import without_folios
from tests.pipelines.papers import pdf_of

TEXTS = [
    "The dues are raised by four per cent from",
    "the first of May on, and those of the master",
    "by two. Whoever lies at the quay for less",
    "than a night pays nothing. Who does not leave",
    "before noon pays as for another night, and",
    "a tenth more.",
]


def cut(pages: list[str]) -> list[str]:
    return without_folios(pages, len(pages))


def of(
    head: Callable[[int], str] = lambda page: "", foot: Callable[[int], str] = lambda page: ""
) -> list[str]:
    """Pages with what stands above and below their texts; their numbers begin with 1."""
    return ["\n".join(filter(None, (head(at), text, foot(at)))) for at, text in enumerate(TEXTS, 1)]


@pytest.mark.parametrize(
    "head",
    [
        lambda page: str(page),
        lambda page: f"- {page + 416} -",
        lambda page: f"Page {page} of 6",
        lambda page: f"第 {page} 页 共 6 页",
        lambda page: f"Official Journal – {page} – No. 1129",
        lambda page: f"{page + 784} Tuesday, 20 July 2010",
        lambda page: f"GAZETTE{page + 7813} Part A 145/05.08.2016",
        lambda page: f"Bill 20/1540 – {page} – House" if page % 2 else f"House – {page} – Bill 20/1540",
        lambda page: f"Frm 0000{page} Fmt 6580 Sfmt 6581 PUBL027",
    ],
)
def test_what_counts_the_pages_is_gone_from_all(head: Callable[[int], str]) -> None:
    assert cut(of(head)) == TEXTS
    assert cut(of(foot=head)) == TEXTS


def test_of_a_long_paper_the_pages_that_are_read_lose_their_numbers() -> None:
    assert without_folios(of(foot=lambda page: f"Page {page} of 412"), 412) == TEXTS
    assert without_folios(of(foot=lambda page: f"{page}/412")[:1], 412) == TEXTS[:1]


@pytest.mark.parametrize(
    "printed",
    ["12/1/26, 5:31 PM Dues", "01.12.26, 17:31 Dues", "2026/12/1 17:31 Dues", "26. 12. 1. 오후 5:31 Dues"],
)
def test_what_a_browser_prints_around_pages_is_gone_from_however_few(printed: str) -> None:
    for pages in (TEXTS[:1], TEXTS[:3]):
        feet = [f"https://harbour.example/dues/2026 {at}/{len(pages)}" for at in range(1, len(pages) + 1)]
        below = [f"{text}\n{printed}\n{foot}" for text, foot in zip(pages, feet, strict=True)]
        around = [f"{printed}\n{text}\n{foot}" for text, foot in zip(pages, feet, strict=True)]
        assert cut(below) == pages
        assert cut(around) == pages
        unnumbered = [page.rsplit(" ", 1)[0] for page in below]
        assert cut(unnumbered) == unnumbered


def test_what_is_said_on_every_page_is_said_once() -> None:
    pages = of(lambda page: f"Harbour Office\n \nRules of 2026\n{page}")
    assert cut(pages) == [f"Harbour Office\n \nRules of 2026\n{TEXTS[0]}", *TEXTS[1:]]


def test_left_and_right_pages_have_heads_of_their_own() -> None:
    title, short = "Rules of the Harbour Office", "Rules"
    pages = [title, *(f"{(short, title)[at % 2]}\n{text}" for at, text in enumerate(TEXTS * 3))]
    assert cut(pages) == [title, *TEXTS * 3]


def test_the_head_of_a_table_stays_where_the_table_begins() -> None:
    ships = ("Aurora", "Borealis", "Corona", "Draco", "Eridanus")
    rows = ["Dues of the year", *(f"Ship Crowns\n{name} 12" for name in ships)]
    assert cut(rows)[:3] == ["Dues of the year", "Ship Crowns\nAurora 12", "Borealis 12"]


@pytest.mark.parametrize(
    "head",
    [
        lambda page: f"Article {page}",
        lambda page: f"§ {page}",
        lambda page: f"第{page}条",
        lambda page: f"Annex {page}",
        lambda page: f"Question {page} of the members",
        lambda page: f"{12 * page} ships",
        lambda page: f"Budget {2019 + page}",
        lambda page: f"Session {page}",
        lambda page: f"Working group {page}",
        lambda page: "The Mayor",
        lambda page: "None." if page in (1, 4) else "",
        lambda page: "Vote: carried unanimously",
        lambda page: f"Ayes: {page % 3 + 2}, Noes: {page % 2}, Abstain: {page % 2}",
        lambda page: f"附表 {page}",
        lambda page: f"Приложение № {page}",
        lambda page: "N",
    ],
)
def test_what_is_numbered_or_said_again_and_again_is_text(head: Callable[[int], str]) -> None:
    assert cut(of(foot=head))[1:] == of(foot=head)[1:]


def test_of_two_pages_only_their_own_numbers_are_believed() -> None:
    assert cut(["One\n1", "Two\n2"]) == ["One", "Two"]
    assert cut(["One\nPage 1 of 2", "Two\nPage 2 of 2"]) == ["One", "Two"]
    table = ["Ships\nTable 1", "Boats\nTable 2"]
    assert cut(table) == table
    assert cut(["One\n7", "Two\n8"]) == ["One\n7", "Two\n8"]


def test_a_pdf_is_read_without_them() -> None:
    assert file_text(pdf_of("Dues 1", "Quays 2", "Ships 3")).text == "Dues 1\n\nQuays 2\n\nShips 3"
    assert file_text(pdf_of("Page 1", "Page 2", "Page 3")).text == ""


def test_lines_of_many_figures_are_no_heads_and_cost_nothing() -> None:
    pages = ["a " + " ".join(map(str, range(50_000)))] * 200
    assert cut(pages) == pages
    # Two hundred pages as they can be at worst: held against one another, their lines would take minutes.
    full = [
        "\n".join("a " + " ".join(str((page + at + n) % 900) for n in range(55)) for at in range(6))
        + "\ntext"
        for page in range(200)
    ]
    assert len(cut(full)) == len(full)
