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
_LAST_WORD = re.compile(r"([^\W\d_]+)[-\u2010]$")
_LONGEST_WORD = 80
_HYPHENS = ("-", "\u2010")
_SOFT = "\u00ad"
"""Divides a word where a line ends, and stands for nothing else."""
_UNSPACED = re.compile("[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
"""Signs of Chinese and Japanese, between which no blank stands."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose lines are those of typeset pages, a page's end an empty line.

    What was divided at a line's end is put together where the document has the whole word elsewhere; else it keeps its
    hyphen.
    """
    lines = [line.strip() for line in text.split("\n")]
    full = _FULL * _measure(lines)
    words = set(_WORD.findall(text))
    found: list[list[str]] = []
    is_open = False
    for line in lines:
        is_open = is_open and bool(line) and not _BEGINS.match(line)
        if is_open:
            _append(found[-1], line, words)
        elif line:
            found.append([line])
        is_open = bool(line) and weighted_length(line) >= full
    return [cleaned for parts in found if (cleaned := clean_line("".join(parts)))]


def _measure(lines: Sequence[str]) -> int:
    """How wide the page is set; a line that stands out in a table or a drawing is no measure."""
    lengths = sorted(weighted_length(line) for line in lines if line)
    return max(_NARROWEST, lengths[int(_WIDE_LINES * len(lengths))]) if lengths else _NARROWEST


def _append(parts: list[str], line: str, words: Collection[str]) -> None:
    """Add a line to the parts of a paragraph."""
    last = parts[-1]
    if last.endswith(_SOFT):
        parts[-1] = last[:-1]
    elif last.endswith(_HYPHENS):
        first, end = _WORD.match(line), _LAST_WORD.search(last, max(0, len(last) - _LONGEST_WORD))
        if first and end and end[1] + first[0] in words:
            parts[-1] = last[:-1]
        elif not line[0].islower():
            parts.append(" ")
    elif not (_UNSPACED.match(last[-1:]) and _UNSPACED.match(line)):
        parts.append(" ")
    parts.append(line)
