"""A page is shown as it looked: from the archive alone, with what it needs as it was then, and nothing in it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from attrs import define, evolve, frozen
from click.testing import CliRunner
from datasette.app import Datasette
from lxml import html

from archive.commands import release, withhold
from archive.records import Capture, Exchange
from archive.site.security import FRAMING, REPLAYED
from archive.store import Store
from crawler.demo.pictures import png

from .conftest import article, opened, page, portal_row, tree_of

PORTAL = "xx_waters"
LOCK = """<!DOCTYPE html><html onload="alert(1)"><head><meta charset="gb2312"><base href="https://xx-waters.example/in/">
<meta http-equiv="refresh" content="0; url=https://evil.example/"><title>The lock</title>
<link rel="stylesheet" href="../site.css" integrity="sha256-x" crossorigin>
<link rel="dns-prefetch" href="//evil.example">
<link rel="stylesheet" href="https://evil.example/theme.css"><script src="/menu.js"></script>
<style>p{background:url(/wave.png)} i{background:url(https://evil.example/track.png)}</style></head>
<body style="color:#123456"><h1>船闸</h1><p onclick="alert(2)">The lock is open.</p>
<img src="/logo.png" srcset="https://evil.example/big.png 2x" alt="Logo">
<img src="https://evil.example/pixel.gif" alt="Pixel">
<a id="held" href="http://www.xx-waters.example/lock/#top">Lock</a>
<a id="far" href="plan" target="_blank" ping="https://evil.example/ping">Plan</a> <a id="here" href="#end">End</a>
<a id="bad" href="java&#10;script:alert(3)">Bad</a> <a id="mail" href="mailto:desk@xx-waters.example">Mail</a>
<form action="https://evil.example/login"><button formaction="https://evil.example/2">Go</button></form>
<iframe src="https://evil.example/frame"></iframe><object data="https://evil.example/o"></object>
<link rel="icon preconnect" href="http://u@evil.example/"><link rel="stylesheet dns-prefetch" href="/site.css">
<svg><a xlink:href="https://evil.example/svg"><text>x</text></a>
<style><p><link rel=preconnect href=//evil.example></style></svg><noscript><p>Without scripts</p></noscript>
<p id="end">End</p></body></html> <!-- a comment -->"""
DRAWING = b"""<!DOCTYPE svg [<!ENTITY drawing "http://www.w3.org/2000/svg">]>
<svg xmlns="&drawing;" xmlns:h="http://www.w3.org/1999/xhtml" onload="alert(1)">
<h:link rel="preconnect" href="https://evil.example/"/><script>alert(1)</script><circle r="5" onclick="alert(2)"/>
<foreignObject><h:form action="https://evil.example/"/></foreignObject></svg>"""
DAYS = ("2026-03-01", "2026-03-10", "2026-03-20")


@define
class Archive:
    """Captures of the portal, as the store keeps them; ``numbers`` by address and instant."""

    store: Store
    numbers: dict[tuple[str, str], int]

    def keep(self, path: str, body: bytes, kind: str, at: str, **more: object) -> Capture:
        headers = (("Content-Type", kind), *more.pop("headers", ()))  # type: ignore[misc]
        url = page(PORTAL, path)
        exchange = Exchange(PORTAL, url, url, at, status=200, headers=headers, body=body)
        capture = self.store.keep(evolve(exchange, **more), None)
        self.numbers[path, at[:10]] = capture.id
        return capture

    def publish(self, path: str, body: bytes, kind: str, at: str, text: str = "", **more: object) -> None:
        capture = self.keep(path, body, kind, at)
        self.store.store(article(PORTAL, path, "The lock", text or path, **more), capture)


@frozen
class Shown:
    site: Datasette
    numbers: dict[tuple[str, str], int]

    async def replay(self, path: str, day: str = DAYS[0]) -> tuple[int, str, bytes]:
        found = await self.site.client.get(f"/capture/{self.numbers[path, day]}/replay")
        return found.status_code, found.headers["content-type"], found.content

    async def page(self, path: str, day: str = DAYS[0]) -> html.HtmlElement:
        status, _, body = await self.replay(path, day)
        assert status == 200
        return html.document_fromstring(body.decode())

    def part(self, path: str, day: str = DAYS[0], at: str = "") -> str:
        """``at``: the day of the page for which a stylesheet is asked for."""
        asked = f"?at={at}T08%3A00%3A00.000Z" if at else ""
        return f"/capture/{self.numbers[path, day]}/replay{asked}"


def fill(archive: Archive) -> None:
    first, second, third = (f"{day}T08:00:00.000Z" for day in DAYS)
    archive.publish("lock", LOCK.encode("gb2312"), "text/html", first, encoding="gb18030")
    archive.publish("lock", LOCK.replace("open", "shut").encode("gb2312"), "text/html", third, "Shut")
    old = archive.keep(
        "site.css", b"@import 'type.css';p{color:#111}", "text/css", "2026-03-02T08:00:00.000Z"
    )
    again = "2026-03-18T08:00:00.000Z"
    archive.keep("site.css", b"@import 'type.css';p{color:#111}", "", again, status=304, revisit_of=old)
    archive.keep("site.css", b"p{color:#222}", "text/css", "2026-03-23T08:00:00.000Z")
    moved = (("Location", "/assets/type-2.css"),)
    archive.keep("type.css", b"", "text/html", first, status=301, headers=moved)
    archive.keep("assets/type-2.css", b"@font-face{src:url(a.woff2)}", "text/css", first)
    archive.keep("assets/a.woff2", b"wOF2....", "font/woff2", first)
    archive.keep("wave.png", png(1), "image/png", second)
    archive.keep("logo.png", DRAWING, "image/svg+xml; charset=utf-8", second)
    archive.keep("list", b"<html><a href=/lock>The lock</a></html>", "text/html", first)
    archive.keep("menu.js", b"alert(1)", "text/javascript", first)
    archive.keep("page.png", b"<html><script>alert(1)</script>", "image/png", first)


def fill_replayed(folder: Path) -> dict[tuple[str, str], int]:
    """An archive of the page in two states, of what it needs, and of what is neither."""
    with Store(folder) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        fill(archive)
    return archive.numbers


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str], int]]:
    folder = tmp_path_factory.mktemp("replayed")
    return folder, fill_replayed(folder)


@pytest_asyncio.fixture
async def shown(filled: tuple[Path, dict[tuple[str, str], int]]) -> AsyncIterator[Shown]:
    folder, numbers = filled
    async with opened(folder) as site:
        yield Shown(site, numbers)


async def test_it_is_in_a_frame_of_a_page_that_says_what_it_is(shown: Shown) -> None:
    tree = await tree_of(shown.site, "/article/1/revision/1/replay")
    (frame,) = tree.xpath("//iframe")
    assert frame.get("src") == f"{shown.part('lock')}?framed=1"
    assert "allow-scripts" not in frame.get("sandbox")
    assert "not ours" in tree.xpath("string(//*[@role='note'])")
    for path in ("/article/1", "/article/1/revision/1"):
        links = (await tree_of(shown.site, path)).xpath("//a[text() = 'The page as it looked']/@href")
        assert links
        assert {link.rpartition("/")[2] for link in links} == {"replay"}


async def test_the_frame_says_what_was_never_captured(shown: Shown) -> None:
    tree = await tree_of(shown.site, "/article/1/revision/1/replay")
    assert tree.xpath("//details//code/text()") == [
        "https://evil.example/theme.css",
        "https://evil.example/track.png",
        "https://evil.example/pixel.gif",
    ]


async def test_nothing_in_it_runs_or_asks_anybody_else(shown: Shown) -> None:
    status, kind, body = await shown.replay("lock")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert b"evil.example" not in body
    tree = html.document_fromstring(body.decode())
    assert (
        tree.xpath(
            "//script | //iframe | //object | //base | //meta[@http-equiv] | //@*[starts-with(name(), 'on')]"
        )
        == []
    )
    assert tree.xpath("//form/@action | //button/@formaction | //@srcset | //@ping | //@integrity") == []


async def test_what_it_says_and_how_it_says_it_is_there(shown: Shown) -> None:
    _, _, body = await shown.replay("lock")
    tree = html.document_fromstring(body.decode())
    assert body.startswith(b"<!DOCTYPE html>")
    assert tree.xpath("string(//h1)") == "船闸"
    assert tree.xpath("//body/@style") == ["color:#123456"]
    assert tree.xpath("//noscript/p/text()") == ["Without scripts"]
    assert tree.xpath("//img[@alt='Logo']/@src") == [shown.part("logo.png", DAYS[1])]
    assert f'url("{shown.part("wave.png", DAYS[1])}")' in tree.xpath("string(//style)")


async def test_links_lead_to_what_the_archive_has(shown: Shown) -> None:
    tree = await shown.page("lock")
    assert tree.xpath("//*[@id='held']/@href") == ["/article/1"]
    assert tree.xpath("//*[@id='held']/@target") == ["_top"]
    assert tree.xpath("//*[@id='here']/@href") == ["#end"]
    assert tree.xpath("//*[@id='far' or @id='bad' or @id='mail']/@href") == []
    assert tree.xpath("//*[@id='far']/@title") == ["Not in this archive: https://xx-waters.example/in/plan"]


async def test_by_itself_it_says_that_it_is_from_an_archive(shown: Shown) -> None:
    _, _, body = await shown.replay("lock")
    bar = html.document_fromstring(body.decode()).body[0]
    assert "captured 1 March 2026, 08:00 UTC from https://xx-waters.example/lock" in bar.text_content()
    assert bar.xpath("a/@href") == ["/article/1/revision/1"]
    framed = await shown.site.client.get(f"{shown.part('lock')}?framed=1")
    assert "Kept by Gazette" not in framed.text


async def test_the_frame_says_what_it_lacks_and_what_became_of_the_page(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        archive.publish(
            "lock", b"<link rel=stylesheet href=/a.css><h1>x</h1>", "text/html", f"{DAYS[0]}T08:00:00.000Z"
        )
        store.miss(page(PORTAL, "lock"), f"{DAYS[1]}T08:00:00.000Z", "http-404")
    async with opened(tmp_path) as site:
        for path in ("/article/1/revision/1/replay", "/article/1/revision/1"):
            told = (await tree_of(site, path)).xpath("string(//main)")
            assert "Not found at its address." in told
            assert ("1 of its stylesheets was never captured" in told) == path.endswith("replay")


async def test_of_what_it_needs_that_is_shown_which_was_there_then(shown: Shown) -> None:
    tree, later = await shown.page("lock"), await shown.page("lock", DAYS[2])
    style = "(//link[@rel='stylesheet'])[1]/@href"
    assert tree.xpath(style) == [shown.part("site.css", "2026-03-02", DAYS[0])]
    # The bytes of the first were there two days before, other ones three days after.
    assert later.xpath(style) == [shown.part("site.css", "2026-03-02", DAYS[2])]
    status, kind, body = await shown.replay("site.css", "2026-03-18")
    assert (status, kind) == (200, "text/css; charset=utf-8")
    assert body.endswith(b"p{color:#111}")


async def test_stylesheets_need_more_in_their_turn_also_behind_a_redirect(shown: Shown) -> None:
    _, _, body = await shown.replay("site.css", "2026-03-02")
    at = "2026-03-02"
    assert f'@import "{shown.part("assets/type-2.css", at=at)}"'.encode() in body
    # Of which time is meant, who asks may say.
    asked = await shown.site.client.get(shown.part("site.css", "2026-03-02", DAYS[2]))
    assert shown.part("assets/type-2.css", at=DAYS[2]) in asked.text
    _, _, body = await shown.replay("assets/type-2.css")
    assert f'url("{shown.part("assets/a.woff2")}")'.encode() in body
    assert (await shown.replay("assets/a.woff2"))[1] == "font/woff2"


async def test_what_is_not_shown_says_where_its_bytes_are(shown: Shown) -> None:
    found = await shown.site.client.get(shown.part("list"))
    assert "no state of an article was read from it" in found.text
    assert f"/capture/{shown.numbers['list', DAYS[0]]}/bytes" in found.text


@pytest.mark.parametrize("path", ["list", "menu.js", "page.png"])
async def test_what_is_neither_an_articles_page_nor_a_part_of_one_is_not_shown(
    shown: Shown, path: str
) -> None:
    assert (await shown.replay(path))[0] == 404


async def test_all_of_it_is_sent_under_a_policy_that_forbids_scripts_once_more(shown: Shown) -> None:
    for path in ("lock", "assets/type-2.css", "assets/a.woff2"):
        headers = (await shown.site.client.get(shown.part(path))).headers
        assert headers["content-security-policy"] == REPLAYED
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["x-content-type-options"] == "nosniff"
    framed = (await shown.site.client.get("/article/1/revision/1/replay")).headers
    assert framed["content-security-policy"] == FRAMING
    assert framed["x-frame-options"] == "DENY"
    assert "allow-scripts" not in REPLAYED
    assert "default-src 'none'" in REPLAYED


async def test_a_drawing_draws_and_nothing_else(shown: Shown) -> None:
    _, kind, body = await shown.replay("logo.png", DAYS[1])
    assert kind == "image/svg+xml"
    assert b"circle" in body
    assert b"alert" not in body
    assert b"evil.example" not in body


async def test_a_part_that_cannot_be_read_takes_nothing_else_away(tmp_path: Path) -> None:
    numbers = fill_replayed(tmp_path)
    with Store(tmp_path) as store:
        store.db.execute("UPDATE captures SET payload_digest = 'sha256:0' WHERE status = 304")
        store.db.conn.commit()
    async with opened(tmp_path) as site:
        found = Shown(site, numbers)
        assert (await found.page("lock", DAYS[2])).xpath("//h1")
        assert (await site.client.get("/article/1/revision/2/replay")).status_code == 200
        for file in (tmp_path / "warc").iterdir():
            file.rename(tmp_path / file.name)
        for path in ("/article/1/revision/1/replay", found.part("lock")):
            assert (await site.client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind", "encoding", "title"),
    [
        ("<h1>水門</h1><p>é</p>".encode() + b"\xff", "text/html; charset=hex", "utf-8", "水門"),
        ("<h1>水門</h1>".encode("iso2022_jp"), "text/html", "iso2022_jp", "水門"),
        ("<h1>船闸</h1>".encode("gb18030"), "text/html", "unknown", "船闸"),
        ("<meta charset=gbk><h1>船闸</h1>".encode("gb18030"), "text/html", "", "船闸"),
    ],
)
async def test_a_page_is_read_in_its_own_signs(
    tmp_path: Path, body: bytes, kind: str, encoding: str, title: str
) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        archive.publish("lock", body, kind, f"{DAYS[0]}T08:00:00.000Z", encoding=encoding)
    async with opened(tmp_path) as site:
        tree = await Shown(site, archive.numbers).page("lock")
        if encoding != "unknown":
            assert tree.xpath("string(//h1)") == title


async def test_a_picture_of_its_own_is_withheld_with_an_article(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        fill(archive)
        at = f"{DAYS[0]}T09:00:00.000Z"
        own = (
            b"<h1>The weir</h1><img src=/logo.png><img src=/face.png><p style='background:url(/hero.png)'>x</p>"
            b"<img src=/moved.png><link rel=stylesheet href=/site.css>"
        )
        archive.publish("weir", own, "text/html", at, "The weir")
        for number, path in enumerate(("face.png", "hero.png", "media/moved.png")):
            archive.keep(path, png(3 + number), "image/png", at)
        archive.keep(
            "moved.png", b"", "text/html", at, status=302, headers=(("Location", "/media/moved.png"),)
        )
    words = ["2", "--reason", "An order of the court", "--archive", str(tmp_path)]
    assert CliRunner().invoke(withhold, words, catch_exceptions=False).exit_code == 0
    async with opened(tmp_path) as site:
        found = Shown(site, archive.numbers)
        for path in ("face.png", "hero.png", "media/moved.png"):
            assert (await found.replay(path))[0] == 451
            assert (
                await site.client.get(f"/capture/{archive.numbers[path, DAYS[0]]}/bytes")
            ).status_code == 451
        assert (await found.replay("logo.png", DAYS[1]))[0] == 200
        assert (await found.replay("site.css", "2026-03-02"))[0] == 200
    assert (
        CliRunner().invoke(release, ["2", "--archive", str(tmp_path)], catch_exceptions=False).exit_code == 0
    )
    async with opened(tmp_path) as site:
        assert (await Shown(site, archive.numbers).replay("face.png"))[0] == 200


async def test_what_is_nearest_and_cannot_be_shown_gives_way_to_the_next(tmp_path: Path) -> None:
    at = f"{DAYS[0]}T08:00:00.000Z"
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        archive.publish("lock", b"<link rel=stylesheet href=/a.css><h1>x</h1>", "text/html", at)
        away = (("Location", "/sorry"),)
        archive.keep("a.css", b"", "text/html", at, status=302, headers=away)
        archive.keep("sorry", b"<h1>Sorry</h1>", "text/html", at)
        archive.keep("a.css", b"<h1>Sorry</h1>", "text/html", f"{DAYS[1]}T08:00:00.000Z")
        archive.keep("a.css", b"", "text/css", f"{DAYS[1]}T09:00:00.000Z", status=304)
        archive.keep("a.css", b"h1{}", "text/css", f"{DAYS[2]}T08:00:00.000Z")
    async with opened(tmp_path) as site:
        found = Shown(site, archive.numbers)
        (link,) = (await found.page("lock")).xpath("//link/@href")
        assert link.partition("?")[0] == found.part("a.css", DAYS[2])


async def test_a_page_with_any_number_of_things_to_drop_is_shown(tmp_path: Path) -> None:
    many = "<link rel=x href=y>z" * 20_000 + f"<p {' '.join(f'data-{n}=x' for n in range(4_000))}>end</p>"
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        archive.publish("lock", f"<h1>x</h1>{many}".encode(), "text/html", f"{DAYS[0]}T08:00:00.000Z")
    async with opened(tmp_path) as site:
        tree = await Shown(site, archive.numbers).page("lock")
        assert tree.xpath("//link | //p/@*") == []
        assert tree.text_content().count("z") >= 20_000


async def test_it_can_only_be_read_and_what_is_not_there_says_so(shown: Shown) -> None:
    assert (await shown.site.client.post(shown.part("lock"))).status_code in (403, 405)
    assert (await shown.site.client.get("/capture/9999/replay")).status_code == 404
    assert (await shown.site.client.get("/article/1/revision/9/replay")).status_code == 404


async def test_a_page_that_is_withheld_is_not_shown_and_what_others_need_still_is(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.declare(portal_row(PORTAL))
        archive = Archive(store, {})
        fill(archive)
        archive.publish("weir", LOCK.encode(), "text/html", f"{DAYS[0]}T09:00:00.000Z", "The weir")
    words = ["1", "--reason", "An order of the court", "--archive", str(tmp_path)]
    assert CliRunner().invoke(withhold, words, catch_exceptions=False).exit_code == 0
    async with opened(tmp_path) as site:
        shown = Shown(site, archive.numbers)
        assert (await shown.replay("lock"))[0] == 451
        assert (await site.client.get("/article/1/revision/1/replay")).status_code == 451
        assert (
            (await shown.page("weir"))
            .xpath("//link[1]/@href")[0]
            .startswith(shown.part("site.css", "2026-03-02"))
        )
        assert (await shown.replay("site.css", "2026-03-02"))[0] == 200
        assert (await shown.replay("wave.png", DAYS[1]))[0] == 200
