"""A small archive with everything that the site shows, hostile things included, made by the real store."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.records import Article, Attachment, Capture, Claim, Exchange, Image, Refusal, Run
from archive.site import application
from archive.store import Store

PORTALS = {
    "xx_waters": ("Ministry of Waters", "Ministry of Waters of Examplia", "en", "Europe/Vienna"),
    "yy_roads": ("道路运输部", "道路运输部", "zh", "Asia/Shanghai"),
    "zz_health": ("وزارة الصحة", "وزارة الصحة", "ar", "Asia/Riyadh"),
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
HOSTILE = f"{SCRIPT}\n\n## <img src=x onerror=alert(1)>\n\n- </li><b>bold</b>\n\n| <td> | {SCRIPT} |\n\n{{{{ 7 * 7 }}}} sesame"


def page(portal: str, path: str) -> str:
    return f"https://{portal.replace('_', '-')}.example/{path}"


def article(portal: str, path: str, title: str, text: str, **more: object) -> Article:
    digest = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    told = {"language": PORTALS[portal][2], "word_count": len(text.split()), **more}
    return Article(page(portal, path), portal, title, text, f"sha256:{digest}", "gazette 0.1/test", **told)  # type: ignore[arg-type]


def day(on: str, origin: str = "json-ld:datePublished") -> Claim:
    return Claim(on, on, "day", origin)


class Press:
    """Puts articles into a store, each with a capture of its own, one minute after the other."""

    def __init__(self, store: Store) -> None:
        self.store, self.minute = store, 0

    def capture(self, url: str, portal: str, status: int = 200) -> Capture:
        self.minute += 1
        at = f"2026-03-{1 + self.minute // 600:02}T{8 + self.minute // 60 % 10:02}:{self.minute % 60:02}:00.000Z"
        body = f"<html>{self.minute}</html>".encode()
        headers = (("Content-Type", "text/html"),)
        return self.store.keep(
            Exchange(portal, url, url, at, status=status, headers=headers, body=body), None
        )

    def publish(self, shown: Article) -> None:
        self.store.store(shown, self.capture(shown.url, shown.portal))

    def gone(self, url: str, portal: str) -> None:
        self.store.miss(url, self.capture(url, portal, 404).captured_at)


def fill(folder: Path) -> None:
    """Write the archive of the tests into ``folder``."""
    with Store(folder) as store:
        for name, (title, publisher, language, zone) in PORTALS.items():
            store.declare(
                {
                    "name": name,
                    "title": title,
                    "publisher": publisher,
                    "country": name[:2].upper(),
                    "languages": language,
                    "timezone": zone,
                    "licence": "unknown",
                    "home_url": page(name, ""),
                    "first_date": "2020-01-01",
                }
            )
        press = Press(store)
        run = store.begin_run("xx_waters", "", "", "0.1.0")
        _publish(press)
        store.end_run(
            run, Run("xx_waters", "finished", planned=6, stored=6, articles_new=6, articles_changed=1)
        )


def _publish(press: Press) -> None:
    lock = {
        "section": "News",
        "authors": ("Ada Brenner",),
        "published": Claim("2020-06-10T07:30:00Z", "2020-06-10", "minute", "json-ld:datePublished"),
        "images": (
            Image("https://xx-waters.example/lock.jpg", "The lock at Drennfurt", "[Photo: A. Brenner]"),
        ),
        "attachments": (Attachment("https://xx-waters.example/plan.pdf", "The plan", "application/pdf"),),
        "origins": {"title": "h1"},
    }
    press.publish(article("xx_waters", "lock", "New lock on the Drenn", ENGLISH, **lock))
    press.publish(
        article("yy_roads", "plan", "新的高速公路规划", CHINESE, section="新闻", published=day("2020-07-01"))
    )
    press.publish(
        article("zz_health", "centres", "افتتاح ثلاثة مراكز صحية", ARABIC, published=day("2020-07-02"))
    )
    _publish_hostile(press)
    for number in range(1, 31):
        text = f"Water level report number {number}: the river stands at {number} metres."
        on = f"2020-{1 + number % 6:02}-{1 + number % 28:02}"
        press.publish(
            article("xx_waters", f"level/{number}", f"Water level {number}", text, published=day(on))
        )
    press.publish(article("xx_waters", "lock", "New lock on the Drenn", EDITED, **lock))
    plan = press.capture("https://xx-waters.example/plan.pdf", "xx_waters")
    press.store.attach("https://xx-waters.example/plan.pdf", plan, "Chapter one: the turbine hall", "")
    press.gone(page("xx_waters", "level/3"), "xx_waters")
    press.store.move(page("xx_waters", "level/4"), page("xx_waters", "levels/4"), "2026-03-02T00:00:00.000Z")


def _publish_hostile(press: Press) -> None:
    hostile = article(
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
    press.publish(hostile)
    press.store.move(hostile.url, "javascript:alert(7)", "2026-03-01T00:00:00.000Z")
    press.publish(article("xx_waters", "empty", "", "", published=day("2999-01-01"), language=""))
    refused = press.capture(page("xx_waters", "thin"), "xx_waters")
    press.store.refuse(Refusal(page("xx_waters", "thin"), "too-thin", "12 characters"), refused, None)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    fill(folder)
    return folder


@pytest_asyncio.fixture
async def site(archive: Path) -> AsyncIterator[Datasette]:
    datasette = application(archive)
    await datasette.invoke_startup()
    yield datasette
    datasette.get_database("archive").close()
