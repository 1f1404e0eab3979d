"""An article's text, as ``records.Article.text`` documents its form, taken apart for a template.

The template escapes what it is given: nothing here makes or trusts HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from attrs import evolve, field, frozen

from archive.paragraphs import SENTENCE_END, paragraphs

Kind = Literal["paragraph", "heading", "list", "table"]

LONGEST = 200_000
"""Characters of a text that a page shows: more than any speech, and a page that every browser can draw."""


@frozen
class Block:
    kind: Kind
    lines: tuple[str, ...] = ()
    """Of a paragraph its lines, of a heading one line, of a list its items."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table its rows of cells, all of the same length."""
    number: int = field(default=0, eq=False)
    """Of the paragraph of the text that it begins, from 1: the text's parts between empty lines. 0 within one."""


def blocks(text: str) -> list[Block]:
    """The blocks of ``text`` in their order; empty lines divide them, and so does a change of kind."""
    found: list[Block] = []
    for number, paragraph in enumerate(paragraphs(text), 1):
        # A tab at its beginning is an empty cell.
        lines = [line.strip(" ") for line in paragraph.split("\n") if line.strip()]
        first, *others = (
            block for kind, group in groupby(lines, kind_of) for block in _built(kind, tuple(group))
        )
        found += [evolve(first, number=number), *others]
    return found


def beginning(text: str) -> str:
    """``text``, or its first ``LONGEST`` characters to the end of a line where it has more."""
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition("\n")[0] or text[:LONGEST]


def one_line(text: str) -> str:
    """A piece of a text without the signs of its form, for a line in a list."""
    found = (block.lines or (cell for row in block.rows for cell in row if cell) for block in blocks(text))
    return " ".join(part for parts in found for part in parts)


def sentences(text: str) -> str:
    """The text of a file, a sentence a line: its own lines end where the paper does, and say nothing."""
    return "\n".join(SENTENCE_END.sub("\n", " ".join(part.split())) for part in text.split("\n\n"))


def kind_of(line: str) -> Kind:
    """What a line of a text is, by the signs of its form."""
    if line.startswith("## "):
        return "heading"
    if line.startswith("- "):
        return "list"
    if "\t" in line or (len(line) > 1 and line.startswith("|") and line.endswith("|")):
        return "table"
    return "paragraph"


def bare(line: str) -> str:
    """``line`` without the signs of its form; the cells of a table's row are divided by ``|``."""
    kind = kind_of(line)
    if kind == "table":
        return " | ".join(_cells(line)).strip()
    return line[{"heading": 3, "list": 2}.get(kind, 0) :].strip()


def _built(kind: Kind, lines: tuple[str, ...]) -> Iterator[Block]:
    if kind == "heading":
        yield from (Block(kind, (line[3:],)) for line in lines)
    elif kind == "list":
        yield Block(kind, tuple(line[2:] for line in lines))
    elif kind == "table":
        yield Block(kind, rows=_rows(lines))
    else:
        yield Block(kind, lines)


def _rows(lines: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    rows = [_cells(line) for line in lines]
    width = max(map(len, rows))
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def _cells(line: str) -> tuple[str, ...]:
    cells = line.split("\t") if "\t" in line else line[1:-1].split("|")
    return tuple(cell.strip() for cell in cells)
