"""The demo portals in their first state, asked over real HTTP: they serve what their ground truth says."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from datetime import UTC
from urllib.parse import urlsplit
from xml.etree import ElementTree

import lxml.html
import pytest
from protego import Protego
from pypdf import PdfReader

from crawler.demo.bodies import BODIES
from crawler.demo.server import DemoPortals
from crawler.demo.strays import STRAYS
from tests.crawler.demo_requests import (
    BOTH,
    RELEASE,
    articles,
    body_of,
    content,
    get,
    linked,
    visible,
)

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortals]:
    """The portals in their first state; not to be changed by a test."""
    with DemoPortals(ports=(0, 0)) as portals:
        yield portals


def test_there_are_enough_articles_in_five_scripts_and_tongues(demo: DemoPortals) -> None:
    assert len(articles(demo)) >= 80
    assert {article.language for article in articles(demo)} == {"en", "zh", "es", "ar"}
    assert len({(article.portal, article.path) for article in articles(demo)}) == len(articles(demo))


def test_every_text_keeps_to_the_script_of_its_language(demo: DemoPortals) -> None:
    others = {"en": r"[\u4e00-\u9fff\u0600-\u06ff]", "zh": r"[\u0600-\u06ff]", "ar": r"[\u4e00-\u9fffA-Za-z]"}
    for article in articles(demo):
        others.setdefault(article.language, others["en"])
        assert not re.search(others[article.language], article.title + article.text), article.path


def test_every_article_is_served_with_its_title_and_all_its_paragraphs(demo: DemoPortals) -> None:
    for article in articles(demo):
        response = get(demo, article.portal, article.path)
        assert response.status_code == 200
        shown = visible(body_of(article, response))
        assert article.title in shown
        for block in article.paragraphs:
            for cell in re.split(r"^#+ |^- |^\| | \|$| \| |\n(?:- |\| )?", block, flags=re.M):
                assert " ".join(cell.split()) in shown, (article.path, cell)
        assert all(part in shown for part in (article.caption, article.credit))


def test_a_divided_article_goes_on_at_its_second_page(demo: DemoPortals) -> None:
    (divided,) = (article for article in articles(demo) if article.further)
    assert divided.further_path in get(demo, divided.portal, divided.path).text
    shown = visible(body_of(divided, get(demo, divided.portal, divided.further_path)))
    assert all(block.removeprefix("## ") in shown for block in divided.further)
    assert not any(block in shown for block in divided.paragraphs)


def test_pages_weigh_as_much_as_real_ones(demo: DemoPortals) -> None:
    sizes = [len(get(demo, article.portal, article.path).content) for article in articles(demo)]
    assert 25_000 < min(sizes) < max(sizes) < 60_000


def test_the_same_bytes_at_every_start(demo: DemoPortals) -> None:
    with DemoPortals(ports=(0, 0)) as again:
        for article in articles(demo):
            page = (article.portal, article.path)
            assert content(demo, *page) == content(again, *page)


def test_chinese_pages_are_gb18030_and_nothing_says_so(demo: DemoPortals) -> None:
    chinese = [article for article in demo.articles("demo_tides") if article.language == "zh"]
    for article in chinese:
        response = get(demo, "demo_tides", article.path)
        assert response.headers["content-type"] == "text/html"
        assert b"charset" not in response.content.lower()
        assert article.title in response.content.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            response.content.decode("utf-8")


def test_arabic_pages_run_from_right_to_left_in_chunks(demo: DemoPortals) -> None:
    article = next(each for each in demo.articles("demo_fields") if each.language == "ar")
    response = get(demo, "demo_fields", article.path)
    assert response.headers["transfer-encoding"] == "chunked"
    assert 'dir="rtl"' in response.text


def test_one_portal_has_structured_data_and_the_other_dates_in_text_only(demo: DemoPortals) -> None:
    assert "datePublished" in get(demo, "demo_tides", RELEASE).text
    for article in demo.articles("demo_fields"):
        source = get(demo, "demo_fields", article.path).text
        assert "ld+json" not in source
        assert "article:published_time" not in source
        assert "<time" not in source
    register = get(demo, "demo_fields", "/en/register/2026/02/24/decree-2-2026-on-irrigation-districts.html")
    assert "Updated: Feb 24, 2026" in register.text
    assert "<br><br>" in register.text


def test_listings_lead_to_every_article_by_next_links_or_by_numbers(demo: DemoPortals) -> None:
    for portal in BOTH:
        found: set[str] = set()
        waiting = [section.folder for section in BODIES[portal].sections]
        seen = set(waiting)
        while waiting:
            links = linked(get(demo, portal, waiting.pop()))
            found |= links
            pages = {re.sub(r"^http://[^/]*", "", link) for link in links if re.search(r"page[=/]\d", link)}
            waiting += pages - seen
            seen |= pages
        assert {article.path for article in demo.articles(portal)} <= found


def test_both_ways_of_turning_pages(demo: DemoPortals) -> None:
    assert (
        '<a rel="next" class="pager__next" href="/news/notices/?page=2">'
        in get(demo, "demo_tides", "/news/notices/").text
    )
    assert "/en/bulletins/page/2/" in linked(get(demo, "demo_fields", "/en/bulletins/"))
    assert get(demo, "demo_fields", "/en/bulletins/page/9/").status_code == 404


def test_the_feeds_name_the_newest_articles(demo: DemoPortals) -> None:
    rss = ElementTree.fromstring(get(demo, "demo_tides", "/rss.xml").content)
    newest = next(article for article in demo.articles("demo_tides") if article.language == "en")
    assert rss.findtext("channel/item/title") == newest.title
    assert rss.findtext("channel/item/link") == demo.addresses["demo_tides"] + newest.path
    for language in BODIES["demo_fields"].languages:
        atom = ElementTree.fromstring(get(demo, "demo_fields", f"/feeds/{language}.atom").content)
        newest = next(each for each in demo.articles("demo_fields") if each.language == language)
        assert atom.findtext(f"{ATOM}entry/{ATOM}title") == newest.title
        published = atom.findtext(f"{ATOM}entry/{ATOM}published")
        assert published == newest.published.astimezone(UTC).isoformat()


def test_the_sitemap_index_leads_to_every_article(demo: DemoPortals) -> None:
    index = ElementTree.fromstring(get(demo, "demo_tides", "/sitemap.xml").content)
    children = [urlsplit(loc.text or "").path for loc in index.iter(f"{SITEMAP}loc")]
    found = set()
    for child in (each for each in children if each.endswith(".gz")):
        tree = ElementTree.fromstring(gzip.decompress(get(demo, "demo_tides", child).content))
        assert all(url.findtext(f"{SITEMAP}lastmod") for url in list(tree)[:1])
        found |= {urlsplit(loc.text or "").path for loc in tree.iter(f"{SITEMAP}loc")}
    assert {article.path for article in demo.articles("demo_tides")} <= found
    assert {stray.path for stray in STRAYS if stray.portal == "demo_tides"} <= found
    assert "/sitemaps/news.xml" in children


def test_the_news_sitemap_has_title_and_date(demo: DemoPortals) -> None:
    tree = ElementTree.fromstring(get(demo, "demo_tides", "/sitemaps/news.xml").content)
    titles = [title.text for title in tree.iter(f"{NEWS}title")]
    newest = demo.articles("demo_tides")[: len(titles)]
    assert titles == [article.title for article in newest]
    dates = [date.text for date in tree.iter(f"{NEWS}publication_date")]
    assert dates == [article.published.isoformat() for article in newest]


def test_robots_txt_closes_a_folder_that_listings_link_to(demo: DemoPortals) -> None:
    for portal in BOTH:
        rules = Protego.parse(get(demo, portal, "/robots.txt").text)
        assert rules.crawl_delay("gazette") == pytest.approx(0.05)
        private = next(each for each in STRAYS if each.portal == portal and each.kind == "private")
        assert not rules.can_fetch(demo.addresses[portal] + private.path, "gazette")
        assert private.path in linked(get(demo, portal, BODIES[portal].section(private.section).folder))
        assert "embargo" in get(demo, portal, private.path).text


def test_a_soft_404_a_true_one_and_a_redirect_are_linked(demo: DemoPortals) -> None:
    expected = {"private": 200, "soft-404": 200, "not-found": 404, "redirect": 301}
    for stray in STRAYS:
        response = get(demo, stray.portal, stray.path)
        assert response.status_code == expected[stray.kind]
        if stray.kind == "soft-404":
            assert "Page not found" in response.text
        if stray.kind == "redirect":
            assert get(demo, stray.portal, response.headers["location"]).status_code == 200
        assert stray.path in linked(
            get(demo, stray.portal, BODIES[stray.portal].section(stray.section).folder)
        )


def test_duplicates_name_the_articles_own_address(demo: DemoPortals) -> None:
    for article in articles(demo):
        canonical = f'<link rel="canonical" href="{demo.addresses[article.portal]}{article.path}"'
        printed = "?print=1" if article.portal == "demo_tides" else ""
        path = article.path + printed if printed else "/print" + article.path
        for duplicate in (path, article.path + "?utm_source=newsletter"):
            response = get(demo, article.portal, duplicate)
            assert response.status_code == 200
            assert canonical in body_of(article, response)
    assert any("utm_source" in link for link in linked(get(demo, "demo_tides", RELEASE)))


def test_one_release_stands_on_both_portals_word_for_word(demo: DemoPortals) -> None:
    texts = [{article.text for article in demo.articles(portal)} for portal in BOTH]
    assert len(texts[0] & texts[1]) == 1


def test_pictures_and_documents_are_real(demo: DemoPortals) -> None:
    illustrated = [article for article in articles(demo) if article.image]
    assert len(illustrated) >= 8
    for article in illustrated:
        picture = get(demo, article.portal, article.image)
        assert picture.headers["content-type"] in ("image/png", "image/svg+xml")
        if picture.headers["content-type"] == "image/png":
            assert picture.content.startswith(b"\x89PNG")
        else:
            ElementTree.fromstring(picture.content)
    for article in (each for each in articles(demo) if each.attachment):
        document = PdfReader(io.BytesIO(get(demo, article.portal, article.attachment).content))
        text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
        assert article.attachment_title in text
        assert " ".join(article.paragraphs[0].split()) in text


def test_every_link_of_an_article_page_leads_somewhere(demo: DemoPortals) -> None:
    for portal in BOTH:
        for language in BODIES[portal].languages:
            article = next(each for each in demo.articles(portal) if each.language == language)
            page = lxml.html.fromstring(body_of(article, get(demo, portal, article.path)))
            for link in page.xpath("//a/@href | //img/@src | //option/@value"):
                if link.startswith("/") and not link.startswith("/search"):
                    assert get(demo, portal, link).status_code in (200, 302), link


@pytest.mark.parametrize("portal", BOTH)
def test_validators_answer_with_304(demo: DemoPortals, portal: str) -> None:
    path = demo.articles(portal)[0].path
    first = get(demo, portal, path)
    etag, stamp = first.headers["etag"], first.headers["last-modified"]
    assert get(demo, portal, path, if_none_match=etag).status_code == 304
    assert get(demo, portal, path, if_modified_since=stamp).status_code == 304
    assert get(demo, portal, path, if_none_match='"other"', if_modified_since=stamp).status_code == 200
    assert get(demo, portal, path, if_none_match=etag).content == b""


def test_compressed_only_where_the_client_accepts_it(demo: DemoPortals) -> None:
    plain = get(demo, "demo_tides", RELEASE, accept_encoding="identity")
    squeezed = get(demo, "demo_tides", RELEASE, accept_encoding="gzip")
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["content-encoding"] == "gzip"
    assert int(squeezed.headers["content-length"]) < len(plain.content) / 2
    assert squeezed.content == plain.content
