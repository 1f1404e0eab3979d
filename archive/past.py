"""States of an article that are older than what is held of it: put in their place in time.

Its states are numbered anew. What their numbers meant before, and the captures that they began with, is kept in
``renumbered``: whoever has cited one is led to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from attrs import frozen
from sqlite_utils import Database

from archive.absence import Absences, Look
from archive.attached import Files
from archive.batch import Batch
from archive.records import WITHHELD, Article, Capture, Outcome, utc_now
from archive.revisions import difference
from archive.rows import Row, attachment_rows, capture_from, revision_row
from archive.vanished import GONE
from archive.withheld import Wall

Reading = tuple[Article, Capture]
"""What today's rules read in a capture."""


def is_same(article: Article, state: Row) -> bool:
    """Whether a page says what a state says."""
    return bool(article.text_digest == state["text_digest"])


@frozen
class Place:
    """Where an instant lies in the history of an article."""

    article: int
    at: str
    states: Sequence[Row]
    """All of the article's, in the order of time; none has this very instant."""
    later: Sequence[Capture]
    """Captures of its page after the instant and before the next state: they said what the state then said."""

    @property
    def index(self) -> int:
        """Of the next state."""
        return bisect_right([state["captured_at"] for state in self.states], self.at)

    @property
    def before(self) -> Row | None:
        """The state then, if one is held."""
        return self.states[self.index - 1] if self.index else None

    @property
    def after(self) -> Row | None:
        """The next state, if there is one."""
        return next(iter(self.states[self.index :]), None)

    @property
    def is_last(self) -> bool:
        """Whether nothing of the article was captured after the instant."""
        return not self.later and self.after is None

    @property
    def is_doubtful(self) -> bool:
        """Whether the state then may have gone on: it was captured again, or is the last one."""
        return self.before is not None and (bool(self.later) or self.after is None)

    @property
    def until(self) -> str:
        """When its page was captured next."""
        return self.later[0].captured_at if self.later else self.after["captured_at"] if self.after else ""


class Past:
    """The past of an archive's articles: part of its ``Store``, which writes it with everything else."""

    def __init__(
        self, db: Database, batch: Batch, flush: Callable[[], None], wall: Wall, files: Files
    ) -> None:
        self._db, self._batch, self._flush, self._wall, self._files = db, batch, flush, wall, files
        self._absences = Absences(db, batch)
        self._opened_at = utc_now()

    def place(self, url: str, at: str) -> Place | None:
        """Where ``at`` lies in the history of the article at ``url``.

        None where it has none, where a state has this very instant, or two of them one, and where they are not in the
        order of time: a clock was wrong then.
        """
        if self._batch.concerns(url):
            self._flush()
        states = list(self._db.query(_STATES, [url]))
        instants = [state["captured_at"] for state in states]
        if not states or at in instants or instants != sorted(set(instants)):
            return None
        until = next((instant for instant in instants if instant > at), "")
        found = self._db.query(_LATER, {"url": url, "at": at, "until": until})
        return Place(states[0]["article"], at, states, [capture_from(row) for row in found])

    def look(self, url: str, at: str, reason: str = "") -> bool:
        """Tell that the page of an article was at its address at ``at``, or with a ``reason`` that it was not.

        False where that cannot be told: before the first capture of the article, where it had moved or has no
        ``place``.
        """
        place = self.place(url, at)
        if place is None or place.before is None:
            return False
        self._batch.concern(url)
        return self._tell(url, place, reason)

    def _tell(self, url: str, place: Place, reason: str = "") -> bool:
        known = {"url": url, "at": place.at}
        before = next(self._db.query(_BEFORE, known), {"captured_at": ""})
        gone = next(self._db.query(_GONE_NEXT, known), {"captured_at": "", "status": 0})
        until = min(filter(None, (place.until, gone["captured_at"])), default="")
        then = f"http-{gone['status']}" if until and until == gone["captured_at"] else ""
        look = Look(place.article, place.at, not reason, reason, before["captured_at"], until, then)
        return self._absences.tell(look)

    def put(self, place: Place, article: Article, capture: Capture, resumed: Reading | None) -> Outcome:
        """Keep what a capture of ``place.at`` says.

        ``resumed``: the first capture after it that says again what the state then said, if there is one: the article
        has said something else in between. Nothing where the article says what is withheld.
        """
        if number := self._wall.says(article):
            self._wall.close(self._batch, number, capture)
            return WITHHELD
        self._batch.concern(article.url)
        if place.until:
            offered = attachment_rows(place.article, article.attachments)
            self._files.offered_once(place.article, offered, place.at, place.until, place.before is None)
        self._tell(article.url, place)
        if place.before and is_same(article, place.before):
            return "unchanged"
        self._remember(place.article)
        if place.after and not resumed and is_same(article, place.after):
            self._begin_earlier(place, article, capture)
        else:
            self._insert(place, [(article, capture), *([resumed] if resumed else [])])
        self._batch.change(_FIRST_SEEN, place.at, place.article)
        return "earlier"

    def _remember(self, article: int) -> None:
        """What the numbers of its states mean, once each time that an archive is opened."""
        self._batch.change(_REMEMBER, self._opened_at, article, article, self._opened_at)

    def _begin_earlier(self, place: Place, article: Article, capture: Capture) -> None:
        """The next state was there before its first capture."""
        assert place.after
        read = revision_row(article, place.article, place.after["number"], capture)
        state = place.after | {name: read[name] for name in _BEGINNING}
        names = ", ".join(f"{name} = ?" for name in _BEGINNING)
        sql = f"UPDATE revisions SET {names} WHERE id = ?"  # noqa: S608 - our own names
        self._batch.change(sql, *(state[name] for name in _BEGINNING), state["id"])
        if place.index == len(place.states) - 1:
            self._batch.change("UPDATE articles SET capture = ? WHERE id = ?", capture.id, place.article)
        self._tell_differences([place.before, state, *place.states[place.index + 1 :]][:3])

    def _insert(self, place: Place, readings: Sequence[Reading]) -> None:
        # Below one until all are counted: a trigger takes what comes after a state for the newest one.
        new = [revision_row(read, place.article, -at, by) for at, (read, by) in enumerate(readings, 1)]
        for before, row in zip([place.before, *new], new, strict=False):
            row |= difference(before, row) if before else {}
        self._batch.add("revisions", *new)
        self._batch.change(
            "UPDATE revisions SET number = -2 - number WHERE article = ? AND number > 0", place.article
        )
        self._batch.change(_COUNT, place.article)
        self._batch.change(_LATEST, place.article)
        captures = [by.id for _, by in readings]
        is_last = place.after is None
        for capture in captures[:-1] if is_last else captures:
            self._batch.change(_INDEX, place.article, capture)
        if is_last and place.before:
            self._batch.change(_INDEX, place.article, place.before["capture"])
        if place.after:
            self._tell_differences([new[-1], place.after])

    def _tell_differences(self, states: Sequence[Row | None]) -> None:
        """Of each against the one before; the first stands as it is."""
        for before, state in pairwise(states):
            if before and state:
                told = difference(before, state)
                sql = "UPDATE revisions SET silent = ?, significance = ? WHERE id = ?"
                self._batch.change(sql, told["silent"], told["significance"], state["id"])


_BEGINNING = ("capture", "captured_at", "published_at", "modified_at")
_STATES = """
SELECT revisions.* FROM revisions JOIN articles ON articles.id = revisions.article
WHERE articles.url = ? ORDER BY revisions.number
"""
_PAGES = """
WITH own(url) AS (
    SELECT :url UNION SELECT final_url FROM revisions JOIN captures ON captures.id = revisions.capture
    WHERE article = (SELECT id FROM articles WHERE url = :url)),
forms(url) AS (SELECT value FROM own, json_each(forms_of(own.url)))
SELECT * FROM captures WHERE final_url IN forms AND captured_at <= (SELECT last_seen_at FROM articles WHERE url = :url)
AND truncated = '' AND (kind = 'revisit' OR (kind = 'response' AND status = 200))
AND unread = 0 AND withheld IS NULL AND NOT EXISTS (SELECT 1 FROM refusals WHERE capture = captures.id)
"""
_LATER = f"{_PAGES} AND captured_at > :at AND (captured_at < :until OR :until = '') ORDER BY captured_at, id"
_BEFORE = f"{_PAGES} AND captured_at < :at ORDER BY captured_at DESC LIMIT 1"
_GONE_NEXT = f"""
SELECT captured_at, status FROM captures WHERE final_url = :url AND status IN {GONE} AND captured_at > :at
ORDER BY captured_at LIMIT 1
"""  # noqa: S608 - ours
_REMEMBER = """
INSERT INTO renumbered (article, number, capture, until)
SELECT article, number, capture, ? FROM revisions WHERE article = ? AND number > 0
AND NOT EXISTS (SELECT 1 FROM renumbered WHERE article = ? AND until = ?) ORDER BY number
"""
_COUNT = """
UPDATE revisions SET number = (
    SELECT count(*) FROM revisions AS other
    WHERE other.article = revisions.article AND other.captured_at <= revisions.captured_at)
WHERE article = ?
"""
_LATEST = """
UPDATE articles SET (revisions, capture) = (
    SELECT number, capture FROM revisions WHERE article = articles.id ORDER BY number DESC LIMIT 1)
WHERE id = ?
"""
_INDEX = """
INSERT INTO former_fts (rowid, title, text)
SELECT id, fts_text(title), fts_text(text) FROM revisions WHERE article = ? AND capture = ?
"""
_FIRST_SEEN = "UPDATE articles SET first_seen_at = min(first_seen_at, ?) WHERE id = ?"
