"""Where the articles of a search say what it looks for: a row for each occurrence, with the sentence around it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Generator, Iterator
from typing import Any

from attrs import frozen

from archive.paragraphs import SENTENCE_END, paragraphs
from archive.rows import by_name, named
from archive.search import DAY, Query, any_of, selection
from archive.tokens import MARK_END, MARK_START, as_written, register, unmarked

COLUMNS: dict[str, str] = {
    "article": "number of the article in this archive",
    "url": "canonical address",
    "portal": "name of the portal in this archive",
    "portal_title": "the portal's own name",
    "title": "headline of the article",
    "language": "BCP 47 tag of the article's text",
    "day": "when it was published, else modified, else first seen, as a search counts it",
    "state": "number of the article's state, the latest, that is meant",
    "place": "title, text, file or page (a further page of the article)",
    "paragraph": "number of the paragraph in which it stands, in the text, the file or the page; empty in titles",
    "found": "the word or phrase, as it is written there",
    "sentence": "the sentence around it, at most 200 characters before and after",
    "file_url": "address of the file or further page; empty where title or text is meant",
    "file_title": "what the article calls it",
    "removed_at": "when the article was first captured without that file or page (UTC); empty if it never was",
    "capture": "number of the capture that shows it",
    "payload_digest": "SHA-256 of its bytes",
}
"""Column name to what it holds, in the order of both formats. New columns are added at the end only."""

_AROUND = 200
"""Characters before and after an occurrence that are shown of its sentence."""
_BREAK = re.compile(rf"{SENTENCE_END.pattern}|\n")
_SIGN = re.compile(r"^(?:- |## )")
"""Of a text's form, before the words of an item or heading."""
_LONG = 20_000
"""Characters of a paragraph that are marked at once, to the end of a line: the time goes with the square of matches."""
_TOKENS = """
CREATE VIRTUAL TABLE said USING fts5(text, tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")
"""
"""Split into tokens as the index of articles is (``articles_fts``)."""
_MARKED = "SELECT rowid - 1, highlight(said, 0, ?, ?) FROM said WHERE said MATCH ? ORDER BY rowid"
_ARTICLES = f"""
SELECT articles.id AS article, articles.url, articles.portal, portals.title AS portal_title, articles.title,
articles.language, {DAY} AS day, articles.revisions AS state, articles.text, articles.capture, captures.payload_digest
FROM articles LEFT JOIN portals ON portals.name = articles.portal LEFT JOIN captures ON captures.id = articles.capture
WHERE {{condition}} ORDER BY articles.id
"""  # noqa: S608 - our own words
_FILES = """
SELECT iif(attachments.page > 0, 'page', 'file') AS place, attachments.url AS file_url, attachments.title AS file_title,
attachments.removed_at, attachments.text, attachments.capture, captures.payload_digest
FROM attachments LEFT JOIN captures ON captures.id = attachments.capture
WHERE article = ? AND text <> '' ORDER BY position
"""
_IN_ARTICLE = {"file_url": "", "file_title": "", "removed_at": None}


@frozen
class _Part:
    """Something of an article that is searched."""

    told: dict[str, Any]
    """What its rows have beside those of the article."""
    text: str
    lines_end_sentences: bool = True
    """False for files: their lines end where the paper does."""


def mentions(
    connection: sqlite3.Connection, query: Query, noticed_from: str = "", noticed_to: str = ""
) -> Generator[dict[str, Any]]:
    """Each occurrence of a word or phrase of ``query`` in the articles that it finds, with ``COLUMNS`` as keys, article
    by article: in the title, the text, the files and further pages, from the top.

    Words are found as by a search, within a paragraph; those that are not to occur have no rows, and neither has a
    query without words. Its sort, limit and offset do not count, nor when anything was noticed. All rows are of one
    moment; close the generator where it is not read to its end.
    """
    expression = any_of(query.text)
    condition, parameters = selection(query)
    said = sqlite3.connect(":memory:")
    register(said)
    said.execute(_TOKENS)
    connection.execute("BEGIN")
    try:
        sql = _ARTICLES.format(condition=condition)
        for article in named(connection.execute(sql, parameters)) if expression else ():
            text = article.pop("text")
            for part in _parts(connection, article, text):
                yield from (_row(article, part, found) for found in _occurrences(said, part, expression))
    finally:
        connection.execute("ROLLBACK")
        said.close()


def _parts(connection: sqlite3.Connection, article: dict[str, Any], text: str) -> Iterator[_Part]:
    yield _Part({"place": "title", **_IN_ARTICLE}, article["title"])
    yield _Part({"place": "text", **_IN_ARTICLE}, text)
    for file in by_name(connection.execute(_FILES, (article["article"],))):
        said = file.pop("text")
        yield _Part(file, said, lines_end_sentences=file["place"] == "page")


def _row(article: dict[str, Any], part: _Part, found: dict[str, Any]) -> dict[str, Any]:
    row = article | part.told | found
    if part.told["place"] == "title":
        row["paragraph"] = None
    return {name: row[name] for name in COLUMNS}


def _occurrences(said: sqlite3.Connection, part: _Part, expression: str) -> Iterator[dict[str, Any]]:
    """Paragraph, words found and sentence of each occurrence."""
    pieces = [
        (number, piece)
        for number, paragraph in enumerate(paragraphs(unmarked(part.text)), 1)
        for piece in _pieces(paragraph)
    ]
    said.execute("DELETE FROM said")
    said.executemany(
        "INSERT INTO said (rowid, text) VALUES (?, fts_text(?))",
        ((at, piece) for at, (_, piece) in enumerate(pieces, 1)),
    )
    for at, marked in said.execute(_MARKED, (MARK_START, MARK_END, expression)):
        number, piece = pieces[at]
        text = piece if part.lines_end_sentences else piece.replace("\n", " ")
        for start, end in _places(as_written(piece, marked)):
            sentence = _sentence(text, start, end)
            told = _SIGN.sub("", sentence) if part.lines_end_sentences else sentence
            yield {"paragraph": number, "found": piece[start:end], "sentence": told}


def _pieces(paragraph: str) -> Iterator[str]:
    rest = paragraph.strip()
    while len(rest) > _LONG:
        end = rest.rfind("\n", 1, _LONG) + 1 or _LONG
        yield rest[:end].strip() or rest[:end]
        rest = rest[end:]
    yield rest


def _places(marked: str) -> Iterator[tuple[int, int]]:
    """Where what is marked begins and ends in the text without marks."""
    cuts = [mark.start() - seen for seen, mark in enumerate(re.finditer(f"[{MARK_START}{MARK_END}]", marked))]
    return zip(cuts[::2], cuts[1::2], strict=False)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place in ``text``, on one line; an ellipsis stands where more of it is left out."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    breaks = [(first + found.start(), first + found.end()) for found in _BREAK.finditer(text[first:last])]
    begins = max((after for _, after in breaks if after <= start), default=None)
    ends = min((before for before, _ in breaks if before >= end), default=None)
    shown = " ".join(text[first if begins is None else begins : last if ends is None else ends].split())
    is_cut = begins is None and first > 0, ends is None and last < len(text)
    return f"{'…' if is_cut[0] else ''}{shown}{'…' if is_cut[1] else ''}"
