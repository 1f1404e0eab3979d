"""What the probe infers, part by part: forms of addresses, lists, languages, time zones."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from archive.errors import UsageError
from crawler.probe.command import check_folder
from crawler.probe.doubts import styles_elsewhere
from crawler.probe.entrances import feed_links, sitemaps_in
from crawler.probe.forms import forms_of, likeness, path_of, pattern_of
from crawler.probe.lists import links_of, listings_among, menu_of, sections_in
from crawler.probe.origin import country_of_host, language_by_letters, offsets_in, timezone_of, zone_words

HOST = "https://gov.example"


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (["/news/a/1299/one-two", "/news/b/5614/three"], r"^/news/[a-z-]+/\d+/[a-z0-9-]+$"),
        (["/zh/xw/202601/t20260116_12728.html", "/zh/gg/202602/t20260216_1128.html"],
         r"^/zh/[a-z]{2}/\d{6}/t\d{8}_\d+\.html$"),
        (["/en/news/2026/06/09/a-b.html", "/es/actos/2026/01/22/c.html"],
         r"^/[a-z]{2}/[a-z-]+/\d{4}/\d{2}/\d{2}/[a-z0-9-]+\.html$"),
        (["/show.asp?id=123", "/show.asp?id=99"], r"^/show\.asp\?id=\d+$"),
        (["/s/202006/10/WS5ee0a1b2498e8d0f7c3b1a2d/hub.html", "/s/202006/11/WS5ee0a1b2498e8d0f7c3b1acd/ab.html"],
         r"^/s/\d{6}/\d{2}/WS[0-9a-f]+/[a-z0-9-]+\.html$"),
        (["/2026/05/a-b/", "/2025/05/c-d/"], r"^/\d{4}/\d{2}/[a-z0-9-]+/$"),
        (["/content_6891234.htm", "/content_689123.htm"], r"^/content_\d+\.htm$"),
        (["/node/%E6%96%B0", "/node/%E9%97%BB"], r"^/node/[^/?]+$"),
    ],
)  # fmt: skip
def test_a_pattern_is_as_narrow_as_its_samples_allow(paths: list[str], pattern: str) -> None:
    urls = [HOST + path for path in paths]
    assert len(forms_of(urls)) == 1
    assert pattern_of(urls) == pattern
    assert all(re.search(pattern, path) for path in paths)


def test_a_year_or_month_that_all_samples_share_stays_open() -> None:
    assert pattern_of([f"{HOST}/2026/11/t20261105_{number}.html" for number in range(9)]) == (
        r"^/\d{4}/\d{2}/t\d{8}_\d+\.html$"
    )


def test_headlines_of_three_words_leave_flat_pages_out() -> None:
    pattern = pattern_of([f"{HOST}/the-quay-opens/", f"{HOST}/a-new-bridge-is-built/"], has_headline=True)
    assert re.search(pattern, "/ferries-run-late/")
    assert not re.search(pattern, "/contact/")
    assert not re.search(pattern, "/legal-notice/")


@given(
    st.lists(st.from_regex(r"/[a-zA-Z0-9._%/-]{0,40}(\?[a-z]{1,5}=[^#&]{0,10})?", fullmatch=True), min_size=1)
)
@example(["/?a=²"])
def test_a_pattern_matches_every_address_that_it_was_made_from(paths: list[str]) -> None:
    for form in forms_of(HOST + path for path in paths):
        pattern = pattern_of(form.urls)
        assert all(re.search(pattern, path_of(url)) for url in form.urls)


def test_addresses_with_dates_numbers_and_headlines_look_like_articles_and_others_do_not() -> None:
    likely = ("/2026/06/09/a-b-c.html", "/show.asp?id=77", "/news/132972/wreck-marked", "/t20260116_1.html")
    unlikely = ("/about", "/contact.html", "/tag/harbours-and-tides-2026", "/news/?page=2", "/author/a-b-c-d")
    assert min(likeness(HOST + path) for path in likely) > max(likeness(HOST + path) for path in unlikely)


def page(body: str, url: str = f"{HOST}/news/") -> HtmlResponse:
    return HtmlResponse(url, body=body.encode(), encoding="utf-8")


def listed(pager: str, url: str = f"{HOST}/news/") -> HtmlResponse:
    articles = "".join(f"<a href='/news/{number}'>Number {number}</a>" for number in range(1, 9))
    return page(articles + pager, url)


@pytest.mark.parametrize(
    ("pager", "numbered", "first"),
    [
        ("<a href='/news/page/2/'>2</a><a href='/news/page/3/'>3</a>", "/news/page/{page}/", 2),
        ("<a href='?page=1'>2</a><a href='?page=2'>3</a>", "/news/?page={page}", 1),
        ("<a href='index_1.html'>2</a>", "/news/index_1.html", 1),
        ("<a href='/list.asp?cid=2&page=2'>下一页</a>", "/list.asp?cid=2&page={page}", 2),
        ("<a href='?page=1'><i>Página</i> 2</a>", "/news/?page={page}", 1),
        ("<a href='/2026/02/'>2</a><a href='/2026/03/'>3</a>", "", 2),
        ("<a href='/about'>2</a>", "", 2),
    ],
)
def test_numbered_pages_are_known_by_links_whose_text_their_address_follows(
    pager: str, numbered: str, first: int
) -> None:
    (found,) = listings_among([listed(pager)], lambda url: "/news/" in url and url[-1].isdigit(), frozenset())
    expected = numbered.replace("index_1", "index_{page}")
    assert (found.numbered.removeprefix(HOST), found.first) == (expected, first)


def test_links_that_every_page_has_are_its_menu_and_make_no_listing() -> None:
    menu = "".join(f"<a href='/service/{number}'>Service {number}</a>" for number in range(9))
    pages = [page(f"{menu}<a href='/a/{name}'>x</a>", f"{HOST}/{name}") for name in "abc"]
    assert menu_of(pages) == {f"{HOST}/service/{number}" for number in range(9)}
    assert list(listings_among(pages, lambda url: "/service/" in url, menu_of(pages))) == []
    assert menu_of(pages[:2]) == frozenset()


def test_sections_are_guessed_by_the_words_for_news_in_many_languages() -> None:
    article = "<a href='/2026/06/09/news-of-a-day'>News</a>"
    links = f"<a href='/about'>About</a><a href='/x/'>新闻中心</a>{article}<a href='/prensa/'>Sala</a>"
    assert sections_in(page(links, f"{HOST}/"), 2) == [f"{HOST}/x/", f"{HOST}/prensa/"]


def test_links_of_files_other_hosts_and_the_front_page_are_none_of_pages() -> None:
    hrefs = ("/", "/a.pdf", "https://b.example/c", "javascript:x", "http://[::1", "/d")
    links = "".join(f"<a href='{href}'>Link</a>" for href in hrefs)
    assert [link.url for link in links_of(page(links))] == [f"{HOST}/d"]


def test_feeds_are_named_in_the_head_and_in_links_those_of_comments_are_none() -> None:
    head = "".join(
        f"<link rel='alternate' type='application/{kind}' title='{title}' href='{href}'>"
        for kind, title, href in (
            ("rss+xml", "News", "/rss.xml"),
            ("feed+json", "News", "/feed.json"),
            ("rss+xml", "Comments", "/comments/feed/"),
        )
    )
    found = feed_links(
        page(f"<head>{head}</head><a href='/es.atom'>Atom</a><a href='/feeding-the-fish'>Fish</a>")
    )
    assert found == [f"{HOST}/rss.xml", f"{HOST}/feed.json", f"{HOST}/es.atom"]


def test_robots_txt_names_sitemaps_in_any_case() -> None:
    robots = "User-agent: *\nsitemap: /s.xml\n  SITEMAP:https://gov.example/t.xml \n# Sitemap: /u.xml\n"
    assert sitemaps_in(robots, f"{HOST}/") == [f"{HOST}/s.xml", f"{HOST}/t.xml"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The minister said that the harbour and the quay of the town have opened for the public.", "en"),
        ("Le ministre a annoncé que les ports des communes sont ouverts pour le public avec une fête.", "fr"),
        (
            "La secretaria informa que los puertos y las riberas son para el público del país por la ley.",
            "es",
        ),
        (
            "Der Minister und die Häfen: das Fest ist für alle und wird von der Stadt mit Musik begangen, auf See.",
            "de",
        ),
        ("本局近日完成检修，航道恢复通航。", "zh"),
        ("港の工事が終わりました。", "ja"),
        ("Министр сообщил об открытии порта.", "ru"),
        ("أعلنت الوزارة افتتاح الميناء", "ar"),
        ("12345 !?", ""),
    ],
)
def test_a_language_without_a_label_is_guessed_by_letters_and_words(text: str, tag: str) -> None:
    assert language_by_letters(text) == tag


@pytest.mark.parametrize(
    ("country", "offsets", "zone", "is_sure"),
    [
        ("FR", (), "Europe/Paris", True),
        ("FR", ("+02:00",), "Europe/Paris", True),
        ("FR", ("-05:00",), "Europe/Paris", False),
        ("CN", ("+08:00",), "Asia/Shanghai", True),
        ("CN", (), "Asia/Shanghai", False),
        ("ES", ("+01:00", "+02:00"), "Europe/Madrid", True),
        ("US", (), "America/New_York", False),
        ("XX", ("+01:00",), "Etc/GMT-1", False),
        ("XX", ("+05:30",), "UTC", False),
        ("XX", (), "UTC", False),
    ],
)
def test_a_time_zone_follows_from_country_and_offsets_or_is_doubtful(
    country: str, offsets: tuple[str, ...], zone: str, is_sure: bool
) -> None:
    found, doubt = timezone_of(country, Counter(offsets))
    assert (found, not doubt) == (zone, is_sure)


def test_a_zone_without_a_city_is_shown_as_people_read_it() -> None:
    _, doubt = timezone_of("XX", Counter(("+01:00",)))
    assert "say +01:00, whatever the season; UTC+01:00 (Etc/GMT-1) stands for it: name a city's zone" in doubt
    assert zone_words("Etc/GMT+5") == "UTC-05:00 (Etc/GMT+5)"
    assert zone_words("Europe/Paris") == "Europe/Paris"


def test_offsets_are_read_from_dates_of_feeds_and_pages() -> None:
    body = (
        "2026-06-09T10:00:00+01:00 Tue, 09 Jun 2026 10:00:00 -0400 2026-06-09T10:00:00.000+00:00 call +12:34"
    )
    assert offsets_in([page(body)]) == Counter({"+01:00": 1, "-04:00": 1})


def test_a_host_tells_its_country() -> None:
    hosts = ("www.quai.gouv.fr", "moh.gov.uk", "www.fcc.gov", "quai.example", "127.0.0.1")
    assert [country_of_host(host) for host in hosts] == ["FR", "GB", "US", "", ""]


def test_a_portals_file_is_not_written_among_installed_packages() -> None:
    with pytest.raises(UsageError, match=r"-m pip install --editable \.` makes its own files"):
        check_folder(Path("venv/lib/python3.11/site-packages/crawler/portals"))
    check_folder(Path("crawler/portals"))


def test_stylesheets_on_other_hosts_are_a_doubt() -> None:
    def page(*links: str) -> HtmlResponse:
        head = "".join(f'<link rel="{rel}" href="{href}">' for rel, href in (link.split() for link in links))
        return HtmlResponse(f"{HOST}/news/1", body=f"<html><head>{head}</head></html>", encoding="utf-8")

    pages = [
        page("stylesheet //assets.example/a.css", "stylesheet //assets.example/b.css", "stylesheet /own.css"),
        page(
            "stylesheet https://assets.example/a.css",
            "stylesheet https://fonts.example/c.css",
            "icon //x.example/i",
            "stylesheet http://[x/",
        ),
    ]
    first, second = styles_elsewhere("gov.example", pages)
    assert first == (
        "hosts: stylesheets of 2 of 2 pages are on assets.example, and are captured only where it is declared: "
        'hosts = ("assets.example",)'
    )
    assert "1 of 2 pages are on fonts.example" in second
