"""The title where the text knows better: its own headline under the name of a section, or behind that of the site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from pipelines.text import Block, plain, weighted_length
from pipelines.title import Statement

_FIRST = 5
"""Blocks of a text among which its headline stands: a number, a place and a day may stand above it."""
_LONGEST = 300
_SHORTEST = 15
CAPITALS = "text:capitals"
"""Where a title was read that only its capitals tell."""
_LAST_ABOVE = 15
_MOST_CAPITALS = 6
_RUNNING = 60
"""Characters of a line that is no name of an act or a ministry any more."""
_FEWEST_WORDS = 3
_MOSTLY = 0.6
_WORD = re.compile(r"[a-z0-9]+")
_BREAK = re.compile(r"\s+[-–—|»>·]\s+")
_ENDING = re.compile(r"\.\w{1,5}$")


def headline_in(blocks: Sequence[Block], title: Statement, url: str) -> Statement:
    """``title``, or the line at the beginning of a text that is rather its headline.

    Where there is no title at all, the lines in capitals above the first sentence are. Otherwise
    that is a line with which the title ends, behind names and a dash ('European Commission - Press release - X'); and
    a heading whose words are those of the page's address, where the title has none of them ('News').
    """
    lines = [block for block in blocks[:_FIRST] if _SHORTEST <= weighted_length(block.text) <= _LONGEST]
    if not title.text:
        first, end = _capitals(blocks)
        return Statement(" ".join(block.text for block in blocks[first:end]), CAPITALS if end > first else "")
    own = plain(title.text)
    for block in lines:
        line = plain(block.text)
        if own != line and own.endswith(line) and _is_of_others(title.text, line):
            return Statement(block.text, title.origin)
    named = _words(_last_part(url))
    if len(named) >= _FEWEST_WORDS and named.isdisjoint(_words(title.text)):
        for block in lines:
            words = _words(block.text)
            shared = len(words & named)
            if block.kind == "heading" and shared >= _FEWEST_WORDS and shared >= _MOSTLY * len(words):
                return Statement(block.text, "text:heading")
    return title


def below(blocks: Sequence[Block], title: Statement) -> Sequence[Block]:
    """What of a text stands below its headline in capitals: above it are the masthead and the number of the issue."""
    return blocks[_capitals(blocks)[1] :] if title.origin == CAPITALS else blocks


def _capitals(blocks: Sequence[Block]) -> tuple[int, int]:
    """Where the lines in capitals begin and end that stand right above the first sentence of a text; (0, 0) where none
    do. What official gazettes save from a word processor has no other title."""
    running = (at for at, block in enumerate(blocks[:_LAST_ABOVE]) if _is_running(block.text))
    end = next(running, 0)
    first = end
    while first > 0 and end - first < _MOST_CAPITALS and blocks[first - 1].text.isupper():
        first -= 1
    size = sum(weighted_length(block.text) for block in blocks[first:end])
    return (first, end) if _SHORTEST <= size <= _LONGEST else (0, 0)


def _is_running(text: str) -> bool:
    return weighted_length(text) >= _RUNNING and not text.isupper()


def _is_of_others(title: str, line: str) -> bool:
    """Whether what stands before ``line`` in a title is of site and section: divided from it by a bar, shorter or
    itself divided. A colon or a single dash before a short end divides sentences."""
    parts = _BREAK.split(title)
    ends = [at for at in range(1, len(parts)) if plain("".join(parts[at:])) == line]
    return bool(ends) and (ends[0] > 1 or len(plain(parts[0])) < len(line))


def _last_part(url: str) -> str:
    return _ENDING.sub("", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])


def _words(text: str) -> set[str]:
    """Words of Latin letters and figures, without what stands over letters: addresses are written so."""
    bare = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return {word for word in _WORD.findall(bare) if len(word) > 1}
