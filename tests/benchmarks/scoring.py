"""How names are compared with the reviewed answer of the corpus. Pure, no corpus needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
_BETWEEN_NAMES = re.compile(
    r"\s*(?:[;|/·、，；]|,?\s(?:and|und|et|y|e|og|och|en|&|\+|with)\s|,)\s*", re.IGNORECASE
)
_TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "rev"})
_ROLES = frozenset({
    "expert", "director", "editor", "manager", "writer", "representative", "specialist", "contributor",
    "founder", "officer", "professor", "ceo",
})  # fmt: skip
_BYLINE_WORD = re.compile(r"^(?:by|von|par|por|di|de|written by|posted by|author)[:\s]\s*", re.IGNORECASE)


def same_authors(ours: Iterable[str], reference: str | None) -> bool:
    """Whether every name of the reference is among ours, and none of ours is a stranger to it.

    Names are sets of words without case, punctuation, accents and titles: 'King, Andrew' is 'Dr. Andrew King'.
    One string may hold several names ('A and B', 'A, B'); a role or a degree after a comma ('RN', 'Shipping
    Expert') may be missing on either side. No reference: right where we have none either.
    """
    found, wanted = _names(ours), _names([reference or ""])
    if not wanted or not found:
        return not wanted and not found
    whole = _words(reference or "")
    strangers = [name for name in found if name not in wanted and not name <= whole]
    missing = [name for name in wanted if name not in found and not _is_title(name)]
    joined = frozenset[str]().union(*found)
    return (not strangers and not missing) or joined == whole


def _names(strings: Iterable[str]) -> list[frozenset[str]]:
    parts = [
        part for string in strings for part in _BETWEEN_NAMES.split(_BYLINE_WORD.sub("", string.strip()))
    ]
    return [words for words in map(_words, parts) if words]


def _words(name: str) -> frozenset[str]:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return frozenset(_WORD.findall(bare)) - _TITLES


def _is_title(name: frozenset[str]) -> bool:
    """Degrees are short or hold figures, roles have a word that says so."""
    joined = "".join(name)
    return len(joined) <= 5 or any(c.isdigit() for c in joined) or bool(name & _ROLES)
