"""Texts with choices in them: how a series of bulletins comes from one pattern.

``{calm|fresh|strong}`` is one of the three, ``{120..480}`` a figure, ``{month}`` what the occasion says.
The same generator gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

_CHOICE = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")


def fill(pattern: str, chance: Random, occasion: Mapping[str, str]) -> str:
    """``pattern`` with every choice made."""

    def choose(match: re.Match[str]) -> str:
        wish = match[1]
        if wish in occasion:
            return occasion[wish]
        if span := _RANGE.fullmatch(wish):
            return str(chance.randint(int(span[1]), int(span[2])))
        return chance.choice(wish.split("|"))

    return _CHOICE.sub(choose, pattern)
