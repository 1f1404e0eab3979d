"""What the lines say that portals put around an article: ``phrases.toml`` as regular expressions for lower case."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

_KINDS: Mapping[str, Mapping[str, Mapping[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_name("phrases.toml").read_text("utf-8")
)
LONGEST = 200
"""Characters of a line that may be no more than such a phrase."""


_GOES_ON = r"(?=\W*$|\s*[:：|»›>(（\[/–—]|\W{0,3}\d)"
"""A line that is no more than a phrase ends with it, or goes on with a colon, another divider or a figure."""


def _patterns(*places: str) -> dict[str, str]:
    found = {}
    for kind, told in _KINDS.items():
        parts = {
            place: "|".join(chain.from_iterable(told[place].values())) for place in places if place in told
        }
        if "alone" in parts:
            parts["alone"] = f"(?:{parts['alone']}){_GOES_ON}"
        if parts:
            found[kind] = "|".join(parts.values())
    return found


_OPENS, _SAYS = _patterns("opens", "alone"), _patterns("says")
KINDS = (*_OPENS, *_SAYS)
"""What the phrases are for: sharing, leading on, saying who wrote, controls of the page, rights, subscriptions."""


def _one_of(patterns: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items()))


_OPENING, _SAID = _one_of(_OPENS), _one_of(_SAYS)
_ANY_OPENING, _ANY_SAID = (re.compile("|".join(patterns.values())) for patterns in (_OPENS, _SAYS))
"""The same without names for their parts: few lines have any, and finding none takes half of the time so."""


def kind_of(text: str) -> str:
    """The kind of phrase (``KINDS``) that a line begins with or says; empty for none and for longer lines."""
    if len(text) >= LONGEST:
        return ""
    small = text.lower()  # a search that ignores case takes three times as long
    if _ANY_OPENING.match(small):
        found = _OPENING.match(small)
    else:
        found = _SAID.search(small) if _ANY_SAID.search(small) else None
    return (found.lastgroup or "") if found else ""
