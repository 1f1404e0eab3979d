"""Two states of a text are compared word by word, in bounded time, and nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site.blocks import sentences
from archive.site.comparison import WORK, Change, Comparison, Paragraph, Piece, compare

_SIGNS = {"heading": "## {}", "list": "- {}", "table": "|{}|", "paragraph": "{}"}


def _side(comparison: Comparison, left_out: Change) -> list[str]:
    """The lines of one of the two texts, put together again."""
    sides = {"added": {"removed", "same", "edited"}, "removed": {"added", "same", "edited"}}[left_out]
    return [
        _SIGNS[part.kind].format("".join(piece.text for piece in part.pieces if piece.change != left_out))
        for part in comparison.paragraphs
        if part.change in sides
    ]


def _told(paragraph: Paragraph) -> list[tuple[str, str]]:
    return [(piece.change, piece.text) for piece in paragraph.pieces]


def test_a_changed_word_is_one_removed_and_one_added() -> None:
    comparison = compare("Same.\n\nIt costs 5 euros a day.", "Same.\n\nIt costs 7 euros a day.")
    same, edited = comparison.paragraphs
    assert same.change == "same"
    assert _told(edited) == [
        ("same", "It costs "),
        ("removed", "5"),
        ("removed", " "),
        ("added", "7"),
        ("added", " "),
        ("same", "euros a day."),
    ]
    assert (comparison.removed, comparison.added) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [("4,200", "2,200"), ("3.5", "3.7"), ("10:30", "11:30"), ("2026-11-02", "2026-12-02")],
)
def test_a_figure_is_one_word(before: str, after: str) -> None:
    (edited,) = compare(f"On {before}만원.", f"On {after}만원.").paragraphs
    assert [told for told in _told(edited) if told[0] != "same"] == [("removed", before), ("added", after)]


def test_a_word_is_the_same_whatever_blanks_follow_it() -> None:
    comparison = compare("The river and its basin are low.", "The river and its basin, as ever,  are low.")
    (edited,) = comparison.paragraphs
    assert [piece.text for piece in edited.pieces if piece.change != "same"] == [" ", ", as ever,", "  "]
    assert (comparison.removed, comparison.added) == (0, len(", as ever,"))


def test_a_word_at_the_end_is_added_without_the_blank_before_it() -> None:
    comparison = compare("The basin", "The basin dries")
    assert _told(comparison.paragraphs[0])[-2:] == [("added", " "), ("added", "dries")]
    assert (comparison.removed, comparison.added) == (0, 5)


def test_other_blanks_alone_are_no_change() -> None:
    comparison = compare("One two  three.", "One  two three.")
    assert [part.change for part in comparison.paragraphs] == ["same"]
    assert (comparison.removed, comparison.added) == (0, 0)


def test_chinese_is_compared_by_character() -> None:
    (edited,) = compare("会议将于星期一举行", "会议将于星期二举行").paragraphs
    assert [piece.text for piece in edited.pieces if piece.change != "same"] == ["一", "二"]


def test_a_new_paragraph_does_not_touch_its_neighbours() -> None:
    changes = [part.change for part in compare("One.\n\nThree.", "One.\n\nTwo.\n\nThree.").paragraphs]
    assert changes == ["same", "added", "same"]


def test_a_paragraph_written_anew_is_shown_as_a_whole() -> None:
    changes = [part.change for part in compare("Apples are red.", "Wholly different words here!").paragraphs]
    assert changes == ["removed", "added"]


def test_signs_of_form_are_told_apart_from_words() -> None:
    comparison = compare(
        "## Head\n\n- one\n\n| Fire | 14 |", "## Head\n\n- two\n\n| Fire | 15 |\n| Flood | 2 |"
    )
    assert [part.kind for part in comparison.paragraphs] == ["heading", "list", "list", "table", "table"]
    assert _told(comparison.paragraphs[0]) == [("same", "Head")]
    assert _told(comparison.paragraphs[-1]) == [("added", "Flood | 2")]
    assert (comparison.removed, comparison.added) == (len("one14"), len("two15Flood2"))


def test_a_line_that_becomes_another_kind_is_another_line() -> None:
    before, after = compare("What was built", "## What was built").paragraphs
    assert (before.change, before.kind) == ("removed", "paragraph")
    assert (after.change, after.kind) == ("added", "heading")


@given(before=st.text(alphabet="ab \n中#|-"), after=st.text(alphabet="ab \n中#|-"))
def test_both_texts_can_be_put_together_from_what_is_shown(before: str, after: str) -> None:
    comparison = compare(before, after)
    sides: tuple[tuple[str, Change], ...] = ((before, "added"), (after, "removed"))
    for text, left_out in sides:
        lines = ["".join(line.split()) for line in text.splitlines() if line.strip()]
        assert ["".join(line.split()) for line in _side(comparison, left_out)] == lines


@given(before=st.text(alphabet="ab \n中"), after=st.text(alphabet="ab \n中"))
def test_what_is_marked_has_no_blank_at_its_edges(before: str, after: str) -> None:
    pieces: list[Piece] = [piece for part in compare(before, after).paragraphs for piece in part.pieces]
    marked = [piece.text for piece in pieces if piece.change != "same" and piece.text.strip()]
    assert marked == [text.strip() for text in marked]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("z " + "a " * 3000 + "t", "y " + " ".join(f"a x{number}" for number in range(3000))),
        ("z\n" + "a\n" * 5000 + "t", "y\n" + "\n".join(f"a\nx{number}" for number in range(5000))),
        ("x" * 2_000_000, "y" * 2_000_000),
        ("|" * 1_000_000, "|" * 999_999),
        ("a" + " " * 1_000_000 + "b", "a" + " " * 999_999 + "c"),
    ],
    ids=["words", "paragraphs", "one-word", "cells", "blanks"],
)
def test_texts_made_to_hurt_are_compared_coarsely_and_it_is_said(before: str, after: str) -> None:
    comparison = compare(before, after)
    assert len(before.split()) ** 2 < WORK or not comparison.exact
    assert comparison.paragraphs


@pytest.mark.parametrize(("before", "after"), [("x" * 2_000_000, "y" * 2_000_000), ("a a a", "b b")])
def test_what_has_nothing_in_common_is_removed_and_added(before: str, after: str) -> None:
    comparison = compare(before, after)
    assert comparison.removed == len(before)
    assert comparison.added == len(after)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The gate closes\nat nine. The\nferry waits.\n\nPage 2",
            ["The gate closes at nine.", "The ferry waits.", "Page 2"],
        ),
        ("No. 4 costs 3.50 euros", ["No. 4 costs 3.50 euros"]),
        ("水位上涨。闸门\n关闭。", ["水位上涨。", "闸门 关闭。"]),
        ("", []),
    ],
)
def test_the_text_of_a_file_is_compared_by_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text).splitlines() == expected


def test_lines_of_a_file_that_were_only_broken_otherwise_are_no_change() -> None:
    before, after = "One two three. Four\nfive six.", "One two\nthree. Four five six."
    assert {part.change for part in compare(sentences(before), sentences(after)).paragraphs} == {"same"}
