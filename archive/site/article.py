"""What the page of an article shows: the article, what hangs on it, and how we know."""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import frozen

from archive.attached import NOTHING_NEW, PAGE_CHANGED, PICTURE, REPLACED, UNKEPT
from archive.search import IS_DIVIDED, IS_DOCUMENT
from archive.site.queries import Row, row, rows
from archive.timestamps import OF_CHAIN


@frozen
class Dossier:
    """An article with everything that the archive holds about it."""

    article: Row
    portal: Row
    capture: Row
    """The capture that the article was read from."""
    timestamp: Row | None
    """What an authority has certified of this capture first."""
    images: list[Row]
    pictures: list[Row]
    """Those of its pictures that are kept, or were until the page showed them no more; as files are."""
    files: list[Row]
    """Those attached to it, none of its pictures."""
    further_pages: list[Row]
    """In their order; without what only looked like one."""
    file_states: dict[str, list[Row]]
    """Address of a file to its states without their texts, the latest first."""
    file_fates: dict[str, list[Row]]
    """Address of a file or further page to what was seen of it, ``at`` and ``state``, the first first."""
    revisions: list[Row]
    """Without their texts, the latest first."""
    absences: list[Row]
    """When it was not at its address and came back (``last_seen_at``, ``missed_at``, ``seen_again_at``), the first one
    first."""
    successor: Row | None
    """The article of this archive at the address to which its own now leads."""
    predecessors: list[Row]
    """The articles of this archive whose addresses now lead to this one."""
    watched: Row | None
    """Since when its page is watched, and when it was looked at last."""

    @property
    def shown(self) -> list[tuple[Row, Row | None]]:
        """What is told of each picture, and what is kept of it: those of the page, then those that it shows no more."""
        kept = {one["url"]: one for one in self.pictures}
        here = {image["url"] for image in self.images}
        former = [one for one in self.pictures if one["removed_at"] and one["url"] not in here]
        now = [(image, kept.get(image["url"])) for image in self.images]
        return [
            *now,
            *(({"url": one["url"], "caption": one["title"], "alt": "", "credit": ""}, one) for one in former),
        ]

    @property
    def whole_text(self) -> str:
        """The text, and that of the further pages that are there and could be read."""
        return "\n\n".join((self.article["text"], *(page["text"] for page in self.readable_pages)))

    @property
    def readable_pages(self) -> list[Row]:
        """The further pages that are there and have a text."""
        return [page for page in self.further_pages if page["text"] and not page["removed_at"]]

    @property
    def timezone(self) -> str:
        return str(self.portal.get("timezone") or "UTC")

    @property
    def authors(self) -> list[str]:
        return _strings(self.article["authors"])

    @property
    def breadcrumb(self) -> list[str]:
        return _strings(self.article["breadcrumb"])

    @property
    def keywords(self) -> list[str]:
        return _strings(self.article["keywords"])

    @property
    def flags(self) -> list[str]:
        return _strings(self.article["flags"])

    @property
    def origins(self) -> dict[str, str]:
        """Field name to where it was read."""
        return _words(self.article["origins"])

    @property
    def disagreements(self) -> list[tuple[str, str, str]]:
        """Field, what a list says of it otherwise than the page, and where that was read."""
        found = _words(self.article["disagreements"])
        return [
            (name, said, found[f"{name}_from"]) for name, said in found.items() if f"{name}_from" in found
        ]

    @property
    def captured(self) -> list[str]:
        """When each state was captured, the latest first."""
        return [revision["captured_at"] for revision in self.revisions]

    @property
    def silent_edits(self) -> list[Row]:
        return [revision for revision in self.revisions if revision["silent"] and revision["number"] > 1]


def dossier(connection: sqlite3.Connection, article_id: int) -> Dossier | None:
    """The article with this number and all that belongs to it; ``None`` where there is none."""
    article = row(connection, "SELECT * FROM articles WHERE id = ?", article_id)
    if article is None:
        return None
    return Dossier(
        article=article,
        portal=row(connection, "SELECT * FROM portals WHERE name = ?", article["portal"]) or {},
        capture=row(connection, "SELECT * FROM captures WHERE id = ?", article["capture"]) or {},
        timestamp=row(connection, _TIMESTAMP, article["capture"]),
        images=rows(connection, "SELECT * FROM images WHERE article = ? ORDER BY position", article_id),
        pictures=rows(connection, f"{_FILES} AND {_IS_PICTURE}", article_id),
        files=rows(connection, f"{_FILES} AND NOT {_IS_PICTURE} ORDER BY position", article_id),
        further_pages=rows(connection, _FURTHER_PAGES, article_id, f"{NOTHING_NEW}%"),
        file_states=_by_url(rows(connection, _FILE_STATES, article_id)),
        file_fates=_by_url(rows(connection, _FILE_FATES, article_id)),
        revisions=rows(
            connection,
            "SELECT r.number, r.capture, r.captured_at, r.title, r.silent, r.significance, r.extractor, r.text_digest, "
            "c.imported_from FROM revisions r JOIN captures c ON c.id = r.capture "
            "WHERE r.article = ? ORDER BY r.number DESC",
            article_id,
        ),
        absences=rows(connection, _ABSENCES, article_id),
        successor=row(connection, f"{_BRIEFLY} WHERE url = ? AND id <> ?", article["moved_to"], article_id),
        predecessors=rows(connection, _PREDECESSORS, article["url"], article["url"], article["capture"]),
        watched=row(
            connection,
            "SELECT min(since) AS since, max(looked_at) AS looked_at FROM watched "
            "WHERE (article = ? OR article IS NULL AND url = ?) AND until IS NULL HAVING count(*)",
            article_id,
            article["url"],
        ),
    )


_TIMESTAMP = f"""
SELECT id, certified_at, signer FROM {OF_CHAIN} AND capture >= ? ORDER BY capture, id LIMIT 1
"""  # noqa: S608 - ours
_IS_PICTURE = f"type LIKE '{PICTURE}%'"
_FILES = f"""
SELECT *, type IN {UNKEPT} AS is_unkept, (SELECT id FROM articles WHERE url = attachments.url) AS as_article
FROM attachments WHERE article = ? AND page = 0
"""  # noqa: S608 - ours
_BRIEFLY = "SELECT id, url, title, language FROM articles"
_PREDECESSORS = f"""
{_BRIEFLY} WHERE moved_to = ? AND state = 'moved' AND url IN (
    SELECT target_url FROM captures
    WHERE final_url IN (?, (SELECT final_url FROM captures WHERE id = ?)) AND target_url <> final_url)
ORDER BY id
"""  # noqa: S608 - our own words
"""By way of the captures, which are indexed by the address that they came from; ``moved_to`` is not."""

_FILE_FATES = f"""
SELECT at, state, detail AS url FROM sightings
WHERE article = ? AND detail <> '' AND state GLOB '*-*' AND state NOT IN ('{REPLACED}', '{PAGE_CHANGED}') ORDER BY id
"""  # noqa: S608 - our own words
_ABSENCES = """
SELECT gone.last_seen_at, gone.at AS missed_at, min(back.at) AS seen_again_at
FROM sightings AS gone JOIN sightings AS back
ON back.article = gone.article AND back.id > gone.id AND back.state = 'published'
WHERE gone.article = ? AND gone.state = 'missing' GROUP BY gone.id ORDER BY gone.id
"""


def revision(connection: sqlite3.Connection, article_id: int, number: int) -> Row | None:
    """One state of an article, with the capture that it was read from and what a citation tells of the article.

    The authors are those of the latest reading, a list: states keep none of their own. A date's precision
    is empty where the state claims another one than the article does now. ``meant``: which states the number meant
    before older ones were taken in, each with its ``number`` today and ``until`` when.
    """
    found = row(connection, _REVISION, article_id, number)
    return found and found | {
        "authors": _strings(found["authors"]),
        "meant": rows(connection, _MEANT, article_id, number, number),
        "timestamp": row(connection, _TIMESTAMP, found["capture"]),
    }


def latest(connection: sqlite3.Connection, article_id: int) -> Row | None:
    """The latest state of an article, as ``revision`` gives it."""
    found = row(connection, "SELECT revisions FROM articles WHERE id = ?", article_id)
    return found and revision(connection, article_id, found["revisions"])


_MEANT = """
SELECT max(until) AS until, number FROM (
    SELECT renumbered.until, (
        SELECT max(number) FROM revisions
        WHERE article = renumbered.article AND captured_at <= captures.captured_at) AS number
    FROM renumbered JOIN captures ON captures.id = renumbered.capture
    WHERE renumbered.article = ? AND renumbered.number = ?)
WHERE number <> ? GROUP BY number ORDER BY until
"""
_REVISION = f"""
SELECT revisions.*, articles.language, articles.url, articles.portal, articles.revisions AS latest, articles.authors,
coalesce(portals.title, articles.portal) AS portal_title,
{IS_DIVIDED} AS is_divided, {IS_DOCUMENT} AS is_document,
articles.moved_to, articles.missed_at, articles.misses, articles.missed_reason, articles.last_seen_at,
iif(articles.published_at = revisions.published_at, articles.published_precision, '') AS published_precision,
iif(articles.modified_at = revisions.modified_at, articles.modified_precision, '') AS modified_precision,
coalesce(nullif(articles.publisher, ''), nullif(portals.publisher, ''), portals.title, articles.portal) AS publisher,
coalesce(portals.timezone, 'UTC') AS timezone, captures.payload_digest, captures.final_url,
captures.warc_file, captures.warc_offset, captures.record_id, captures.imported_from
FROM revisions JOIN articles ON articles.id = revisions.article
LEFT JOIN portals ON portals.name = articles.portal
LEFT JOIN captures ON captures.id = revisions.capture
WHERE revisions.article = ? AND revisions.number = ?
"""  # noqa: S608 - ours


def file_state(connection: sqlite3.Connection, article_id: int, file_id: int, number: int) -> Row | None:
    """One state of a file of an article, with the file's title and the article's."""
    return row(connection, _FILE_STATE, article_id, file_id, number)


_FURTHER_PAGES = """
SELECT * FROM attachments WHERE article = ? AND page > 0 AND reason NOT LIKE ? ORDER BY page, position
"""
_FILE_STATES = """
SELECT f.url, f.number, f.capture, f.captured_at, c.imported_from
FROM file_revisions f JOIN captures c ON c.id = f.capture
WHERE f.url IN (SELECT url FROM attachments WHERE article = ?) ORDER BY f.url, f.number DESC
"""
_FILE_STATE = """
SELECT f.*, t.id AS file, t.article, t.title, t.page, articles.title AS article_title, articles.language,
c.imported_from
FROM attachments t JOIN file_revisions f ON f.url = t.url JOIN articles ON articles.id = t.article
JOIN captures c ON c.id = f.capture
WHERE t.article = ? AND t.id = ? AND f.number = ?
"""


def _by_url(states: list[Row]) -> dict[str, list[Row]]:
    ordered = sorted(states, key=itemgetter("url"))
    return {url: list(group) for url, group in groupby(ordered, key=itemgetter("url"))}


def _strings(document: str) -> list[str]:
    """The members of a JSON list; what is no such list is none."""
    members = _parsed(document)
    return [str(member) for member in members] if isinstance(members, list) else []


def _words(document: str) -> dict[str, str]:
    """The members of a JSON object; what is no such object has none."""
    members = _parsed(document)
    return {name: str(word) for name, word in members.items()} if isinstance(members, dict) else {}


def _parsed(document: str) -> Any:
    try:
        return json.loads(document)
    except (TypeError, ValueError):
        return None
