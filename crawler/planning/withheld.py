"""What is not asked for because it is withheld, in whatever form its address is written."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.planning.twins import twin_key
from pipelines.urls import canonicalise


class Withheld:
    """The closed addresses of an archive, for whoever is about to ask for one or has an answer of one."""

    def __init__(self, addresses: Mapping[str, int]) -> None:
        """``addresses`` as ``archive.withheld.Wall`` has them, which may grow."""
        self._addresses = addresses
        self._keys: dict[str, int] = {}
        self._known = 0

    @property
    def urls(self) -> set[str]:
        """The closed addresses, canonical; without what pages name as one and is none."""
        return set(map(canonicalise, self._addresses)) - {""}

    def at(self, url: str) -> int:
        """The number of the withheld article to which ``url`` (canonical) or a twin of it leads; 0 where none is
        known to."""
        if len(self._addresses) > self._known:
            self._known = len(self._addresses)
            found = ((canonicalise(each), number) for each, number in self._addresses.items())
            self._keys = {twin_key(each): number for each, number in found if each}
        return self._keys.get(twin_key(url), 0) if self._keys and url else 0
