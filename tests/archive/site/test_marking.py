"""Two pages side by side as they looked: what only one of them shows is marked in it, and nothing else is altered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner
from datasette.app import Datasette
from lxml import html

from archive.commands import withhold
from archive.site.marking import FIRST, MOST, TAGS, Differences, Side, mark
from archive.site.security import FRAMING, REPLAYED
from archive.store import Store
from crawler.demo.pictures import png

from .conftest import opened, portal_row, tree_of
from .test_replay import PORTAL, Archive

BASE = "https://xx-waters.example/lock"
DEL, INS = TAGS
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


def compared(before: html.HtmlElement, after: html.HtmlElement) -> Differences:
    """Pictures by their addresses, without what follows the '?'."""
    sides = (Side(tree, BASE, lambda url: url.partition("?")[0]) for tree in (before, after))
    return mark(*sides)


def marked(old: str, new: str) -> tuple[html.HtmlElement, html.HtmlElement]:
    before, after = parsed(old), parsed(new)
    compared(before, after)
    return before, after


def words(tree: html.HtmlElement, tag: str) -> list[str]:
    return [element.text for element in tree.iter(tag)]


def test_words_are_marked_on_the_side_that_has_them() -> None:
    before, after = marked(OLD, NEW)
    assert words(before, DEL) == ["4,200", "open", "Until", "Piers Colney"]
    assert words(after, INS) == ["2,100", "shut", "From", "on", "Nobody at all"]
    assert words(before, INS) == words(after, DEL) == []


def test_nothing_else_is_altered() -> None:
    before, after = marked(OLD, NEW)
    for tree, source in ((before, OLD), (after, NEW)):
        for each in list(tree.iter(*TAGS)):
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
    assert styles[0][1].startswith("outline:4px dashed #b3261e!important;")
    assert styles[0][1].endswith(";width:9px")
    assert "outline:4px solid" in styles[1][1]


def test_what_differs_is_counted() -> None:
    found = compared(parsed(OLD), parsed(NEW))
    assert (found.removed, found.added, found.pictures, found.is_exact, found.none) == (4, 5, 2, True, False)
    assert compared(parsed(OLD), parsed(OLD)).none


def test_words_without_blanks_between_them_are_told_apart() -> None:
    before, after = marked("<p>港口规费为四千二百元。</p>", "<p>港口规费为二千一百元。</p>")
    assert "".join(words(before, DEL)) == "四二"
    assert "".join(words(after, INS)) == "二一"


def test_pages_that_are_made_to_be_hard_are_marked_as_far_as_time_allows() -> None:
    old, new = "<body>" + "<p>a b</p><i>b a</i>" * 6_000, "<body>" + "<i>b a c</i><p>a c b</p>" * 6_001
    before, after = parsed(old), parsed(new)
    found = compared(before, after)
    assert not found.is_exact
    assert found.are_many
    assert len(words(after, INS)) < MOST + 100 < found.added


@pytest.mark.parametrize("count", [10, 60])
def test_one_word_in_each_of_many_paragraphs_is_marked_and_nothing_else(count: int) -> None:
    line = "经国务院批准，现将二〇二六年部分节假日安排通知如下，自{}日起施行，请各部门遵照执行，做好值班和安全工作，"
    old, new = ("".join(f"<p>{line.format(at + add) * 2}</p>" for at in range(count)) for add in (100, 700))
    _, after = marked(f"<body>{old}", f"<body>{new}")
    assert words(after, INS) == [str(at + 700) for at in range(count) for _ in range(2)]


def test_a_change_at_each_end_of_a_page_leaves_what_lies_between_alone() -> None:
    between = "".join(f"<li>Login</li><p>·</p><p>Price {at % 7}</p><p>Line {at}</p>" for at in range(900))
    before, after = marked(f"<b>Monday</b>{between}<i>2025</i>", f"<b>Tuesday</b>{between}<i>2026</i>")
    assert (words(before, DEL), words(after, INS)) == (["Monday", "2025"], ["Tuesday", "2026"])


def test_vowels_and_accents_belong_to_their_words() -> None:
    before, after = marked("<p>قال مُحَمَّد هنا</p>", "<p>قال مُحَمِّد هنا</p>")
    assert (words(before, DEL), words(after, INS)) == (["مُحَمَّد"], ["مُحَمِّد"])


@pytest.mark.parametrize("tag", ["xmp", "noembed", "noframes", "textarea", "title", "svg"])
def test_what_would_be_shown_as_text_is_not_marked(tag: str) -> None:
    _, after = marked(f"<p>a</p><{tag}>old</{tag}>", f"<p>a</p><{tag}>new</{tag}>")
    assert words(after, INS) == []


def test_texts_between_many_siblings_are_marked_where_they_stand() -> None:
    old = "<div>" + "".join(f"<b></b>same{at}<b></b>x{at}" for at in range(50)) + "</div>"
    before, after = marked(old, old.replace("</b>x", "</b>y z "))
    assert words(after, INS) == [f"y z {at}" for at in range(50)]
    assert after.text_content() == parsed(old.replace("</b>x", "</b>y z ")).text_content()
    assert before.text_content() == parsed(old).text_content()


def publish(folder: Path, *sources: str) -> None:
    """An archive of one article, with a state for each of the pages."""
    with Store(folder) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        for day, source in zip(("2026-03-01", "2026-03-20"), sources, strict=False):
            archive.publish("lock", source.encode(), "text/html", f"{day}T08:00:00.000Z", day)


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Datasette]:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        script = "<script>alert(1)</script><p onclick='alert(2)'>"
        for day, source in (("2026-03-01", OLD), ("2026-03-20", NEW.replace("<h1>", f"{script}<h1>"))):
            archive.publish("lock", source.encode(), "text/html", f"{day}T08:00:00.000Z", day)
        for day, colour in (("2026-03-01", 1), ("2026-03-20", 2)):
            archive.keep("a.jpg?v=1", png(colour), "image/png", f"{day}T08:00:01.000Z")
        archive.keep("a.jpg?v=2", png(2), "image/png", "2026-03-20T08:00:01.000Z")
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
    assert "4 pictures" in tree.xpath("string(//*[@role='note'])"), "a.jpg has other bytes, b.jpg is c.jpg"
    assert tree.xpath("//p[@class='export-links']/a/@href") == [f"{frame}#{FIRST}" for frame in frames]
    assert "/article/1/compare/1/2/pages" in (await site.client.get("/article/1/compare/1/2")).text


async def test_a_frame_is_a_replay_like_any_other_with_marks(site: Datasette) -> None:
    response = await site.client.get("/capture/2/replay?framed=1&against=1")
    assert response.headers["content-security-policy"] == REPLAYED
    assert "alert(" not in response.text
    tree = html.document_fromstring(response.text)
    assert words(tree, INS) == ["2,100", "shut", "From", "on", "Nobody at all"]
    plain = html.document_fromstring((await site.client.get("/capture/2/replay?framed=1")).text)
    assert words(plain, INS) == []


@pytest.mark.parametrize(
    "path",
    [
        "/article/1/compare/2/1/pages",
        "/article/1/compare/1/1/pages",
        "/article/1/compare/1/3/pages",
        "/article/9/compare/1/2/pages",
        "/capture/2/replay?against=one",
        "/capture/2/replay?against=6",
        "/capture/2/replay?against=99",
    ],
)
async def test_only_two_states_of_one_article_are_held_against_each_other(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.status_code == 404
    assert "Traceback" not in response.text


async def test_pages_that_show_the_same_say_so(tmp_path: Path) -> None:
    publish(tmp_path, OLD, OLD)
    async with opened(tmp_path) as found:
        tree = await tree_of(found, "/article/1/compare/1/2/pages")
    assert "Both show the same words and pictures" in tree.xpath("string(//*[@role='note'])")
    assert tree.xpath("//p[@class='export-links']/text()") == ["Nothing is marked in its words"] * 2


async def test_by_itself_a_marked_page_says_whose_the_marks_are_and_is_no_memento(site: Datasette) -> None:
    response = await site.client.get("/capture/2/replay?against=1")
    assert (
        "The marks are Gazette’s: what state 1 does not have."
        in html.document_fromstring(response.text).text_content()
    )
    assert "memento-datetime" not in response.headers
    assert "memento-datetime" in (await site.client.get("/capture/2/replay")).headers


async def test_a_picture_with_several_sources_and_what_follows_an_empty_element_is_shown(
    tmp_path: Path,
) -> None:
    source = (
        '<html><body><picture><source srcset="/big.png"><img src="/a.png"></picture><p>before <embed src="/x"> '
        'after</p> <video><source src="/v"><track src="/t"></video><p>end</p></body></html>'
    )
    publish(tmp_path, source)
    async with opened(tmp_path) as found:
        tree = html.document_fromstring((await found.client.get("/capture/1/replay?framed=1")).text)
    assert len(tree.xpath("//picture/img")) == 1
    assert " ".join(tree.text_content().split()) == "before after end"


async def test_where_bytes_are_gone_the_reason_is_told(tmp_path: Path) -> None:
    publish(tmp_path, OLD, OLD)
    for file in (tmp_path / "warc").iterdir():
        file.unlink()
    async with opened(tmp_path) as found:
        for path in ("/article/1/compare/1/2/pages", "/article/1/revision/1/replay"):
            response = await found.client.get(path)
            assert response.status_code == 404
            assert "Not shown" in response.text


async def test_what_is_withheld_is_compared_with_nothing(tmp_path: Path) -> None:
    publish(tmp_path, OLD, NEW)
    arguments = ["1", "--reason", "An order", "--archive", str(tmp_path)]
    assert CliRunner().invoke(withhold, arguments).exit_code == 0
    async with opened(tmp_path) as found:
        for path in ("/article/1/compare/1/2/pages", "/capture/2/replay?against=1"):
            assert (await found.client.get(path)).status_code == 451
