"""What may be wrong with a portal: the kinds, and how far something must have fallen to be one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

KINDS: dict[str, str] = {
    "never-ran": "the portal is declared, but no run of it was ever begun",
    "not-run": "no run has come to its end for longer than it should take",
    "run-failed": "the last run failed",
    "nothing-new": "no article on days on which there should be some",
    "far-fewer": "far fewer articles than usual",
    "too-old": "the newest article is older than the portal's pauses ever were",
    "no-dates": "pages have lost their date: has the layout changed?",
    "no-authors": "pages have lost their author: has the layout changed?",
    "no-sections": "pages have lost their section: has the layout changed?",
    "no-pictures": "pages have lost their picture: has the layout changed?",
    "short-texts": "texts are far shorter than usual: has the layout changed?",
    "other-language": "pages are in a language that the portal hardly ever has",
    "language-gone": "a language that the portal has is no longer met",
    "refusals": "far more pages are refused than usual",
}
"""Name to explanation: the names stand in the archive and do not change."""

SURE = 1e-5
"""Chance below which something is no accident: a portal is looked at some hundred times a year, in many ways."""
_BACK = 0.75
"""Share of what is usual at which something is over; more than where it begins, lest it flutters."""

Opened = Mapping[str, datetime]
"""Kinds of what is known to be wrong already, and since when."""


@frozen
class Finding:
    """Something that somebody should look at."""

    kind: str
    """A name from ``KINDS``."""
    detail: str
    """A sentence with the figures."""


def has_fallen(found: float, usual: float, share: float, is_open: bool) -> bool:
    """Whether ``found`` is below ``share`` of what is usual; once it was, whether it is not yet back."""
    return found < usual * (_BACK if is_open else share)
