"""The title where the text knows better: its own headline under the name of a section, or behind that of the site."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from urllib.parse import unquote, urlsplit

from pipelines.labels import names_news
from pipelines.moments import is_day
from pipelines.names import is_body, is_cjk
from pipelines.quality import ends_sentence
from pipelines.text import Block, plain, weighted_length
from pipelines.title import Statement

_FIRST = 5
"""Blocks of a text among which its headline stands: a number, a place and a day may stand above it."""
_LONGEST = 300
_SHORTEST = 15
CAPITALS = "text:capitals"
"""Where a title was read that only its capitals tell."""
_LAST_ABOVE = 15
_LONGEST_DAY = 60
_ARTICLES = 3
"""Letters of words that any two titles may share."""
_MOST_CAPITALS = 6
_MOST_LINES = 6
_ROMAN = re.compile(r"[IVXLC]+\W*")
_RUNNING = 60
"""Characters of a line that is no name of an act or a ministry any more."""
_FEWEST_WORDS = 3
_MOSTLY = 0.6
_WORD = re.compile(r"[a-z0-9]+")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(r"^[^\W\d][^\d:：]{1,20}[:：]\s*")
_BREAK = re.compile(r"\s+[-–—|»>·]\s+")
_ENDING = re.compile(r"\.\w{1,5}$")


def headline_in(blocks: Sequence[Block], title: Statement, url: str) -> Statement:
    """``title``, or the line at the beginning of a text that is rather its headline.

    Where there is no title at all, the lines in capitals above the first sentence are. Otherwise
    that is a line with which the title ends, behind names and a dash ('European Commission - Press release - X'); and
    a heading whose words are those of the page's address, where the title has none of them ('News').
    """
    lines = [block for block in blocks[:_FIRST] if _SHORTEST <= weighted_length(block.text) <= _LONGEST]
    own = plain(title.text)
    for block in lines:
        line = plain(block.text)
        if own != line and own.endswith(line) and _is_of_others(title.text, line):
            return Statement(block.text, title.origin)
    named = _words(_last_part(url))
    is_other = named.isdisjoint(_words(title.text))
    if is_other and not title.origin.startswith("text:") and (dated := _above_day(blocks, title.text)):
        return Statement(dated, "text:heading")
    if is_other and len(named) >= _FEWEST_WORDS:
        for block in lines:
            words = _words(block.text)
            shared = len(words & named)
            if block.kind == "heading" and shared >= _FEWEST_WORDS and shared >= _MOSTLY * len(words):
                return Statement(block.text, "text:heading")
    return title if title.text else _in_capitals(blocks)


def _above_day(blocks: Sequence[Block], title: str) -> str:
    """The heading at the beginning of a text that has a day under it, the only one that does, where the head calls all
    pages by a name and shares no word with it. A kind of news and a body head the page of an article as well."""
    dated = [
        at for at, block in enumerate(blocks[1:]) if blocks[at].kind == "heading" and _is_day(block.text)
    ]
    if len(dated) != 1 or dated[0] >= _FIRST:
        return ""
    above, said = blocks[: dated[0]], blocks[dated[0]].text
    is_headline = _SHORTEST <= weighted_length(said) <= _LONGEST and not (names_news(said) or is_body(said))
    is_first = not any(_is_running(block.text) for block in above)
    is_other = _is_named_so(title) and _letters(title).isdisjoint(_letters(said))
    return said if is_headline and is_first and is_other and not is_cjk(said) else ""


def _is_named_so(title: str) -> bool:
    """Whether a title is written as names are: every longer word with a capital."""
    return all(word[0].isupper() for word in _ANY_WORD.findall(title) if len(word) > _ARTICLES)


def _is_day(text: str) -> bool:
    return len(text) <= _LONGEST_DAY and is_day(_LABEL.sub("", text))


def _letters(text: str) -> set[str]:
    return {word for word in _ANY_WORD.findall(text.casefold()) if len(word) > _ARTICLES}


def _in_capitals(blocks: Sequence[Block]) -> Statement:
    """The lines in capitals right above the first sentence of a text, where nothing stands above them
    but the masthead and the number of an issue: what gazettes save from a word processor has no other title."""
    running = (at for at, block in enumerate(blocks[:_LAST_ABOVE]) if _is_running(block.text))
    end = next(running, 0)
    first = end
    while first > 0 and end - first < _MOST_CAPITALS and _is_capitals(blocks[first - 1]):
        first -= 1
    text = " ".join(block.text for block in blocks[first:end])
    is_below_more = any(block.kind != "paragraph" or ends_sentence(block.text) for block in blocks[:first])
    if is_below_more or not _SHORTEST <= weighted_length(text) <= _LONGEST:
        return Statement("", "")
    return Statement(text, CAPITALS)


def without_title_lines(blocks: Sequence[Block], title: Statement) -> Sequence[Block]:
    """A text without the lines that are its title, where that was read from several or is broken for its looks."""
    own = plain(title.text)
    if title.origin == CAPITALS:
        head = (
            block for block in blocks[:_LAST_ABOVE] if not (block.text.isupper() and plain(block.text) in own)
        )
        return [*head, *blocks[_LAST_ABOVE:]]
    letters = [plain(block.text) for block in blocks[: _LAST_ABOVE + _MOST_LINES]] if own else []
    for first in range(min(_LAST_ABOVE, len(letters) - 1)):
        said = list(accumulate(letters[first : first + _MOST_LINES]))
        if own in said[1:]:
            rest = [*blocks[:first], *blocks[first + said.index(own) + 1 :]]
            return rest or blocks  # a notice may say no more than its title
    return blocks


def _is_capitals(block: Block) -> bool:
    """Whether a line is written in capitals and calls the page something: no day, number, body or word for news."""
    capitals = sum(letter.isupper() for letter in block.text)
    is_of_letters = 2 * capitals > sum(map(str.isalnum, block.text))
    is_of_other = is_day(block.text) or names_news(block.text) or is_body(block.text.title())
    return is_of_letters and block.text.isupper() and not is_of_other and not _ROMAN.fullmatch(block.text)


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
