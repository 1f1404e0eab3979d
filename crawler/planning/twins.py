"""Addresses that lead to one page: with http and https, ``www.``, a slash at the end, to print, in a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import islice
from urllib.parse import urlsplit

_PRINT_PATH = re.compile(
    r"/(?:print(?:er|able|view|version|[_-]?page|[_-]friendly)?)(?:\.\w{1,5})?(?=/|$)", re.IGNORECASE
)
_PRINT_PAIR = re.compile(
    r"(?:is_?|for_?)?print(?:able|er|view|version|[_-]?page|[_-]friendly)?(?:=[^&]*)?"
    r"|(?:format|view|output|layout|mode|type|action|style|template)=print\w*|tmpl=component",
    re.IGNORECASE,
)
_MOST_PAIRS = 20
"""Parameters that are looked at: an address of hundreds is made by a trap, to take time."""
IsArticle = Callable[[str], bool]


def is_same_address(one: str, other: str) -> bool:
    """Whether two canonical addresses differ only in http and https, ``www.`` and a slash at the end."""
    return address_key(one) == address_key(other)


def is_to_print(url: str) -> bool:
    """Whether an address is that of a page made for a printer."""
    return _may_be_to_print(url) and twin_key(url) != address_key(url)


def twin_key(url: str) -> str:
    """Equal for addresses that lead to one page, going by how they are written."""
    if not _may_be_to_print(url):
        return address_key(url)
    parts = urlsplit(url)
    pairs = (pair for pair in parts.query.split("&") if not _PRINT_PAIR.fullmatch(pair))
    return address_key(parts._replace(path=_PRINT_PATH.sub("", parts.path), query="&".join(pairs)).geturl())


def essential(url: str, is_article: IsArticle, noise: Iterable[str] | None = None) -> str:
    """``url`` without the parameters that may go without its ceasing to be an article's address.

    ``noise``: the only ones (``name=value``) that are looked at; else all.
    """
    parts = urlsplit(url)
    for pair in islice(parts.query.split("&") if noise is None else noise, _MOST_PAIRS):
        pairs = [other for other in parts.query.split("&") if other != pair]
        shorter = parts._replace(query="&".join(pairs))
        if is_article(shorter.geturl()):
            parts = shorter
    return parts.geturl()


class Twins:
    """Which of several addresses of one page is asked for: the one that the archive knows, else the first named."""

    def __init__(self, known: Iterable[str], is_article: IsArticle) -> None:
        self._is_article = is_article
        self._named: dict[str, tuple[str, ...]] = {}
        for url in known:
            self._name(url, twin_key(url))

    def choose(self, url: str, named_at: str = "") -> str:
        """The address that stands for ``url``, which the page at ``named_at`` names.

        What a calendar or a session carries along stands in both addresses; it tells nothing about the article
        if that is one without it.
        """
        carried = set(urlsplit(named_at).query.split("&")) & set(urlsplit(url).query.split("&")) - {""}
        bare = essential(url, self._is_article, sorted(carried)) if carried else url
        return self._name(url, twin_key(bare))[0]

    def _name(self, url: str, key: str) -> tuple[str, ...]:
        """All addresses that were named of a page, ``url`` among them, in that order."""
        twins = self._named.get(key, ())
        if url not in twins:
            twins = self._named[key] = (*twins, url)
        return twins

    def others(self, url: str) -> list[str]:
        """The other addresses that were named of the page at ``url``: where that one fails, they may not."""
        return [twin for twin in self._named.get(twin_key(url), ()) if twin != url]


def _may_be_to_print(url: str) -> bool:
    lower = url.lower()
    return "print" in lower or "tmpl=component" in lower


def address_key(url: str) -> str:
    """Equal for canonical addresses that differ only in http and https, ``www.`` and a slash at the end."""
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
