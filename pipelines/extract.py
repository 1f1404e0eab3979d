"""The text of a page: the one file that imports trafilatura."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from pipelines.text import Block, clean_line, row

EXTRACTOR = f"trafilatura {trafilatura.__version__}"
_CONTAINERS = {"list", "table", "body"}


def extract(tree: HtmlElement) -> list[Block]:
    """The main text of a page as blocks, empty where nothing was found; ``tree`` is left as it was."""
    document = trafilatura.bare_extraction(tree, options=_options())
    return list(_blocks(document.body)) if document is not None else []


def _options() -> Extractor:
    return Extractor(output_format="python", comments=False, tables=True, dedup=False)


def _blocks(body: etree._Element) -> Iterator[Block]:
    for element in body:
        yield from _block(element)


def _block(element: etree._Element) -> Iterator[Block]:
    if element.tag == "table":
        yield from _rows(element)
    elif element.tag == "list":
        yield from (Block("item", line) for item in element.iter("item") for line in _lines(item))
    else:
        kind = "heading" if element.tag == "head" else "paragraph"
        yield from (Block(kind, line) for line in _lines(element))
    if tail := clean_line(element.tail or ""):
        yield Block("paragraph", tail)


def _rows(table: etree._Element) -> Iterator[Block]:
    for element in table.iter("row"):
        cells = [clean_line("".join(cell.itertext())) for cell in element.iter("cell")]
        if any(cells):
            yield row(cells)


def _lines(element: etree._Element) -> Iterator[str]:
    """The lines of an element: a line break ends one."""
    text = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag in ("lb", "p", "head", "item", "row"):
            text.append("\n")
        text.append(child.text or "")
        text.append(child.tail or "")
    for line in "".join(text).split("\n"):
        if cleaned := clean_line(line):
            yield cleaned
