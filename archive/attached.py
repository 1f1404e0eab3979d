"""The files that articles offer and the further pages of divided ones: their states, and what is kept of them when a
page is read anew. A further page is kept as a file is, and may itself offer files and yet further pages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from attrs import asdict, frozen
from sqlite_utils import Database

from archive.batch import Batch
from archive.presence import ADDED, REMOVED, RETURNED, Presence, Turn
from archive.records import WITHHELD, Attachment, Capture, FileText, First, Outcome, utc_now
from archive.rows import Row, attachment_rows, capture_from, storable
from archive.withheld import Wall

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
UNKEPT = ("application/zip", "application/vnd.rar", "application/x-7z-compressed", "application/gzip")
"""Kinds of files that are only named: they may hold anything, and are large."""
PICTURE = "image/"
"""How the type of a picture begins."""
NO_PICTURE = "no-picture"
"""Why nothing is kept of what came from the address of a picture."""
NOTHING_NEW = "nothing-new"
"""How the reason begins for which a page of an article's address and a number is no further one."""
NOT_THERE = ("http-404", "http-410")
"""What a server answers where there is nothing any more."""
REPLACED, PAGE_CHANGED = "file-replaced", "page-changed"
_THINGS = ("file", "page")
_MISSING, _FOUND = "missing", "found"
TOLD = (
    REPLACED,
    PAGE_CHANGED,
    *(f"{thing}-{what}" for what in (ADDED, REMOVED, RETURNED, _MISSING, _FOUND) for thing in _THINGS),
)
"""What `sightings` says of an article's file, of a further page; its `detail` is the address of that. Offered for the
first time, no more, again; not found at its own address, found there again."""


@frozen
class File:
    """A file that an article offers, for a crawl that may ask for it. Days or instants, ISO 8601."""

    url: str
    type: str
    """Media type as far as is known."""
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


@frozen
class Told:
    """What is known of a file at an address, for whoever has captures of it. Instants; empty where there is none."""

    stated_at: str
    """When its latest state was captured."""
    checked_at: str
    """When it was last asked for."""
    offered_until: str
    """When the last article was first captured that offered it no more; empty where one does."""


class Files:
    """The files of an archive: part of its ``Store``, which writes what is said of them with everything else."""

    def __init__(self, db: Database, batch: Batch, flush: Callable[[], None], wall: Wall) -> None:
        self._db, self._batch, self._flush, self._wall = db, batch, flush, wall

    def of(self, portal: str, only: Collection[str] | None = None) -> list[File]:
        """The documents that a portal's articles offer, one for each article that does; where ``only`` is not None, of
        the articles at these addresses.

        None of the kinds that are only named (``UNKEPT``). Of further pages the second comes first: where
        that says nothing new, they are no such pages. One that is an article by itself is none.
        """
        self._flush()
        rows = self._db.query(
            _FILES, {"portal": portal, "only": None if only is None else json.dumps([*only])}
        )
        return [File(**row) for row in rows]

    def told(self, portal: str) -> dict[str, Told]:
        """What is known of every file and further page that a portal's articles ever offered, by address."""
        self._flush()
        return {row.pop("url"): Told(**row) for row in self._db.query(_TOLD_OF, [portal])}

    def capture(self, url: str) -> Capture | None:
        """The latest capture of the file that articles offer at ``url``; None where there is none."""
        return next((capture_from(row) for row in self._db.query(_CAPTURE, [url])), None)

    def latest(self, url: str) -> Row | None:
        """The latest state of the file at ``url``: ``revision`` (its row), ``number``, ``text``, ``reason``, and the
        columns of its capture; None for an unknown file."""
        return next(self._db.query(_LATEST, [url]), None)

    def first_page(self, url: str) -> First | None:
        """The first page of the article of which ``url`` is a further page; None where it is none."""
        row = next(self._db.query(_FIRST_PAGE, [url]), None)
        return First(**row) if row else None

    def attach(self, url: str, capture: Capture, read: FileText) -> Outcome:
        """What a file says, for every article that refers to ``url``; searchable with them.

        A text that is another than before is a further state of the file. That it could not be read this time
        (``TOO_MUCH``), or that there is no text any more where a further page was, says nothing of it. What is withheld
        is not written.
        """
        if self._wall.at(url):
            return WITHHELD
        if self._batch.concerns(url) or self._divided(url):
            self._flush()
        self._batch.concern(url)
        if self._is_no_picture(url, capture, read):
            self._checked(url, NO_PICTURE, capture.captured_at)
            return "unchanged"
        articles = self._divided(url)
        read = self._unless_said(url, read)
        held = self.latest(url)
        text, reason = storable(read.text), storable(read.error)
        if held and held["text"] and (reason.startswith(TOO_MUCH) or (articles and not text)):
            self._checked(url, reason, capture.captured_at)
            self._batch.close(_FILL, url)
            self._batch.close(_TEXT_OF_FILE, url)
            return "unchanged"
        number = _next_number(held, capture, text)
        if number:
            self._batch.add("file_revisions", _revision_row(url, number, capture, read))
        elif held:
            self._batch.change(_REOFFER, offers_told(read), held["revision"])
        if number > 1:
            self._batch.close(_TELL_REPLACED, capture.captured_at, url)
        for article in articles:
            self._offer_anew(article, url, read, capture.captured_at)
        at = capture.captured_at
        self._batch.close(_TELL_FOUND, at, url)
        self._batch.close(_ATTACH, capture.id, text, reason, at, url, at, at)
        self._batch.close(_TEXT_OF_FILE, url)
        return "unchanged" if number == 0 else "new" if number == 1 else "changed"

    def _is_no_picture(self, url: str, capture: Capture, read: FileText) -> bool:
        """Whether something else came from the address of a picture: a page that says no with status 200."""
        is_picture = next(self._db.query(_PICTURES_AT, [url]), None)
        is_told = capture.content_type.lower().startswith(PICTURE)
        return bool(is_picture and (read.text or (read.error and not is_told)))

    def seen(self, url: str, captured_at: str) -> None:
        """A file was retrieved again and is the same; it is known of every article that offers it."""
        self._batch.close(_TELL_FOUND, captured_at, url)
        self._checked(url, "", captured_at)
        unread = self._db.query("SELECT 1 FROM attachments WHERE url = ? AND capture IS NULL", [url])
        if self._batch.concerns(url) or next(unread, None):
            self._batch.close(_FILL, url)
            self._batch.close(_TEXT_OF_FILE, url)

    def fill(self, portal: str) -> None:
        """What is held of files goes to those articles of a portal, too, that began to offer them since: for who will
        not ask for them."""
        self._flush()
        for row in self._db.query(_UNFILLED, [portal]):
            self._batch.close(_FILL, row["url"])
            self._batch.close(_TEXT_OF_FILE, row["url"])

    def miss(self, url: str, reason: str) -> None:
        """A file could not be fetched now, and why; what is known of it from before stays."""
        at = utc_now()
        if reason in NOT_THERE:
            self._batch.close(_TELL_MISSING, at, url)
        self._checked(url, storable(reason), at)

    def _checked(self, url: str, missed: str, at: str) -> None:
        self._batch.close(_CHECKED, missed, at, url, at, at)

    def restate(self, revision: int, url: str, read: FileText) -> None:
        """Replace what a state of a file says by what today's reader finds in the same capture: no edit by the
        portal."""
        self._flush()
        text, reason = storable(read.text), storable(read.error)
        self._batch.close(_RESTATE_REVISION, text, reason, text, offers_told(read), revision)
        held = self.latest(url)
        if text and held and held["revision"] == revision:
            for article in self._divided(url):
                self._offer_anew(article, url, read)
        self._batch.close(_RESTATE, text, reason, url, revision)
        self._batch.close(_TEXT_OF_FILE, url)

    def offer(
        self,
        article: int,
        offered: Iterable[Row],
        captured_at: str = "",
        shown: Collection[str] = (),
    ) -> None:
        """What the page of an article that is held offers now (``archive.rows.attachment_rows``), and what the further
        pages among that offer in their turn; see ``carried``. Of pictures that were kept until now those are offered
        still that the page has ``shown``: their portal may have ceased to ask for them."""
        before = self._batch.hung("attachments", article)
        pictures = {
            row["url"]: row for row in before if row["url"] in shown and row["type"].startswith(PICTURE)
        }
        now = {row["url"]: row for row in offered}
        now |= {url: row for url, row in pictures.items() if url not in now}
        self._offer(article, before, self._reached(article, now.values(), {}), captured_at, tells_new=True)

    def offered_once(self, article: int, offered: Iterable[Row], at: str, until: str, is_first: bool) -> None:
        """What a page of ``at`` offered that is older than what is held of its article; its next one is of ``until``.

        ``is_first``: whether no earlier page is held; what that offers was not added later. Nothing is told of
        pictures: whether other pages show them was not looked for, perhaps. Nor is it told that a page does not offer
        what its further pages may.
        """
        before = self._batch.hung("attachments", article)
        here = {row["url"]: row for row in offered if not row["type"].startswith(PICTURE)}
        after = {row["url"]: row for row in before}
        told = self._told(article)
        for url, row in (here | after).items():
            if url not in here and (not row["own"] or row["type"].startswith(PICTURE)):
                continue
            is_there = url in after and not row["removed_at"]
            was = Presence.of(told[url], is_there)
            now = was.seen(at, until, url in here, is_first)
            if now != was:
                after[url] = _UNREAD | {"own": 1} | row | {"removed_at": now.removed_at}
                self._tell_otherwise(article, row, was, now)
        rows = [row | {"position": position} for position, row in enumerate(after.values())]
        if self._batch.hang("attachments", article, before, rows):
            self._batch.close(f"{TEXT_OF_FILES} WHERE id = ?", article)

    def _told(self, article: int) -> defaultdict[str, list[Turn]]:
        """What is told of since when an article offers its files, by their addresses."""
        told = defaultdict(list)
        for row in self._db.query(_TOLD_OF_PRESENCE, [article]):
            told[row["url"]].append((row["at"], row["state"].partition("-")[2]))
        return told

    def _tell_otherwise(self, article: int, row: Row, was: Presence, now: Presence) -> None:
        for at, what in was.told:
            if (at, what) not in now.told:
                self._batch.close(_UNTELL, article, row["url"], at, f"%-{what}")
        for at, what in now.told:
            if (at, what) not in was.told:
                self._tell(article, row, at, what)
        self._batch.close(_OF_ARTICLE, row["url"], article)

    def _tell(self, article: int, row: Row, at: str, what: str) -> None:
        self._batch.concern(row["url"])
        self._batch.close(_TELL, at, f"{_THINGS[row['page'] > 0]}-{what}", at, row["url"], article)

    def _offer(
        self,
        article: int,
        before: Sequence[Row],
        offered: Iterable[Row],
        captured_at: str,
        tells_new: bool = False,
    ) -> None:
        """``tells_new``: what was not offered before is news; not where a page that names it is read for the first
        time."""
        after = carried(before, offered, captured_at)
        if not self._batch.hang("attachments", article, before, after):
            return
        was_removed = {row["url"]: bool(row["removed_at"]) for row in before}
        for row in after:
            url, is_removed = row["url"], bool(row["removed_at"])
            self._batch.concern(url)
            is_known = url in was_removed
            if is_known and was_removed[url] == is_removed:
                continue
            if is_known:
                self._batch.close(_AS_IT_WAS if is_removed else _OF_ARTICLE, url, article)
            if captured_at and (is_known or tells_new):
                what = REMOVED if is_removed else RETURNED if is_known else ADDED
                self._tell(article, row, captured_at, what)
        self._batch.close(f"{TEXT_OF_FILES} WHERE id = ?", article)

    def _offer_anew(self, article: Row, url: str, read: FileText, captured_at: str = "") -> None:
        """The same after its further page at ``url`` was read."""
        before = self._batch.hung("attachments", article["id"])
        own = [row for row in before if row["own"] and not row["removed_at"]]
        self._offer(article["id"], before, self._reached(article["id"], own, {url: read.offers}), captured_at)
        self._batch.concern(article["url"])

    def _reached(
        self, article: int, offered: Iterable[Row], read: Mapping[str, Sequence[Attachment]]
    ) -> list[Row]:
        """What is ``offered`` and, page by page, what these offer: by the latest state of each, or as it was ``read``
        just now."""
        reached = {row["url"]: row | {"own": 1} for row in offered}
        pages = [url for url, row in reached.items() if row["page"]]
        for url in pages:
            offers = read[url] if url in read else self._offers(url)
            for row in attachment_rows(article, offers):
                if row["url"] not in reached:
                    reached[row["url"]] = row | {"own": 0}
                    pages += [row["url"]] if row["page"] else []
        return list(reached.values())

    def _offers(self, url: str) -> list[Attachment]:
        held = self.latest(url)
        return [Attachment(**offer) for offer in json.loads(held["offers"])] if held else []

    def _divided(self, url: str) -> list[Row]:
        """The articles of which ``url`` is a further page."""
        return list(self._db.query(_DIVIDED, [url]))

    def _unless_said(self, url: str, read: FileText) -> FileText:
        """``read``, or that it is nothing new: some portals show their last page for every number beyond it. What holds
        no text offers nothing."""
        if not read.text:
            return FileText("", read.error)
        same = next(self._db.query(_SAME_PAGE, [url, storable(read.text)]), None)
        return FileText("", f"{NOTHING_NEW}: the page says what page {same['page']} says") if same else read


def offers_told(read: FileText) -> str:
    """What a further page offers, as it is kept."""
    return json.dumps([asdict(offer) for offer in read.offers], ensure_ascii=False)


def _next_number(held: Row | None, capture: Capture, text: str) -> int:
    """The number of the file's state that ``capture`` shows, where it is another than the one ``held``; 0 where not.

    Files are the same where their text is; those without one where their bytes are: many are made anew at each call.
    """
    if held is None:
        return 1
    by_text = bool(text or held["text"])
    is_same = text == held["text"] if by_text else capture.payload_digest == held["payload_digest"]
    return 0 if is_same else int(held["number"]) + 1


def _revision_row(url: str, number: int, capture: Capture, read: FileText) -> Row:
    return {
        "url": url,
        "number": number,
        "capture": capture.id,
        "captured_at": capture.captured_at,
        "text": read.text,
        "reason": read.error,
        "offers": offers_told(read),
    }


def carried(before: Iterable[Row], offered: Iterable[Row], captured_at: str = "") -> list[Row]:
    """The rows of an article's files after a page of it was read anew, in order, those that are gone last.

    ``before`` are its rows as they stand, ``offered`` what its pages offer now. A file that is offered still keeps its
    number, its capture and its text, also where it was gone; a new one has no number yet. One that is not was removed
    by the portal at ``captured_at``, when the page was captured; without that instant the same page was only read with
    other rules, which see no file there, and its row goes.
    """
    held = {row["url"]: row for row in before}
    there = [_UNREAD | held.pop(row["url"], {}) | row | {"removed_at": None} for row in offered]
    gone = [row | {"removed_at": at} for row in held.values() if (at := row["removed_at"] or captured_at)]
    return [row | {"position": position} for position, row in enumerate([*there, *gone])]


TEXT_OF_FILES = (
    "UPDATE articles SET attachment_text = (SELECT coalesce(group_concat(text, char(10, 10)), '') FROM "
    "(SELECT text FROM attachments WHERE article = articles.id AND text <> '' ORDER BY position))"
)
"""Makes the files' texts searchable with their articles; takes a condition on ``articles``."""

_TEXT_OF_FILE = f"{TEXT_OF_FILES} WHERE id IN (SELECT article FROM attachments WHERE url = ?)"  # noqa: S608 - ours
_TELL = """
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
SELECT id, ?, ?, state, min(last_seen_at, ?), ? FROM articles WHERE id = ?
"""
_TOLD_OF_PRESENCE = f"""
SELECT detail AS url, at, state FROM sightings WHERE article = ? AND state IN {
    tuple(f"{thing}-{what}" for thing in _THINGS for what in (ADDED, REMOVED, RETURNED))
} ORDER BY at, id
"""  # noqa: S608 - our own words
_UNTELL = "DELETE FROM sightings WHERE article = ? AND detail = ? AND at = ? AND state LIKE ?"
_PICTURES_AT = f"SELECT 1 FROM attachments WHERE url = ? AND type LIKE '{PICTURE}%'"  # noqa: S608 - our own word
_TELL_EACH = """
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail)
SELECT t.article, ?, iif(t.page > 0, '{page}', '{file}'), a.state, {last_seen}, t.url
FROM attachments t JOIN articles a ON a.id = t.article
WHERE t.url = ? AND t.removed_at IS NULL AND t.capture IS NOT NULL AND {when}
"""
"""The same of every article that offers a file. Nothing is told of what was never had."""
_TELL_REPLACED = _TELL_EACH.format(
    page=PAGE_CHANGED, file=REPLACED, last_seen="coalesce(t.checked_at, '')", when="1"
)
_TELL_MISSING = _TELL_EACH.format(
    page=f"page-{_MISSING}",
    file=f"file-{_MISSING}",
    last_seen="iif(t.missed_reason = '', coalesce(t.checked_at, ''), '')",
    when=f"t.missed_reason NOT IN {NOT_THERE}",
)
_TELL_FOUND = _TELL_EACH.format(
    page=f"page-{_FOUND}", file=f"file-{_FOUND}", last_seen="''", when=f"t.missed_reason IN {NOT_THERE}"
)
_OFFERED_THEN = "url = ? AND coalesce(removed_at, ?) >= ?"
"""A file is to its article what it was when that offered it last, whatever it says to others later."""
_ATTACH = (
    "UPDATE attachments SET capture = ?, text = ?, reason = ?, checked_at = ?, missed_reason = '' "  # noqa: S608 - ours
    f"WHERE {_OFFERED_THEN}"
)
_CHECKED = f"UPDATE attachments SET missed_reason = ?, checked_at = ? WHERE {_OFFERED_THEN}"  # noqa: S608 - ours
_RESTATE_REVISION = (
    "UPDATE file_revisions SET text = ?, reason = ?, offers = iif(? = '', offers, ?) WHERE id = ?"
)
_STATE_THEN = (
    "FROM file_revisions WHERE url = attachments.url "
    "AND captured_at <= coalesce(attachments.removed_at, captured_at)"
)
_AS_OFFERED = f"""
UPDATE attachments SET (capture, text, reason) = (
    SELECT capture, text, reason FROM (
        SELECT capture, text, reason, number {_STATE_THEN} UNION ALL SELECT NULL, '', '', 0)
    ORDER BY number DESC LIMIT 1)
WHERE url = ?
"""  # noqa: S608 - ours
"""What is known of a file is what its latest state says, of one that is offered no more the latest until then."""
_RESTATE = f"""
UPDATE attachments SET text = ?, reason = ? WHERE url = ? AND capture IS NOT NULL AND ? = (
    SELECT id {_STATE_THEN} ORDER BY number DESC LIMIT 1)
"""  # noqa: S608 - ours
_FILL = f"{_AS_OFFERED} AND capture IS NULL AND removed_at IS NULL"
"""What is known of a file that another article offers as well."""
_UNFILLED = """
SELECT DISTINCT url FROM attachments
WHERE capture IS NULL AND removed_at IS NULL AND article IN (SELECT id FROM articles WHERE portal = ?)
AND EXISTS (SELECT 1 FROM file_revisions WHERE url = attachments.url)
"""
_OF_ARTICLE = f"{_AS_OFFERED} AND article = ?"
_AS_IT_WAS = f"{_OF_ARTICLE} AND capture IS NOT NULL"
"""What is known of a file that an article offers no more; what was never had while it was offered stays unread."""

_FIRST_PAGE = """
SELECT a.url, a.text, t.page AS number
FROM attachments t JOIN articles a ON a.id = t.article WHERE t.url = ? AND t.page > 0 LIMIT 1
"""
_DIVIDED = """
SELECT id, url FROM articles
WHERE id IN (SELECT article FROM attachments WHERE url = ? AND page > 0 AND removed_at IS NULL)
"""
_SAME_PAGE = """
SELECT other.page FROM attachments AS own JOIN attachments AS other ON other.article = own.article
WHERE own.url = ? AND other.page > 0 AND other.page < own.page AND other.removed_at IS NULL AND other.text = ?
"""
_REOFFER = "UPDATE file_revisions SET offers = ? WHERE id = ?"
_FILES = f"""
SELECT t.url, t.type, coalesce(t.checked_at, '') AS checked_at, a.state,
    coalesce(file.etag || file.last_modified, '') <> '' AS has_validator,
    a.first_seen_at, page.captured_at AS stated_at,
    coalesce(a.published_on, substr(a.first_seen_at, 1, 10)) AS published_on,
    coalesce((SELECT max(captured_at) FROM file_revisions WHERE url = t.url AND number > 1), '') AS changed_at
FROM attachments t JOIN articles a ON a.id = t.article JOIN captures page ON page.id = a.capture
LEFT JOIN captures file ON file.id = t.capture
WHERE a.portal = :portal AND t.removed_at IS NULL AND t.type NOT IN {UNKEPT}
AND (:only IS NULL OR a.url IN (SELECT value FROM json_each(:only)))
AND NOT (t.page > 0 AND t.reason LIKE '{NOTHING_NEW}%')
AND (t.page <= 2 OR EXISTS (
    SELECT 1 FROM attachments s
    WHERE s.article = a.id AND s.page = 2 AND s.checked_at IS NOT NULL AND s.reason NOT LIKE '{NOTHING_NEW}%'))
AND NOT (t.page > 0 AND EXISTS (SELECT 1 FROM articles WHERE url = t.url))
ORDER BY t.id
"""  # noqa: S608 - our own word
_TOLD_OF = f"""
SELECT t.url, coalesce(max(f.captured_at), '') AS stated_at, coalesce(max(t.checked_at), '') AS checked_at,
    iif(count(*) > count(t.removed_at), '', max(t.removed_at)) AS offered_until
FROM attachments t JOIN articles a ON a.id = t.article LEFT JOIN file_revisions f ON f.url = t.url
WHERE a.portal = ? AND t.type NOT IN {UNKEPT} GROUP BY t.url
"""  # noqa: S608 - our own word
_CAPTURE = "SELECT * FROM captures WHERE id = (SELECT max(capture) FROM attachments WHERE url = ?)"
_LATEST = """
SELECT f.id AS revision, f.url, f.number, f.text, f.reason, f.offers, c.*
FROM file_revisions f JOIN captures c ON c.id = f.capture
WHERE f.url = ? ORDER BY f.number DESC LIMIT 1
"""
