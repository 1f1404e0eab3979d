"""Files for the tests, written by hand: PDF and office documents."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from itertools import pairwise
from struct import pack
from typing import Any
from zipfile import ZipFile, ZipInfo


def pdf_of(*pages: str) -> bytes:
    """A PDF file with one line of text a page, written by hand (ISO 32000-1, 7.5)."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {resources} /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def zipped(**parts: str) -> bytes:
    """A ZIP file of XML parts; ``word__document`` is ``word/document.xml``."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, xml in parts.items():
            # Without a day of its own: the same bytes at each call.
            archive.writestr(
                ZipInfo(f"{name.replace('__', '/')}.xml"), f"<?xml version='1.0' encoding='UTF-8'?>{xml}"
            )
    return file.getvalue()


_W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
_S = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
_A = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
_ODF = (
    "xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
    "xmlns:b='urn:oasis:names:tc:opendocument:xmlns:table:1.0'"
)


def docx(body: str) -> bytes:
    return zipped(word__document=f"<w:document {_W}><w:body>{body}</w:body></w:document>")


def xlsx(sheet: str, shared: str = "") -> bytes:
    return zipped(
        xl__sharedStrings=f"<sst {_S}>{shared}</sst>",
        xl__worksheets__sheet1=f"<worksheet {_S}><sheetData>{sheet}</sheetData></worksheet>",
    )


def pptx(*slides: str) -> bytes:
    return zipped(
        **{f"ppt__slides__slide{number}": f"<s {_A}>{slide}</s>" for number, slide in enumerate(slides, 1)}
    )


def odf(content: str) -> bytes:
    """ODT, ODS and ODP alike."""
    return zipped(content=f"<o:document-content {_ODF}><o:body>{content}</o:body></o:document-content>")


def hwpx(*paragraphs: str) -> bytes:
    content = f"<hs:sec xmlns:hs='urn:s' xmlns:hp='urn:p'>{''.join(paragraphs)}</hs:sec>"
    return zipped(Contents__section0=content)


def ofd(*pages: str) -> bytes:
    """An OFD file; of each page what stands in its layer."""
    begin = "<ofd:Page xmlns:ofd='http://www.ofdspec.org/2016'><ofd:Content><ofd:Layer>"
    end = "</ofd:Layer></ofd:Content></ofd:Page>"
    return zipped(
        **{f"Doc_0__Pages__Page_{number}__Content": begin + page + end for number, page in enumerate(pages)}
    )


_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with these streams; ``Folder/Name`` is in a storage. None of them counts as short."""
    entries: list[list[Any]] = [["Root Entry", 5, _FREE, 1, _END, 0]]
    tops: list[int] = []
    chains: list[int] = []
    data = b""
    for path, content in streams.items():
        folder, _, name = path.rpartition("/")
        first, length = len(chains), max(1, -(-len(content) // _SECTOR))
        chains += [*range(first + 1, first + length), _END]
        data += content.ljust(length * _SECTOR, b"\0")
        tops.append(len(entries))
        if folder:
            entries.append([folder, 1, _FREE, len(entries) + 1, 0, 0])
        entries.append([name, 2, _FREE, _FREE, first, len(content)])
    for top, following in pairwise(tops):
        entries[top][2] = following
    listed = b"".join(_entry(*entry) for entry in entries)
    listed = listed.ljust(-(-len(listed) // _SECTOR) * _SECTOR, b"\0")
    directory = len(chains)
    chains += [*range(directory + 1, directory + len(listed) // _SECTOR), _END, _FAT]
    assert len(chains) <= _SECTOR // 4, "one sector says which follows which"
    head = pack("<8s16sHHHHH6x", _SIGN, b"", 62, 3, 0xFFFE, 9, 6)
    head += pack("<III4xIIIII", 0, 1, directory, 0, _END, 0, _END, 0)
    head += pack("<109I", len(chains) - 1, *[_FREE] * 108)
    return head + data + listed + pack(f"<{len(chains)}I", *chains).ljust(_SECTOR, b"\xff")


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    written = f"{name}\0".encode("utf-16-le")
    return pack("<64sHBBIII36xIQ", written, len(written), kind, 1, _FREE, right, child, first, size)


def hwp(*paragraphs: bytes, flags: int = 1, records: bytes = b"") -> bytes:
    """A document of Hangul 5.0 of one section; each paragraph in UTF-16, with its control characters."""
    records += b"".join(pack("<II", 67 | 0xFFF << 20, len(one)) + one for one in paragraphs)
    packer = zlib.compressobj(wbits=-15)
    section = packer.compress(pack("<I", 66) + records) + packer.flush()
    head = b"HWP Document File".ljust(32, b"\0") + pack("<II", 0x05000300, flags)
    return compound({"FileHeader": head.ljust(256, b"\0"), "BodyText/Section0": section})
