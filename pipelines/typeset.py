"""The lines of a typeset page, each broken where the page is full, as paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipelines.text import clean_line, weighted_length

_WIDE_LINES = 0.9
"""Of the lines, by their length, so many are no wider than the page's measure."""
_NARROWEST = 30
"""Characters; narrower are columns of a table."""
_FULL = 0.8
"""A line that fills less of the measure ends its paragraph."""
_BEGINS = re.compile(
    r"[•▪◦‣·*–—-]\s|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]\s|(?:art(?:icle|ículo|igo|icolo|ikel)?\.?|section|§{1,2})\s?\d"
    r"|第\s?[\d一二三四五六七八九十百]{1,6}\s?[条條章节節款]|[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）",
    re.IGNORECASE,
)
"""How what is listed or numbered begins: a paragraph of its own, however full the line before it is."""
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
"""Signs of Chinese and Japanese, between which no blank stands."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose lines are those of typeset pages, a page's end an empty line.

    What was divided at a line's end is put together where the document has the whole word elsewhere; else it keeps its
    hyphen.
    """
    lines = [line.strip() for line in text.split("\n")]
    full = _FULL * _measure(lines)
    words = set(_WORD.findall(text))
    found: list[str] = []
    under_way = ""
    for line in lines:
        if under_way and (not line or _BEGINS.match(line)):
            found.append(under_way)
            under_way = ""
        if line:
            under_way = _joined(under_way, line, words) if under_way else line
            if weighted_length(line) < full:
                found.append(under_way)
                under_way = ""
    return [cleaned for paragraph in (*found, under_way) if (cleaned := clean_line(paragraph))]


def _measure(lines: Sequence[str]) -> int:
    """How wide the page is set; a line that stands out in a table or a drawing is no measure."""
    lengths = sorted(weighted_length(line) for line in lines if line)
    return max(_NARROWEST, lengths[int(_WIDE_LINES * len(lengths))]) if lengths else _NARROWEST


def _joined(before: str, line: str, words: Collection[str]) -> str:
    if before.endswith("-") and line[0].islower():
        first, last = _WORD.findall(line)[0], _WORD.findall(before)[-1:]
        is_whole = bool(last) and last[0] + first in words
        return before[: -1 if is_whole else None] + line
    apart = "" if _UNSPACED.match(before[-1]) and _UNSPACED.match(line) else " "
    return before + apart + line
