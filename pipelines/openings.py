"""The dateline of a report: where and when it was written, before its first sentence."""

from __future__ import annotations

import re

from pipelines.moments import Found, claimed_days, plain_figures

_LONGEST = 120
_PLACE = re.compile(
    r"[(（]?(?:(?:press ?release|pressemitteilung|communiqué)(?: vom| of| du)?\s?[:,–—|-]?\s?)?"
    r"(?!(?:on|am|im|seit|since|until|from|by|le|el|il|em|in|as of)\s)"
    r"(?:(?-i:[^\W\d_a-zß-ÿ])[\w.'’-]*[\s,/()–—:|-]{1,3}(?:(?:de|den|of|the|am|le|la|el|a)\s)*){0,5}",
    re.IGNORECASE,
)
"""Where it was written, perhaps with what it is: every word has a capital, and none opens a sentence."""
_CAPITAL = r"[^\W\d_a-zß-ÿ][\w.'’-]{1,20}"
_PLACE_AFTER = rf"(?:,\s{_CAPITAL}(?:\s{_CAPITAL})?(?=\s?[–—-]\s|,)){{0,2}}"
"""'11 June 2020, Oldtown – The ministry …'"""
_END = re.compile(rf"{_PLACE_AFTER}[)）]?(?:\s*[–—|(/:]|\s-\s|\.?\s[„“\"«]|[.)]\s(?=[^\W\d_a-zß-ÿ]))")


def opening_day(text: str, languages: tuple[str, ...] = (), order: str = "") -> Found | None:
    """The day before the first sentence of ``text``: 'OLDTOWN, 10 June 2020 – The ministry …'.

    ``languages`` and ``order`` as for ``find_days``. ``None`` where the day belongs to the sentence.
    """
    start = plain_figures(text[:_LONGEST])
    day = next(iter(claimed_days(start, languages, order)), None)
    is_apart = day and _PLACE.fullmatch(start[: day.start]) and _END.match(start[day.end :])
    return day if is_apart else None
