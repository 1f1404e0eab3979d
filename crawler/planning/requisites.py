"""Which of the things that pages need to look as they did a run asks for."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlite_utils import Database

from archive.records import Requisite, format_instant
from pipelines.urls import canonicalise

_log = logging.getLogger(__name__)
_EVERY = timedelta(days=7)
"""All pages of a portal share them, and they change with its layout."""
_MOST = 500
"""In a run: no portal has as many, but a page may name any number."""
_REMEMBERED = 20_000
"""Pictures that one page showed so far: a backfill meets any number, and a layout is on the next page, too."""
_SHARED_BY = 2
"""Pages of a run that show a picture before it is taken for a part of the layout: a logo, not an article's own."""


class Turns:
    """When a run, or an import, is to have what pages need: at the first page that needs it, a picture that pages show
    at the second, unless the portal keeps pictures."""

    def __init__(self, keeps_pictures: bool) -> None:
        self._shared_by = 1 if keeps_pictures else _SHARED_BY
        self._shown: Counter[str] = Counter()
        self._come: set[str] = set()

    def come(self, needed: Iterable[Requisite]) -> Iterator[str]:
        """The addresses whose turn has come, each once."""
        for url in (one.url for one in needed if not one.is_picture or self._is_shared(one.url)):
            if url not in self._come:
                self._come.add(url)
                yield url

    def _is_shared(self, url: str) -> bool:
        self._shown[url] += 1
        shown = self._shown[url]
        if len(self._shown) > _REMEMBERED:
            self._shown.clear()
        return shown >= self._shared_by


class Requisites:
    """What is asked for in one run: stylesheets, what these need, icons; of pictures those that several pages show, or
    any, where the portal keeps pictures."""

    def __init__(
        self, db: Database, hosts: frozenset[str], is_article: Callable[[str], bool], keeps_pictures: bool
    ) -> None:
        self._db, self._hosts, self._is_article = db, hosts, is_article
        self._turns = Turns(keeps_pictures)
        self._asked = 0

    def wanted(self, needed: Iterable[Requisite]) -> Iterator[str]:
        """The addresses to be asked for now: on the portal's hosts, not asked for within the week, each once."""
        for url in self._turns.come(needed):
            if self._is_ours(url) and not self._is_fresh(url):
                self._asked += 1
                if self._asked <= _MOST:
                    yield url
                elif self._asked == _MOST + 1:
                    _log.warning("more than %d things that pages need; the rest is left to later runs", _MOST)

    def _is_ours(self, url: str) -> bool:
        # An article is asked for as one.
        return urlsplit(url).netloc in self._hosts and not self._is_article(canonicalise(url))

    def _is_fresh(self, url: str) -> bool:
        """Whether it was asked for within the week, whatever came of it; never by a clock that was wrong."""
        now = datetime.now(UTC)
        period = [url, format_instant(now - _EVERY), format_instant(now)]
        return self._db.execute(_CAPTURED, period).fetchone() is not None


_CAPTURED = "SELECT 1 FROM captures WHERE final_url = ? AND captured_at BETWEEN ? AND ? LIMIT 1"
