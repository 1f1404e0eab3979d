"""Sitemaps: what each kind names, and what it says of it."""

from __future__ import annotations

import gzip

import pytest
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.found import Found, Window
from crawler.spiders.sitemap import Sitemap

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
EVERYTHING = Window()


def read(body: bytes | str, window: Window = EVERYTHING) -> list[Found]:
    raw = body.encode() if isinstance(body, str) else body
    way = Sitemap("https://gov.example/sitemap.xml")
    return list(way.read(Response("https://gov.example/sitemap.xml", body=raw), window))


def urlset(*rows: str, namespaces: str = XMLNS) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {namespaces}>{"".join(rows)}</urlset>'


def test_begins_at_its_own_address() -> None:
    assert list(Sitemap("https://gov.example/map.xml").start(EVERYTHING)) == ["https://gov.example/map.xml"]


def test_an_index_names_further_sitemaps() -> None:
    found = read(
        f"<sitemapindex {XMLNS}><sitemap><loc> https://gov.example/a.xml </loc></sitemap></sitemapindex>"
    )
    assert found == [Found("https://gov.example/a.xml", "listing")]


def test_a_page_comes_with_the_date_of_its_last_change() -> None:
    found = read(urlset("<url><loc>https://gov.example/1</loc><lastmod>2026-03-04</lastmod></url>"))
    assert found == [Found("https://gov.example/1", "article", Hint(modified="2026-03-04", origin="sitemap"))]


def test_a_news_sitemap_gives_title_date_and_language() -> None:
    news = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    (found,) = read(
        urlset(
            "<url><loc>https://gov.example/1</loc><n:news>"
            "<n:publication><n:name>The Gazette</n:name><n:language>fr</n:language></n:publication>"
            "<n:publication_date>2026-05-06T07:08:09+02:00</n:publication_date>"
            "<n:title>Les marées &amp; les ports</n:title></n:news></url>",
            namespaces=f"{XMLNS} {news}",
        )
    )
    assert found.hint == Hint(
        title="Les marées & les ports",
        published="2026-05-06T07:08:09+02:00",
        language="fr",
        origin="news-sitemap",
    )


def test_pictures_and_videos_of_a_page_are_not_taken_for_the_page() -> None:
    others = (
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
        'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"'
    )
    (found,) = read(
        urlset(
            "<url><image:image><image:loc>https://cdn.example/p.jpg</image:loc>"
            "<image:title>A picture</image:title></image:image>"
            "<video:video><video:publication_date>1999-01-01</video:publication_date></video:video>"
            "<loc>https://gov.example/1</loc></url>",
            namespaces=f"{XMLNS} {others}",
        )
    )
    assert found == Found("https://gov.example/1", "article", Hint(origin="sitemap"))


def test_a_compressed_sitemap_is_read_in_all_its_parts() -> None:
    whole = urlset("<url><loc>https://gov.example/1</loc></url>").encode()
    assert len(read(gzip.compress(whole))) == 1
    assert len(read(gzip.compress(whole[:50]) + gzip.compress(whole[50:]))) == 1


def test_a_damaged_compressed_sitemap_is_not_taken_for_a_short_one() -> None:
    whole = gzip.compress(
        urlset(*(f"<url><loc>https://gov.example/{n}</loc></url>" for n in range(999))).encode()
    )
    with pytest.raises(ValueError, match="cut short"):
        read(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="damaged gzip"):
        read(whole[:30] + bytes([whole[30] ^ 0xFF]) + whole[31:])


@pytest.mark.parametrize(
    ("lastmod", "is_read"),
    [
        ("2026-06-01", True),
        ("2026-05-31T23:59:59Z", False),
        ("2026-06", True),
        ("2026-05", False),
        ("2026", True),
        ("2025", False),
        ("01/02/2024", True),
        ("yesterday", True),
        ("", True),
    ],
)
def test_what_was_last_changed_before_the_window_is_passed_over(lastmod: str, is_read: bool) -> None:
    row = f"<url><loc>https://gov.example/1</loc><lastmod>{lastmod}</lastmod></url>"
    assert bool(read(urlset(row), Window(from_date="2026-06-01"))) is is_read


def test_what_was_changed_after_the_window_may_have_been_published_in_it() -> None:
    row = "<url><loc>https://gov.example/1</loc><lastmod>2026-09-01</lastmod></url>"
    assert read(urlset(row), Window("2026-06-01", "2026-06-30"))


@pytest.mark.parametrize(
    ("dated", "read_on"),
    [
        (r"/posts-(\d{4})-(\d\d?)", ["posts-2020-6.xml", "pages.xml"]),
        (r"/posts-(\d{4})", ["posts-2020-5.xml", "posts-2020-6.xml", "posts-2020-07.xml", "pages.xml"]),
        ("", ["posts-2019-06.xml", "posts-2020-5.xml", "posts-2020-6.xml", "posts-2020-07.xml", "pages.xml"]),
    ],
)
def test_child_sitemaps_of_other_months_are_passed_over_where_their_addresses_tell(
    dated: str, read_on: list[str]
) -> None:
    names = ["posts-2019-06.xml", "posts-2020-5.xml", "posts-2020-6.xml", "posts-2020-07.xml", "pages.xml"]
    rows = "".join(f"<sitemap><loc>https://gov.example/{name}</loc></sitemap>" for name in names)
    body = f"<sitemapindex {XMLNS}>{rows}</sitemapindex>".encode()
    way = Sitemap("https://gov.example/sitemap.xml", dated=dated)
    found = way.read(Response(way.url, body=body), Window("2020-06-05", "2020-06-30"))
    assert [item.url.rpartition("/")[2] for item in found] == read_on


@pytest.mark.parametrize("body", ["", "   ", "<html><body>Not found</body></html>", "plain text", "\x00\x01"])
def test_what_is_no_sitemap_is_refused_with_its_address(body: str) -> None:
    with pytest.raises(ValueError, match=r"https://gov\.example/sitemap\.xml"):
        read(body)


def test_entities_are_not_expanded_and_no_file_is_read() -> None:
    (found,) = read(
        '<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY a "aaaa">'
        '<!ENTITY b "&a;&a;&a;&a;">]>'
        f"<urlset {XMLNS}><url><loc>https://gov.example/&f;&b;</loc></url></urlset>"
    )
    assert "root" not in found.url
    assert "aaaa" not in found.url


def test_a_sitemap_with_a_fault_in_it_is_read_as_far_as_it_goes() -> None:
    rows = (
        "<url><loc>https://gov.example/?a=1&b=2</loc></url>",
        "<url><loc>https://gov.example/2</loc></url>",
    )
    assert [item.url for item in read(urlset(*rows))][1] == "https://gov.example/2"
