"""The lines of typeset pages, each broken where the page is full, as paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise

from attrs import frozen

from pipelines.quality import ends_sentence
from pipelines.text import clean_line, weighted_length

_WIDE_LINES = 0.9
"""Of the lines, by their length, so many are no wider than the measure."""
_NARROWEST = 30
"""Characters; narrower are columns of a table."""
_FEW_LINES = 8
"""Fewer show no measure of their own: that of the document holds."""
_NARROWER = 0.6
"""Of the document's measure; less is a table's."""
_FULL = 0.8
"""A line that fills less of the measure ends its paragraph."""
_HALF = 0.6
"""One that fills less ends its paragraph even at the end of a page, or without room for the next word."""
_LONG = 0.7
"""One that fills less ends its paragraph even if the next begins in small letters."""
_LONGEST_NEXT = 25
"""Letters of a word; longer is a line of a script, or of a file, without blanks."""
_BEGINS = re.compile(
    r"[•▪◦‣·*–—-]\s|\(?(?:(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]|[^\W\d_]{1,2}\d?\))\s"
    r"|(?:art(?:icle|ículo|igo|icolo|ikel)?\.?|section|§{1,2})\s?\d"
    r"|第\s?[\d一二三四五六七八九十百]{1,6}\s?[条條章节節款]|[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十]{1,3}）",
    re.IGNORECASE,
)
"""How what is listed or numbered begins: a paragraph of its own, however full the line before it is."""
_LEADER = re.compile(r"[.·…_]{5}|(?:\. ){5}")
"""The dots that lead to a page in a list of contents."""
_FEWEST_CELLS = 3
_OF_CELLS = 1 / 3
_ENDS = (";", ":", "；", "：")
"""Ends an item of a list, or leads to one, where no sentence ends."""
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]+)[-\u2010]$")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+")
_LONGEST_WORD = 80
_HYPHENS = ("-", "\u2010")
_SOFT = "\u00ad"
"""Divides a word where a line ends, and stands for nothing else."""
_UNSPACED = re.compile("[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
"""Signs of Chinese and Japanese, between which no blank stands."""
_WORDS_OF_LINE = 10
_FEWEST_DIVIDED = 5
_SURE = 0.9
_AND = frozenset("und oder bzw sowie en of och eller og ja tai and or to".split())
"""What follows half a compound: 'Post- und Fernmeldedienste'."""


@frozen
class _Words:
    """The words of a document, its compounds with a hyphen, and whether it divides words where lines end."""

    known: Counter[str]
    compounds: Collection[str]
    are_divided: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Words:
        """Of compounds one in ten falls on the end of a line; where far more lines end with a hyphen, words are
        divided."""
        compounds = [word for line in lines for word in _COMPOUND.findall(line)]
        ends = sum(
            last.endswith(_HYPHENS) and line[0].islower() for last, line in pairwise(filter(None, lines))
        )
        return cls(
            known=Counter(word for line in lines for word in _WORD.findall(line)),
            compounds=set(compounds),
            are_divided=ends >= _FEWEST_DIVIDED and len(compounds) <= (1 - _SURE) * _WORDS_OF_LINE * ends,
        )

    def is_divided(self, beginning: str, end: str) -> bool:
        """Whether the parts of a word on two lines are one word without hyphen."""
        if beginning + end in self.known:
            return True
        are_words = self.known[beginning] > 1 and self.known[end] > 1
        is_compound = are_words or f"{beginning}-{end}" in self.compounds
        return self.are_divided and end[0].islower() and not is_compound


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose lines are those of typeset pages, a page's end an empty line.

    A sentence may run on to the next page. What was divided at a line's end is put together where the document has the
    whole word elsewhere, or divides many; else it keeps its hyphen.
    """
    lines = [line.strip() for line in text.split("\n")]
    words = _Words.of(lines)
    found: list[list[str]] = []
    last, full = "", 0.0
    for line, measure, is_first in _measured(lines):
        if found and _runs_on(last, line, full, is_first):
            _append(found[-1], line, words)
        else:
            found.append([line])
        last, full = line, measure
    return [cleaned for parts in found if (cleaned := clean_line("".join(parts)))]


def _measured(lines: Sequence[str]) -> Iterator[tuple[str, float, bool]]:
    """The lines that say something, with the measure of their page, and whether they are the first of it."""
    whole = _measure(lines)
    for is_blank, page in groupby(lines, lambda line: not line):
        own = [] if is_blank else list(page)
        measure = max(_NARROWER * whole, _measure(own)) if len(own) >= _FEW_LINES else whole
        for at, line in enumerate(own):
            yield line, measure, at == 0


def _measure(lines: Sequence[str]) -> float:
    """How wide lines are set; one that stands out in a table or a drawing is no measure."""
    lengths = sorted(weighted_length(line) for line in lines if line)
    return max(_NARROWEST, lengths[int(_WIDE_LINES * len(lengths))]) if lengths else _NARROWEST


def _runs_on(last: str, line: str, measure: float, is_on_next_page: bool) -> bool:
    """Whether a line goes on with the paragraph of the last one, which ``measure`` was the width for."""
    if _BEGINS.match(line) or _LEADER.search(last) or (_is_row(last) and _is_row(line)):
        return False
    width = weighted_length(last)
    is_small, is_ended = line[0].islower(), ends_sentence(last) or last.endswith(_ENDS)
    if is_on_next_page:
        return is_small and not is_ended and width >= _HALF * measure
    next_word = weighted_length(line.partition(" ")[0])
    has_no_room = next_word <= _LONGEST_NEXT and width + 1 + next_word > measure
    is_begun = (has_no_room and width >= _HALF * measure) or (is_small and width >= _LONG * measure)
    return width >= _FULL * measure or (is_begun and not is_ended)


def _is_row(line: str) -> bool:
    """Whether a line is one of a table: figures, that no comma leads on from."""
    words = line.split()
    cells = sum(any(map(str.isdigit, word)) and not word.endswith((",", ";")) for word in words)
    return cells >= _FEWEST_CELLS and cells >= _OF_CELLS * len(words)


def _append(parts: list[str], line: str, words: _Words) -> None:
    """Add a line to the parts of a paragraph."""
    last = parts[-1]
    if last.endswith(_SOFT):
        parts[-1] = last[:-1]
    elif last.endswith(_HYPHENS):
        first, end = _WORD.match(line), _LAST_WORD.search(last, max(0, len(last) - _LONGEST_WORD))
        is_suspended = first is not None and first[0] in _AND
        if first and end and not is_suspended and words.is_divided(end[1], first[0]):
            parts[-1] = last[:-1]
        elif is_suspended or not line[0].islower():
            parts.append(" ")
    elif not (_UNSPACED.match(last[-1:]) and _UNSPACED.match(line)):
        parts.append(" ")
    parts.append(line)
