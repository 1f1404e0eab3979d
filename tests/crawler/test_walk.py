"""How far lists are walked."""

from __future__ import annotations

import pytest

from crawler.planning.walk import Walk


def test_a_list_is_read_on_while_it_names_what_it_has_not_named() -> None:
    walk = Walk()
    assert walk.goes_on({"1", "2"}, is_in_vain=False)
    assert walk.goes_on({"2", "3"}, is_in_vain=False)
    assert not walk.goes_on({"1", "3"}, is_in_vain=False)
    assert not walk.goes_on(set(), is_in_vain=False)


def test_a_list_is_left_after_some_pages_in_a_row_that_nobody_wants() -> None:
    walk = Walk()
    answers = [walk.goes_on({str(page)}, in_vain) for page, in_vain in enumerate([1, 1, 0, 1, 1, 1])]
    assert answers == [True, True, True, True, True, False]


def test_a_calendar_is_left_after_so_many_pages() -> None:
    walk = Walk(pages=4_999)
    assert not walk.is_too_long
    walk.goes_on({"1"}, is_in_vain=False)
    assert walk.is_too_long


@pytest.mark.parametrize(
    ("pages", "answers"),
    [
        ([["2020-09-02", "2020-09-01"], ["2020-08-02", "2020-08-01"]], [False, True]),
        ([["2020-09-02"], ["2020-08-02"], ["2020-08-02"]], [False, True, True]),
        ([["2020-07-01", "2020-07-02"], ["2020-08-01", "2020-08-02"], ["2020-09-01"]], [False, False, False]),
        ([["2020-08-02"]], [False]),
        ([["2020-08-02", ""], ["2020-08-01", "2020-07-01"]], [False, True]),
        ([["2020-01-01", "2020-09-05", "2020-09-04"], ["2020-08-02", "2020-08-01"]], [False, True]),
        ([[], ["2020-08-02"]], [False, False]),
    ],
)
def test_a_page_is_past_where_the_list_goes_back_in_time(pages: list[list[str]], answers: list[bool]) -> None:
    walk = Walk()
    assert [walk.is_past(days, "2020-09-01") for days in pages] == answers
