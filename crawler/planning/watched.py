"""The pages that a portal's declaration names, in whatever form their addresses are met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawler.planning.twins import address_key


class Watched:
    """Addresses that are watched: with http and https, ``www.`` and a slash at the end they are the same."""

    def __init__(self, urls: Iterable[str] = ()) -> None:
        named = [*urls]
        by_key = {address_key(url): url for url in reversed(named)}
        self._urls = tuple(url for url in dict.fromkeys(named) if by_key[address_key(url)] == url)
        self._keys = frozenset(by_key)

    def __contains__(self, url: str) -> bool:
        return bool(self._keys) and address_key(url) in self._keys

    def __iter__(self) -> Iterator[str]:
        """As the declaration names them; of several forms of one address the first."""
        return iter(self._urls)

    def __len__(self) -> int:
        return len(self._urls)
