"""An article that is a document: official journals and decrees that a portal's lists lead to as PDF files.

The document is the article, its text that of the file. What a page says in its head, here only the list can say that
led to it: title and day. Absent is absent, as on pages.
"""

from __future__ import annotations

from typing import Any

from archive.fingerprint import text_digest
from archive.records import DOCUMENT, Article, Claim, FileText, Page, Refusal
from pipelines.dates import parse_date
from pipelines.dating import day_in_address
from pipelines.extract import EXTRACTOR
from pipelines.files import file_text, is_pdf
from pipelines.headline import headline_in
from pipelines.languages import language_of
from pipelines.quality import refuse, shortage
from pipelines.text import Block, clean_line, plain, render, word_count
from pipelines.title import Statement
from pipelines.tongues import may_be_in, spoken
from pipelines.typeset import paragraphs

INCOMPLETE = "incomplete"
"""The flag of one of which not all could be read."""
_LONGEST_TITLE = 300
_SHORTEST_TITLE = 4
"""Letters: 'PDF' is none."""


def read_document(page: Page) -> Article | Refusal:
    """The document at a page's address as an article, or the named reason why it is none."""
    found = file_text(page.body, page.reading.languages)
    blocks = [Block("paragraph", line) for line in _lines(page.body, found)]
    text = render(blocks)
    if refusal := _refused(page, found, text):
        return refusal
    title, title_origin = _title(page, blocks)
    language = spoken(text, tuple(filter(None, (page.hint.language, *page.reading.languages))))
    published, modified = (_claim(page, said) for said in (page.hint.published, page.hint.modified))
    published = published or _day_of_address(page)
    told: dict[str, tuple[Any, str]] = {
        "title": (title, title_origin),
        "text": (text, DOCUMENT),
        "description": (clean_line(page.hint.description), _hint(page)),
        "section": (page.hint.section, _hint(page)),
        "publisher": (page.reading.publisher, "portal"),
        "language": (language_of(language), "text"),
        "published": (published, published.origin if published else ""),
        "modified": (modified, modified.origin if modified else ""),
    }
    return Article(
        url=page.url,
        portal=page.reading.portal,
        text_digest=text_digest(title, text),
        extractor=EXTRACTOR,
        word_count=word_count(text),
        flags=(DOCUMENT, INCOMPLETE) if found.error else (DOCUMENT,),
        origins={field: origin for field, (value, origin) in told.items() if value},
        **{field: value for field, (value, _) in told.items()},
    )


def _lines(body: bytes, found: FileText) -> list[str]:
    """Office documents have a line for each paragraph, typeset ones for each line of the page."""
    if is_pdf(body):
        return paragraphs(found.text)
    return [cleaned for line in found.text.split("\n") if (cleaned := clean_line(line))]


def _refused(page: Page, found: FileText, text: str) -> Refusal | None:
    if not text:
        why = found.error or "a document without text, as one of scanned pages is"
        return refuse(page.url, "too-thin", f"nothing that can be read: {why}")
    if too_thin := shortage(page, text):
        return refuse(page.url, "too-thin", too_thin)
    if page.reading.languages and not may_be_in(text, page.reading.languages):
        return refuse(page.url, "wrong-language", f"neither of {', '.join(page.reading.languages)}")
    return None


def _title(page: Page, blocks: list[Block]) -> tuple[str, str]:
    """Order: what the list says, unless that is only 'PDF'; capitals above the first sentence; the first line."""
    said = clean_line(page.hint.title)
    if len(plain(said)) >= _SHORTEST_TITLE:
        return said[:_LONGEST_TITLE], _hint(page)
    capitals = headline_in(blocks, Statement("", ""), page.url)
    if capitals.text:
        return capitals.text, capitals.origin
    return blocks[0].text[:_LONGEST_TITLE], "text:first line"


def _claim(page: Page, said: str) -> Claim | None:
    return parse_date(
        said,
        languages=page.reading.languages,
        timezone=page.reading.timezone,
        order=page.rules.date_order,
        captured_at=page.captured_at,
        origin=_hint(page),
    )


def _day_of_address(page: Page) -> Claim | None:
    day = day_in_address(page.url)
    return parse_date(day, captured_at=page.captured_at, origin="url") if day else None


def _hint(page: Page) -> str:
    return f"hint:{page.hint.origin or 'listing'}"
