"""Records as rows: the one place that knows both."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import asdict, fields

from archive.records import Article, Attachment, Capture, Claim, Hint, Refusal, Run

Row = dict[str, Any]


_PORTAL_COLUMNS = (
    "name", "title", "publisher", "country", "languages", "timezone", "licence", "home_url", "first_date",
)  # fmt: skip


def named(found: sqlite3.Cursor) -> Iterator[Row]:
    """The rows that a query finds, one after the other, each by column name."""
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def by_name(found: sqlite3.Cursor) -> list[Row]:
    """All of them."""
    return [*named(found)]


def portal_row(portal: object) -> Row:
    """The row of a declared portal, given anything that has its fields."""
    row = {name: getattr(portal, name) for name in _PORTAL_COLUMNS}
    return row | {"languages": _json(row["languages"])}


def capture_row(capture: Capture, run: int | None, chain_digest: str) -> Row:
    return asdict(capture) | {"run": run, "chain_digest": chain_digest}


def capture_from(row: Mapping[str, Any]) -> Capture:
    """The capture of a row of ``captures``; further columns are passed over."""
    return Capture(**{field.name: row[field.name] for field in fields(Capture)})


def hint_text(hint: Hint) -> str:
    """A hint in ASCII, fit for a header; empty where it says nothing."""
    said = {name: value for name, value in asdict(hint).items() if value}
    return json.dumps(said) if said else ""


def hint_from(text: str) -> Hint:
    """What ``hint_text`` wrote."""
    return Hint(**json.loads(text)) if text else Hint()


def chained(chain_digest: str, capture: Capture) -> str:
    """The digest of a row and all rows before it: a row that was removed or replaced breaks the chain."""
    link = f"{chain_digest}\n{capture.record_id}\n{capture.record_digest}"
    return "sha256:" + hashlib.sha256(link.encode()).hexdigest()


def storable(value: Any) -> Any:
    """``value`` as SQLite can hold it: a lone surrogate, which UTF-8 has no bytes for, becomes ``?``."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def article_row(article: Article) -> Row:
    """What the article itself says; keys, history and state are the store's to add."""
    return {
        "url": article.url,
        "portal": article.portal,
        "title": article.title,
        "text": article.text,
        "description": article.description,
        "authors": _json(article.authors),
        "section": article.section,
        "breadcrumb": _json(article.breadcrumb),
        "source_line": article.source_line,
        "publisher": article.publisher,
        "keywords": _json(article.keywords),
        "language": article.language,
        **_claim_columns("published", article.published),
        **_claim_columns("modified", article.modified),
        "lead_image": article.images[0].url if article.images else "",
        "word_count": article.word_count,
        "text_digest": article.text_digest,
        "extractor": article.extractor,
        "encoding": article.encoding,
        "encoding_origin": article.encoding_origin,
        "replacement_share": article.replacement_share,
        "flags": _json(article.flags),
        "origins": json.dumps(dict(article.origins), ensure_ascii=False, sort_keys=True),
        "disagreements": json.dumps(dict(article.disagreements), ensure_ascii=False, sort_keys=True),
    }


def revision_row(article: Article, article_id: int, number: int, capture: Capture) -> Row:
    return {
        "article": article_id,
        "number": number,
        "capture": capture.id,
        "captured_at": capture.captured_at,
        "title": article.title,
        "text": article.text,
        "text_digest": article.text_digest,
        "published_at": article.published.value if article.published else None,
        "modified_at": article.modified.value if article.modified else None,
        "silent": 0,
        "significance": 0.0,
        "extractor": article.extractor,
    }


def part_rows(article: Article, article_id: int) -> dict[str, list[Row]]:
    """The rows of the tables that hang on an article: images, attachments, links."""
    return {
        "images": _numbered(article_id, (asdict(image) for image in article.images)),
        "attachments": attachment_rows(article_id, article.attachments),
        "links": _numbered(article_id, (asdict(link) for link in article.links)),
    }


_OF_A_PART = {
    "images": ("url", "caption", "credit", "alt"),
    "attachments": ("url", "title", "type", "page"),
    "links": ("url", "text"),
}


def parts_told(parts: Mapping[str, Iterable[Row]]) -> Row:
    """What the rows that hang on an article say, by table, as a JSON list."""
    return {
        table: json.dumps(
            [[storable(row[name]) for name in _OF_A_PART[table]] for row in rows], ensure_ascii=False
        )
        for table, rows in parts.items()
    }


def attachment_rows(article_id: int, attachments: Iterable[Attachment]) -> list[Row]:
    return _numbered(article_id, (asdict(item) for item in attachments))


def refusal_row(refusal: Refusal, capture: Capture, run: int | None) -> Row:
    return asdict(refusal) | {
        "run": run,
        "capture": capture.id,
        "portal": capture.portal,
        "refused_at": capture.captured_at,
    }


_COUNTERS = ("refused_by_reason", "errors_by_kind", "failed_by_reason")


def run_columns(run: Run) -> Row:
    columns = asdict(run) | {name: counter_text(getattr(run, name)) for name in _COUNTERS}
    del columns["portal"]
    return columns


def run_from(row: Mapping[str, Any]) -> Run:
    """The run of a row of ``runs``; further columns are passed over."""
    columns = {field.name: row[field.name] for field in fields(Run)}
    return Run(**columns | {name: json.loads(columns[name]) for name in _COUNTERS})


def counter_text(counts: Mapping[str, int]) -> str:
    """Counts by name as a JSON object, the largest first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return json.dumps(dict(ordered), ensure_ascii=False)


def _claim_columns(name: str, claim: Claim | None) -> Row:
    return {
        f"{name}_at": claim.value if claim else None,
        f"{name}_on": claim.on if claim else None,
        f"{name}_precision": claim.precision if claim else None,
        f"{name}_from": claim.origin if claim else None,
    }


def _numbered(article_id: int, parts: Iterable[Row]) -> list[Row]:
    return [{"article": article_id, "position": at, **part} for at, part in enumerate(parts)]


def _json(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)
