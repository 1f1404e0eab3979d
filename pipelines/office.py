"""The text of office files: DOCX, PPTX, XLSX (ECMA-376) and ODT, ODS, ODP (ODF 1.3), which are XML in a ZIP file.

Libraries that read them read one kind each, keep a whole document in memory, and are released every few years; what
is needed here is the text alone, of files that nobody trusts.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

LARGEST_PART = 50_000_000
"""Bytes of XML that are read of one part: a few kilobytes of ZIP can hold gigabytes."""
MOST_PARTS = 300
"""Slides or sheets that are read."""

_PARTS = re.compile(
    r"word/document\d*\.xml|ppt/slides/slide\d+\.xml|xl/worksheets/sheet\d+\.xml|content\.xml"
)
_CELLS = {"row": "c", "table-row": "table-cell", "tr": "tc"}
"""What the rows of a table are called, and their cells."""
_LINES = frozenset({"p", "h", *_CELLS})
_BLANKS = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "s": " "}
_UNSAID = frozenset(
    ("delText", "instrText", "tracked-changes", "annotation", "script", "Fallback", "rPh", "f")
)
"""What a reader of the document does not see: deleted words, fields' codes, comments, what stands for shapes that old
programs do not know, formulas."""
_NUMBER = re.compile(r"\d+")


def office_text(body: bytes) -> tuple[str, str]:
    """Paragraphs, and rows of tables with their cells divided by tabs, a line each, an empty line between slides and
    sheets; and why that is not all of it.

    Raises what ``zipfile`` and ``lxml`` do where the file is damaged, ``ValueError`` where a part is too large.
    """
    with ZipFile(BytesIO(body)) as archive:
        names = _parts(archive)
        shared = _shared_strings(archive)
        texts = [_text(_root(archive, name), shared) for name in names[:MOST_PARTS]]
    error = "" if names else "no text is read from files of this kind"
    if len(names) > MOST_PARTS:
        error = f"only the first {MOST_PARTS} of {len(names):,} parts are read"
    return "\n\n".join(filter(None, texts)), error


def _parts(archive: ZipFile) -> list[str]:
    names = [name for name in archive.namelist() if _PARTS.fullmatch(name)]
    # sheet10 after sheet9
    return sorted(names, key=lambda name: [int(number) for number in _NUMBER.findall(name)])


def _root(archive: ZipFile, name: str) -> etree._Element:
    with archive.open(name) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise ValueError(f"{name} is larger than {LARGEST_PART:,} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _shared_strings(archive: ZipFile) -> list[str]:
    """The strings of a workbook, to which its cells refer by number."""
    name = "xl/sharedStrings.xml"
    return [_said(one) for one in _root(archive, name)] if name in archive.namelist() else []


def _text(root: etree._Element, shared: list[str]) -> str:
    lines = (_line(element, shared) for element in root.iter(etree.Element) if _is_line(element))
    return "\n".join(filter(None, lines))


def _is_line(element: etree._Element) -> bool:
    """Whether an element is a paragraph or a row, and stands in none: text boxes stand in paragraphs."""
    if _name(element) not in _LINES:
        return False
    return not any(_name(above) in _LINES | _UNSAID for above in element.iterancestors())


def _line(element: etree._Element, shared: list[str]) -> str:
    cells = _CELLS.get(_name(element))
    if cells is None:
        return _said(element).strip()
    return "\t".join(_cell(cell, shared) for cell in element if _name(cell) == cells).strip()


def _cell(cell: etree._Element, shared: list[str]) -> str:
    said = _said(cell).strip()
    if cell.get("t") != "s":
        return said
    return shared[int(said)] if said.isdecimal() and int(said) < len(shared) else ""


def _said(element: etree._Element) -> str:
    """The text within an element that a reader sees, tabs and line breaks among it."""
    name = _name(element)
    if name in _UNSAID:
        return ""
    parts = [_BLANKS.get(name, ""), element.text or ""]
    for child in element:
        parts += [_said(child) if isinstance(child.tag, str) else "", child.tail or ""]
    return "".join(parts)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
