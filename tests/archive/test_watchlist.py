"""The rows of watched pages: one for each time a page was watched, with the article that it is, and what is news."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive import watchlist
from archive.records import Attachment, FileText
from archive.search import Query, find
from archive.site.watching import former, latest, watched
from archive.store import Store
from archive.watchlist import Look
from archive.withholding import withhold
from tests.archive.site.conftest import Press, article, page, portal_row

DUES, FEES = page("xx_waters", "dues"), page("xx_waters", "fees")


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    with Store(tmp_path) as store:
        for portal in ("xx_waters", "yy_roads"):
            store.declare(portal_row(portal))
        yield Press(store)


def watch(press: Press, *urls: str, portal: str = "xx_waters") -> None:
    press.store.flush()
    watchlist.declare(press.store.db, portal, urls)


def rows(press: Press, columns: str) -> list[tuple[Any, ...]]:
    return press.store.db.execute(f"SELECT {columns} FROM watched ORDER BY id").fetchall()


def shown(press: Press) -> dict[str, dict[str, Any]]:
    press.store.flush()
    return {row["url"]: row for row in watched(press.store.db.conn)}


def test_an_address_that_is_spelled_otherwise_goes_on_in_its_row(press: Press) -> None:
    watch(press, DUES, FEES)
    before = rows(press, "id, since")
    other = f"{DUES.replace('https://', 'http://www.')}/"
    watch(press, FEES, other)
    assert rows(press, "url, until") == [(other, None), (FEES, None)]
    assert rows(press, "id, since") == before


def test_what_is_dropped_and_named_again_has_a_row_for_each_time(press: Press) -> None:
    watch(press, DUES)
    watch(press)
    ((since, until),) = rows(press, "since, until")
    watch(press, DUES)
    assert rows(press, "since = until") == [(since == until,), (None,)]
    assert rows(press, "since")[1][0] >= until
    assert [row["until"] for row in former(press.store.db.conn, "xx_waters")] == [until]
    assert former(press.store.db.conn, "yy_roads") == []


def test_portals_that_nobody_declares_any_more_watch_nothing(press: Press) -> None:
    watch(press, DUES)
    watch(press, page("yy_roads", "toll"), portal="yy_roads")
    at = "2026-03-05T04:00:00.000Z"
    watchlist.close_strangers(press.store.db, (), at)
    assert rows(press, "until") == [(None,), (None,)]
    watchlist.close_strangers(press.store.db, ("xx_waters", "zz_health"), at)
    assert rows(press, "until") == [(None,), (at,)]
    # They may have been declared elsewhere, or a file could not be read.
    before = rows(press, "id, url, since")
    watch(press, page("yy_roads", "toll"), portal="yy_roads")
    assert rows(press, "until") == [(None,), (None,)]
    assert rows(press, "id, url, since") == before


def test_the_article_is_the_portal_s_own_that_is_at_home(press: Press) -> None:
    press.publish("xx_waters", "dues/", "Old dues", "They were low.")
    press.store.move(f"{DUES}/", FEES, "2026-03-02T00:00:00.000Z")
    press.publish("xx_waters", "dues", "New dues", "They are high.")
    watch(press, DUES)
    assert shown(press)[DUES]["title"] == "New dues"
    assert [hit.title for hit in find(press.store.db.conn, Query(watched=True))] == ["New dues"]


def test_an_article_that_is_not_noted_yet_is_found_by_its_address(press: Press) -> None:
    """As before the end of a first crawl, or after an import."""
    watch(press, DUES)
    press.publish("xx_waters", "dues", "Dues", "They are high.")
    assert shown(press)[DUES]["title"] == "Dues"
    assert rows(press, "article") == [(None,)]
    assert [hit.title for hit in find(press.store.db.conn, Query(watched=True))] == ["Dues"]
    watch(press, DUES)
    assert rows(press, "article") == [(1,)]


def test_what_was_withheld_before_it_was_watched_is_known_by_its_number(press: Press, tmp_path: Path) -> None:
    press.publish("xx_waters", "dues", "Secret dues", "They are high.")
    press.store.flush()
    withhold(press.store.db, tmp_path, [1], "Order 4 C 17/26")
    watch(press, f"{DUES}/")
    assert rows(press, "article") == [(1,)]
    row = shown(press)[f"{DUES}/"]
    assert (row["title"], bool(row["withheld_at"])) == (None, True)


def test_a_move_is_news_once_and_not_with_every_crawl(press: Press) -> None:
    for path in ("dues", "fees"):
        press.publish("xx_waters", path, path.title(), f"The {path} are high.")
    watch(press, DUES, FEES)
    press.store.move(DUES, page("xx_waters", "news"), "2026-03-02T00:00:00.000Z")
    press.minute = 60 * 12
    press.publish("xx_waters", "fees", "Fees", "The fees are higher.")
    press.store.move(DUES, page("xx_waters", "news"), "2026-03-09T00:00:00.000Z")
    assert shown(press)[DUES]["news_at"] == "2026-03-02T00:00:00.000Z"


def test_that_a_file_was_replaced_or_a_page_is_back_is_news(press: Press) -> None:
    tariff = Attachment(page("xx_waters", "tariff.pdf"), "Tariff", "application/pdf")
    press.publish("xx_waters", "dues", "Dues", "They are high.", attachments=(tariff,))
    press.publish("xx_waters", "fees", "Fees", "They are low.")
    watch(press, DUES, FEES, page("xx_waters", "pilots"))
    assert latest(press.store.db.conn) == []
    for words in ("Forty crowns", "Sixty crowns"):
        press.store.files.attach(tariff.url, press.capture("xx_waters", "tariff.pdf"), FileText(words))
    gone = press.capture("xx_waters", "fees", 404)
    press.store.miss(FEES, gone.captured_at, "http-404")
    back = press.capture("xx_waters", "fees")
    press.store.store(article("xx_waters", "fees", "Fees", "They are low."), back)
    press.store.flush()
    assert [(row["url"], row["seen"]) for row in latest(press.store.db.conn)] == [
        (FEES, "found"),
        (DUES, "file-replaced"),
    ]


def test_a_look_for_which_nobody_asked_the_portal_does_not_count_as_one(press: Press) -> None:
    watch(press, DUES)
    at = "2026-03-04T04:00:00.000Z"
    watchlist.looked(press.store.db, "xx_waters", [Look(DUES, at, "")])
    watchlist.looked(press.store.db, "xx_waters", [Look(DUES, None, "robots")])
    assert rows(press, "looked_at, reason") == [(at, "robots")]
