"""A small archive with everything that the site shows, hostile things included, made by the real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from datasette.app import Datasette
from lxml import html

from archive import watchlist
from archive.finding import Finding
from archive.fingerprint import text_digest
from archive.incidents import note
from archive.records import Article, Attachment, Capture, Claim, Exchange, FileText, Image, Refusal, Run
from archive.site import application
from archive.store import Store
from archive.watchlist import Look

PORTALS = {
    "xx_waters": ("Ministry of Waters", "en", "Europe/Vienna"),
    "yy_roads": ("道路运输部", "zh", "Asia/Shanghai"),
    "zz_health": ("وزارة الصحة", "ar", "Asia/Riyadh"),
}

SCRIPT = "<script>alert('xss')</script>"

ENGLISH = """The ministry opened the new lock on the river Drenn on Monday.

## What was built

- a chamber of 190 metres
- two gates of steel

| Year | Ships |
| 2019 | 1,204 |
| 2020 | 1,377 |

The lock replaces one of 1911. Ships of 110 metres pass it now."""
EDITED = ENGLISH.replace("190 metres", "170 metres").replace("Ships of 110 metres", "Ships of 90 metres")
CHINESE = "道路运输部今天公布了新的高速公路规划。\n\n规划包括三条环城公路，将于明年开工。"
ARABIC = "أعلنت وزارة الصحة اليوم عن افتتاح ثلاثة مراكز جديدة.\n\nتعمل المراكز طوال أيام الأسبوع."
HOSTILE = (
    f"{SCRIPT}\n\n## <img src=x onerror=alert(1)>\n\n- </li><b>bold</b>\n\n"
    f"| <td> | {SCRIPT} |\n\n{{{{ 7 * 7 }}}} sesame"
)

LOCK, PLAN, CENTRES, HOSTILE_ID, EMPTY = 1, 2, 3, 4, 5
"""Numbers of the articles in the order in which they are published below."""
LEVELS = 30

PAGES = [
    "/",
    "/search",
    "/search?q=lock",
    "/search?q=sesame&state=moved",
    "/search?portal=xx_waters&from=2019",
    "/search?watched=1&changed=any",
    "/watched",
    "/watched?portal=xx_waters",
    "/coverage",
    "/coverage/xx_waters",
    "/coverage/yy_roads?year=1999",
    "/search?q=nowhere&portal=xx_waters&from=yesterday",
    *(f"/article/{number}" for number in (LOCK, PLAN, CENTRES, HOSTILE_ID, EMPTY)),
    f"/article/{HOSTILE_ID}/revision/1",
    f"/article/{HOSTILE_ID}/compare/1/1",
    f"/article/{LOCK}/compare/1/2?all=1",
    f"/article/{LOCK}/revision/1",
    f"/article/{LOCK}/revision/1/replay",
    f"/article/{LOCK}/compare/1/2",
    "/archive",
    *(f"/archive/{table}" for table in ("articles", "attachments", "captures", "images", "links")),
    *(f"/archive/{table}" for table in ("alarms", "incidents", "portals", "refusals", "revisions", "runs")),
    *(
        f"/archive/{table}"
        for table in ("withheld", "withheld_addresses", "renumbered", "timestamps", "watched")
    ),
    "/archive/articles?_search=water&section=News&_facet=revisions",
    f"/archive/articles/{HOSTILE_ID}",
    "/archive/captures/1",
    "/nothing/here",
    "/archive?sql=select+1",
    "/-/versions",
]
"""Every kind of page."""


def page(portal: str, path: str) -> str:
    return f"https://{portal.replace('_', '-')}.example/{path}"


def article(portal: str, path: str, title: str, text: str, **more: Any) -> Article:
    told = {"language": PORTALS[portal][1], "word_count": len(text.split()), **more}
    return Article(
        page(portal, path), portal, title, text, text_digest(title, text), "gazette 0.1/test", **told
    )


def on(day: str) -> Claim:
    return Claim(day, day, "day", "json-ld:datePublished")


class Press:
    """Puts articles into a store, each with a capture of its own, one minute after the other."""

    def __init__(self, store: Store) -> None:
        self.store, self.minute = store, 0

    def capture(self, portal: str, path: str, status: int = 200, asked: str = "") -> Capture:
        """``asked`` is the path that led there, if it was another."""
        self.minute += 1
        at = f"2026-03-01T{8 + self.minute // 60:02}:{self.minute % 60:02}:00.000Z"
        body, url = f"<html>{self.minute}</html>".encode(), page(portal, path)
        headers = (("Content-Type", "text/html"),)
        exchange = Exchange(
            portal, page(portal, asked or path), url, at, status=status, headers=headers, body=body
        )
        return self.store.keep(exchange, None)

    def publish(self, portal: str, path: str, title: str, text: str, **more: Any) -> None:
        self.store.store(article(portal, path, title, text, **more), self.capture(portal, path))


def fill(folder: Path) -> None:
    """Write the archive of the tests into ``folder``."""
    with Store(folder) as store:
        for name in PORTALS:
            store.declare(portal_row(name))
        press = Press(store)
        run = store.begin_run("xx_waters", "", "", "0.1.0")
        _publish_news(press)
        _publish_hostile(press)
        _publish_levels(press)
        _change(press)
        store.end_run(run, Run("xx_waters", "finished", planned=6, stored=6, articles_new=6))
        wrong = [
            Finding("nothing-new", f"no article since Monday, {SCRIPT}"),
            Finding("run-failed", "it did"),
        ]
        note(store.db, "xx_waters", wrong, "2026-03-02T04:00:00.000Z")
        note(store.db, "xx_waters", wrong[:1], "2026-03-03T04:00:00.000Z")
        _watch(store)


def _watch(store: Store) -> None:
    """The lock's page, which was changed, one that was never kept, and one that is watched no more."""
    urls = [page("xx_waters", path) for path in ("lock", f"fees?{SCRIPT}", "former")]
    watchlist.declare(store.db, "xx_waters", urls)
    at = "2026-03-04T04:00:00.000Z"
    watchlist.looked(store.db, "xx_waters", [Look(urls[0], at, ""), Look(urls[1], at, "http-500")])
    watchlist.declare(store.db, "xx_waters", urls[:2])


def portal_row(name: str) -> dict[str, str]:
    title, languages, timezone = PORTALS[name]
    told = {"name": name, "title": title, "publisher": f"{title} of Examplia", "country": name[:2].upper()}
    told |= {"languages": languages, "timezone": timezone, "licence": "unknown"}
    return told | {"home_url": page(name, ""), "first_date": "2020-01-01"}


LOCK_DETAILS = {
    "section": "News",
    "authors": ("Ada Brenner",),
    "published": Claim("2020-06-10T07:30:00Z", "2020-06-10", "minute", "json-ld:datePublished"),
    "modified": Claim("2020-06", "2020-06-01", "month", "text:Updated:"),
    "images": (Image("https://xx-waters.example/lock.jpg", "The lock at Drennfurt", "[Photo: Brenner]"),),
    "attachments": (Attachment("https://xx-waters.example/plan.pdf", "The plan", "application/pdf"),),
    "origins": {"title": "text:h1"},
}


def _publish_news(press: Press) -> None:
    press.publish("xx_waters", "lock", "New lock on the Drenn", ENGLISH, **LOCK_DETAILS)
    said = {"published": "2020-06-30", "published_from": "hint:news-sitemap"}
    press.publish(
        "yy_roads",
        "plan",
        "新的高速公路规划",
        CHINESE,
        section="新闻",
        published=on("2020-07-01"),
        disagreements=said,
    )
    annex = (Attachment("https://zz-health.example/annex.pdf", "الملحق", "application/pdf"),)
    for files in (annex, ()):
        press.publish(
            "zz_health",
            "centres",
            "افتتاح ثلاثة مراكز",
            ARABIC,
            published=on("2020-07-02"),
            attachments=files,
        )


def _publish_hostile(press: Press) -> None:
    press.publish(
        "xx_waters",
        "hostile",
        f"{SCRIPT} & co",
        HOSTILE,
        section='"><script>alert(2)</script>',
        language='en" onmouseover="alert(3)',
        source_line=SCRIPT,
        published=Claim("2020-05-05", "2020-05-05", "day", f"text:{SCRIPT}"),
        images=(
            Image("javascript:alert(4)", SCRIPT, SCRIPT),
            Image("java\nscript:alert(5)"),
            Image("data:text/html,x"),
        ),
        attachments=(Attachment("vbscript:alert(6)", SCRIPT),),
        authors=(SCRIPT,),
        keywords=(SCRIPT,),
    )
    press.store.move(page("xx_waters", "hostile"), "javascript:alert(7)", "2026-03-01T00:00:00.000Z")
    press.publish("xx_waters", "empty", "", "", published=on("2999-01-01"), language="")
    refusal = Refusal(page("xx_waters", "thin"), "too-thin", "12 characters")
    press.store.refuse(refusal, press.capture("xx_waters", "thin"), None)


def _publish_levels(press: Press) -> None:
    for number in range(1, LEVELS + 1):
        text = f"Water level report number {number}: the river stands at {number} metres."
        day = on(f"2020-{1 + number % 6:02}-{1 + number % 28:02}")
        press.publish("xx_waters", f"level/{number}", f"Water level {number}", text, published=day)


def _change(press: Press) -> None:
    """A silent edit, an attachment that is read, an article that is gone and one that has moved."""
    press.publish("xx_waters", "lock", "New lock on the Drenn", EDITED, **LOCK_DETAILS)
    plan = press.capture("xx_waters", "plan.pdf")
    press.store.files.attach(page("xx_waters", "plan.pdf"), plan, FileText("Chapter one: the turbine hall"))
    gone = press.capture("xx_waters", "level/3", 404)
    press.store.miss(page("xx_waters", "level/3"), gone.captured_at, "http-404")
    press.store.move(page("xx_waters", "level/4"), page("xx_waters", "levels/4"), "2026-03-02T00:00:00.000Z")


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    fill(folder)
    return folder


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Datasette]:
    """The site of the archive in ``folder``, in process."""
    datasette = application(folder)
    await datasette.invoke_startup()
    yield datasette
    datasette.get_database("archive").close()


@pytest.fixture(scope="session")
def shown(archive: Path) -> dict[str, httpx.Response]:
    """Every page of ``PAGES`` as it is answered."""

    async def visits() -> dict[str, httpx.Response]:
        async with opened(archive) as datasette:
            return {path: await datasette.client.get(path) for path in PAGES}

    return asyncio.run(visits())


@pytest_asyncio.fixture
async def site(archive: Path) -> AsyncIterator[Datasette]:
    async with opened(archive) as datasette:
        yield datasette


async def tree_of(site: Datasette, path: str) -> html.HtmlElement:
    """A page of the site, which must be there."""
    response = await site.client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.text)


def words_of(element: html.HtmlElement) -> str:
    """What an element says, with single blanks."""
    return " ".join(element.text_content().split())


def words_marked(tree: html.HtmlElement) -> list[str]:
    """What a comparison marks in a text as removed or added, without the words for the ear."""
    marked = tree.xpath("//div[@class='prose']//del | //div[@class='prose']//ins")
    return [" ".join(one.xpath("./text()")).strip() for one in marked]
