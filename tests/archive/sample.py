"""A small archive in five languages, written by the one writer: two portals, one of them run twice."""

from __future__ import annotations

import gzip
from pathlib import Path

from archive.fingerprint import text_digest
from archive.records import Article, Capture, Claim, Exchange, Refusal, Run
from archive.store import Store

PORTALS = {
    "xx_harbour": "Ministry of Harbours",
    "xx_orchard": "Ministry of Orchards",
    "xx_unrun": "Ministry of Patience",
}
ROOT = "https://harbour.example"


def article(path: str, title: str, text: str, language: str, day: str = "", **more: object) -> Article:
    claim = Claim(day, day, "day", "meta:article:published_time") if day else None
    fields = {"portal": "xx_harbour", "published": claim, "word_count": len(text.split()), **more}
    return Article(
        url=f"{ROOT}/{path}",
        title=title,
        text=text,
        text_digest=text_digest(title, text),
        language=language,
        extractor="sample 1",
        **fields,  # type: ignore[arg-type]
    )


ARTICLES = (
    article(
        "quay",
        "New quay opens in Café Bay",
        "The COVID-19 pause is over.\n\n- The quay was built in 2020.\n\nShips come back.",
        "en",
        "2020-06-10",
        section="Building",
        authors=("A. Pilot", "B. Mate"),
        keywords=("quay", "ships"),
        origins={"title": "h1"},
    ),
    article("vaccine", "疫苗接种", "港务局今天介绍ＣＯＶＩＤ疫苗接种情况，共三万人。", "zh", "2020-06-11"),
    article("lighthouse", "燈塔", "燈塔每晚照亮港口。", "zh-Hant", "2019-01-02", section="Building"),
    article(
        "verger",
        "Récolte dans les vergers",
        "L’été fut long et la récolte fut bonne.",
        "fr",
        "2021-09-01",
        portal="xx_orchard",
        modified=Claim("2021-09-03T08:00:00Z", "2021-09-03", "minute", "json-ld:dateModified"),
    ),
    article("huerto", "=1+1 en el huerto", "-5 grados en la montaña.", "es", portal="xx_orchard"),
    article("port", "افتتاح الميناء", "أَعْلَنَتِ الوزارةُ افتتاحَ الميناءِ عام ٢٠٢٠.", "ar", "2020-12-31"),
)


def build(folder: Path) -> Path:
    """Write the archive into ``folder``; ``xx_harbour`` went well, ``xx_orchard`` failed, one never ran."""
    with Store(folder) as store:
        for name, title in PORTALS.items():
            store.declare(portal(name, title))
        run = store.begin_run("xx_harbour", "2019-01-01", "", "1")
        for found in ARTICLES:
            if found.portal == "xx_harbour":
                store.store(found, store.keep(exchange(found), run))
        empty = store.keep(exchange(article("empty", "", "", "en")), run)
        store.refuse(Refusal(f"{ROOT}/empty", "too-thin", "no text"), empty, run)
        first = _kept(store, f"{ROOT}/quay")
        store.keep(exchange(ARTICLES[0], "2026-11-21T08:00:00.000Z", first), run)
        store.end_run(
            run, Run("xx_harbour", "finished", planned=6, stored=5, skipped=1, refused=1, articles_new=4)
        )
        run = store.begin_run("xx_orchard", "", "", "1")
        for found in ARTICLES:
            if found.portal == "xx_orchard":
                store.store(found, store.keep(exchange(found), run))
        unreachable = Exchange(
            "xx_orchard", f"{ROOT}/gone", f"{ROOT}/gone", "2026-11-20T09:00:00.000Z", error="timeout"
        )
        store.keep(unreachable, run)
        store.end_run(run, Run("xx_orchard", "failed", reason="every {request} timed out", articles_new=2))
    return folder


def _kept(store: Store, url: str) -> Capture:
    return store.known("xx_harbour")[url].capture


def exchange(
    found: Article, captured_at: str = "2026-11-20T08:00:00.000Z", again: Capture | None = None
) -> Exchange:
    return Exchange(
        portal=found.portal,
        target_url=found.url,
        final_url=found.url,
        captured_at=captured_at,
        request_headers=(("User-Agent", "sample"),),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
        body=gzip.compress(page(found), mtime=0),
        revisit_of=again,
    )


def page(found: Article) -> bytes:
    return f"<h1>{found.title}</h1><p>{found.text}</p>".encode()


def portal(name: str, title: str) -> dict[str, str]:
    empty = dict.fromkeys(("country", "licence", "home_url", "first_date"), "")
    return {"name": name, "title": title, "publisher": title, "languages": "[]", "timezone": "UTC", **empty}
