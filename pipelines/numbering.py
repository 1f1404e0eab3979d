"""The numbers that a reader sees before the items of a list and that stand in no text."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

_STYLES = {
    "decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?:\s{0,5}([a-z-]{1,20})", re.IGNORECASE)
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_WHOLE = re.compile(r"-?\d{1,6}")
_NUMBERED = re.compile(r"\W{0,2}(?:\d{1,6}|[a-z]|[ivxlcdm]{1,9})[.)\]、]", re.IGNORECASE)
"""How an item begins that brings its own number; a style that no attribute tells hides the list's."""
_FIRST_TEXTS = 3
_MOST_OF_A_KIND = 3_999


class Numbering:
    """The count of every list of a page."""

    def __init__(self) -> None:
        self.counts: dict[HtmlElement, int] = {}

    def of(self, item: HtmlElement) -> str:
        """The number of a list's next item, ``''`` where the item's place tells it as well: 1, 2, 3.

        Items are to be asked for in the order of the page.
        """
        around = item.getparent()
        if around is None or around.tag != "ol":
            return ""
        kind = _kind(around)
        step = 1 if around.get("reversed") is None else -1
        own, last = _whole(item.get("value")), self.counts.get(around)
        if own is None and last is None:
            own = _start(around, kind, step)
            if own is None:
                return ""
        number = own if own is not None else (last or 0) + step
        self.counts[around] = number
        begins = (
            _NUMBERED.match("".join(islice(item.itertext(), _FIRST_TEXTS)).strip())
            if kind != "none"
            else True
        )
        return "" if begins else f"{written(number, kind)}. "


def written(number: int, kind: str) -> str:
    """A number as a list of a ``type`` (HTML, 4.4.5) shows it: ``1``, ``a``, ``A``, ``i`` or ``I``."""
    if not 0 < number <= _MOST_OF_A_KIND or kind not in "aAiI":
        return str(number)
    letters = _roman(number) if kind in "iI" else _alphabetic(number)
    return letters.upper() if kind.isupper() else letters


def _kind(around: HtmlElement) -> str:
    styled = _STYLE.search(around.get("style") or "")
    return _STYLES.get(styled[1].lower(), "none") if styled else around.get("type") or "1"


def _start(around: HtmlElement, kind: str, step: int) -> int | None:
    """The first number of a list, none where it counts 1, 2, 3 from its beginning."""
    start = _whole(around.get("start"))
    if start is None:
        start = 1 if step > 0 else len(around.findall("li"))
    return start if kind != "1" or start != 1 else None


def _whole(number: str | None) -> int | None:
    return int(number.strip()) if number and _WHOLE.fullmatch(number.strip()) else None


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


def _alphabetic(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters
