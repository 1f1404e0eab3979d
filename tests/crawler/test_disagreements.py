"""What a list says of an article is compared with its page: the page goes first, and the difference is seen."""

from __future__ import annotations

import json
from pathlib import Path

from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, SmallServer, article

NEWS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
)


def publish(server: SmallServer) -> None:
    said = {1: ("2020-06-10", "Number 1"), 2: ("2020-06-01", "Number 2"), 3: ("2020-06-10", "Number three")}
    rows = "".join(
        f"<url><loc>http://{server.host}/news/{number}</loc><lastmod>2020-06-11</lastmod><n:news><n:publication>"
        f"<n:language>en</n:language></n:publication><n:publication_date>{day}</n:publication_date>"
        f"<n:title>{title}</n:title></n:news></url>"
        for number, (day, title) in said.items()
    )
    server.pages["/sitemap.xml"] = Answer(f"<urlset {NEWS}>{rows}</urlset>".encode(), content_type="text/xml")
    for number in said:
        head = '<meta property="article:published_time" content="2020-06-10T12:00:00Z">'
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}", head=head))


def test_what_a_sitemap_says_otherwise_is_counted_and_kept_beside_the_pages_word(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server)
    crawled = crawl_small(server, tmp_path, portal="xx_mapped")
    rows = crawled.rows("SELECT title, published_on, disagreements FROM articles ORDER BY url")
    assert [(title, day) for title, day, _ in rows] == [
        (f"Number {number}", "2020-06-10") for number in (1, 2, 3)
    ]
    assert [json.loads(str(said)) for _, _, said in rows] == [
        {},
        {"published": "2020-06-01", "published_from": "hint:news-sitemap"},
        {"title": "Number three", "title_from": "hint:news-sitemap"},
    ]
    assert crawled.run()["disagreements"] == 2
    assert "disagreements: 2, where a list says otherwise than the page" in crawled.said


def test_what_the_sitemap_said_is_kept_with_the_capture(server: SmallServer, tmp_path: Path) -> None:
    publish(server)
    crawled = crawl_small(server, tmp_path, portal="xx_mapped")
    assert json.loads(str(crawled.captures("/news/2")[0]["hint"])) == {
        "title": "Number 2",
        "published": "2020-06-01",
        "modified": "2020-06-11",
        "language": "en",
        "origin": "news-sitemap",
    }
