"""Taking articles away, their changes, their files or what they mention: CSV for spreadsheets, JSON Lines for programs;
any number in constant memory."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any, TextIO

from attrs import frozen

from archive import changes, fates, file_states, mentions
from archive.search import SILENT_CHANGES, Query, selection

COLUMNS: dict[str, str] = {
    "id": "number of the article in this archive",
    "url": "canonical address",
    "portal": "name of the portal in this archive",
    "portal_title": "the portal's own name",
    "title": "headline",
    "text": "paragraphs divided by empty lines; headings begin with ##, list items with -, table rows with |",
    "description": "the portal's summary",
    "authors": "who signed it",
    "section": "part of the portal in which it stood",
    "breadcrumb": "path of sections, from the top",
    "source_line": "whom the portal names as its source",
    "publisher": "the body that published it",
    "keywords": "the portal's keywords",
    "language": "BCP 47 tag of the text",
    "published_at": "when it was published, as the portal claims, at the precision it gives",
    "published_on": "the portal's local date of publication; the 1st where it names no day",
    "published_precision": "year, month, day, minute or second",
    "published_from": "where on the page the date of publication was read",
    "modified_at": "when it was modified, as the portal claims",
    "modified_on": "the portal's local date of modification",
    "modified_precision": "year, month, day, minute or second",
    "modified_from": "where on the page the date of modification was read",
    "first_seen_at": "when this archive first captured it (UTC)",
    "last_seen_at": "when it was last there (UTC)",
    "missed_at": "when it was first not there any more (UTC)",
    "misses": "visits in a row that did not find it",
    "state": "whether it is still at its address, as far as was observed",
    "moved_to": "address that its own now leads to",
    "revisions": "number of distinct states of title and text that were captured",
    "word_count": "words of the text",
    "lead_image": "address of the main picture",
    "attachment_text": "text of the further pages and the attached files",
    "text_digest": "SHA-256 over title and text after normalisation",
    "extractor": "name and version of what read the page",
    "encoding": "character encoding in which the page was read",
    "encoding_origin": "what settled the encoding",
    "replacement_share": "share of characters that could not be decoded, 0 to 1",
    "flags": "what a reader of the row should know",
    "origins": "field to the place on the page where it was read",
    "capture": "number of the capture that the row was read from",
    "captured_at": "when that capture was made (UTC)",
    "captured_url": "address that the capture came from, after redirects",
    "payload_digest": "SHA-256 of the bytes that the portal sent",
    "record_id": "WARC-Record-ID of the capture",
    "warc_file": "WARC file that holds it",
    "warc_offset": "place of the record in that file, in bytes",
    "warc_length": "length of the record, in bytes",
    "disagreements": "field to what else was said of it, where a list says otherwise than the page",
    "missed_reason": "what answered in its place: http-404, http-410, soft-404 (200, and a page that says so), "
    "redirect-home, redirect-list (its address leads to the front page, to a list)",
    "silent_changes": "how many of its states the dates that the portal gives do not tell",
    "imported_from": "WARC file of others, and record in it, that the capture was taken from; empty for our own",
}
"""Column name to what it holds, in the order of both formats. New columns are added at the end only."""

CELL_LIMIT = 32_767
"""Characters that a cell of the usual spreadsheets holds: they leave the rest out without a sign."""
LEAST_LIMIT = 100
"""The least that cells can be limited to: the note of what is left out has to fit."""

LISTS = ("authors", "breadcrumb", "keywords", "flags")
"""Columns that hold several values: lists in JSON Lines, joined with ``; `` in CSV."""
OBJECTS = ("origins", "disagreements")

_ELSEWHERE = {
    "portal_title": "portals.title",
    "captured_at": "captures.captured_at",
    "captured_url": "captures.final_url",
    "payload_digest": "captures.payload_digest",
    "record_id": "captures.record_id",
    "warc_file": "captures.warc_file",
    "warc_offset": "captures.warc_offset",
    "warc_length": "captures.warc_length",
    "imported_from": "captures.imported_from",
    "silent_changes": SILENT_CHANGES,
}
_ROW = (
    "SELECT "  # noqa: S608 - our own names
    + ", ".join(f"{_ELSEWHERE.get(name, f'articles.{name}')} AS {name}" for name in COLUMNS)
    + " FROM articles LEFT JOIN portals ON portals.name = articles.portal"
    " LEFT JOIN captures ON captures.id = articles.capture WHERE articles.id = ?"
)
_FORMULA = re.compile("[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff']*[=+\\-@＝＋－＠]|'*[\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

Row = dict[str, Any]
Source = Callable[[sqlite3.Connection, Query, str, str], Generator[Row]]
Writer = Callable[[Iterable[Row], TextIO, Iterable[str]], int]


@frozen
class Rows:
    """A kind of rows that can be taken away."""

    source: Source
    """What brings those of a search; of what was noticed in the given periods, where these tell anything of it."""
    columns: Mapping[str, str]
    """Column name to what it holds, in order."""
    of_words: bool = False
    """Whether rows are of the words that are looked for: without any there are none."""


def rows(
    connection: sqlite3.Connection, query: Query, noticed_from: str = "", noticed_to: str = ""
) -> Generator[Row]:
    """The articles that ``query`` finds, in the order of their numbers, with ``COLUMNS`` as keys.

    Its sort, limit and offset do not count, nor when anything was noticed. All rows are of one moment, whatever is
    written meanwhile; close the generator where it is not read to its end.
    """
    condition, parameters = selection(query)
    chosen = f"SELECT articles.id FROM articles WHERE {condition} ORDER BY articles.id"  # noqa: S608 - ours
    connection.execute("BEGIN")
    try:
        for (number,) in connection.execute(chosen, parameters):
            values = connection.execute(_ROW, (number,)).fetchone()
            yield _read(dict(zip(COLUMNS, values, strict=True)))
    finally:
        connection.execute("ROLLBACK")


def _read(row: Row) -> Row:
    return row | {name: json.loads(row[name]) for name in (*LISTS, *OBJECTS)}


KINDS: Mapping[str, Rows] = {
    "articles": Rows(rows, COLUMNS),
    "changes": Rows(changes.changes, changes.COLUMNS),
    "files": Rows(file_states.file_states, file_states.COLUMNS),
    "fates": Rows(fates.fates, fates.COLUMNS),
    "mentions": Rows(mentions.mentions, mentions.COLUMNS, of_words=True),
}

NOTICED = ("changes", "files", "fates")
"""Those of which each row was noticed at an instant."""


def write_csv(
    articles: Iterable[Row],
    file: TextIO,
    columns: Iterable[str] = COLUMNS,
    limit: int = 0,
    whole: Callable[[Row, str], str] = lambda _row, _column: "",
) -> int:
    """Write RFC 4180 with a header line; returns the number of rows, each of which has ``columns``.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front (see ``harmless``). With a ``limit``,
    longer cells are ``shortened``, and ``whole`` says of a row's column where all of it is.
    ``file`` is opened with ``newline=""``.
    """
    writer = csv.writer(file)
    writer.writerow(columns)
    written = 0
    for article in articles:
        cells = {name: harmless(_cell(value)) for name, value in article.items()}
        for name, cell in cells.items() if limit else ():
            if isinstance(cell, str) and _units(cell) > limit:
                cells[name] = shortened(cell, limit, whole(article, name))
        writer.writerow(cells.values())
        written += 1
    return written


def shortened(cell: str, limit: int, whole: str = "") -> str:
    """``cell``, or as much of it as goes into ``limit`` with a note of how much is missing, and where it is whole.

    Counted are UTF-16 units, as spreadsheets do: a rare Han character or an emoji is two. ``limit`` is longer than the
    note.
    """
    if _units(cell) <= limit:
        return cell
    where = f": {whole}" if whole else ""
    room = limit - _units(_LEFT_OUT.format(len(cell), where))
    kept = cell.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + _LEFT_OUT.format(len(cell) - len(kept), where)


_LEFT_OUT = "… [{:,} more characters{}]"


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def write_jsonl(articles: Iterable[Row], file: TextIO, columns: Iterable[str] = COLUMNS) -> int:
    """Write one JSON object a line; returns the number of them. Absent is null, ``""`` or ``[]``."""
    written = 0
    for article in articles:
        file.write(_json(article) + "\n")
        written += 1
    return written


WRITERS: dict[str, Writer] = {"csv": write_csv, "jsonl": write_jsonl}


def harmless(cell: Any) -> Any:
    """``cell`` with an apostrophe in front where a spreadsheet would calculate it.

    That is: text that begins with ``=``, ``+``, ``-`` or ``@``, also in full width, also after blanks and
    apostrophes, or with a tab or line break (OWASP, CSV Injection). To undo it, take one apostrophe from
    the cells that begin with apostrophes followed by such a beginning. Numbers are left alone.
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    elif isinstance(value, dict):
        value = _json(value)
    return _CONTROL.sub(" ", value) if isinstance(value, str) else value


def _json(value: Row) -> str:
    text = json.dumps(value, ensure_ascii=False)
    # Legal in JSON, but many readers take them for the end of a line.
    for character in "\x85\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
