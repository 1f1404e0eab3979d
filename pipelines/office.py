"""The text of office files that are XML in a ZIP file: DOCX, PPTX, XLSX (ECMA-376), ODT, ODS, ODP (ODF 1.3), HWPX
(KS X 6101), OFD (``pipelines.ofd``).

Libraries that read them read one kind each, keep a whole document in memory, and are released every few years; what
is needed here is the text alone, of files that nobody trusts.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import reduce
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from pipelines.ofd import PAGE, page_text

LARGEST_PART = 50_000_000
"""Bytes of XML that are read of one part: a few kilobytes of ZIP can hold gigabytes."""
MOST_PARTS = 300
"""Slides or sheets that are read."""

_PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes)\d*\.xml|ppt/slides/slide\d+\.xml|xl/worksheets/sheet\d+\.xml|content\.xml"
    r"|Contents/section\d+\.xml|(?:.*/)?Pages/Page_\d+/Content\.xml"
)
_CELLS = {"row": "c", "table-row": "table-cell", "tr": "tc"}
"""What the rows of a table are called, and their cells."""
_LINES = frozenset({"p", "h", *_CELLS})
_BLANKS = {"tab": "\t"} | dict.fromkeys(("s", "nbSpace", "fwSpace"), " ")
_BLANKS["noBreakHyphen"] = "-"
_BLANKS |= dict.fromkeys(("br", "cr", "line-break", "lineBreak"), "\n")
_UNSAID = frozenset(
    "delText instrText delInstrText moveFrom fldData fieldBegin parameters tracked-changes annotation hiddenComment "
    "shapeComment script Fallback rPh rt ruby-text f posOffset align pctWidth pctHeight title desc".split()
)
"""What a reader of the document does not see: deleted and moved words, fields' codes, comments, what stands for shapes
that old programs do not know, how words are pronounced, formulas, places and names of shapes."""
_APART = frozenset((*_LINES, *_CELLS.values()))
"""What stands in a line and is none of its own: paragraphs of a cell, of a note, of a text box."""
_SAID_APART = _UNSAID | {"tbl"}
"""What of a paragraph is not on its own lines: HWPX and text boxes have tables in paragraphs, whose rows are lines."""
_OFF = frozenset(("0", "false", "off"))
_COLUMN = re.compile(r"[A-Z]{1,3}(?=\d)")
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
    # sheet10 after sheet9, notes after their document
    return sorted(names, key=lambda name: ([int(number) for number in _NUMBER.findall(name)], name))


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
    if _name(root) == PAGE:
        return page_text(root)
    lines = (_line(element, shared) for element in root.iter(etree.Element) if _is_line(element))
    return "\n".join(filter(None, lines))


def _is_line(element: etree._Element) -> bool:
    """Whether an element is a row in no other, or a paragraph that stands in no line: text boxes do."""
    name = _name(element)
    if name not in _LINES:
        return False
    others = _UNSAID | (_CELLS.keys() if name in _CELLS else _LINES)
    return not any(_name(above) in others for above in element.iterancestors())


def _line(element: etree._Element, shared: list[str]) -> str:
    cells = _CELLS.get(_name(element))
    if cells is None:
        return _said(element, _SAID_APART).strip()
    said: list[str] = []
    for cell in element.iter(etree.Element):
        if _name(cell) == cells and _row_of(cell) is element:
            said += [""] * (_column(cell) - len(said))
            said.append(_cell(cell, shared))
    return "\t".join(said).rstrip()


def _column(cell: etree._Element) -> int:
    """How many cells of its row stand before it, as workbooks tell (``r="C4"``), which leave out empty ones."""
    letters = _COLUMN.match(cell.get("r", ""))
    number = reduce(lambda so_far, letter: 26 * so_far + ord(letter) - 64, letters[0] if letters else "", 0)
    return max(0, number - 1)


def _row_of(cell: etree._Element) -> etree._Element:
    """The row that holds a cell: controls for forms may stand in between."""
    return next(above for above in cell.iterancestors() if _name(above) in _CELLS)


def _cell(cell: etree._Element, shared: list[str]) -> str:
    said = _said(cell).strip()
    if cell.get("t") != "s":
        return said
    return shared[int(said)] if said.isdecimal() and int(said) < len(shared) else ""


def _said(element: etree._Element, unsaid: Set[str] = _UNSAID) -> str:
    """The text within an element that a reader sees, tabs and line breaks among it."""
    name = _name(element)
    if name in unsaid or (name == "r" and _is_hidden(element)):
        return ""
    parts = [_BLANKS.get(name, ""), element.text or ""]
    for child in element:
        said = _said(child, unsaid) if isinstance(child.tag, str) else ""
        parts += [f" {said.strip()} " if said and _name(child) in _APART else said, child.tail or ""]
    return "".join(parts)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and not _OFF.intersection(mark.attrib.values())


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
