"""What somebody may have meant who named something that does not exist."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

_MOST = 3
_ALIKE = 0.5
"""Of 1, by difflib's measure: `harbor` and `harbour` are 0.92 alike, `zn` and `zh` 0.5."""


def nearest(name: str, known: Collection[str]) -> list[str]:
    """Those of ``known`` that look most like ``name``, the likest first; where none does, the first of all."""
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    wanted = name.casefold()
    alike = get_close_matches(wanted, folded, n=_MOST, cutoff=_ALIKE)
    within = [one for one in sorted(folded) if wanted and (wanted in one or one in wanted)]
    found = list(dict.fromkeys([*alike, *within])) or sorted(folded)
    return [folded[one] for one in found[:_MOST]]


def instead(names: Collection[str], known: Collection[str]) -> str:
    """What there is in place of ``names``, which are not known: the end of an error, after its reason."""
    if len(known) <= _MOST:
        return f"there is {', '.join(sorted(known)) or 'none'}"
    near = dict.fromkeys(one for name in names for one in nearest(name, known))
    return f"nearest of {len(known)}: {', '.join(near)}"
