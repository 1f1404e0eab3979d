"""The text of workbooks of Excel 2 to 2003, which WPS writes as well.

By xlrd, whose last release (2025) is older than other libraries': calamine ends the process on damaged and on some
sound files, with an error of Rust's that nobody can catch.
"""

from __future__ import annotations

import re
from decimal import Decimal
from io import StringIO
from typing import Any

import xlrd

_LARGEST = 1e21
_DECIMALS = re.compile(r"\.(0+)")


def workbook_text(body: bytes) -> tuple[str, str]:
    """Sheets that are shown, each under its name: rows with their cells divided by tabs, a line each, an empty line
    between sheets; and why there is none. Figures, days and shares are written as they are shown, roughly.

    Raises what ``xlrd`` does where the file is damaged.
    """
    try:
        book = xlrd.open_workbook(
            file_contents=body, logfile=StringIO(), formatting_info=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            return "", "encrypted"
        raise
    shown = [sheet for sheet in book.sheets() if not sheet.visibility]
    texts = [_sheet(book, sheet) for sheet in shown]
    names = [sheet.name for sheet in shown] if len(shown) > 1 else [""] * len(shown)
    return "\n\n".join(
        "\n".join(filter(None, pair)) for pair in zip(names, texts, strict=True) if pair[1]
    ), ""


def _sheet(book: Any, sheet: Any) -> str:
    rows = map(sheet.row, range(sheet.nrows))
    lines = ("\t".join(_said(book, cell) for cell in row).rstrip("\t") for row in rows)
    return "\n".join(filter(None, lines))


def _said(book: Any, cell: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return _figure(cell.value, book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(cell.value, book.datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    return " ".join(str(cell.value).split())


def _figure(value: float, form: str) -> str:
    found = _DECIMALS.search(form)
    decimals = len(found[1]) if found else 0
    if "%" in form:
        return f"{value:.{decimals}%}"
    if "," in form and "0" in form:
        return f"{value:,.{decimals}f}"
    return _whole(value) if value.is_integer() and abs(value) < _LARGEST else f"{value:.15g}"


def _whole(value: float) -> str:
    """With the fifteen digits that Excel keeps."""
    return str(int(Decimal(f"{value:.15g}")))


def _moment(value: float, mode: int) -> str:
    try:
        moment = xlrd.xldate_as_datetime(value, mode)
    except (OverflowError, ValueError):
        return f"{value:.15g}"
    if 0 <= value < 1:
        return moment.time().isoformat("minutes")
    return moment.isoformat(" ", "minutes") if value % 1 else moment.date().isoformat()
