"""What a page needs to look as it did is found where pages and stylesheets name it, and put into other words there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from archive.records import Requisite
from archive.requisites import is_style, of_page, of_style, style_text, through_page, through_style

PAGE = "https://quay.example/news/2026/lock.html"
STYLE = "https://quay.example/assets/site.css"


def needs(page: str) -> list[tuple[str, bool]]:
    return [(one.url, one.is_picture) for one in of_page(html.document_fromstring(page), PAGE)]


@pytest.mark.parametrize(
    ("named", "url", "is_picture"),
    [
        ("<link rel=stylesheet href=/a.css>", "https://quay.example/a.css", False),
        ("<link rel='Stylesheet ' href='a.css?v=2#x'>", "https://quay.example/news/2026/a.css?v=2", False),
        ("<link rel='shortcut icon' href='//cdn.example/i.ico'>", "https://cdn.example/i.ico", False),
        ("<style>@import 'a.css';</style>", "https://quay.example/news/2026/a.css", False),
        ("<p style=\"background: url('b.png')\">x</p>", "https://quay.example/news/2026/b.png", False),
        ("<table><tr><td background=/c.gif>x</table>", "https://quay.example/c.gif", False),
        ("<img src='../logo a.png'>", "https://quay.example/news/logo%20a.png", True),
        ("<img src='../标志.png'>", "https://quay.example/news/%E6%A0%87%E5%BF%97.png", True),
        ("<img src='data:image/gif;base64,R0' data-src=/d.jpg>", "https://quay.example/d.jpg", True),
        ("<img srcset='/s.jpg 1x, /l.jpg 2x'>", "https://quay.example/s.jpg", True),
        ("<input type=image src=/go.png>", "https://quay.example/go.png", True),
        ("<video poster=/still.jpg src=/film.mp4></video>", "https://quay.example/still.jpg", True),
    ],
)
def test_a_page_names_it_in_many_ways(named: str, url: str, is_picture: bool) -> None:
    assert needs(f"<html><body>{named}</body></html>") == [(url, is_picture)]


@pytest.mark.parametrize(
    "named",
    [
        "<link rel='alternate stylesheet' href=/dark.css>",
        "<link rel=preload href=/a.woff2>",
        "<link rel=stylesheet href=''>",
        "<link rel=stylesheet href='javascript:alert(1)'>",
        "<link rel=stylesheet href='http://user:secret@quay.example/a.css'>",
        "<link rel=stylesheet href='http://[::1/a.css'>",
        "<script src=/a.js></script>",
        "<iframe src=/frame.html></iframe>",
        "<input type=text src=/a.png>",
        "<img src='data:image/gif;base64,R0lGOD'>",
        "<img src='#here'>",
        f"<img src='/{'a' * 2083}'>",
    ],
)
def test_what_is_none_is_not_named(named: str) -> None:
    assert needs(f"<html><body>{named}</body></html>") == []


def test_each_is_named_once_and_is_a_part_of_the_layout_where_a_stylesheet_names_it_too() -> None:
    page = "<img src=/a.png><p style='background:url(/a.png)'>x</p><img src=/b.png><img src=/b.png>"
    assert needs(page) == [("https://quay.example/a.png", False), ("https://quay.example/b.png", True)]


@pytest.mark.parametrize(
    ("css", "urls"),
    [
        ("a{background:url(b.png)}", ["assets/b.png"]),
        ("a{background:URL( 'b.png' )}", ["assets/b.png"]),
        ('@import "print.css" print;', ["assets/print.css"]),
        ('@import"print.css";@import/**/"wide.css";', ["assets/print.css", "assets/wide.css"]),
        ("@namespace svg url(http://www.w3.org/2000/svg); a{}", []),
        ("@import url(../print.css);", ["print.css"]),
        ("@font-face{src:url(a.woff2) format('woff2'),url(a.woff)}", ["assets/a.woff2", "assets/a.woff"]),
        ("/* url(a.png) */ b{content:'url(c.png)'}", []),
        ("a{background:url(data:image/png;base64,AA==)}", []),
        ("a{background:url(#wave)}", []),
        ("a{background:url(b\\).png)}", []),
        ('a{content:"it\'s"} b{background:url(b.png)}', ["assets/b.png"]),
        ("a{content:'never closed\n} b{background:url(b.png)}", ["assets/b.png"]),
        ("/* never closed b{background:url(b.png)}", []),
        ("a{background:url('never closed", []),
    ],
)
def test_a_stylesheet_names_what_it_needs(css: str, urls: list[str]) -> None:
    assert of_style(css, STYLE) == tuple(Requisite(f"https://quay.example/{url}") for url in urls)


def test_other_words_stand_where_it_was_named_and_nowhere_else() -> None:
    css = "@import 'a.css';/* url(b.png) */ p{background:url(b.png) no-repeat;content:'url(b.png)'}"
    assert through_style(css, STYLE, lambda url, _: url.rpartition("/")[2].upper()) == (
        '@import "A.CSS";/* url(b.png) */ p{background:url("B.PNG") no-repeat;content:\'url(b.png)\'}'
    )


def test_a_picture_has_its_other_address_where_browsers_look() -> None:
    tree = html.document_fromstring("<img src=wait.gif data-src=quay.jpg><img alt='none'>")
    through_page(tree, PAGE, lambda url, is_picture: "/9" if is_picture else None)
    assert [picture.get("src") for picture in tree.iter("img")] == ["/9", None]


@pytest.mark.parametrize("sign", ["&#11;", "&#1;", "\ufffe", "\uffff"])
def test_signs_that_lxml_reads_and_does_not_write_hinder_nothing(sign: str) -> None:
    page = f"<p style='margin:0{sign};background:url(a.png)'>x</p><style>p{{}}{sign}i{{background:url(b.png)}}</style>"
    tree = html.document_fromstring(page)
    assert {one.url.rpartition("/")[2] for one in of_page(tree, PAGE)} == {"a.png", "b.png"}
    through_page(tree, PAGE, lambda url, is_picture: "/9")
    assert b"url(a.png)" not in html.tostring(tree)
    assert b"url(b.png)" not in html.tostring(tree)


def test_not_more_addresses_are_looked_at_than_a_person_writes() -> None:
    css = "".join(f"a{{background:url({number}.png)}}" for number in range(5_000))
    assert len(of_style(css, STYLE)) == 2_000
    page = "".join(f"<p style='background:url({number}.png)'>x</p>" for number in range(5_000))
    assert len(needs(page)) == 2_000
    assert of_style("a{background:url(b.png)}", f"https://quay.example/{'a' * 3000}") == ()


def test_to_look_for_it_alters_nothing() -> None:
    page = "<html><body><p style='background:url(a.png)'>x</p><img src='b.png'></body></html>"
    tree = html.document_fromstring(page)
    before = html.tostring(tree)
    of_page(tree, PAGE)
    assert html.tostring(tree) == before


@given(st.text(alphabet="url(@import )\"'\\/*\n{};:#abc.", max_size=80))
def test_a_stylesheet_stays_as_it_is_whatever_it_holds(css: str) -> None:
    assert through_style(css, STYLE, lambda url, is_picture: None) == css


def test_a_stylesheet_is_what_browsers_take_for_one() -> None:
    assert all(map(is_style, ("text/css", "Text/CSS; charset=utf-8")))
    assert not any(map(is_style, ("text/html", "", "application/css")))


def test_a_stylesheet_is_text_whatever_its_bytes_are() -> None:
    assert style_text(b"\xef\xbb\xbfa{}") == "a{}"
    assert style_text(b"a{content:'\xe9'}") == "a{content:'�'}"
