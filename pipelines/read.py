"""The one entry to reading a page: from its bytes to an article, or to a named reason why not."""

from __future__ import annotations

from archive.records import Article, Page, Reading, Refusal
from pipelines.extract import EXTRACTOR, extract
from pipelines.fingerprint import text_digest
from pipelines.markup import Document, parse
from pipelines.quality import refuse
from pipelines.text import render, word_count
from pipelines.title import read_title


def read(page: Page) -> Article | Refusal:
    """Read a page with the rules of its day. Pure, and raises for no page: what is unexpected is a refusal."""
    try:
        return _read(page)
    except Exception as error:
        return refuse(page.url, "unreadable", f"{type(error).__name__}: {error}"[:500])


def _read(page: Page) -> Article | Refusal:
    document = parse(page)
    title, title_origin = read_title(document)
    if not title:
        return refuse(page.url, "no-title")
    blocks = extract(document.tree)
    if not blocks:
        return refuse(page.url, "too-thin", "no text at all")
    return _article(page, document, title, title_origin, render(blocks))


def _article(page: Page, document: Document, title: str, title_origin: str, text: str) -> Article:
    return Article(
        url=page.url,
        portal=page.reading.portal,
        title=title,
        text=text,
        text_digest=text_digest(title, text),
        extractor=EXTRACTOR,
        word_count=word_count(text),
        encoding=document.encoding,
        encoding_origin=document.encoding_origin,
        replacement_share=document.replacement_share,
        flags=document.flags,
        origins={"title": title_origin, "text": "trafilatura"},
    )


def warm() -> None:
    """Touch what is loaded on first use, so that no page waits for it; call once in a worker."""
    read(_WARMING)


_WARMING = Page(
    url="https://example.org/",
    body=b"<html><head><title>Warm</title></head><body><h1>Warm</h1><p>A page to warm up with.</p></body></html>",
    content_type="text/html",
    captured_at="2026-01-01T00:00:00.000Z",
    reading=Reading("example"),
)
