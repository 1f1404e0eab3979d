"""A clock that was ahead by a year when the last crawl ran, and is right again: nothing waits for that year to pass."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing

_DATED = {
    "archive.db": {
        "articles": ("first_seen_at", "last_seen_at", "missed_at"),
        "captures": ("captured_at",),
        "refusals": ("refused_at",),
        "revisions": ("captured_at",),
        "runs": ("started_at", "finished_at"),
    },
    "crawl.db": {"memory": ("first_at", "last_at"), "hosts": ("not_before",), "robots": ("fetched_at",)},
}


def a_year_ahead(folder: Path) -> None:
    """As if all that is known had been dated by such a clock."""
    for name, tables in _DATED.items():
        database = Database(folder / name)
        with database.conn:
            for table, columns in tables.items():
                for column in columns:
                    ahead = f"strftime('%Y-%m-%dT%H:%M:%fZ', nullif({column}, ''), '+1 year')"
                    database.execute(f"UPDATE {table} SET {column} = {ahead} WHERE {column} <> ''")
        database.conn.close()


def test_articles_and_robots_are_asked_for_again_once_and_then_as_ever(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= {f"/news/{number}": Answer(article(f"Article {number}")) for number in (1, 2, 3)}
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2", "/news/3"))
    crawl_small(server, tmp_path)
    server.pages["/news/2"] = Answer(b"gone", 404)
    crawl_small(server, tmp_path, "--recheck", "all")
    a_year_ahead(tmp_path)
    server.pages["/news/2"] = Answer(article("Article 2"))
    counted = {path: len(server.asked(path)) for path in ("/robots.txt", "/news/1", "/news/2")}
    crawled = crawl_small(server, tmp_path)
    assert (crawled.code, crawled.run()["articles_unchanged"]) == (0, 3)
    assert {path: len(server.asked(path)) - before for path, before in counted.items()} == dict.fromkeys(
        counted, 1
    )
    assert crawled.rows(
        "SELECT count(*) FROM articles WHERE state = 'published' AND last_seen_at < strftime('%Y-%m-%dT%H:%M:%fZ')"
    ) == [(3,)]
    again = crawl_small(server, tmp_path)
    assert (again.code, again.run()["articles_unchanged"]) == (0, 0)
