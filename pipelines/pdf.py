"""The text of PDF files."""

from __future__ import annotations

from io import BytesIO

from pipelines.folios import without_folios

MOST_PAGES = 200
_LONGEST = 2_500_000
"""Characters after which no further page is read."""
_MOST_ERRORS = 5


def pdf_text(body: bytes) -> tuple[str, str]:
    """The text of a PDF file, pages divided by an empty line, and why that is not all of it.

    Page numbers and running heads are left out (``pipelines.folios``). A page that cannot be read is left out and
    named. Raises whatever pypdf does where the file is damaged.
    """
    # Here: it takes a tenth of the time in which a worker starts, and most portals have no PDF file that night.
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(body), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return "", "encrypted"
    texts: list[str] = []
    errors: list[str] = []
    count = len(reader.pages)
    for number in range(min(count, MOST_PAGES)):
        try:
            texts.append((reader.pages[number].extract_text() or "").strip())
        except MemoryError:
            raise
        except Exception as error:
            texts.append("")
            errors.append(f"page {number + 1}: {type(error).__name__}: {error}"[:200])
        if sum(map(len, texts)) > _LONGEST:
            break
    if count > MOST_PAGES:
        errors.insert(0, f"only the first {MOST_PAGES} of {count:,} pages are read")
    return "\n\n".join(filter(None, without_folios(texts, count))), "; ".join(errors[:_MOST_ERRORS])
