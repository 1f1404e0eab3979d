"""A page shows what changed and what stands beside it, in the form of the text, or all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site.comparison import compare
from archive.site.excerpt import WHOLE, Part, cells, excerpt

BEFORE = [f"Paragraph {number}." for number in range(20)]
AFTER = [*BEFORE[:10], "Something new.", *BEFORE[10:]]


def _shown(parts: list[Part]) -> list[int | str]:
    return [
        told for part in parts for told in ([part.left_out] if part.left_out else [p.change for p in part.paragraphs])
    ]  # fmt: skip


def test_what_is_far_from_any_change_is_left_out_and_counted() -> None:
    found = excerpt(compare("\n".join(BEFORE), "\n".join(AFTER)).paragraphs)
    assert _shown(found) == [8, "same", "same", "added", "same", "same", 8]


def test_a_table_of_which_some_is_shown_is_shown_whole() -> None:
    rows = ["| Port | Ships |", *(f"| Port {number} | {number} |" for number in range(20))]
    text = "\n".join([*BEFORE[:10], *rows])
    found = excerpt(compare(text, text.replace("| 12 |", "| 13 |")).paragraphs)
    assert _shown(found) == [10, *["same"] * 13, "edited", *["same"] * 7]


def test_the_first_row_of_a_long_table_is_shown_with_any_other() -> None:
    rows = ["| Port | Ships |", *(f"| Port {number} | {number} |" for number in range(100))]
    text = "\n".join([*BEFORE[:10], *rows])
    found = excerpt(compare(text, text.replace("| 12 |", "| 13 |")).paragraphs)
    assert _shown(found) == [10, "same", 10, "same", "same", "edited", "same", "same", 85]
    assert [piece.text for piece in found[1].paragraphs[0].pieces] == ["Port | Ships"]


def test_of_a_whole_text_nothing_is_left_out() -> None:
    found = excerpt(compare("\n".join(BEFORE), "\n".join(AFTER)).paragraphs, is_whole=True)
    assert _shown(found) == ["same"] * 10 + ["added"] + ["same"] * 10


def test_a_text_without_end_is_shown_as_far_as_a_browser_can_draw_it() -> None:
    paragraphs = compare("a\n" * (WHOLE + 7), "").paragraphs
    assert excerpt(paragraphs, is_whole=True)[-1] == Part("left-out", left_out=7)


def test_items_and_rows_that_follow_each_other_are_one_list_and_one_table() -> None:
    text = "Words.\n- a\n- b\n| x | y |\n| z | 1 |"
    found = excerpt(compare(text, text.replace("1", "2")).paragraphs, is_whole=True)
    assert [(part.kind, len(part.paragraphs)) for part in found] == [
        ("paragraph", 1),
        ("list", 2),
        ("table", 2),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("| a | 17 | b |", "| a | 27 | b |", ["a", "-17", "+27", "b"]),
        ("| a | b |", "| a | b | c |", ["a", "b", "+c"]),
        ("| a | b c | d |", "| a | d |", ["a", "-b c", "d"]),
    ],
)
def test_a_row_is_parted_into_its_cells(before: str, after: str, expected: list[str]) -> None:
    signs = {"same": "", "removed": "-", "added": "+"}
    (row,) = compare(before, after).paragraphs
    told = [signs[p.change] + p.text for cell in cells(row) for p in cell if p.text.strip()]
    assert [text.strip() for text in told] == expected


@given(row=st.text(alphabet="ab| "))
def test_a_row_that_stayed_has_as_many_cells_as_on_the_page(row: str) -> None:
    (same,) = compare(f"|x{row}|", f"|x{row}|").paragraphs
    assert len(cells(same)) == f"x{row}".count("|") + 1
