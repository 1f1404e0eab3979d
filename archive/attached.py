"""The files that articles offer: their states, and what is kept of them when a page is read anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import frozen
from sqlite_utils import Database

from archive.batch import Batch
from archive.records import Capture, utc_now
from archive.rows import Row, capture_from, storable

_UNREAD = {
    "capture": None,
    "text": "",
    "reason": "",
    "removed_at": None,
    "checked_at": None,
    "missed_reason": "",
}
TOO_MUCH = ("too-slow", "too-heavy")
"""How the reason begins for which a file could not be read this time, and may be the next."""
REMOVED, REPLACED = "file-removed", "file-replaced"
"""What `sightings` says of an article's file; its `detail` is the file's address."""


@frozen
class File:
    """A file that an article offers, for a crawl that may ask for it. Days or instants, ISO 8601."""

    url: str
    checked_at: str
    """When it was last asked for; empty where it never was."""
    changed_at: str
    """When it was last found to be another one; empty where it never was."""
    has_validator: bool
    """Whether the server can say in a word that it is the same."""
    state: str
    """Of its article, as are the rest."""
    published_on: str
    first_seen_at: str
    stated_at: str
    """When its latest state was captured."""


class Files:
    """The files of an archive: part of its ``Store``, which writes what is said of them with everything else."""

    def __init__(self, db: Database, batch: Batch, flush: Callable[[], None]) -> None:
        self._db, self._batch, self._flush = db, batch, flush

    def of(self, portal: str) -> list[File]:
        """The documents that a portal's articles offer, one for each article that does.

        No ZIP files and the like: they may hold anything, and are large.
        """
        self._flush()
        return [File(**row) for row in self._db.query(_FILES, [portal])]

    def capture(self, url: str) -> Capture | None:
        """The latest capture of the file that articles offer at ``url``; None where there is none."""
        return next((capture_from(row) for row in self._db.query(_CAPTURE, [url])), None)

    def latest(self, url: str) -> Row | None:
        """The latest state of the file at ``url``: ``revision`` (its row), ``number``, ``text``, ``reason``, and the
        columns of its capture; None for an unknown file."""
        return next(self._db.query(_LATEST, [url]), None)

    def attach(self, url: str, capture: Capture, text: str, reason: str) -> None:
        """The text of a file, for every article that refers to ``url``; searchable with them.

        A text that is another than before is a further state of the file. That it could not be read this time
        (``TOO_MUCH``) says nothing of it.
        """
        if self._batch.concerns(url):
            self._flush()
        self._batch.concern(url)
        held = self.latest(url)
        if held and held["text"] and reason.startswith(TOO_MUCH):
            self._batch.close(_MISS, capture.captured_at, storable(reason), url)
            return
        number = _next_number(held, capture, storable(text))
        if number:
            self._batch.add("file_revisions", _revision_row(url, number, capture, text, reason))
        if number > 1:
            self._batch.close(_TELL_REPLACED, capture.captured_at, url)
        self._batch.close(_ATTACH, capture.id, storable(text), storable(reason), capture.captured_at, url)
        self._batch.close(_TEXT_OF_FILE, url)

    def seen(self, url: str, captured_at: str) -> None:
        """A file was retrieved again and is the same; it is known of every article that offers it."""
        self._batch.close(_SEEN, captured_at, url)
        if next(self._db.query("SELECT 1 FROM attachments WHERE url = ? AND capture IS NULL", [url]), None):
            self._batch.close(_FILL, url)
            self._batch.close(_TEXT_OF_FILE, url)

    def miss(self, url: str, reason: str) -> None:
        """A file could not be fetched now, and why; what is known of it from before stays."""
        self._batch.close(_MISS, utc_now(), storable(reason), url)

    def restate(self, revision: int, url: str, text: str, reason: str) -> None:
        """Replace what a state of a file says by what today's reader finds in the same capture: no edit by the
        portal."""
        self._batch.close(_RESTATE_REVISION, storable(text), storable(reason), revision)
        self._batch.close(_RESTATE, storable(text), storable(reason), url, revision)
        self._batch.close(_TEXT_OF_FILE, url)

    def hung(self, article_id: int, before: Iterable[Row], after: Iterable[Row]) -> None:
        """The rows of an article's files are others now: what that means for the article."""
        self._batch.close(f"{_TEXT_OF_FILES} WHERE id = ?", article_id)
        offered = {row["url"] for row in before if not row["removed_at"]}
        for row in after:
            if row["removed_at"] and row["url"] in offered:
                self._batch.close(_TELL_REMOVED, row["removed_at"], row["url"], article_id)


def _next_number(held: Row | None, capture: Capture, text: str) -> int:
    """The number of the file's state that ``capture`` shows, where it is another than the one ``held``; 0 where not.

    Files are the same where their text is; those without one where their bytes are: many are made anew at each call.
    """
    if held is None:
        return 1
    by_text = bool(text or held["text"])
    is_same = text == held["text"] if by_text else capture.payload_digest == held["payload_digest"]
    return 0 if is_same else int(held["number"]) + 1


def _revision_row(url: str, number: int, capture: Capture, text: str, reason: str) -> Row:
    return {
        "url": url,
        "number": number,
        "capture": capture.id,
        "captured_at": capture.captured_at,
        "text": text,
        "reason": reason,
    }


def carried(before: Iterable[Row], offered: Iterable[Row], captured_at: str = "") -> list[Row]:
    """The rows of an article's files after its page was read anew, in order, those that are gone last.

    ``before`` are its rows as they stand, ``offered`` what the page offers (``archive.rows.part_rows``). A file that
    is offered still keeps its number, its capture and its text; a new one has no number yet. One that is not was
    removed by the portal at ``captured_at``, when the page was captured; without that instant the same page was only
    read with other rules, which see no file there, and its row goes.
    """
    held = {row["url"]: row for row in before}
    there = [_UNREAD | held.pop(row["url"], {}) | row | {"removed_at": None} for row in offered]
    gone = [row | {"removed_at": at} for row in held.values() if (at := row["removed_at"] or captured_at)]
    return [row | {"position": position} for position, row in enumerate([*there, *gone])]


_TEXT_OF_FILES = (
    "UPDATE articles SET attachment_text = (SELECT coalesce(group_concat(text, char(10, 10)), '') FROM "
    "(SELECT text FROM attachments WHERE article = articles.id AND text <> '' ORDER BY position))"
)
"""Makes the files' texts searchable with their articles; takes a condition on ``articles``."""

_TEXT_OF_FILE = f"{_TEXT_OF_FILES} WHERE id IN (SELECT article FROM attachments WHERE url = ?)"  # noqa: S608 - ours
_TELL_REPLACED = f"""
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
SELECT t.article, ?, '{REPLACED}', a.state, coalesce(t.checked_at, ''), t.url
FROM attachments t JOIN articles a ON a.id = t.article
WHERE t.url = ? AND t.removed_at IS NULL AND t.capture IS NOT NULL
"""  # noqa: S608 - our own word
_TELL_REMOVED = f"""
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
SELECT id, ?, '{REMOVED}', state, last_seen_at, ? FROM articles WHERE id = ?
"""  # noqa: S608 - our own word
_ATTACH = "UPDATE attachments SET capture = ?, text = ?, reason = ?, checked_at = ?, missed_reason = '' WHERE url = ?"
_SEEN = "UPDATE attachments SET checked_at = ?, missed_reason = '' WHERE url = ?"
_MISS = "UPDATE attachments SET checked_at = ?, missed_reason = ? WHERE url = ?"
_RESTATE_REVISION = "UPDATE file_revisions SET text = ?, reason = ? WHERE id = ?"
_RESTATE = """
UPDATE attachments SET text = ?, reason = ? WHERE url = ? AND ? = (
    SELECT id FROM file_revisions WHERE url = attachments.url ORDER BY number DESC LIMIT 1)
"""
"""What is known of a file is what its latest state says."""
_FILL = """
UPDATE attachments SET (capture, text, reason) = (
    SELECT capture, text, reason FROM file_revisions WHERE url = attachments.url ORDER BY number DESC LIMIT 1)
WHERE url = ? AND capture IS NULL AND EXISTS (SELECT 1 FROM file_revisions WHERE url = attachments.url)
"""
"""What is known of a file that another article offers as well."""

_FILES = """
SELECT t.url, coalesce(t.checked_at, '') AS checked_at, a.state,
    coalesce(file.etag || file.last_modified, '') <> '' AS has_validator,
    a.first_seen_at, page.captured_at AS stated_at,
    coalesce(a.published_on, substr(a.first_seen_at, 1, 10)) AS published_on,
    coalesce((SELECT max(captured_at) FROM file_revisions WHERE url = t.url AND number > 1), '') AS changed_at
FROM attachments t JOIN articles a ON a.id = t.article JOIN captures page ON page.id = a.capture
LEFT JOIN captures file ON file.id = t.capture
WHERE a.portal = ? AND t.removed_at IS NULL AND t.type NOT IN (
    'application/zip', 'application/vnd.rar', 'application/x-7z-compressed', 'application/gzip')
ORDER BY t.id
"""
_CAPTURE = "SELECT * FROM captures WHERE id = (SELECT max(capture) FROM attachments WHERE url = ?)"
_LATEST = """
SELECT f.id AS revision, f.number, f.text, f.reason, c.* FROM file_revisions f JOIN captures c ON c.id = f.capture
WHERE f.url = ? ORDER BY f.number DESC LIMIT 1
"""
