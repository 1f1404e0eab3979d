"""Two states of a text are compared word by word, in bounded time, and nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site.comparison import WORK, Comparison, compare, folded


def _side(comparison: Comparison, left_out: str) -> str:
    """One of the two texts, put together again."""
    kept = ("".join(p.text for p in part.pieces if p.change != left_out) for part in comparison.paragraphs)
    return "\n".join(text for text in kept if text)


def test_a_changed_word_is_one_removed_and_one_added() -> None:
    comparison = compare("Same.\n\nIt costs 5 euros a day.", "Same.\n\nIt costs 7 euros a day.")
    same, edited = comparison.paragraphs
    assert same.change == "same"
    assert [(piece.change, piece.text) for piece in edited.pieces] == [
        ("same", "It costs "),
        ("removed", "5 "),
        ("added", "7 "),
        ("same", "euros a day."),
    ]


def test_chinese_is_compared_by_character() -> None:
    (edited,) = compare("会议将于星期一举行", "会议将于星期二举行").paragraphs
    assert [piece.text for piece in edited.pieces if piece.change != "same"] == ["一", "二"]


def test_a_new_paragraph_does_not_touch_its_neighbours() -> None:
    changes = [part.change for part in compare("One.\n\nThree.", "One.\n\nTwo.\n\nThree.").paragraphs]
    assert changes == ["same", "added", "same"]


def test_a_paragraph_written_anew_is_shown_as_a_whole() -> None:
    changes = [part.change for part in compare("Apples are red.", "Wholly different words here!").paragraphs]
    assert changes == ["removed", "added"]


def test_what_is_far_from_any_change_is_left_out_and_counted() -> None:
    before = [f"Paragraph {number}." for number in range(20)]
    after = [*before[:10], "Something new.", *before[10:]]
    shown = folded(compare("\n".join(before), "\n".join(after)).paragraphs)
    assert [part if isinstance(part, int) else part.change for part in shown] == [
        8, "same", "same", "added", "same", "same", 8,
    ]  # fmt: skip


@given(before=st.text(alphabet="ab \n中#|-"), after=st.text(alphabet="ab \n中#|-"))
def test_both_texts_can_be_put_together_from_what_is_shown(before: str, after: str) -> None:
    comparison = compare(before, after)
    for text, left_out in ((before, "added"), (after, "removed")):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert _side(comparison, left_out) == "\n".join(lines)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("z " + "a " * 3000 + "t", "y " + " ".join(f"a x{number}" for number in range(3000))),
        ("z\n" + "a\n" * 5000 + "t", "y\n" + "\n".join(f"a\nx{number}" for number in range(5000))),
        ("x" * 2_000_000, "y" * 2_000_000),
    ],
    ids=["words", "paragraphs", "one-word"],
)
def test_texts_made_to_hurt_are_compared_coarsely_and_it_is_said(before: str, after: str) -> None:
    comparison = compare(before, after)
    assert comparison.removed
    assert comparison.added
    assert len(before.split()) ** 2 < WORK or not comparison.exact
