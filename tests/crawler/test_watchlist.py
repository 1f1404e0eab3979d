"""Which pages are watched, when each was looked at and what came of it: kept, shown, searched and subscribed to."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import httpx
import pytest
from lxml import html

from archive.site import application
from crawler.planning.watched import Watched
from crawler.runs.vigil import Vigil
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_words, environment
from tests.crawler.listeners import hook
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.crawler.test_watched import crawl_own, declared

DUES = "The dues for a night at the quay are {} crowns for each vessel of more than ten metres."


async def get(folder: Path, path: str) -> httpx.Response:
    site = application(folder / "archive")
    await site.invoke_startup()
    return await site.client.get(path)


async def shown(folder: Path, path: str = "/watched") -> list[str]:
    """The pages that are listed, each on one line."""
    page = html.fromstring((await get(folder, path)).text)
    return [" ".join(row.text_content().split()) for row in page.xpath("//ul[@class='notes'][1]/li[p[2]]")]


@pytest.fixture
def harbour(server: SmallServer) -> SmallServer:
    server.pages["/dues"] = Answer(article("Dues of the harbour", DUES.format(40)))
    server.pages["/rights"] = Answer(article("Rights of passengers"))
    server.pages["/news/"] = Answer(listing("/news/1"))
    server.pages["/news/1"] = Answer(article("A new quay"))
    return server


NEWS = {"ways": "(Listing('/news/'),)", "article_url": r"^/news/\d"}


def rows(crawled: Crawled) -> list[tuple[object, ...]]:
    return crawled.rows(
        "SELECT replace(url, rtrim(url, replace(url, '/', '')), ''), until IS NULL, looked_at IS NOT NULL, reason, "
        "(SELECT title FROM articles WHERE id = article) FROM watched ORDER BY url"
    )


def test_each_page_that_is_watched_has_a_row_and_what_came_of_it(
    harbour: SmallServer, tmp_path: Path
) -> None:
    crawled = crawl_own(harbour, tmp_path, watch=("/dues", "/rights", "/fees"), **NEWS)
    assert rows(crawled) == [
        ("dues", 1, 1, "", "Dues of the harbour"),
        ("fees", 1, 1, "http-404", None),
        ("rights", 1, 1, "", "Rights of passengers"),
    ]
    del harbour.pages["/rights"]
    harbour.pages["/dues"] = Answer(b"", 500)
    later = crawl_own(harbour, tmp_path, watch=("/dues", "/rights"), **NEWS)
    # That it is gone is told by the article; a page that nobody names any more was watched until then.
    assert rows(later) == [
        ("dues", 1, 1, "http-500", "Dues of the harbour"),
        ("fees", 0, 1, "http-404", None),
        ("rights", 1, 1, "", "Rights of passengers"),
    ]
    assert later.rows("SELECT state FROM articles WHERE title LIKE 'Rights%'") == [("missing",)]
    again = crawl_own(harbour, tmp_path, watch=("/dues", "/fees"), **NEWS)
    assert [row[:2] for row in rows(again)] == [("dues", 1), ("fees", 0), ("fees", 1), ("rights", 0)]


def test_a_run_that_does_not_look_leaves_the_account_as_it_was(harbour: SmallServer, tmp_path: Path) -> None:
    first = crawl_own(harbour, tmp_path, watch=("/dues",))
    looked = first.rows("SELECT looked_at FROM watched")
    assert (
        crawl_own(harbour, tmp_path, "--from", "2026-01", watch=("/dues",)).rows(
            "SELECT looked_at FROM watched"
        )
        == looked
    )
    saved = forked.gazette(
        ["save", "--archive", str(tmp_path / "archive"), f"http://{harbour.host}/dues"],
        environment(harbour.host, declared(tmp_path, harbour, watch=("/dues",))),
    )
    assert saved.returncode == 0, saved.stderr
    assert first.rows("SELECT looked_at FROM watched") > looked


def test_a_portal_that_watches_nothing_has_no_rows(harbour: SmallServer, tmp_path: Path) -> None:
    assert crawl_own(harbour, tmp_path, **NEWS).rows("SELECT count(*) FROM watched") == [(0,)]


def test_a_page_counts_as_kept_under_whichever_form_of_its_address_it_was() -> None:
    vigil = Vigil(Watched(["https://www.quay.example/dues/"]), ())
    vigil.settle("http://quay.example/dues", "failed", "http-500")
    assert [look.reason for look in vigil.looks] == ["http-500"]
    vigil.settle("https://quay.example/dues", "stored", "new")
    assert [(look.url, look.reason) for look in vigil.looks] == [("https://www.quay.example/dues/", "")]
    vigil.settle("https://quay.example/elsewhere", "failed", "http-500")
    assert len(vigil.looks) == 1


def test_what_robots_forbid_and_what_is_withheld_was_not_looked_at() -> None:
    for reason in ("robots", "withheld"):
        vigil = Vigil(Watched(["https://quay.example/dues"]), ())
        vigil.settle("https://quay.example/dues", "skipped", reason)
        assert [look.at for look in vigil.looks] == [None]
        vigil.settle("http://quay.example/dues", "failed", "timeout")
        vigil.settle("https://quay.example/dues", "skipped", reason)
        assert all(look.at for look in vigil.looks)


def test_of_several_forms_of_an_address_the_first_is_watched() -> None:
    named = ["https://quay.example/fees/", "http://quay.example/dues", "https://www.quay.example/dues/"]
    assert [*Watched(named)] == named[:2]
    assert named[2] in Watched(named)


def test_two_portals_may_watch_the_same_page(harbour: SmallServer, tmp_path: Path) -> None:
    own = declared(tmp_path, harbour, watch=("/dues",))
    mine = tmp_path / "own_portals" / "xx_own.py"
    (mine.parent / "xx_other.py").write_text(mine.read_text().replace("XxOwn", "XxOther"))
    for portal in ("xx_own", "xx_other", "xx_other"):
        ended = forked.gazette(crawl_words(tmp_path / "archive", portal), environment(harbour.host, own))
        assert ended.returncode == 0, ended.stderr
    told = Crawled(0, "", tmp_path / "archive")
    assert told.rows(
        "SELECT portal, reason, article, looked_at IS NOT NULL FROM watched ORDER BY portal"
    ) == [
        ("xx_other", "", 1, 1),
        ("xx_own", "", 1, 1),
    ]
    # What nobody declares any more is not watched from the next crawl on; who only looks changes nothing.
    mine.unlink()
    forked.gazette(["alarms", "--archive", str(tmp_path / "archive")], environment(harbour.host))
    assert told.rows("SELECT count(*) FROM watched WHERE until IS NULL") == [(2,)]
    ended = forked.gazette(crawl_words(tmp_path / "archive", "xx_other"), environment(harbour.host, own))
    assert ended.returncode == 0, ended.stderr
    assert told.rows("SELECT portal, until IS NULL FROM watched ORDER BY portal") == [
        ("xx_other", 1),
        ("xx_own", 0),
    ]


def test_a_page_to_print_is_looked_at_where_that_is_what_is_watched(
    harbour: SmallServer, tmp_path: Path
) -> None:
    harbour.pages["/news/1?print=1"] = Answer(article("A new quay, to print"))
    for _ in range(2):
        crawled = crawl_own(harbour, tmp_path, watch=("/news/1?print=1",), **NEWS)
        assert crawled.code == 0, crawled.said
        assert crawled.rows("SELECT title FROM articles ORDER BY title") == [
            ("A new quay",), ("A new quay, to print",)
        ]  # fmt: skip
    assert crawled.rows("SELECT looked_at IS NOT NULL, reason, article IS NOT NULL FROM watched") == [
        (1, "", 1)
    ]


async def test_the_site_shows_them_with_what_changed_last_first(harbour: SmallServer, tmp_path: Path) -> None:
    watch = ("/dues", "/fees", "/rights")
    crawl_own(harbour, tmp_path, watch=watch)
    harbour.pages["/rights"] = Answer(article("Rights of passengers", "They have none on Sundays. " * 9))
    crawl_own(harbour, tmp_path, watch=watch)
    first, *others = await shown(tmp_path)
    assert "Rights of passengers" in first
    assert "changed without a word, noticed" in first
    assert any("Dues of the harbour" in row and "as it was first seen" in row for row in others)
    why = "not kept by the last crawl: the portal answered that there is no such page (404)"
    assert any("Not in the archive yet" in row and why in row for row in others)
    page = (await get(tmp_path, "/watched")).text
    assert "1 page could not be kept by the last crawl" in page
    front = html.fromstring((await get(tmp_path, "/")).text)
    (section,) = front.xpath("//section[@aria-labelledby='watched']")
    assert "Rights of passengers" in section.text_content()
    assert "Dues" not in section.text_content()
    ((number,),) = Crawled(0, "", tmp_path / "archive").rows(
        "SELECT id FROM articles WHERE title LIKE 'Rights%'"
    )
    assert "with every crawl, looked at last" in (await get(tmp_path, f"/article/{number}")).text


async def test_what_is_gone_is_news_and_what_is_withheld_says_no_more_than_that(
    harbour: SmallServer, tmp_path: Path
) -> None:
    watch = ("/dues", "/rights")
    crawled = crawl_own(harbour, tmp_path, watch=watch)
    del harbour.pages["/rights"]
    crawl_own(harbour, tmp_path, watch=watch)
    ((number,),) = crawled.rows("SELECT id FROM articles WHERE title LIKE 'Dues%'")
    ended = forked.gazette(
        ["withhold", "--archive", str(tmp_path / "archive"), str(number), "--reason", "Order 4 C 17/26"],
        environment(harbour.host),
    )
    assert ended.returncode == 0, ended.stderr
    first, second = await shown(tmp_path)
    assert "Rights of passengers" in first
    assert "first missed" in first
    assert second.startswith("Withheld")
    assert "Dues of the harbour" not in second


async def test_no_longer_watched_pages_stand_apart(harbour: SmallServer, tmp_path: Path) -> None:
    crawl_own(harbour, tmp_path, watch=("/dues", "/rights"))
    crawl_own(harbour, tmp_path, watch=("/dues",))
    assert len(await shown(tmp_path)) == 1
    assert "watched from" in (await get(tmp_path, "/watched")).text
    assert (await get(tmp_path, "/watched?portal=nowhere")).status_code == 404
    assert len(await shown(tmp_path, "/watched?portal=xx_own")) == 1


async def test_they_are_searched_exported_and_subscribed_to_by_themselves(
    harbour: SmallServer, tmp_path: Path
) -> None:
    crawl_own(harbour, tmp_path, watch=("/dues",), **NEWS)
    harbour.pages["/dues"] = Answer(article("Dues of the harbour", DUES.format(60)))
    crawl_own(harbour, tmp_path, watch=("/dues",), **NEWS)
    found = [json.loads(line) for line in (await get(tmp_path, "/search.jsonl?watched=1")).text.splitlines()]
    assert [one["title"] for one in found] == ["Dues of the harbour"]
    changes = (await get(tmp_path, "/search.csv?watched=1&rows=changes")).text
    (row,) = csv.DictReader(io.StringIO(changes.removeprefix("\ufeff")))
    assert ("60 crowns" in row["text"], "40 crowns" in row["text_before"]) == (True, True)
    feed = (await get(tmp_path, "/search.atom?watched=1")).text
    assert ("Dues of the harbour" in feed, "A new quay" in feed) == (True, False)
    assert (await get(tmp_path, "/search.csv?watched=yes")).status_code == 400
    searched = forked.gazette(
        ["search", "--archive", str(tmp_path / "archive"), "--watched", "quay"], environment(harbour.host)
    )
    assert ("Dues of the harbour" in searched.stdout, "A new quay" in searched.stdout) == (True, False)
    file = tmp_path / "subscriptions.toml"
    with hook() as told:
        file.write_text(f'[watched]\nwatched = true\nwebhook = "{told.url}"\n')
        words = ("notify", "--archive", str(tmp_path / "archive"), "--subscriptions", str(file), "--test")
        tested = forked.gazette(words, environment(harbour.host))
    assert tested.returncode == 0, tested.stderr
    assert {event["url"] for posted in told.posted for event in posted["events"]} == {
        f"http://{harbour.host}/dues"
    }
