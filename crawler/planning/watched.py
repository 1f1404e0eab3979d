"""The pages that a portal's declaration names, in whatever form their addresses are met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawler.planning.twins import address_key


class Watched:
    """Addresses that are watched: with http and https, ``www.`` and a slash at the end they are the same."""

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self._urls: dict[str, str] = {}
        for url in urls:
            self._urls.setdefault(address_key(url), url)

    def __contains__(self, url: str) -> bool:
        return bool(self._urls) and address_key(url) in self._urls

    def __iter__(self) -> Iterator[str]:
        """As the declaration names them; of several forms of one address the first."""
        return iter(self._urls.values())

    def __len__(self) -> int:
        return len(self._urls)
