"""Every way into a portal, all in one declaration, over HTTP: what each names is found, and found once."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.crawler.conftest import Crawled, crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
SHARED = "/news/1"
"""What every way names beside the articles of its own."""
OWN = {
    "sitemap": (10,),
    "news-sitemap": (20,),
    "rss": (30, 31),
    "atom": (40,),
    "json-feed": (50, 51),
    "next": (60, 61),
    "counted": (70, 71),
    "asked": (80, 81),
    "more": (90, 91, 92),
    "api": (100, 101, 102),
    "cursor": (110, 111),
    "wordpress": (120,),
    "archive": (130,),
}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallServer, Crawled]:
    """The portal's server with its log, and the archive after one crawl."""
    with SmallServer() as server:
        publish(server)
        return server, crawl_small(server, tmp_path_factory.mktemp("every"), portal="xx_every")


def publish(server: SmallServer) -> None:
    at = f"http://{server.host}"
    for number in (1, *(number for numbers in OWN.values() for number in numbers)):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    server.pages |= sitemaps(at) | feeds(at) | listings() | interfaces(at)
    today = datetime.now(UTC).date()
    server.pages[f"/archive/{today:%Y/%m/%d}/"] = Answer(listing(SHARED, "/news/130"))


def xml(body: str) -> Answer:
    return Answer(body.encode(), content_type="text/xml")


def in_json(document: object) -> Answer:
    return Answer(json.dumps(document).encode(), content_type="application/json")


def sitemaps(at: str) -> dict[str, Answer]:
    plain = f"<urlset {SITEMAP}><url><loc>{at}{SHARED}</loc></url><url><loc>{at}/news/10</loc></url></urlset>"
    return {
        "/sitemap.xml": xml(
            f"<sitemapindex {SITEMAP}><sitemap><loc>{at}/plain.xml.gz</loc></sitemap>"
            f"<sitemap><loc>{at}/2026-05.xml</loc></sitemap></sitemapindex>"
        ),
        "/plain.xml.gz": Answer(gzip.compress(plain.encode()), content_type="application/x-gzip"),
        "/2026-05.xml": xml(
            f"<urlset {SITEMAP} {NEWS}><url><loc>{at}/news/20</loc><lastmod>2026-05-07</lastmod><n:news>"
            "<n:publication><n:name>Small</n:name><n:language>en</n:language></n:publication>"
            "<n:publication_date>2026-05-06</n:publication_date><n:title>Number 20</n:title></n:news></url></urlset>"
        ),
    }


def feeds(at: str) -> dict[str, Answer]:
    atom = '<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="/rss.xml?paged=2"/>'
    return {
        "/rss.xml": xml(
            f"<rss><channel>{atom}<item><link>{at}{SHARED}</link></item>"
            f"<item><link>{at}/news/30</link></item></channel></rss>"
        ),
        "/rss.xml?paged=2": xml(f"<rss><channel><item><link>{at}/news/31</link></item></channel></rss>"),
        "/atom.xml": xml(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/news/1"/></entry>'
            '<entry><link href="/news/40"/></entry></feed>'
        ),
        "/feed.json": in_json(
            {
                "items": [{"url": f"{at}{SHARED}"}, {"url": f"{at}/news/50"}],
                "next_url": f"{at}/feed.json?page=2",
            }
        ),
        "/feed.json?page=2": in_json({"items": [{"url": f"{at}/news/51"}]}),
    }


def listings() -> dict[str, Answer]:
    def more(*links: str) -> Answer:
        return in_json({"data": {"html": "".join(f"<li><a href='{link}'>more</a></li>" for link in links)}})

    return {
        "/list/": Answer(listing(SHARED, "/news/60", following="/list/older")),
        "/list/older": Answer(listing("/news/61")),
        "/counted/": Answer(listing(SHARED, "/news/70")),
        "/counted/index_1.html": Answer(listing("/news/71")),
        "/asked": Answer(listing(SHARED, "/news/80")),
        "/asked?page=2": Answer(listing("/news/81")),
        "/more/": Answer(listing(SHARED, "/news/90")),
        "/more.json?page=2": more("/news/91"),
        "/more.json?page=3": more("/news/92"),
        "/more.json?page=4": more(),
    }


def interfaces(at: str) -> dict[str, Answer]:
    posts = "/wp-json/wp/v2/posts?per_page=100&_fields=link%2Ctitle%2Cdate_gmt%2Cmodified_gmt&page="
    beyond = Answer(b'{"code": "rest_post_invalid_page_number"}', 400, "application/json")
    return {
        "/api?offset=0": in_json({"items": [{"url": SHARED}, {"url": "/news/100"}]}),
        "/api?offset=2": in_json({"items": [{"url": "/news/101"}, {"url": "/news/102"}]}),
        "/api?offset=4": in_json({"items": []}),
        "/cursor": in_json({"items": [{"url": SHARED}, {"url": "/news/110"}], "cursor": "x7"}),
        "/cursor?after=x7": in_json({"items": [{"url": "/news/111"}], "cursor": None}),
        f"{posts}1": in_json([{"link": f"{at}{SHARED}"}, {"link": f"{at}/news/120"}]),
        f"{posts}2": beyond,
    }


@pytest.mark.parametrize("way", OWN)
def test_what_a_way_names_is_found(portal: tuple[SmallServer, Crawled], way: str) -> None:
    _, crawled = portal
    for number in OWN[way]:
        assert crawled.endings()[f"/news/{number}"] == ("stored", "new")


def test_each_article_is_fetched_and_kept_once(portal: tuple[SmallServer, Crawled]) -> None:
    server, crawled = portal
    count = 1 + sum(map(len, OWN.values()))
    assert crawled.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(count, count)]
    asked = [request.path for request in server.log if request.path.startswith("/news/")]
    assert len(asked) == len(set(asked)) == count


def test_the_ends_of_the_lists_are_no_faults(portal: tuple[SmallServer, Crawled]) -> None:
    _, crawled = portal
    assert (crawled.code, crawled.run()["outcome"], crawled.run()["failed"]) == (0, "finished", 0), (
        crawled.said
    )
    ends = {path for path, ending in crawled.endings().items() if ending == ("skipped", "end-of-listing")}
    assert {"/counted/index_2.html", "/asked?page=3"} < ends


def test_what_the_lists_say_is_kept_with_the_capture(portal: tuple[SmallServer, Crawled]) -> None:
    _, crawled = portal
    assert json.loads(str(crawled.captures("/news/20")[0]["hint"])) == {
        "title": "Number 20",
        "published": "2026-05-06",
        "modified": "2026-05-07",
        "language": "en",
        "origin": "news-sitemap",
    }


def test_links_of_articles_are_followed_as_far_as_the_portal_asks(
    server: SmallServer, tmp_path: Path
) -> None:
    """In depth, in number, and to articles of its own only; each in the ledger."""

    def page(number: int, *links: str) -> Answer:
        anchors = "".join(f"<a href='{link}'>{link}</a> " for link in links)
        return Answer(article(f"Number {number}").replace(b"</main>", f"<p>{anchors}</p></main>".encode()))

    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": page(1, "/about", "http://elsewhere.example/news/9", "/news/1#top", "/news/2", "/news/3"),
        "/news/2": page(2, "/news/4", "/news/1"),
        "/news/3": page(3),
        "/news/4": page(4, "/news/5"),
        "/news/5": page(5),
    }
    crawled = crawl_small(server, tmp_path, portal="xx_following")
    assert crawled.code == 0, crawled.said
    endings = crawled.endings()
    assert {path for path in endings if path != "/news/"} == {f"/news/{number}" for number in (1, 2, 3, 4)}
    assert set(endings.values()) == {("stored", "listing"), ("stored", "new")}
    assert not server.asked("/news/5")
    rows = Database(tmp_path / "crawl.db").query("SELECT url, depth, via FROM ledger WHERE depth > 0")
    assert {(row["url"][-1], row["depth"], row["via"]) for row in rows} == {
        ("2", 1, "link"),
        ("3", 1, "link"),
        ("4", 2, "link"),
    }


def test_no_more_links_are_followed_than_the_portal_asks(server: SmallServer, tmp_path: Path) -> None:
    links = "".join(f"<a href='/news/{number}'>more</a> " for number in range(2, 9))
    server.pages |= {f"/news/{number}": Answer(article(f"Number {number}")) for number in range(2, 9)}
    server.pages["/news/"] = Answer(listing("/news/1"))
    server.pages["/news/1"] = Answer(article("Number 1").replace(b"</main>", f"{links}</main>".encode()))
    crawled = crawl_small(server, tmp_path, portal="xx_following")
    assert crawled.rows("SELECT count(*) FROM articles") == [(4,)]
    assert "3 links were followed, no more" in crawled.said


def test_links_of_articles_are_not_followed_unless_the_portal_asks(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/news/"] = Answer(listing("/news/1"))
    server.pages["/news/1"] = Answer(
        article("Number 1").replace(b"</main>", b"<a href='/news/2'>more</a></main>")
    )
    assert crawl_small(server, tmp_path).rows("SELECT count(*) FROM articles") == [(1,)]
    assert not server.asked("/news/2")
