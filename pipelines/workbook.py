"""The text of workbooks of Excel 97 to 2003, which WPS writes as well."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from itertools import islice

STREAMS = frozenset(("workbook", "book"))
MOST_ROWS = 100_000


def workbook_text(body: bytes) -> tuple[str, str]:
    """Rows with their cells divided by tabs, a line each, an empty line between sheets; and why that is not all of it.

    Raises what ``python_calamine`` does where the file is damaged.
    """
    try:
        return _read(body)
    except BaseException as fault:
        # What Rust calls a panic is no Exception, and has no name to be caught by.
        if type(fault).__name__ != "PanicException":
            raise
        raise ValueError(f"damaged: {fault}") from None


def _read(body: bytes) -> tuple[str, str]:
    # Here: most portals have no such file that night.
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(body))
    except PasswordError:
        return "", "encrypted"
    texts, error = [], ""
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        texts.append("\n".join(filter(None, map(_line, islice(sheet.iter_rows(), MOST_ROWS)))))
        if sheet.total_height > MOST_ROWS:
            error = f"only the first {MOST_ROWS:,} rows of a sheet are read"
    return "\n\n".join(filter(None, texts)), error


def _line(cells: Iterable[object]) -> str:
    return "\t".join(map(_said, cells)).rstrip("\t")


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
