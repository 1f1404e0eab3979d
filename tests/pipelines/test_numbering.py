"""Numbers before the items of a list."""

from __future__ import annotations

import pytest
from lxml import html

from pipelines.numbering import Numbering, written


def numbers(markup: str) -> list[str]:
    counting = Numbering()
    return [counting.of(item) for item in html.fromstring(f"<div>{markup}</div>").iter("li")]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>x<li>y</ol>", ["", ""]),
        ("<ol start=1 type=1><li>x<li>y</ol>", ["", ""]),
        ("<ul start=4><li>x<li>y</ul>", ["", ""]),
        ("<ol start=4><li>x<li>y</ol>", ["4. ", "5. "]),
        ("<ol start=' 0 '><li>x<li>y</ol>", ["0. ", "1. "]),
        ("<ol start=four><li>x</ol>", [""]),
        ("<ol><li>x<li value=7>y<li>z</ol>", ["", "7. ", "8. "]),
        ("<ol reversed><li>x<li>y<li>z</ol>", ["3. ", "2. ", "1. "]),
        ("<ol type=a><li>x<li>y</ol>", ["a. ", "b. "]),
        ("<ol type=I start=4><li>x<li>y</ol>", ["IV. ", "V. "]),
        ("<ol style='list-style-type: lower-alpha'><li>x<li>y</ol>", ["a. ", "b. "]),
        ("<ol style='list-style: none' start=4><li>x</ol>", [""]),
        ("<ol start=4><li>4. x<li>(5) y</ol>", ["", ""]),
        ("<ol start=2><li>x<ol type=a><li>y<li>z</ol><li>w</ol>", ["2. ", "a. ", "b. ", "3. "]),
    ],
)
def test_an_item_has_the_number_that_its_place_does_not_tell(markup: str, expected: list[str]) -> None:
    assert numbers(markup) == expected


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        (27, "a", "aa"),
        (702, "A", "ZZ"),
        (1994, "I", "MCMXCIV"),
        (0, "a", "0"),
        (-3, "i", "-3"),
        (9, "x", "9"),
    ],
)
def test_numbers_are_written_as_browsers_write_them(number: int, kind: str, expected: str) -> None:
    assert written(number, kind) == expected
