"""What is shown of a text that was found: the part with the words looked for, marked, as it was written."""

from __future__ import annotations

import re

from archive.tokens import MARK_END, MARK_START, SEPARATOR, as_written, fts_text, plain, unmarked

LONG = 50_000
"""Characters from which on a text is not given to ``snippet()``: 20,000 matches in one took it 4.5 s."""
_WORDS, _CHARACTERS = 30, 60
"""Tokens of a snippet: words, or characters of a script without spaces."""
_OPENING = 240
_QUOTED = re.compile(r'"([^"]*)"')


def best_part(index: str, column: str, number: int) -> str:
    """SQL for the best part of the full-text ``index``'s column ``number``, which holds ``column``; folded and marked.

    The values of its parameters are ``marks``. ``snippet()`` is quadratic in the matches of one text and heeds no time
    limit: of a long text nothing comes, and ``part`` cuts it.
    """
    return (
        f"CASE WHEN length({column}) <= :long "
        f"THEN snippet({index}, {number}, :start, :end, '', :length) ELSE '' END"
    )


def marks(expression: str) -> dict[str, object]:
    """What ``best_part`` needs for an FTS5 ``expression``, and ``highlight()`` besides."""
    length = _CHARACTERS if SEPARATOR in expression else _WORDS
    return {"start": MARK_START, "end": MARK_END, "length": length, "long": LONG}


def part(text: str, fragment: str, expression: str) -> str:
    """``fragment`` (what ``best_part`` brought) in the characters of ``text``; of a long text the part round a word."""
    if len(text) <= LONG:
        return as_written(text, fragment)
    return _around_first(unmarked(text), expression) or opening(unmarked(text))


def opening(text: str) -> str:
    """How a text begins: shown where no words were looked for."""
    return text if len(text) <= _OPENING else text[:_OPENING].rstrip() + "…"


def _around_first(text: str, expression: str) -> str:
    """The part of a long text round the first word that ``expression`` names, folded and marked; linear."""
    folded = plain(fts_text(text)).casefold()
    words = [plain(word).casefold() for word in _QUOTED.findall(expression.partition(" NOT ")[0])]
    found = [(at, word) for word in words if word and (at := folded.find(word)) >= 0]
    if not found or len(folded) != len(text):
        return ""
    at, word = min(found)
    end = at + len(word)
    before, after = text[max(0, at - _OPENING // 2) : at], text[end : end + _OPENING // 2]
    return f"{'…' if at > _OPENING // 2 else ''}{before}{MARK_START}{text[at:end]}{MARK_END}{after}…"
