"""How much one state of a text differs from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.revisions import significance

TEXT = "The council met on Monday and took note of the report on the harbour dues of the year before. " * 5


def test_the_same_text_differs_in_nothing() -> None:
    assert significance(TEXT, TEXT) == 0.0
    assert significance("", "") == 0.0


def test_blanks_and_case_do_not_count() -> None:
    assert significance(TEXT, TEXT.upper().replace(" ", "\n\n")) == 0.0


def test_texts_without_anything_in_common_differ_in_all() -> None:
    assert significance("abcdefgh", "uvwxyz") == 1.0
    assert significance("", TEXT) == 1.0


@pytest.mark.parametrize(
    ("before", "after"), [("Monday", "Tuesday"), ("Monday", ""), ("the report", "a report")]
)
def test_a_small_edit_is_a_small_difference(before: str, after: str) -> None:
    assert 0.0 < significance(TEXT, TEXT.replace(before, after, 1)) < 0.2


def test_a_small_edit_in_chinese_is_a_small_difference() -> None:
    text = "上半年全国港口货物吞吐量九百二十七万吨，同比增长百分之三，其中外贸货物吞吐量四百万吨，同比增长百分之五。"
    assert 0.0 < significance(text, text.replace("九百二十七", "九百三十七")) < 0.3


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_a_share_and_goes_both_ways(first: str, second: str) -> None:
    assert 0.0 <= significance(first, second) <= 1.0
    assert significance(first, second) == significance(second, first)
