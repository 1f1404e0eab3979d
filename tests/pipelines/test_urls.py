"""One address for one page, and a cheap peek at what a page says its own is."""

from __future__ import annotations

import re
from unittest.mock import patch
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines import urls
from pipelines.urls import canonical_link, canonicalise, is_web_url, trusted_canonical


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTP://Example.ORG:80/a/../b/./c", "http://example.org/b/c"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/%7euser/%e4%b8%ad", "https://example.org/~user/%E4%B8%AD"),
        ("https://example.org/中 文?词=值", "https://example.org/%E4%B8%AD%20%E6%96%87?%E8%AF%8D=%E5%80%BC"),
        ("https://例子.测试/", "https://xn--fsqu00a.xn--0zwm56d/"),
        ("https://example.org/a;jsessionid=1A2B?id=7", "https://example.org/a?id=7"),
        ("https://example.org/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://example.org/a.aspx"),
        ("https://example.org/?b=2&a=1&b=3", "https://example.org/?b=2&a=1&b=3"),
        ("https://example.org\\a\\b", "https://example.org/a/b"),
        (" https://example.org/a\n/b ", "https://example.org/a/b"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_an_address_is_normalised(written: str, kept: str) -> None:
    assert canonicalise(written) == kept


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source=x",
        "gclid=1",
        "fbclid=1",
        "spm=a.b.c",
        "from=singlemessage",
        "PHPSESSID=1",
        "isappinstalled=0",
        "sid=0123456789abcdef0123456789abcdef",
        "sid=q2n8v5r0c7m1x4k9t3b6j8h2w5",
        "ASPSESSIONIDQQ=A",
    ],
)
def test_what_tells_who_visited_is_dropped(parameter: str) -> None:
    assert canonicalise(f"https://example.org/a?id=7&{parameter}&p=2") == "https://example.org/a?id=7&p=2"


@pytest.mark.parametrize(
    "query",
    ["from=2020-01-01", "sid=4711", "s=harbourduesandtheirhistory", "s=budget", "source=ministry", "page=2"],
)
def test_what_tells_which_page_is_kept(query: str) -> None:
    assert canonicalise(f"https://example.org/list?{query}") == f"https://example.org/list?{query}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "ftp://example.org/",
        "//example.org/a",
        "/a",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "http://a..b/",
        "http://exa mple.org/",
    ],
)
def test_what_is_no_web_address_becomes_empty(address: str) -> None:
    assert canonicalise(address) == ""
    assert not is_web_url(address)


def test_http_and_https_are_two_addresses() -> None:
    assert canonicalise("http://example.org/a") != canonicalise("https://example.org/a")


def test_relative_addresses_are_resolved_against_the_base() -> None:
    assert (
        canonicalise("../c.html?x=1", "https://example.org/a/b/d.html") == "https://example.org/a/c.html?x=1"
    )


@given(st.text(alphabet="abz/.%?&=#;:@[]\\ ~é中\t0Af-_", max_size=40))
@example("%")
@example("../..")
@example("%%41")
def test_the_result_is_a_fixed_point(rest: str) -> None:
    once = canonicalise("https://example.org/" + rest)
    assert canonicalise(once) == once


@given(st.from_regex(urls._PLAIN, fullmatch=True))
def test_what_is_known_at_a_glance_is_what_taking_the_address_apart_says(address: str) -> None:
    with patch.object(urls, "_PLAIN", re.compile("(?!)")):
        assert urls._canonicalise(address, "") == address


@pytest.mark.parametrize(
    "href", ["/", "/ ", "", "?lang=en", "#top", "https://a.example", "https://a.example/", "//a.example/?x=/y", "/\n",
             "index.html", "/en/index.php", "ht\ntps://a.example/"]
)  # fmt: skip
def test_what_leads_to_a_front_page(href: str) -> None:
    assert urls.leads_to_front(href)


@pytest.mark.parametrize(
    "href", ["/news", "news", "/ax/", "https://a.example/en/", "http://[site]/", "mailto:a@b.example",
             "javascript:go()", "tel:1", "/-/"]
)  # fmt: skip
def test_what_does_not(href: str) -> None:
    assert not urls.leads_to_front(href)


# Without ';' and dots: urljoin drops an empty parameter, and reads '..' before '//', of relative addresses alone.
@given(
    st.text(alphabet="abz/%?&=#:@[]\\~é中0Af-_", max_size=30)
    .map("/".__add__)
    .filter(lambda rooted: rooted[:2] != "//"),
    st.sampled_from(("https://a.example/b/c?d", "http://a.example:8080", "https://[::1]/x/", "no address")),
)
def test_an_address_from_the_root_is_joined_as_rfc_3986_says(rooted: str, base: str) -> None:
    assert urls.canonicalise(rooted, base) == urls.canonicalise(_joined(base, rooted))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


@pytest.mark.parametrize(
    "head",
    [
        b'<html><head><link rel="canonical" href="/a.html">',
        b"<HEAD><LINK HREF='/a.html?utm_source=x' REL='Canonical'/>",
        b'<base href="https://example.org/"><link rel="shortlink canonical" href=a.html>',
        b'<!-- <link rel="canonical" href="/no"> --><script>"<link rel=canonical href=/no>"</script>'
        b'<link rel="canonical" href="https://example.org/a.html#top">',
    ],
)
def test_the_canonical_link_of_a_head_is_found(head: bytes) -> None:
    assert canonical_link(head, "https://example.org/x/y") == "https://example.org/a.html"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<html><head><title>canonical</title></head>",
        b'<body><link rel="canonical" href="/a.html">',
        b'<link rel="canonical" href="">',
        b'<link rel="canonical" href="javascript:alert(1)">',
        b'<link rel="canonical" href="https://example.org/">',
        b'<link rel="canonical" href="/\xff\xfe">',
    ],
)
def test_no_canonical_link_is_empty(head: bytes) -> None:
    assert canonical_link(head, "https://example.org/x/y") == ""


def test_a_front_page_may_be_its_own_canonical() -> None:
    assert (
        trusted_canonical("https://example.org/", "https://example.org/?utm_source=a", "")
        == "https://example.org/"
    )
