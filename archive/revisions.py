"""How much one state of a text differs from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SHINGLE = 5
"""Characters a shingle: long enough that two unrelated texts share few, short enough for Chinese words."""


def significance(before: str, after: str) -> float:
    """Share of the text that is not common to both states: 0.0 the same, 1.0 nothing in common.

    One minus the Jaccard similarity of the sets of character shingles (Broder 1997); case and white space
    do not count. Linear in the length of the texts.
    """
    first, second = shingles(before), shingles(after)
    union = first | second
    if not union:
        return 0.0
    return round(1 - len(first & second) / len(union), 4)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What the row of a state says of it against that of the state before: ``silent``, ``significance``."""
    # A claim that is gone, or that we could not read this time, announces nothing.
    claims = ("published_at", "modified_at")
    is_silent = not any(after[claim] and after[claim] != before[claim] for claim in claims)
    texts = (f"{state['title']}\n{state['text']}" for state in (before, after))
    return {"silent": int(is_silent), "significance": significance(*texts)}


def condensed(text: str) -> str:
    """``text`` without what does not count when texts are compared: case and white space."""
    return "".join(text.lower().split())


def shingles(text: str) -> set[str]:
    """All runs of ``SHINGLE`` characters in ``text``; of a shorter text itself."""
    plain = condensed(text)
    return {plain[at : at + SHINGLE] for at in range(max(1, len(plain) - SHINGLE + 1))} if plain else set()
