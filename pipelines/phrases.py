"""What the lines say that portals put around an article: ``phrases.toml`` as regular expressions for lower case.

There are a thousand of them and two hundred lines on a page: what begins a line is looked for among those that begin
with its first sign, what a line says among those that can stand in its alphabet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from attrs import frozen

from pipelines.alternatives import alternatives, by_first_sign, firsts

_KINDS: Mapping[str, Mapping[str, Mapping[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_name("phrases.toml").read_text("utf-8")
)
KINDS = tuple(_KINDS)
"""What the phrases are for: sharing, leading on, saying who wrote, controls of the page, rights, subscriptions."""
LONGEST = 200
"""Characters of a line that may be no more than such a phrase."""
_GOES_ON = r"(?=\W*$|\s*[:：|»›>(（\[/–—]|\W{0,3}\d)"
"""A line that is no more than a phrase ends with it, or goes on with a colon, another divider or a figure."""
_VARIABLE = re.compile(r"\[[^\]]*\]|\([^()]*\)")


@frozen
class _Phrase:
    """One alternative of a pattern of the file."""

    kind: str
    pattern: str
    firsts: str
    """The signs with which it may begin; empty where that is not written out."""
    may_be_ascii: bool
    """Whether a line in ASCII can say it."""


def _phrases(place: str, ending: str = "") -> Iterator[_Phrase]:
    for kind, places in _KINDS.items():
        for pattern in chain.from_iterable(places.get(place, {}).values()):
            for written in alternatives(pattern):
                whole = f"(?:{written}){ending}" if ending else written
                yield _Phrase(kind, whole, firsts(written), _VARIABLE.sub("", written).isascii())


def _one_of(phrases: Iterable[_Phrase]) -> re.Pattern[str]:
    own: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for phrase in phrases:
        own[phrase.kind].append(phrase.pattern)
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(told)})" for kind, told in own.items() if told))


_OPENS = [*_phrases("opens"), *_phrases("alone", _GOES_ON)]
_SAYS = [*_phrases("says")]
FIRSTS = frozenset(chain.from_iterable(phrase.firsts for phrase in _OPENS))
"""The signs with which phrases begin that are written out, in lower case."""
_SAID = _one_of(_SAYS)
_ANY_SAID = {
    True: re.compile(by_first_sign(phrase.pattern for phrase in _SAYS if phrase.may_be_ascii)),
    False: re.compile(by_first_sign(phrase.pattern for phrase in _SAYS)),
}
"""For lines in ASCII and for others, without names for the parts: few lines say any, and finding none takes half of
the time so."""


@cache
def _opening(first: str) -> re.Pattern[str]:
    """What may begin with a sign of ``FIRSTS``, or with any other one for ``''``; all at once take half a second."""
    return _one_of(phrase for phrase in _OPENS if not phrase.firsts or (first and first in phrase.firsts))


def kind_of(text: str) -> str:
    """The kind of phrase (``KINDS``) that a line begins with or says; empty for none and for longer lines."""
    return _kind_of(text) if len(text) < LONGEST else ""


# The lines around its articles are the same on all pages of a portal.
@lru_cache(maxsize=10_000)
def _kind_of(text: str) -> str:
    small = text.lower()  # a search that ignores case takes three times as long
    found = _opening(small[0] if small[:1] in FIRSTS else "").match(small)
    if not found and _ANY_SAID[small.isascii()].search(small):
        found = _SAID.search(small)
    return (found.lastgroup or "") if found else ""
