"""An article that several lists name: what the one says that says most is handed on with its page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.http import Request

from archive.records import Hint
from archive.rows import hint_text
from crawler.planning.asking import request_for, tell_more
from crawler.planning.ledger import Plan
from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing

FEED = """<rss version="2.0"><channel><title>News</title>{}</channel></rss>"""
ITEM = "<item><title>Article {0}</title><link>/news/{0}</link><pubDate>Wed, 10 Jun 2020 09:30:00 GMT</pubDate></item>"


@pytest.mark.parametrize("at_once", ["1", "16"])
def test_what_the_feed_says_is_known_though_a_list_names_the_article_first(
    server: SmallServer, tmp_path: Path, at_once: str
) -> None:
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(1, 9))))
    items = "".join(ITEM.format(number) for number in range(1, 9))
    server.pages["/feed.xml"] = Answer(FEED.format(items).encode(), content_type="application/rss+xml")
    for number in range(1, 9):
        server.pages[f"/news/{number}"] = Answer(article(f"Article {number}"))
    further = {"GAZETTE_PORTALS": "tests.crawler.telling_portals", "GAZETTE_TEST_AT_ONCE": at_once}
    crawled = crawl_small(server, tmp_path, portal="xx_both", **further)
    assert next(one.path for one in server.log if one.path != "/robots.txt") == "/feed.xml"
    rows = crawled.rows("SELECT published_at, published_from FROM articles")
    told = rows.count(("2020-06-10T09:30:00Z", "hint:feed"))
    # Several at once, a page may come before the feed.
    assert told == 8 if at_once == "1" else told >= 1
    hints = [json.loads(str(one["hint"]) or "{}") for one in crawled.captures("/news/1")]
    assert [hint.get("origin") for hint in hints] == ["feed"] or at_once != "1"


def under_way(hint: Hint) -> Request:
    plan = Plan("https://a.example/news/1", "article", hint=hint)
    return request_for(plan, None, lambda: None, lambda: None)


def test_what_says_more_takes_the_place_of_what_says_less_and_nothing_is_mixed() -> None:
    sitemap = Hint(modified="2020-06-11", origin="sitemap")
    feed = Hint(title="Bridge", published="2020-06-10", origin="feed")
    request = under_way(sitemap)
    tell_more(request, feed)
    assert request.cb_kwargs["plan"].hint == feed
    assert request.meta["hint"] == hint_text(feed)
    for lesser in (sitemap, Hint(), Hint(title="Other", section="News", origin="listing")):
        tell_more(request, lesser)
        assert request.cb_kwargs["plan"].hint == feed
