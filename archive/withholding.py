"""Closing articles to everybody, and opening them again as they were.

``archive.db`` may be given away table by table, so that nothing is hidden in it: the rows are moved to ``withheld.db``
(``archive.sealed``), which is written and synced first. What a command that was killed in between has left there, the
same command puts right when it is called again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import frozen
from sqlite_utils import Database

from archive.attached import TEXT_OF_FILES
from archive.database import transaction
from archive.errors import ArchiveError, CaptureMissingError
from archive.records import utc_now
from archive.replay import own_pictures
from archive.rows import Row
from archive.sealed import FILES, NAME, Sealed, Taken
from archive.warc import checked, read_exchange
from archive.withheld import Order, of_article

_OF_ARTICLE = ("revisions", "images", "attachments", "links", "sightings", "renumbered")
_INDEXES = ("articles_fts", "former_fts", "former_file_fts")


@frozen
class Closed:
    """An article that was withheld, with what whoever has ordered it should know."""

    order: Order
    states: int
    files: int
    """Files and further pages of which it alone knew."""
    alike: list[str]
    """Addresses of other articles that are open and say the same, or lead to it."""


def withhold(db: Database, folder: Path, articles: Collection[int], reason: str) -> list[Closed]:
    """Move all that is known of ``articles`` out of ``archive.db``; ``reason`` is public.

    What other articles offer as well stays. Afterwards ``database.rewrite`` is to be called: until then the texts can
    be found in the file.
    """
    pictures = own_pictures(db.conn, folder, articles)
    closed = {number: addresses(db, number, articles) | pictures[number] for number in articles}
    taken = {number: _rows(db, number, articles) for number in articles}
    with Sealed(folder) as sealed:
        for number, rows in taken.items():
            sealed.put(number, rows)
    since = utc_now()
    # What is deleted is overwritten: should the file not be rewritten, nearly nothing is left to be found.
    db.execute("PRAGMA secure_delete = ON")
    with transaction(db):
        for number in articles:
            _list(db, number, closed[number], since, reason)
        for number, rows in taken.items():
            _take_out(db, number, rows)
        for index in _INDEXES:
            # Of what is deleted FTS5 keeps the words until the parts of the index are merged.
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - our own names
    return [_closed(db, number, taken[number]) for number in articles]


def release(db: Database, folder: Path, order: Order) -> None:
    """Put all that was taken out of ``archive.db`` back: with its number, states, dates and sightings. What hangs on
    it gets other numbers where its own are taken.

    Raises ``ArchiveError`` where ``withheld.db`` lacks it.
    """
    with Sealed(folder) as sealed:
        rows = sealed.of(order.article)
        if not any(table == "articles" for table, _ in rows):
            raise ArchiveError(
                f"{folder / NAME}: holds nothing of {order.url}, which is withheld; restore that file from a backup"
            )
        offered = {row["url"] for table, row in rows if table == "attachments"}
        own = [(table, row) for table, row in rows if table != FILES]
        with transaction(db):
            _put_back(db, order, own)
            # Kept of another article, perhaps, which offers it as well and is withheld still.
            _put_back_files(db, sealed.files(offered))
            _catch_up(db, order)
            _unlist(db, folder, order)
        sealed.drop(order.article, offered)


def addresses(db: Database, number: int, besides: Collection[int] = ()) -> set[str]:
    """Every address from which captures of an article came: its own, those of its states and of what it offers or
    offered, other forms of these (``archive.addresses``), those that led there, those that brought the same bytes.

    None that another article has or offers; ``besides`` are not counted as others.
    """
    parameters = {"number": number, "besides": json.dumps([number, *besides])}
    return {row["url"] for row in db.query(_ADDRESSES, parameters)}


def _rows(db: Database, number: int, besides: Collection[int]) -> list[Taken]:
    """All rows that are to be taken out of ``archive.db`` for an article, in the order in which they are put back."""
    taken = [("articles", row) for row in db.query("SELECT * FROM articles WHERE id = ?", [number])]
    for table in _OF_ARTICLE:
        sql = f"SELECT * FROM {table} WHERE article = ? ORDER BY id"  # noqa: S608 - our own names
        taken += [(table, row) for row in db.query(sql, [number])]
    parameters = {"number": number, "besides": json.dumps([number, *besides])}
    return taken + [(FILES, row) for row in db.query(_FILES_OF_ITS_OWN, parameters)]


def _list(db: Database, number: int, closed: Collection[str], since: str, reason: str) -> None:
    db.execute(
        "INSERT INTO withheld (article, url, portal, since, reason) SELECT id, url, portal, ?, ? FROM articles "
        "WHERE id = ?",
        [since, reason, number],
    )
    for url in sorted(closed):
        db.execute("INSERT INTO withheld_addresses (article, url) VALUES (?, ?)", [number, url])
        # What a list said of a page is its title, as often as not.
        db.execute("UPDATE captures SET hint = '' WHERE final_url = ? AND hint <> ''", [url])


def _take_out(db: Database, number: int, rows: Iterable[Taken]) -> None:
    for sql in (_UNINDEX_FORMER, "DELETE FROM sketches WHERE article = ?"):
        db.execute(sql, [number])
    for table, row in rows:
        if table == FILES:
            db.execute(_UNINDEX_FORMER_FILE, [row["id"]])
    for table, row in rows:
        if table != "articles":
            db.execute(f"DELETE FROM {table} WHERE id = ?", [row["id"]])  # noqa: S608 - our own names
    # Last, as the others refer to it. A trigger takes it out of its index.
    db.execute("DELETE FROM articles WHERE id = ?", [number])


def _put_back(db: Database, order: Order, rows: Iterable[Taken]) -> None:
    for table, row in rows:
        try:
            _insert(db, table, row)
        except sqlite3.IntegrityError as error:
            raise ArchiveError(
                f"{order.url}: cannot be put back into {table}: {error}; nothing was changed. Something else stands "
                "in its place: withhold that first"
            ) from error


def _put_back_files(db: Database, states: Sequence[Taken]) -> None:
    """Each file's states in their order: the trigger of the index looks for the one before."""
    held = "SELECT 1 FROM file_revisions WHERE url = ?"
    missing = {row["url"] for _, row in states if next(db.query(held, [row["url"]]), None) is None}
    for table, row in sorted(states, key=lambda taken: taken[1]["number"]):
        if row["url"] in missing:
            _insert(db, table, row)


def _insert(db: Database, table: str, row: Row) -> None:
    """A row as it was, under another number where somebody else has its own."""
    taken = next(db.query(f"SELECT 1 FROM {table} WHERE id = ?", [row["id"]]), None)  # noqa: S608 - our own names
    columns = db.table(table).columns_dict
    values = {name: value for name, value in row.items() if name in columns}
    if taken and table != "articles":
        del values["id"]
    names, places = ", ".join(values), ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", [*values.values()])  # noqa: S608


def _catch_up(db: Database, order: Order) -> None:
    """What it offers together with others may have been replaced meanwhile."""
    if db.execute(_AS_LATEST, [order.article, order.since]).rowcount:
        db.execute(f"{TEXT_OF_FILES} WHERE id = ?", [order.article])


def _unlist(db: Database, folder: Path, order: Order) -> None:
    listed = list(db.query("SELECT url FROM withheld_addresses WHERE article = ?", [order.article]))
    own = addresses(db, order.article)
    db.execute("DELETE FROM withheld_addresses WHERE article = ?", [order.article])
    for url in own:
        db.execute("DELETE FROM withheld_addresses WHERE url = ?", [url])
    elsewhere = list(db.query("SELECT final_url AS url FROM captures WHERE withheld = ?", [order.article]))
    db.execute("UPDATE captures SET withheld = NULL WHERE withheld = ?", [order.article])
    for url in own | {row["url"] for row in (*listed, *elsewhere)}:
        _tell_hints(db, folder, url)
    db.execute("DELETE FROM withheld WHERE article = ?", [order.article])


def _tell_hints(db: Database, folder: Path, url: str) -> None:
    """What lists said of the captures from an address, by the records of these. Where such a record is gone, as
    `gazette verify` tells, it stays unsaid."""
    for row in db.query(_UNSAID, [url]):
        place = row["warc_offset"]
        with suppress(CaptureMissingError):
            _, record = read_exchange(folder, row["warc_file"], place, place, row["warc_length"])
            told, _ = checked(record)
            if told and told.hint:
                db.execute("UPDATE captures SET hint = ? WHERE id = ?", [told.hint, row["id"]])


def _closed(db: Database, number: int, rows: Sequence[Taken]) -> Closed:
    order = of_article(db.conn, number)
    assert order
    tables = [table for table, _ in rows]
    files = {row["url"] for table, row in rows if table == FILES}
    digest = next(row["text_digest"] for table, row in rows if table == "articles")
    alike = db.query("SELECT url FROM articles WHERE text_digest = ? OR moved_to = ?", [digest, order.url])
    return Closed(order, tables.count("revisions"), len(files), [row["url"] for row in alike])


_BESIDES = "(SELECT value FROM json_each(:besides))"
_ADDRESSES = f"""
WITH files(url) AS (
    SELECT url FROM attachments WHERE article = :number AND NOT EXISTS (
        SELECT 1 FROM attachments AS other WHERE other.url = attachments.url AND other.article NOT IN {_BESIDES})),
states(capture) AS (
    SELECT capture FROM revisions WHERE article = :number
    UNION SELECT capture FROM file_revisions WHERE url IN files),
came(url) AS (
    SELECT url FROM articles WHERE id = :number
    UNION SELECT url FROM files
    UNION SELECT final_url FROM captures WHERE id IN states
    UNION SELECT final_url FROM captures
    WHERE payload_length > 0 AND payload_digest IN (SELECT payload_digest FROM captures WHERE id IN states)),
led(url) AS (
    SELECT final_url FROM captures WHERE redirect_url <> ''
    AND target_url IN (SELECT target_url FROM captures WHERE final_url IN came)),
twins(url) AS (
    SELECT final_url FROM captures WHERE final_url IN (SELECT value FROM came, json_each(forms_of(came.url))))
SELECT url FROM (SELECT url FROM came UNION SELECT url FROM led UNION SELECT url FROM twins) AS closed
WHERE url IN (SELECT url FROM articles WHERE id = :number)
OR NOT EXISTS (SELECT 1 FROM articles AS other WHERE other.url = closed.url AND other.id NOT IN {_BESIDES})
AND NOT EXISTS (SELECT 1 FROM withheld AS other WHERE other.url = closed.url AND other.article <> :number)
AND NOT EXISTS (SELECT 1 FROM attachments AS other WHERE other.url = closed.url AND other.article NOT IN {_BESIDES})
"""  # noqa: S608 - our own words
_FILES_OF_ITS_OWN = f"""
SELECT * FROM file_revisions WHERE url IN (SELECT url FROM attachments WHERE article = :number)
AND NOT EXISTS (
    SELECT 1 FROM attachments AS other WHERE other.url = file_revisions.url AND other.article NOT IN {_BESIDES})
ORDER BY url, number
"""  # noqa: S608 - our own words
_UNSAID = """
SELECT * FROM captures WHERE final_url = ? AND hint = ''
AND final_url NOT IN (SELECT url FROM withheld_addresses)
"""
_UNINDEX_FORMER = """
INSERT INTO former_fts (former_fts, rowid, title, text)
SELECT 'delete', revisions.id, fts_text(revisions.title), fts_text(revisions.text)
FROM revisions JOIN articles ON articles.id = revisions.article
WHERE articles.id = ? AND revisions.number < articles.revisions
"""
_UNINDEX_FORMER_FILE = """
INSERT INTO former_file_fts (former_file_fts, rowid, text)
SELECT 'delete', id, fts_text(text) FROM file_revisions AS state
WHERE id = ? AND EXISTS (SELECT 1 FROM file_revisions WHERE url = state.url AND number = state.number + 1)
"""
"""With exactly what the triggers put in: FTS5 cannot find it again by itself."""
_AS_LATEST = """
UPDATE attachments SET (capture, text, reason) = (
    SELECT capture, text, reason FROM file_revisions WHERE url = attachments.url ORDER BY number DESC LIMIT 1)
WHERE article = ? AND removed_at IS NULL
AND EXISTS (SELECT 1 FROM file_revisions WHERE url = attachments.url AND captured_at > ?)
"""
