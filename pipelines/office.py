"""The text of office files that are XML in a ZIP file: DOCX, PPTX, XLSX (ECMA-376), ODT, ODS, ODP (ODF 1.3), HWPX
(KS X 6101), OFD (``pipelines.ofd``).

Libraries that read them read one kind each, keep a whole document in memory, and are released every few years; what
is needed here is the text alone, of files that nobody trusts.
"""

from __future__ import annotations

import re
from collections.abc import Set
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
_BLANKS |= dict.fromkeys(("br", "cr", "line-break", "lineBreak"), "\n")
_UNSAID = frozenset(
    "delText instrText parameters tracked-changes annotation shapeComment script Fallback rPh f".split()
)
"""What a reader of the document does not see: deleted words, fields' codes, comments, what stands for shapes that old
programs do not know, formulas."""
_SAID_APART = _UNSAID | {"tbl"}
"""What of a paragraph is not on its own lines: HWPX and text boxes have tables in paragraphs, whose rows are lines."""
_OFF = frozenset(("0", "false", "off"))
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
    return "\t".join(_cell(cell, shared) for cell in element if _name(cell) == cells).strip()


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
        parts += [_said(child, unsaid) if isinstance(child.tag, str) else "", child.tail or ""]
    return "".join(parts)


def _is_hidden(run: etree._Element) -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and not _OFF.intersection(mark.attrib.values())


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname
