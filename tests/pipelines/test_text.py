"""The form in which an article's text is written down."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import Block, clean_line, plain, render, row, weighted_length, word_count


def test_paragraphs_are_divided_by_an_empty_line_and_lists_and_tables_stay_together() -> None:
    blocks = [
        Block("paragraph", "The ministry appointed:"),
        Block("item", "a director"),
        Block("item", "a deputy"),
        Block("heading", "Budget"),
        row(["Year", "Sum"]),
        row(["2026", "4|5"]),
        Block("paragraph", "It meets on Monday."),
    ]
    assert render(blocks) == (
        "The ministry appointed:\n\n- a director\n- a deputy\n\n## Budget\n\n"
        "| Year | Sum |\n| 2026 | 4¦5 |\n\nIt meets on Monday."
    )


def test_a_line_has_single_blanks_no_invisible_marks_and_composed_letters() -> None:
    assert clean_line("  Mi\u00adnis\u00adter\u00a0\u3000of\n\tFe\u0301nix\u200b ") == "Minister of Fénix"


@given(st.text())
def test_cleaning_a_line_twice_changes_nothing(text: str) -> None:
    once = clean_line(text)
    assert clean_line(once) == once
    assert "\n" not in once


def test_comparing_ignores_case_punctuation_and_width() -> None:
    assert plain("“Ｎew Bridge”, opened!") == plain("new bridge opened")


def test_words_are_counted_as_their_readers_count_them() -> None:
    assert word_count("Two words") == 2
    assert word_count("两个字 and more") == 5
    western = "“L’été—déjà…” said\u00a0José_1: ½ of 3,5 €•naïve, ‹œuvre›"
    assert word_count(western) == 11
    assert word_count(western + " Ελλάδα") == 12
    assert word_count("हिन्दी में दो शब्द") == 4
    assert word_count("قُرِئَ النصُّ") == 2
    assert weighted_length("两字") == 6
    assert weighted_length("two") == 3
