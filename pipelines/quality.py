"""Which pages do not become articles, and why."""

from __future__ import annotations

from archive.records import Refusal

REASONS: dict[str, str] = {
    "too-thin": "hardly any text, less than a short notice has",
    "no-title": "neither the page nor the portal names a title",
    "unreadable": "the page could not be taken apart",
    "too-large": "more markup than a page that a person wrote",
}


def refuse(url: str, reason: str, detail: str = "") -> Refusal:
    """A refusal with a reason that ``REASONS`` explains."""
    if reason not in REASONS:
        raise KeyError(reason)
    return Refusal(url, reason, detail)
