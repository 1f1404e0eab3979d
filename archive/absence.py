"""Whether an article was at its address, as captures tell it that are older than what is held of it."""

from __future__ import annotations

from attrs import frozen
from sqlite_utils import Database

from archive.batch import Batch
from archive.rows import Row
from archive.vanished import GONE

_THERE, _GONE = "published", "missing"


@frozen
class Look:
    """What an older capture of an article's address showed."""

    article: int
    at: str
    is_there: bool
    """Whether its page; else that there is none."""
    reason: str
    """What answered in place of its page."""
    seen_at: str
    """When its page was captured last before; empty where that was never."""
    until: str
    """When its address was captured next, and showed the one or the other; empty where that was never."""
    reason_then: str
    """What answered in place of its page then; empty where that was its page."""


class Absences:
    """What an archive tells of its articles' absences: part of its ``Past``."""

    def __init__(self, db: Database, batch: Batch) -> None:
        self._db, self._batch = db, batch

    def tell(self, look: Look) -> bool:
        """Make what is told of an article agree with a look; False, and nothing, where that cannot be: it had moved, or
        what it was when it was looked for next is not known."""
        before, after = self._around(look)
        state = _THERE if look.is_there else _GONE
        if before != state:
            if before not in (_THERE, _GONE) or not (after or look.until):
                return False
            self._turn(look, state, before, after)
        if look.is_there:
            self._batch.close(_SEEN_LATER, look.at, look.article, look.at, look.at)
        self._batch.close(_MISSED_SINCE, look.article)
        return True

    def _turn(self, look: Look, state: str, before: str, after: Row | None) -> None:
        """Tell that it was otherwise then than is told, until it is told to have been so, or was looked for next."""
        if after and after["state"] == state:
            self._batch.close(_REDATE, look.at, look.reason, after["id"])
            return
        self._tell(look, look.at, state, look.seen_at, look.reason)
        if after:  # it moved from there
            self._batch.close("UPDATE sightings SET state_before = ? WHERE id = ?", state, after["id"])
        else:
            last_seen_at = look.at if look.is_there else look.seen_at
            self._tell(look, look.until, before, last_seen_at, look.reason_then)

    def _tell(self, look: Look, at: str, state: str, last_seen_at: str, detail: str) -> None:
        state_before = _GONE if state == _THERE else _THERE
        self._batch.close(_TELL, look.article, at, state, state_before, last_seen_at, detail)

    def _around(self, look: Look) -> tuple[str, Row | None]:
        """What the article was then, and what is told of it until it was looked for again."""
        told = list(self._db.query(_TOLD, [look.article]))
        before = [row["state"] for row in told if row["at"] <= look.at]
        after = next((row for row in told if row["at"] > look.at), None)
        is_near = after and (not look.until or after["at"] <= look.until)
        return (before[-1] if before else _THERE), after if is_near else None


_TOLD = """
SELECT id, at, state FROM sightings WHERE article = ? AND state IN ('published', 'missing', 'moved')
ORDER BY at, id
"""
_TELL = """
INSERT INTO sightings (article, at, state, state_before, last_seen_at, detail) VALUES (?, ?, ?, ?, ?, ?)
"""
_REDATE = "UPDATE sightings SET at = ?, detail = ? WHERE id = ?"
_SEEN_LATER = """
UPDATE sightings SET last_seen_at = ?
WHERE article = ? AND state IN ('published', 'missing', 'moved') AND at > ? AND last_seen_at < ?
"""
"""When an article was seen last before it was missed, and before it was found again."""
_MISSED_SINCE = f"""
UPDATE articles SET
    missed_at = coalesce((
        SELECT max(at) FROM sightings WHERE article = articles.id AND state = 'missing'), missed_at),
    misses = iif(missed_reason NOT IN {tuple(f"http-{status}" for status in GONE)}, misses, max(1, (
        SELECT count(*) FROM captures WHERE final_url = articles.url AND status IN {GONE} AND captured_at >= (
            SELECT max(at) FROM sightings WHERE article = articles.id AND state = 'missing'))))
WHERE id = ? AND state = 'missing'
"""  # noqa: S608 - ours
"""Since when it is missing, and how many visits in a row were told so by the server."""
