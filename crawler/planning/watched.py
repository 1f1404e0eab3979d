"""The pages that a portal's declaration names, in whatever form their addresses are met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawler.planning.twins import address_key


class Watched:
    """Addresses that are watched: with http and https, ``www.`` and a slash at the end they are the same."""

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self._urls = tuple(urls)
        self._keys = frozenset(map(address_key, self._urls))

    def __contains__(self, url: str) -> bool:
        return bool(self._keys) and address_key(url) in self._keys

    def __iter__(self) -> Iterator[str]:
        """As the declaration names them."""
        return iter(self._urls)

    def __len__(self) -> int:
        return len(self._urls)
