"""What a crawler is told of pages that were not kept as articles."""

from __future__ import annotations

from pathlib import Path

from archive.records import Capture, Exchange, Refusal
from archive.refused import UNKEPT_URLS, refused_pages, unkept
from archive.store import Store

VERSION = "Gazette 1"
URL = "https://gov.example/news/1"


def keep(
    store: Store, run: int, body: bytes, url: str = URL, status: int = 200, truncated: str = ""
) -> Capture:
    return store.keep(
        Exchange(
            portal="xx_a",
            target_url=URL,
            final_url=url,
            captured_at="2026-11-22T00:00:00.000Z",
            status=status,
            headers=(("Content-Type", "text/html"),),
            body=body,
            truncated=truncated,
        ),
        run,
    )


def begun(store: Store, version: str = VERSION) -> int:
    row = {
        "name": "xx_a",
        "title": "A",
        "publisher": "A",
        "country": "XX",
        "languages": "[]",
        "timezone": "UTC",
        "licence": "fictional",
        "home_url": "https://gov.example/",
        "first_date": "2026-01-01",
    }
    store.declare(row)
    return store.begin_run("xx_a", "", "", version)


def test_a_refused_page_is_told_with_its_latest_response_and_reason(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = begun(store)
        for body, reason in ((b"one", "soft-404"), (b"two", "too-short")):
            latest = keep(store, run, body)
            store.refuse(Refusal(URL, reason, f"because {reason}"), latest, run)
        store.flush()
        (refused,) = refused_pages(store.db, "xx_a", VERSION).values()
        assert refused.refusal == Refusal(URL, "too-short", "because too-short")
        assert (refused.capture.id, refused.capture.payload_digest) == (latest.id, latest.payload_digest)
        assert refused_pages(store.db, "xx_b", VERSION) == {}


def test_what_another_version_refused_may_be_read_by_this_one(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = begun(store, "Gazette 0")
        store.refuse(Refusal(URL, "soft-404"), keep(store, run, b"one"), run)
        store.flush()
        assert refused_pages(store.db, "xx_a", VERSION) == {}


def test_documents_that_were_refused_before_they_were_read_may_be_read(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = begun(store)
        for body, kind in ((b"a film", "video/mp4"), (b"%PDF-1.4", "application/pdf")):
            store.refuse(Refusal(URL, "not-html", kind), keep(store, run, body), run)
        store.flush()
        assert [one.refusal.detail for one in unkept(store.db, URL)] == ["application/pdf"]
        assert [row["url"] for row in store.db.query(UNKEPT_URLS, {"portal": "", "since": ""})] == [URL]


def test_what_was_no_whole_page_of_this_address_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run = begun(store)
        for capture in (
            keep(store, run, b"one", truncated="length"),
            keep(store, run, b"two", status=404),
            keep(store, run, b"three", url="https://gov.example/elsewhere"),
        ):
            store.refuse(Refusal(URL, "truncated"), capture, run)
        store.flush()
        assert refused_pages(store.db, "xx_a", VERSION) == {}
