"""578 pages, nearly all of governments, in some fifty languages: which of their lines are text, and of some the fields.

The pages themselves are not here, nor a sentence of theirs: ``governments.tsv`` has the SHA-256 of each, where it was
found (a repository and a path in it, or a blob), its address or what stands for its site, what kind of page it is, and
the numbers of the lines (``lines_of``) that hold its text. Where ``title`` is filled, the fields are answered as well:
it is the title's ``digest``, ``published`` and ``modified`` are days or nothing, ``authors`` stand between semicolons.
The answers were given by a language model that had read the pages and guidelines, before anything of ours was run on
them; no person has reviewed them, and nothing was learnt from them. Whoever has fetched the pages puts them into a
folder, under whatever names.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml.html import HtmlElement

from archive.records import Page, Reading
from pipelines.markup import parse
from pipelines.outline import squeeze
from tests.benchmarks.corpus import bare

ANSWERS = Path(__file__).with_suffix(".tsv")
_NEVER_TEXT = frozenset("script style noscript template head svg iframe select option button".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)


def answered(folder: Path) -> Iterator[tuple[dict[str, str], Path, str]]:
    """The row, the file and the text of each page whose bytes are in ``folder`` or below."""
    found = (path for path in folder.rglob("*") if path.is_file())
    kept = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in found}
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, dialect="excel-tab"):
            if path := kept.get(row["sha256"]):
                yield row, path, _text(lines_of(path.read_bytes()), row["lines"])


def digest(title: str) -> str:
    """What stands for a title, whatever its case and spaces: 16 digits of a SHA-256."""
    return hashlib.sha256(bare(title).encode()).hexdigest()[:16]


def _text(lines: list[str], ranges: str) -> str:
    parts = (tuple(map(int, part.split("-"))) for part in ranges.split(","))
    return "\n".join("\n".join(lines[first - 1 : last]) for first, last in parts)


def lines_of(page: bytes) -> list[str]:
    """What a page shows, a line for each stretch of words between the beginnings and ends of blocks and ``<br>``."""
    root = parse(
        Page("https://page.example/", page, "text/html", "2026-11-30T00:00:00.000Z", Reading("x"))
    ).tree
    body = root.find(".//body")
    pieces = "".join(_pieces(root if body is None else body)).split("\0")
    return list(filter(None, map(squeeze, pieces)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The words of an element and of what is in it; ``\\0`` stands where a line ends."""
    if not isinstance(element.tag, str) or element.tag in _NEVER_TEXT:
        return
    edge = "" if element.tag in _INLINE else "\0"
    yield edge + (element.text or "").replace("\0", "")
    for child in element:
        yield from _pieces(child)
        yield (child.tail or "").replace("\0", "")
    yield edge
