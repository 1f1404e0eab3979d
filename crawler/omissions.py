"""What a declaration may leave out, because it follows from the rest."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from attrs import evolve, fields_dict, has

from pipelines.urls import canonicalise

_ADDRESSES = ("url", "numbered")
NOTHING = "(?!)"
"""A regular expression that matches nothing."""


def fill_in(portal: Any) -> None:
    """Give a portal's class the fields that it leaves out, and its ways the host of ``home_url``.

    name: the file's; country: the name's first two letters; publisher: the title; licence: ``not stated``;
    first_date: ``''``, not known. Where pages are watched: no ways, and no other articles.
    """
    if not getattr(portal, "name", None):
        portal.name = portal.__module__.rpartition(".")[2]
    land = str(portal.name).partition("_")[0]
    given = {
        "country": land.upper() if len(land) == 2 else None,
        "publisher": getattr(portal, "title", None),
        "licence": "not stated",
        "first_date": "",
    }
    for field, value in given.items():
        if value not in (None, ...) and getattr(portal, field, None) is None:
            setattr(portal, field, value)
    if getattr(portal, "watch", ()):
        given_alone = {"ways": (), "article_url": NOTHING}
        for field, value in given_alone.items():
            if not hasattr(portal, field):
                setattr(portal, field, value)
    home, ways = getattr(portal, "home_url", None), getattr(portal, "ways", None)
    if isinstance(home, str) and isinstance(ways, tuple):
        portal.ways = tuple(_from_home(way, home) for way in ways)
    watch = getattr(portal, "watch", None)
    if isinstance(home, str) and isinstance(watch, tuple):
        portal.watch = tuple(canonicalise(url, home) if isinstance(url, str) else url for url in watch)


def _from_home(way: Any, home: str) -> Any:
    """A way whose addresses are whole where they began with a slash."""
    if not has(type(way)):
        return way
    told = {name: getattr(way, name) for name in _ADDRESSES if name in fields_dict(type(way))}
    return evolve(way, **{name: urljoin(home, url) for name, url in told.items() if url.startswith("/")})
