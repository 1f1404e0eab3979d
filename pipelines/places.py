"""Names of cities, as CLDR has them through babel: those after which time zones are called, capitals most of them."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "tr")


def is_city(words: str) -> bool:
    """Whether ``words`` are the name of a large city, whatever their case."""
    return " ".join(words.split()).casefold() in _cities()


@cache
def _cities() -> frozenset[str]:
    zones: frozenset[str] = frozenset(zone for zone in get_global("zone_territories") if "/" in zone)
    names = {zone.rpartition("/")[2].replace("_", " ") for zone in zones if not zone.startswith("Etc/")}
    for language in _LANGUAGES:
        names.update(zone["city"] for zone in Locale.parse(language).time_zones.values() if "city" in zone)
    return frozenset(map(str.casefold, names))
