"""Regular expressions of many alternatives: taken apart, and put together so that a search for any of them is quick."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SIGN = re.compile(r"\\.|\[[^\]]*\]|.")
_OPENING_GROUP = re.compile(r"\(\?:([^()]*)\)(?![?*])")
_QUANTIFIERS = frozenset("?*+{")


def alternatives(pattern: str) -> list[str]:
    """What stands between the bars of a regular expression that are in no group."""
    depth, parts = 0, [""]
    for sign in _SIGN.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def firsts(written: str) -> str:
    """The signs with which an alternative may begin; empty where that is not written out."""
    if group := _OPENING_GROUP.match(written):
        each = list(map(firsts, alternatives(group[1])))
        return "".join(each) if all(each) else ""
    first, second = (*_SIGN.findall(written), "")[:2]
    is_certain = (len(first) == 1 and first != "(") or first[0] == "["
    return first.strip("[]") if is_certain and second not in ("?", "*") else ""


def by_first_sign(written: Iterable[str]) -> str:
    """Alternatives as one regular expression, those together that begin with the same sign.

    A search tries each alternative at every place of a text; so it tries each first sign. Of alternatives that begin
    differently and fit at one place ('a' and '[ab]'), another may be found than in the order given.
    """
    groups: dict[str, list[str]] = {}
    for one in written:
        first, second = (*_SIGN.findall(one), "")[:2]
        first = one if first == "(" or second in _QUANTIFIERS else first
        groups.setdefault(first, []).append(one[len(first) :])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())
