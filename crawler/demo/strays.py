"""What the listings link to besides articles, as on every real portal."""

from __future__ import annotations

from typing import Literal

from attrs import frozen


@frozen
class Stray:
    """A link in the listing and the sitemap of ``section`` that leads to no article of its own."""

    portal: str
    section: str
    path: str
    title: str
    kind: Literal["private", "soft-404", "not-found", "redirect"]
    target: str = ""
    """Where a redirect leads."""


STRAYS: tuple[Stray, ...] = (
    Stray(
        "demo_tides",
        "releases",
        "/news/embargoed/4811/winter-dredging-tender",
        "Winter dredging tender (embargoed)",
        "private",
    ),
    Stray(
        "demo_tides",
        "releases",
        "/news/releases/4790/lantern-regatta-programme",
        "Programme of the lantern regatta",
        "soft-404",
    ),
    Stray(
        "demo_tides",
        "notices",
        "/news/notices/4702/ferry-timetable-annex",
        "Annex to the ferry timetable",
        "not-found",
    ),
    Stray(
        "demo_tides",
        "releases",
        "/news/releases/117/dredging-of-the-merrow-channel",
        "Dredging of the Merrow channel",
        "redirect",
        "/news/releases/861708/dredging-of-the-merrow-channel-begins",
    ),
    Stray(
        "demo_fields",
        "news",
        "/en/drafts/2026/05/02/grazing-order-draft.html",
        "Draft grazing order for internal comment",
        "private",
    ),
    Stray(
        "demo_fields",
        "news",
        "/en/news/2026/02/30/open-granary-day.html",
        "Open granary day",
        "soft-404",
    ),
    Stray(
        "demo_fields",
        "news",
        "/en/news/2025/11/31/harvest-tables.html",
        "Harvest tables",
        "not-found",
    ),
    Stray(
        "demo_fields",
        "news",
        "/en/news/2026/07/13/bee-count.html",
        "Bee count",
        "redirect",
        "/en/news/2026/07/14/bee-count-finds-more-hives-fewer-keepers.html",
    ),
)


def strays_of(portal: str, section: str = "") -> tuple[Stray, ...]:
    """Of one portal, and of one section where that is named."""
    return tuple(s for s in STRAYS if s.portal == portal and section in ("", s.section))
