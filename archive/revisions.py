"""How much one state of a text differs from another."""

from __future__ import annotations

_SHINGLE = 5
"""Characters a shingle: long enough that two unrelated texts share few, short enough for Chinese words."""


def significance(before: str, after: str) -> float:
    """Share of the text that is not common to both states: 0.0 the same, 1.0 nothing in common.

    One minus the Jaccard similarity of the sets of character shingles (Broder 1997); case and white space
    do not count. Linear in the length of the texts.
    """
    first, second = _shingles(before), _shingles(after)
    union = first | second
    if not union:
        return 0.0
    return round(1 - len(first & second) / len(union), 4)


def _shingles(text: str) -> set[str]:
    plain = "".join(text.lower().split())
    return {plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1))} if plain else set()
