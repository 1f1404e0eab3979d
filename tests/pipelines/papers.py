"""Files for the tests, written by hand: PDF and office documents."""

from __future__ import annotations

from io import BytesIO
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
