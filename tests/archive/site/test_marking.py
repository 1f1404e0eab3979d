"""Two pages side by side as they looked: what only one of them shows is marked in it, and nothing else is altered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette
from lxml import html

from archive.site.marking import FIRST, mark
from archive.site.security import FRAMING, REPLAYED
from archive.store import Store

from .conftest import opened, portal_row, tree_of
from .test_replay import PORTAL, Archive

BASE = ("https://xx-waters.example/lock", "https://xx-waters.example/lock")
OLD = """<html><head><title>Old</title><style>p{}</style></head><body><nav>Home <a href="/n">News</a></nav>
<h1>The lock</h1><p>The dues are 4,200 florins, <b>and the quay</b> is open. <i>Until</i> May.</p>
<p>Piers Colney is in charge.</p><table> Old <tr><td>Width</td><td>11 m</td></tr></table>
<img src="/a.jpg?v=1"><img src="/b.jpg" style="width:9px"><script>var a = 1;</script><textarea>old</textarea>
<select><option>old</option></select></body></html>"""
NEW = (
    OLD.replace("4,200", "2,100")
    .replace("open. <i>Until</i> May", "shut. <i>From</i> May on")
    .replace("Piers Colney", "Nobody at all")
    .replace("> Old <", "> New <")
    .replace(">old<", ">new<")
    .replace("a = 1", "a = 2")
    .replace("a.jpg?v=1", "a.jpg?v=2")
    .replace("b.jpg", "c.jpg")
)


def parsed(source: str) -> html.HtmlElement:
    return html.document_fromstring(source)


def marked(old: str, new: str) -> tuple[html.HtmlElement, html.HtmlElement]:
    before, after = parsed(old), parsed(new)
    mark(before, after, BASE)
    return before, after


def words(tree: html.HtmlElement, tag: str) -> list[str]:
    return [element.text for element in tree.iter(tag)]


def test_words_are_marked_on_the_side_that_has_them() -> None:
    before, after = marked(OLD, NEW)
    assert words(before, "del") == ["4,200", "open", "Until", "Piers Colney"]
    assert words(after, "ins") == ["2,100", "shut", "From", "on", "Nobody at all"]
    assert words(before, "ins") == words(after, "del") == []


def test_nothing_else_is_altered() -> None:
    before, after = marked(OLD, NEW)
    for tree, source in ((before, OLD), (after, NEW)):
        for each in list(tree.iter("del", "ins")):
            each.drop_tag()
        for picture in tree.iter("img"):
            picture.attrib.pop("style", None)
        plain = parsed(source)
        for picture in plain.iter("img"):
            picture.attrib.pop("style", None)
        assert html.tostring(tree) == html.tostring(plain)


def test_the_first_mark_can_be_led_to() -> None:
    before, after = marked(OLD, NEW)
    assert [tree.get_element_by_id(FIRST).text for tree in (before, after)] == ["4,200", "2,100"]
    assert len(after.xpath("//*[@id=$first]", first=FIRST)) == 1


def test_pictures_that_only_one_shows_are_framed() -> None:
    before, after = marked(OLD, NEW)
    styles = [[picture.get("style", "") for picture in tree.iter("img")] for tree in (before, after)]
    assert styles[0][0] == styles[1][0] == "", "another number behind the '?' is no other picture"
    assert "width:9px;outline:4px dashed" in styles[0][1]
    assert "outline:4px solid" in styles[1][1]


def test_what_differs_is_counted() -> None:
    found = mark(parsed(OLD), parsed(NEW), BASE)
    assert (found.removed, found.added, found.pictures, found.is_exact, found.none) == (4, 5, 2, True, False)
    assert mark(parsed(OLD), parsed(OLD), BASE).none


def test_words_without_blanks_between_them_are_told_apart() -> None:
    before, after = marked("<p>港口规费为四千二百元。</p>", "<p>港口规费为二千一百元。</p>")
    assert "".join(words(before, "del")) == "四二"
    assert "".join(words(after, "ins")) == "二一"


def test_pages_that_are_made_to_be_hard_are_marked_as_far_as_time_allows() -> None:
    old, new = "<body>" + "<p>a b</p><i>b a</i>" * 6_000, "<body>" + "<i>b a c</i><p>a c b</p>" * 6_000
    before, after = parsed(old), parsed(new)
    found = mark(before, after, BASE)
    assert not found.is_exact
    assert len(words(after, "ins")) < 2_100 < found.added


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Datasette]:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        script = "<script>alert(1)</script><p onclick='alert(2)'>"
        for day, source in (("2026-03-01", OLD), ("2026-03-20", NEW.replace("<h1>", f"{script}<h1>"))):
            archive.publish("lock", source.encode(), "text/html", f"{day}T08:00:00.000Z", day)
        archive.publish("dues", OLD.encode(), "text/html", "2026-03-02T08:00:00.000Z", "Dues")
    async with opened(tmp_path) as found:
        yield found


async def test_the_page_holds_both_in_frames_and_says_what_is_marked(site: Datasette) -> None:
    response = await site.client.get("/article/1/compare/1/2/pages")
    assert response.headers["content-security-policy"] == FRAMING
    tree = html.document_fromstring(response.text)
    frames = [frame.get("src") for frame in tree.xpath("//iframe")]
    assert frames == ["/capture/1/replay?framed=1&against=2", "/capture/2/replay?framed=1&against=1"]
    assert all("allow-scripts" not in frame.get("sandbox") for frame in tree.xpath("//iframe"))
    assert tree.xpath("//*[@role='note']/*[self::del or self::ins]/text()") == ["4 places", "5 places"]
    assert tree.xpath("//p[@class='export-links']/a/@href") == [f"{frame}#{FIRST}" for frame in frames]
    assert "/article/1/compare/1/2/pages" in (await site.client.get("/article/1/compare/1/2")).text


async def test_a_frame_is_a_replay_like_any_other_with_marks(site: Datasette) -> None:
    response = await site.client.get("/capture/2/replay?framed=1&against=1")
    assert response.headers["content-security-policy"] == REPLAYED
    assert "alert(" not in response.text
    tree = html.document_fromstring(response.text)
    assert words(tree, "ins") == ["2,100", "shut", "From", "on", "Nobody at all"]
    plain = html.document_fromstring((await site.client.get("/capture/2/replay?framed=1")).text)
    assert words(plain, "ins") == []


@pytest.mark.parametrize(
    "path",
    [
        "/article/1/compare/2/1/pages",
        "/article/1/compare/1/1/pages",
        "/article/1/compare/1/3/pages",
        "/article/9/compare/1/2/pages",
        "/capture/2/replay?against=3",
        "/capture/2/replay?against=99",
    ],
)
async def test_only_two_states_of_one_article_are_held_against_each_other(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.status_code == 404
    assert "Traceback" not in response.text


async def test_pages_that_show_the_same_say_so(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        for day in ("2026-03-01", "2026-03-20"):
            archive.publish("lock", OLD.encode(), "text/html", f"{day}T08:00:00.000Z", day)
    async with opened(tmp_path) as found:
        tree = await tree_of(found, "/article/1/compare/1/2/pages")
    assert "Both show the same words and pictures" in tree.xpath("string(//*[@role='note'])")
    assert tree.xpath("//p[@class='export-links']/text()") == ["Nothing is marked in its words"] * 2
