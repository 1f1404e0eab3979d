"""Which of the things that pages need to look as they did a run asks for."""

from __future__ import annotations

import logging
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
"""Addresses: a backfill meets any number, and a layout is on the next page, too."""


class Turns:
    """When a run, or an import, is to have what pages need: at the first page that needs it, a picture that pages show
    at the second, unless the portal keeps pictures."""

    def __init__(self, keeps_pictures: bool) -> None:
        self._keeps_pictures = keeps_pictures
        self._shown: dict[str, str] = {}
        """Picture to the page that showed it first."""
        self._come: set[str] = set()

    def come(self, by: str, needed: Iterable[Requisite]) -> Iterator[str]:
        """The addresses whose turn has come with what the page at ``by`` needs, each once, as far as is remembered."""
        for url in (one.url for one in needed if not one.is_picture or self._is_shared(by, one.url)):
            if url not in self._come:
                self._come.add(url)
                yield url
        for remembered in (self._shown, self._come):
            if len(remembered) > _REMEMBERED:
                remembered.clear()

    def _is_shared(self, by: str, url: str) -> bool:
        """Whether another page showed a picture; states of one page are one."""
        return self._keeps_pictures or self._shown.setdefault(url, by) != by


class Requisites:
    """What is asked for in one run: stylesheets, what these need, icons; of pictures those that several pages show, or
    any, where the portal keeps pictures."""

    def __init__(
        self, db: Database, hosts: frozenset[str], is_article: Callable[[str], bool], keeps_pictures: bool
    ) -> None:
        self._db, self._hosts, self._is_article = db, hosts, is_article
        self._turns = Turns(keeps_pictures)
        self._asked = 0

    def wanted(self, by: str, needed: Iterable[Requisite]) -> Iterator[str]:
        """Of what the page or stylesheet at ``by`` needs the addresses to be asked for now: on the portal's hosts, not
        asked for within the week, each once."""
        if self._asked > _MOST:
            return
        for url in self._turns.come(by, needed):
            if not self._is_ours(url) or self._is_fresh(url):
                continue
            self._asked += 1
            if self._asked > _MOST:
                _log.warning("pages need more than %d things; the rest is not asked for now", _MOST)
                return
            yield url

    def _is_ours(self, url: str) -> bool:
        # An article is asked for as one.
        return urlsplit(url).netloc in self._hosts and not self._is_article(canonicalise(url))

    def _is_fresh(self, url: str) -> bool:
        """Whether it was asked for within the week, whatever came of it; never by a clock that was wrong."""
        now = datetime.now(UTC)
        period = [url, format_instant(now - _EVERY), format_instant(now)]
        return self._db.execute(_CAPTURED, period).fetchone() is not None


_CAPTURED = "SELECT 1 FROM captures WHERE final_url = ? AND captured_at BETWEEN ? AND ? LIMIT 1"
