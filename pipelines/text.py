"""An article's text as blocks: what a line is, how it is normalised, how it is written down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Literal

from attrs import frozen

BlockKind = Literal["paragraph", "heading", "item", "row"]

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Soft hyphens and marks without width, but not the joiners that Persian and Hindi spelling needs."""
_MARKS = {"paragraph": "", "heading": "## ", "item": "- ", "row": ""}
VOWEL_SIGNS = (
    "\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3"
)
"""For character classes: what stands on, under or behind letters and is none to ``\\w``, in the scripts of India and of
its neighbours, in Arabic and Latin."""
_WORD = re.compile(rf"[\w{VOWEL_SIGNS}]+")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TOKEN = re.compile(f"[{_CJK}]|[^\\W{_CJK}]+")
_UNSPACED = re.compile(f"[{_CJK}]")
_WESTERN = "cp1252"
_APART = bytes(
    sign if re.match(r"\w", bytes((sign,)).decode(_WESTERN, "replace")) else ord(" ") for sign in range(256)
)
"""Blanks in the place of all that is in no word: where a text is Western, with its quotes and dashes, counting so takes
a tenth of the time that looking for words does."""


@frozen
class Block:
    """One paragraph, heading, list item or table row; ``text`` is one normalised line."""

    kind: BlockKind
    text: str


def clean_line(text: str) -> str:
    """One line in NFC: blanks of every kind run together, invisible marks gone."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def row(cells: Sequence[str]) -> Block:
    """A table row as ``| a | b |``; a bar inside a cell becomes ``¦``."""
    return Block("row", "| " + " | ".join(cell.replace("|", "¦") for cell in cells) + " |")


def render(blocks: Iterable[Block]) -> str:
    """The form that ``records.Article.text`` documents: items and rows that follow each other stay together."""
    parts: list[str] = []
    previous = ""
    for block in blocks:
        if parts:
            together = block.kind == previous and block.kind in ("item", "row")
            parts.append("\n" if together else "\n\n")
        parts.append(_MARKS[block.kind] + block.text)
        previous = block.kind
    return "".join(parts)


def parse_blocks(text: str) -> list[Block]:
    """The blocks that ``render`` wrote down."""
    return [_block_of(line) for part in text.split("\n\n") for line in part.split("\n") if line]


def _block_of(line: str) -> Block:
    if line.startswith("## "):
        return Block("heading", line[3:])
    if line.startswith("- "):
        return Block("item", line[2:])
    return Block("row" if line.startswith("| ") and line.endswith(" |") else "paragraph", line)


def plain(text: str) -> str:
    """Letters and figures only, case folded: for comparing lines, never for showing them."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def weighted_length(text: str) -> int:
    """In characters of an alphabet: one that stands for a syllable or a word counts as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def word_count(text: str) -> int:
    """Words as a reader counts them; of a script without blanks each character counts."""
    with suppress(UnicodeEncodeError):
        return len(text.encode(_WESTERN).translate(_APART).split())
    return len((_TOKEN if _UNSPACED.search(text) else _WORD).findall(text))
