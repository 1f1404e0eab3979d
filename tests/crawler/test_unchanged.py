"""A run over a portal that has not changed asks for little and reads nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from archive.captures import stored
from archive.connection import open_archive
from tests.crawler.conftest import Crawled, crawl_small, make_due
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

SHORT = "<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>"


def dated(body: bytes) -> Callable[[Asked], Answer]:
    headers = (("ETag", f'"{len(body)}"'),)

    def answer(asked: Asked) -> Answer:
        is_known = asked.headers.get("if-none-match") == headers[0][1]
        return Answer(status=304, headers=headers) if is_known else Answer(body, headers=headers)

    return answer


def publish(server: SmallServer) -> None:
    server.pages |= {
        "/news/": Answer(listing(*(f"/news/{number}" for number in range(1, 7)))),
        "/news/1": dated(article("Has a validator")),
        "/news/2": Answer(article("Has none")),
        "/news/3": Answer(status=301, headers=(("Location", "/news/30"),)),
        "/news/30": Answer(article("Has moved")),
        "/news/4": Answer(SHORT.encode()),
        "/news/5": dated(SHORT.encode() + b"<!-- another -->"),
        "/news/6": Answer(status=404),
    }


def brought(crawled: Crawled) -> dict[str, tuple[object, object]]:
    """Path of each page to kind and status of its last capture."""
    paths = [f"/news/{name}" for name in ("1", "2", "30", "4", "5")]
    last = {path: crawled.captures(path)[-1] for path in paths}
    return {path: (row["kind"], row["status"]) for path, row in last.items()}


def test_a_second_run_reads_nothing_that_it_has_read_before(server: SmallServer, tmp_path: Path) -> None:
    publish(server)
    first = crawl_small(server, tmp_path)
    assert first.run()["articles_new"] == 3
    assert set(brought(first).values()) == {("response", 200)}
    endings = first.endings()

    make_due(first)
    server.log.clear()
    second = crawl_small(server, tmp_path)
    assert brought(second) == {
        "/news/1": ("revisit", 304),
        "/news/2": ("revisit", 200),
        "/news/30": ("revisit", 200),
        "/news/4": ("revisit", 200),
        "/news/5": ("revisit", 304),
    }
    unchanged = dict.fromkeys(("/news/1", "/news/2", "/news/30"), ("stored", "unchanged"))
    # An address that has moved is remembered: it is not asked for again so soon.
    assert endings.pop("/news/3") == ("skipped", "moved")
    assert second.endings() == endings | unchanged
    assert (second.code, second.run()["refused"], second.run()["articles_unchanged"]) == (0, 2, 3)
    assert second.rows("SELECT count(*) FROM revisions") == [(3,)]
    assert set(Counter(asked.path for asked in server.log).values()) == {1}


def test_a_refused_page_that_has_become_an_article_is_read(server: SmallServer, tmp_path: Path) -> None:
    publish(server)
    make_due(crawl_small(server, tmp_path))
    server.pages["/news/4"] = Answer(article("Is there now"))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/4"] == ("stored", "new")


def test_who_asks_for_all_has_refused_pages_read_again(server: SmallServer, tmp_path: Path) -> None:
    publish(server)
    crawl_small(server, tmp_path)
    crawled = crawl_small(server, tmp_path, "--recheck", "all")
    assert brought(crawled)["/news/4"] == ("response", 200)
    assert crawled.endings()["/news/4"][0] == "skipped"


def test_a_list_that_brings_the_same_is_kept_once_and_read_all_the_same(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server)
    make_due(crawl_small(server, tmp_path))
    second = crawl_small(server, tmp_path)
    assert [row["kind"] for row in second.captures("/news/")] == ["response", "revisit"]
    assert [row["kind"] for row in second.captures("/robots.txt")][:1] == ["response"]
    assert second.run()["articles_unchanged"] == 3
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(1, 8))))
    server.pages["/news/7"] = Answer(article("Is new"))
    third = crawl_small(server, tmp_path)
    assert [row["kind"] for row in third.captures("/news/")] == ["response", "revisit", "response"]
    assert third.run()["articles_new"] == 1
    with open_archive(third.folder) as connection:
        brought = [stored(connection, third.folder, row).payload for row in third.captures("/news/")]
    assert brought[0] == brought[1] != brought[2]
