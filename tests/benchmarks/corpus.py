"""The corpus of real pages with reviewed answers, where it is there (``GAZETTE_CORPUS`` or beside the checkout)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

from attrs import frozen

from archive.records import Page, Reading

CORPUS = Path(os.environ.get("GAZETTE_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"\w")


@frozen
class Answer:
    """A page of the corpus and what a person found on it."""

    set_name: str
    """``government`` or ``wcxb``, as the folders are named."""
    id: str
    url: str
    title: str
    author: str | None
    date: str | None
    text: str
    government: bool
    kind: str
    snippets_with: tuple[str, ...] = ()
    snippets_without: tuple[str, ...] = ()

    @property
    def html(self) -> bytes:
        return gzip.decompress((CORPUS / self.set_name / f"{self.id}.html.gz").read_bytes())

    @property
    def page(self) -> Page:
        """The page as a capture, of a portal that declares nothing."""
        return Page(self.url, self.html, "text/html", "2026-11-22T00:00:00.000Z", Reading("corpus"))

    def is_title(self, found: str) -> bool:
        """Whether a title is the answer's, case and spaces apart."""
        return bare(found) == bare(self.title)

    def settles(self, column: str) -> bool:
        """Whether it tells what is right in a column of the table: no title tells nothing of titles."""
        return column != "title" or bool(self.title)

    @property
    def half(self) -> int:
        """0 or 1, by a digest of the id: what is tuned on one half is reported on the other."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2


@frozen
class Overlap:
    """Of words as multisets; 0 to 1."""

    f1: float
    precision: float
    recall: float


def answers() -> list[Answer]:
    """Every page of the corpus; empty where the corpus is not there."""
    found = []
    for name in ("government", "wcxb"):
        path = CORPUS / name / "answers.jsonl"
        lines = path.read_text("utf-8").rstrip("\n").split("\n") if path.exists() else []
        found += [_answer(name, json.loads(line)) for line in lines]
    return found


def _answer(set_name: str, fields: dict[str, Any]) -> Answer:
    return Answer(
        set_name=set_name,
        id=fields["id"],
        url=fields["url"],
        title=fields["title"] or "",
        author=fields["author"],
        date=fields["date"],
        text=fields["text"],
        government=fields["government"],
        kind=fields["kind"],
        snippets_with=tuple(fields.get("with") or ()),
        snippets_without=tuple(fields.get("without") or ()),
    )


def bare(text: str) -> str:
    """Without spaces and case."""
    return re.sub(r"\s+", "", text).casefold()


def words(text: str, wide: bool) -> list[str]:
    """Words in lower case; characters where ``wide`` (Chinese, Japanese, Korean). Soft hyphens do not divide."""
    return (_LETTER if wide else _WORD).findall(text.replace("\u00ad", "").lower())


def is_wide(text: str) -> bool:
    return len(_CJK.findall(text)) > len(text) * 0.2


def overlap(found: str, expected: str) -> Overlap:
    """How much of the expected text was found, and how much of what was found was expected."""
    wide = is_wide(expected)
    left, right = Counter(words(found, wide)), Counter(words(expected, wide))
    common = (left & right).total()
    if not common:
        return Overlap(*(3 * (1.0 if not left and not right else 0.0,)))
    precision, recall = common / left.total(), common / right.total()
    return Overlap(2 * precision * recall / (precision + recall), precision, recall)
