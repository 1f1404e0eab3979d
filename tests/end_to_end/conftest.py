"""One walk through everything, shared by the tests that look at its parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen
from sqlite_utils import Database

from archive.database import open_for_writing
from crawler.demo.article import DemoArticle
from crawler.demo.server import DemoPortals
from tests.end_to_end.crawls import crawl, watched


@frozen
class Walk:
    """Both demo portals, crawled in their first and their second state."""

    portals: DemoPortals
    folder: Path
    before: dict[str, DemoArticle]
    """The first state's articles by address."""
    after: dict[str, DemoArticle]
    reports: tuple[str, str]

    @property
    def db(self) -> Database:
        return open_for_writing(self.folder / "archive.db")

    @property
    def urls(self) -> set[str]:
        """All that is to be in the archive."""
        return {*self.before, *self.after, *watched(self.portals)}

    def url(self, portal: str, path: str) -> str:
        return self.portals.addresses[portal] + path


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    with DemoPortals(ports=(0, 0)) as portals:
        before, first = _articles(portals), crawl(portals, folder)
        assert first.returncode == 0, first.stderr
        portals.become(2)
        after, second = _articles(portals), crawl(portals, folder, "--recheck", "all")
        assert second.returncode == 0, second.stderr
        yield Walk(portals, folder, before, after, (first.stderr, second.stderr))


def _articles(portals: DemoPortals) -> dict[str, DemoArticle]:
    return {
        address + article.path: article
        for portal, address in portals.addresses.items()
        for article in portals.articles(portal)
    }
