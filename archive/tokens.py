"""What the index reads of a text, so that its tokenizer (``unicode61``) finds words in every script."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

SEPARATOR = "\u200b"
"""Stands between the characters of scripts that write without spaces; shown, it takes no room."""
MARK_START, MARK_END = "\ufdd0", "\ufdd1"
"""Round a found word: noncharacters, which ``fts_text`` takes out of every text, so that none forges them."""

# Written out, not computed from `unicodedata`: another Python must not split a stored text otherwise.
_SIGNS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"  # Lao
    "\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f"
    "\u109a-\u109d"  # Burmese and its neighbours
    "\u17b4-\u17d3\u17dd"  # Khmer
)
_LETTERS = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46"  # Thai
    "\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"  # Lao
    "\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"
    "\uaa60-\uaa7a"  # Burmese and its neighbours
    "\u1780-\u17b3\u17d7\u17dc"  # Khmer
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c"
    "\U00020000-\U0003fffd"  # Han, Yi
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001b000-\U0001b16f"  # Kana
    "\u3105-\u312f\u31a0-\u31bf"  # Bopomofo
    "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb"  # Hangul
)
_BREAKS = re.compile(f"(?=[{_LETTERS}])|(?<=[{_LETTERS}{_SIGNS}])(?![{_SIGNS}])")
_LIKE = str.maketrans("\u200bآأإٱىیکة٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", " ااااييكه" + "0123456789" * 2)
"""Letters and digits for others. A blank of the page's own would be taken for one of ours."""
_GONE = re.compile(
    "[\u00ad\u200d\u2060\ufe00-\ufe0f\ufeff\ufdd0\ufdd1\U000e0100-\U000e01ef"  # unseen inside words
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"  # Arabic
)
_FOLDED = re.compile(
    f"{_GONE.pattern}|[{''.join(map(chr, _LIKE))}]"
    "|[\ufb50-\ufdcf\ufdf0-\ufdfc\ufe70-\ufefc]"  # presentation forms of Arabic
    "|[\u3041-\u30ff][\u3099\u309a]|[\uff66-\uff9d][\uff9e\uff9f]?|[\uffa0-\uffdc]"  # voiced, half width
    "|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"  # Hangul written letter by letter
    "|[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]"  # compatibility forms of Han
    "|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufb00-\ufb06\u2160-\u217f]"  # full width, ligatures, numerals
)
# Neither breaks nor anything to fold in a text of these alone: one cheap look at European texts.
_ORDINARY = "\x00-\xac\xae-\u058f\u2000-\u200a\u200c\u200e-\u205f\u20a0-\u20cf"
_NOT_ORDINARY = re.compile(f"[^{_ORDINARY}]")


def fts_text(text: str) -> str:
    """``text`` as the index reads it: folded, and with ``SEPARATOR`` round characters of unspaced scripts.

    Folding makes equal what readers take for equal and the tokenizer does not: full and half width, the
    compatibility forms of Han and of Arabic, Arabic and Hebrew with and without vowel signs, the forms of
    alef, ya, kaf and ta marbuta, Arabic digits, words with and without soft hyphens. Case and Latin accents
    are the tokenizer's. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese become one token a
    character (with its signs). The same text gives the same result for ever: the triggers of the index
    compute it again to take an old row out.
    """
    return _BREAKS.sub(SEPARATOR, _fold(text)) if _NOT_ORDINARY.search(text) else text


def plain(text: str) -> str:
    """``text`` without the separators that ``fts_text`` put in."""
    return text.replace(SEPARATOR, "")


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` the SQL functions ``fts_text`` and ``plain``; of NULL they make NULL."""
    for name, function in (("fts_text", fts_text), ("plain", plain)):
        connection.create_function(name, 1, _null_stays_null(function), deterministic=True)


def unmarked(text: str) -> str:
    """``text`` without ``MARK_START`` and ``MARK_END``."""
    return text.replace(MARK_START, "").replace(MARK_END, "")


def as_written(text: str, fragment: str) -> str:
    """``fragment``, cut and marked by FTS5 out of ``fts_text(text)``, in the characters of ``text`` itself.

    The marks stay, and an ellipsis stands where the fragment does not reach the beginning or end of the text.
    """
    text = unmarked(text)
    pieces = re.split(f"([{MARK_START}{MARK_END}])", plain(fragment))
    # Not found where somebody has changed the article between two questions: then from the beginning.
    begin = max(0, _fold(text).find("".join(pieces[::2])))
    cuts = _positions(text, begin, [len(piece) for piece in pieces[::2]])
    words = [text[start:end] for start, end in pairwise(cuts)]
    marks = [*pieces[1::2], ""]
    shown = "".join(word + mark for word, mark in zip(words, marks, strict=True))
    return ("…" if begin > 0 else "") + shown.strip() + ("…" if cuts[-1] < len(text) else "")


def _positions(text: str, begin: int, lengths: list[int]) -> list[int]:
    """Where in ``text`` the pieces begin that follow one another from ``begin`` in its folded form."""
    folded, written = _anchors(text)
    found, position = [], begin
    for length in [0, *lengths]:
        position += length
        anchor = bisect_right(folded, position) - 1
        beyond = written[anchor + 1] if anchor + 1 < len(written) else len(text)
        found.append(min(written[anchor] + position - folded[anchor], beyond))
    if begin == 0:
        found[0] = 0  # and with it what is unseen before the first character
    return found


def _anchors(text: str) -> tuple[list[int], list[int]]:
    """Positions that correspond: in the folded text, and in ``text``; between two, characters go in step."""
    folded, written, grown = [0], [0], 0
    for change in _FOLDED.finditer(text):
        for position in change.span():
            folded.append(position + grown)
            written.append(position)
        grown += len(_folded(change[0])) - len(change[0])
        folded[-1] = change.end() + grown
    return folded, written


def _null_stays_null(function: Callable[[str], str]) -> Callable[[object], str | None]:
    return lambda value: None if value is None else function(str(value))


def _fold(text: str) -> str:
    return _FOLDED.sub(lambda found: _folded(found[0]), text)


@lru_cache(maxsize=4096)
def _folded(characters: str) -> str:
    return _GONE.sub("", unicodedata.normalize("NFKC", characters)).translate(_LIKE)
