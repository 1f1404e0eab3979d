"""A portal's declaration is checked when its class is created: file, field and remedy are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import DeclarationError
from archive.records import Rules
from crawler.portal import Portal
from crawler.spiders.follow import Follow
from crawler.spiders.found import Way
from crawler.spiders.json_api import JsonApi, wordpress
from crawler.spiders.listing import Listing
from crawler.spiders.sitemap import Sitemap

GOOD: dict[str, object] = {
    "name": "xx_good",
    "title": "Ministry of Good Order",
    "publisher": "Ministry of Good Order",
    "country": "XX",
    "languages": ("en", "zh-Hant"),
    "timezone": "Asia/Shanghai",
    "licence": "all rights reserved",
    "home_url": "https://gov.example/",
    "first_date": "2020-01-01",
    "ways": (Sitemap("https://gov.example/sitemap.xml"),),
    "article_url": r"^/news/\d+\.html$",
}


@pytest.mark.parametrize(
    "way",
    [
        lambda: Sitemap("https://gov.example/s.xml", dated="("),
        lambda: Sitemap("https://gov.example/s.xml", dated=r"\d{4}"),
        lambda: Listing("https://gov.example/", fragment="data..html"),
        lambda: JsonApi("https://gov.example/", next="["),
    ],
)
def test_an_expression_that_is_none_is_refused_with_its_way(way: Callable[[], Way]) -> None:
    with pytest.raises(DeclarationError, match=r"https://gov\.example/.* no "):
        way()


def declare(**fields: object) -> type[Portal]:
    return type("XxDeclared", (Portal,), {**GOOD, **fields})


def test_a_whole_declaration_is_taken() -> None:
    portal = declare(hosts=("www2.gov.example",), rules=(Rules(text=("main",)),))
    assert portal.own_hosts == {"gov.example", "www2.gov.example"}
    assert portal.reading.rules == (Rules(text=("main",)),)
    assert portal.reading.timezone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("keep_requisites", "keeps_requisites"),
        ("host", "hosts"),
        ("language", "languages"),
        ("article_urls", "article_url"),
    ],
)
def test_a_field_that_is_misspelt_is_refused_with_the_one_that_may_be_meant(name: str, meant: str) -> None:
    with pytest.raises(
        DeclarationError, match=rf"XxDeclared\.{name}: no field is called that; {meant} may be meant"
    ):
        declare(**{name: False})


def test_what_scrapy_and_a_portal_have_besides_is_no_field() -> None:
    assert declare(custom_settings={}, start_urls=(), agency="x", helper=lambda: None)


def test_a_host_is_declared_with_or_without_capitals() -> None:
    portal = declare(home_url="https://GOV.example/", hosts=("WWW2.gov.example",))
    assert portal.own_hosts == {"gov.example", "www2.gov.example"}


OMISSIBLE = {"name", "country", "publisher", "licence", "first_date"}


@pytest.mark.parametrize("field", sorted(set(GOOD) - OMISSIBLE))
def test_each_field_is_needed(field: str) -> None:
    fields = {key: value for key, value in GOOD.items() if key != field}
    with pytest.raises(DeclarationError) as refused:
        type("XxDeclared", (Portal,), fields)
    message = str(refused.value)
    assert Path(__file__).name in message or "crawler" in message
    assert f"XxDeclared.{field} is None; " in message


def test_what_follows_from_the_rest_may_be_left_out() -> None:
    fields = {key: value for key, value in GOOD.items() if key not in OMISSIBLE}
    portal = type("FrQuai", (Portal,), {**fields, "__module__": "my_portals.fr_quai"})
    assert (portal.name, portal.country, portal.publisher) == ("fr_quai", "FR", GOOD["title"])
    assert (portal.licence, portal.first_date) == ("not stated", "")


def test_a_country_that_the_name_does_not_tell_is_asked_for() -> None:
    fields = {key: value for key, value in GOOD.items() if key not in OMISSIBLE}
    with pytest.raises(DeclarationError, match="country is None"):
        type("Ministry", (Portal,), {**fields, "name": "ministry_quai"})


def test_a_way_may_be_written_from_the_home_page_on() -> None:
    listing = Listing("/news/", numbered="/news/page/{page}/")
    portal = declare(ways=(Sitemap("/sitemap.xml"), listing, wordpress("/")))
    sitemap, listed, posts = portal.ways
    assert sitemap == Sitemap("https://gov.example/sitemap.xml")
    assert listed == Listing("https://gov.example/news/", numbered="https://gov.example/news/page/{page}/")
    assert posts == wordpress("https://gov.example/")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ministry"),
        ("name", "xx-good"),
        ("every", "30m"),
        ("every", "60d"),
        ("every", 6),
        ("title", " "),
        ("country", "China"),
        ("country", "cn"),
        ("languages", ()),
        ("follow", True),
        ("follow", Follow(depth=0)),
        ("languages", "en"),
        ("languages", ("English",)),
        ("timezone", "Beijing"),
        ("timezone", "../etc/passwd"),
        ("home_url", "gov.example"),
        ("home_url", "ftp://gov.example/"),
        ("first_date", "2020"),
        ("first_date", "01/02/2020"),
        ("first_date", "2020-02-30"),
        ("ways", ()),
        ("ways", Sitemap("https://gov.example/sitemap.xml")),
        ("ways", ("https://gov.example/sitemap.xml",)),
        ("ways", (Listing("news/"),)),
        ("ways", (Listing("https://another.example/news/"),)),
        ("ways", (Listing("https://gov.example/", numbered="https://gov.example/2/"),)),
        ("article_url", "("),
        ("article_url", ""),
        ("hosts", "www2.gov.example"),
        ("hosts", ("https://www2.gov.example/",)),
        ("rules", [Rules()]),
        ("rules", ({"text": "main"},)),
    ],
)
def test_a_wrong_field_is_refused_with_its_remedy(field: str, value: object) -> None:
    with pytest.raises(DeclarationError) as refused:
        declare(**{field: value})
    message = str(refused.value)
    assert f"XxDeclared.{field} is {value!r}; " in message
    assert message.partition("; ")[2]


def test_an_article_is_known_by_its_address() -> None:
    portal = declare(article_url=r"^/s/\d{6}/|[?&]id=\d+")
    spider = portal.__new__(portal)
    assert spider.is_article("https://gov.example/s/202006/10/a.html")
    assert spider.is_article("https://gov.example/show?id=7")
    assert not spider.is_article("https://gov.example/about")
    assert not spider.is_article("https://another.example/s/202006/10/a.html")


def test_what_is_left_to_be_filled_in_is_named_all_at_once() -> None:
    with pytest.raises(
        DeclarationError, match=r"to be filled in: .*timezone: give an IANA zone.*; article_url: "
    ) as told:
        type("XxBlank", (Portal,), GOOD | {"timezone": ..., "article_url": ...})
    assert "ways" not in str(told.value)


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        (Rules(text=("div[",)), r"rules: text 'div\[': "),
        (Rules(title=("h1", "h1:perhaps")), "rules: title 'h1:perhaps': .*perhaps"),
        (Rules(cut=("//div[",)), r"rules: cut '//div\[': "),
        (Rules(authors=("//p[nosuch(.)]",)), "rules: authors .*nosuch"),
        (Rules(published=("",)), "rules: published '': no selector"),
        (Rules(text="main"), r"rules: text 'main': .* a tuple is needed: \('main',\)"),  # type: ignore[arg-type]
        (Rules(boilerplate=("(",)), r"rules: boilerplate '\(': "),
        (Rules(date_order="YDM"), "rules: date_order 'YDM': none of DMY"),
    ],
)
def test_a_rule_that_selects_nothing_anywhere_is_refused_with_its_reason(rules: Rules, named: str) -> None:
    with pytest.raises(DeclarationError, match=f"XxDeclared.{named}"):
        declare(rules=(Rules(text=("main",)), rules))


def test_a_portal_may_have_nothing_but_pages_that_are_watched() -> None:
    alone = {name: value for name, value in GOOD.items() if name not in ("ways", "article_url")}
    portal = type(
        "XxWatching", (Portal,), {**alone, "watch": ("/dues?b=1&a=2", "https://GOV.example/about#top")}
    )
    assert portal.ways == ()
    assert portal.watch == ("https://gov.example/dues?b=1&a=2", "https://gov.example/about")
    assert portal.is_article("https://gov.example/about")
    assert not portal.is_article("https://gov.example/aboutness")


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"watch": "/about"}, r"addresses of pages that every crawl looks at: watch = \("),
        ({"watch": ("about:blank",)}, "addresses of pages that every crawl looks at"),
        ({"watch": ("https://other.example/",)}, r'on no host of the portal: hosts = \("other.example",\)'),
        ({"watch": ("/sitemap.xml",)}, "is walked as a list: leave it out of ways or of watch"),
        (
            {"watch": ("/list?page=3",), "ways": (Listing("/list", numbered="/list?page={page}"),)},
            r"/list\?page=3 is walked as a list",
        ),
        ({"ways": ()}, "name at least one"),
    ],
)
def test_what_cannot_be_watched_is_refused_with_the_remedy(fields: dict[str, object], remedy: str) -> None:
    with pytest.raises(DeclarationError, match=remedy):
        declare(**fields)
