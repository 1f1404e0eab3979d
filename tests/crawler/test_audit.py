"""A 304 is believed until it was wrong once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attrs import evolve
from sqlite_utils import Database

from crawler.exchange.revisit import is_audited
from tests.crawler.conftest import Crawled, crawl_small, make_due
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

BEFORE, AFTER = "The council met on Monday. " * 6, "The council met on Tuesday. " * 6
CONDITIONS = {"if-none-match", "if-modified-since"}


def liar(body: bytes) -> Callable[[Asked], Answer]:
    """Answers 304 to whoever names a validator, whatever has become of the page."""
    headers = (("ETag", '"always-the-same"'),)
    return lambda asked: (
        Answer(status=304, headers=headers)
        if CONDITIONS & set(asked.headers)
        else Answer(body, headers=headers)
    )


def publish(server: SmallServer, text: str, banner: str = "") -> None:
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2"))
    head = f"<meta name='banner' content='{banner}'>"
    server.pages["/news/1"] = liar(article("Stays as it is", head=head))
    server.pages["/news/2"] = liar(article("Is corrected", text, head=head))


def crawl(server: SmallServer, folder: Path, audit: str) -> Crawled:
    return crawl_small(server, folder, "--recheck", "all", GAZETTE_TEST_AUDIT=audit)


def is_conditional(asked: Asked) -> bool:
    return bool(CONDITIONS & set(asked.headers))


def test_some_304_are_checked_others_on_every_day() -> None:
    urls = [f"https://gov.example/{number}" for number in range(800)]
    on = {day: {url for url in urls if is_audited(url, day, 16)} for day in ("2026-11-22", "2026-11-23")}
    assert all(20 < len(audited) < 100 for audited in on.values())
    assert on["2026-11-22"] != on["2026-11-23"]
    assert not any(is_audited(url, "2026-11-22", 0) for url in urls)


def test_a_host_whose_304_was_wrong_is_not_asked_conditionally_any_more(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, BEFORE)
    crawl(server, tmp_path, audit="0")
    publish(server, AFTER)
    believed = crawl(server, tmp_path, audit="0")
    assert believed.run()["articles_changed"] == 0

    found_out = crawl(server, tmp_path, audit="1")
    assert found_out.run()["articles_changed"] == 1
    assert [is_conditional(asked) for asked in server.asked("/news/2")] == [False, True, True, False]
    (host,) = Database(tmp_path / "crawl.db").query("SELECT name, distrusted_at FROM hosts")
    assert host["name"] == server.host
    assert host["distrusted_at"]

    server.log.clear()
    later = crawl(server, tmp_path, audit="0")
    assert (later.code, later.run()["articles_unchanged"]) == (0, 2)
    assert not any(is_conditional(asked) for asked in server.log)
    # The same payload without a 304 is a revisit all the same.
    assert [row["kind"] for row in later.captures("/news/1")][-1] == "revisit"


def test_a_host_whose_304_was_right_is_asked_conditionally_for_ever(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, BEFORE)
    crawl(server, tmp_path, audit="1")
    publish(server, BEFORE, banner="another: the bytes have changed, the text has not")
    crawl(server, tmp_path, audit="1")
    server.log.clear()
    crawled = crawl(server, tmp_path, audit="0")
    assert (crawled.code, crawled.run()["articles_unchanged"]) == (0, 2)
    assert [is_conditional(asked) for asked in server.asked("/news/1")] == [True]


def test_a_304_for_a_file_that_was_replaced_is_found_out_too(server: SmallServer, tmp_path: Path) -> None:
    link = b"<a href='/plan.txt'>The plan</a></main>"
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(article("With a plan").replace(b"</main>", link)),
        "/plan.txt": lambda asked: evolve(liar(b"Four berths")(asked), content_type="text/plain"),
    }
    crawl(server, tmp_path, audit="0")
    server.pages["/plan.txt"] = liar(b"Three berths")
    crawled = crawl(server, tmp_path, audit="1")
    assert crawled.endings()["/plan.txt"] == ("stored", "file-changed")
    (host,) = Database(tmp_path / "crawl.db").query("SELECT distrusted_at FROM hosts")
    assert host["distrusted_at"]


def test_a_304_for_a_refused_page_that_has_become_an_article_is_found_out_too(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, BEFORE)
    server.pages["/news/2"] = liar(b"<html><body><h1>Page not found</h1></body></html>")
    make_due(crawl_small(server, tmp_path))
    server.pages["/news/2"] = liar(article("Is there now"))
    crawled = crawl_small(server, tmp_path, GAZETTE_TEST_AUDIT="1")
    assert crawled.endings()["/news/2"] == ("stored", "new")
    (host,) = Database(tmp_path / "crawl.db").query("SELECT distrusted_at FROM hosts")
    assert host["distrusted_at"]
