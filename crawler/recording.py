"""Recorded pages: a portal's page with the answer that reading it must give, reviewed by a person.

``tests/portals/<portal>/<page>.html`` (of a document ``.pdf``, ``.docx`` …) holds the bytes as sent, decompressed;
``<page>.json`` beside it the address, the headers, what the portal's lists say of a document, the answer, and in
``reviewed`` who has compared the two and when.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from attrs import Factory, asdict, evolve, frozen
from scrapy.http import Response

from archive.errors import UsageError
from archive.records import Article, Hint, Page, Reading, Refusal, utc_now
from pipelines.files import is_document, is_pdf

_REVIEWED = re.compile(r"\S.*, (\d{4}-\d\d-\d\d)")
_HEADERS = ("content-type", "last-modified", "etag", "content-language", "server")
_OFFICE = (".doc", ".docx", ".odt", ".rtf", ".hwp", ".hwpx", ".ofd")
_LONGEST_NAME = 60


@frozen
class Recording:
    """A recorded page and its answer."""

    portal: str
    url: str
    captured_at: str
    headers: dict[str, str]
    """Those that tell of the page, names in lower case."""
    answer: dict[str, Any]
    """Field to value, see ``answer_of``."""
    hint: dict[str, Any] = Factory(dict)
    """What a list says of a document: the fields of a ``Hint`` that are not empty."""
    reviewed: str = ""
    """``NAME, YYYY-MM-DD``; empty until a person has compared page and answer."""

    @property
    def is_reviewed(self) -> bool:
        match = _REVIEWED.fullmatch(self.reviewed)
        try:
            return bool(match and date.fromisoformat(match[1]))
        except ValueError:
            return False

    def page(self, body: bytes, reading: Reading) -> Page:
        content_type = self.headers.get("content-type", "")
        return Page(self.url, body, content_type, self.captured_at, reading, Hint(**self.hint))


def answer_of(result: Article | Refusal) -> dict[str, Any]:
    """What a test can compare: the fields a reader sees, plain; for a refused page only the reason."""
    if isinstance(result, Refusal):
        return {"refused": result.reason}
    return {
        "title": result.title,
        "published": result.published.value if result.published else "",
        "modified": result.modified.value if result.modified else "",
        "section": result.section,
        "authors": list(result.authors),
        "source_line": result.source_line,
        "language": result.language,
        "description": result.description,
        "images": [asdict(image) for image in result.images],
        "attachments": [attachment.url for attachment in result.attachments],
        "text": result.text.split("\n\n"),
    }


def load(path: Path) -> Recording:
    """The recording whose answer is at ``path``. Raises ``UsageError`` naming the file where it is none."""
    try:
        return Recording(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{path}: no recorded answer: {error}; record it again") from error


def recorded(folder: Path, portal: str) -> dict[str, Path]:
    """The answers of a portal by the address of their page."""
    return {load(path).url: path for path in sorted((folder / portal).glob("*.json"))}


def page_beside(path: Path) -> Path:
    """The page or document that an answer belongs to; ``UsageError`` where there is none."""
    beside = [other for other in sorted(path.parent.glob(f"{path.stem}.*")) if other != path]
    if not beside:
        raise UsageError(f"{path}: its page is not beside it; record it again")
    return beside[0]


def from_response(
    portal: str, url: str, response: Response, result: Article | Refusal, hint: Hint = Hint()
) -> Recording:
    """An unreviewed recording of what has just been fetched and read."""
    told = {name.decode("latin-1").lower(): values for name, values in response.headers.items()}
    headers = {name: told[name][0].decode("latin-1") for name in _HEADERS if told.get(name)}
    told_before = {name: said for name, said in asdict(hint).items() if said}
    return Recording(portal, url, utc_now(), headers, answer_of(result), told_before)


def store(folder: Path, recording: Recording, body: bytes) -> Path:
    """Write page and answer; over an earlier recording of the same address, whose review stands while its
    answer does. Returns the answer's path."""
    home = folder / recording.portal
    home.mkdir(exist_ok=True)
    path = recorded(folder, recording.portal).get(recording.url) or _free(home, recording.url)
    if path.exists() and (earlier := load(path)).answer == recording.answer:
        recording = evolve(recording, reviewed=earlier.reviewed)
    for former in path.parent.glob(f"{path.stem}.*"):
        former.unlink()
    path.with_suffix(_ending(recording.url, body)).write_bytes(body)
    path.write_text(json.dumps(asdict(recording), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _ending(url: str, body: bytes) -> str:
    """The ending of the file that holds a page: of a document that of its address, if it has one."""
    if not is_document(body):
        return ".html"
    named = PurePosixPath(urlsplit(url).path).suffix.lower()
    return ".pdf" if is_pdf(body) else named if named in _OFFICE else ".document"


def _free(home: Path, url: str) -> Path:
    """A file name made of the end of an address, numbered where another page has it."""
    parts = urlsplit(url)
    last = PurePosixPath(parts.path).stem
    stem = re.sub(r"[^a-z0-9]+", "-", f"{last}-{parts.query}".lower()).strip("-")[:_LONGEST_NAME] or "page"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(path for name in names if not (path := home / f"{name}.json").exists())
