"""When an article counts as missing whose page says, with status 200, that there is none, or whose address only
leads back to the portal's front page or to a list.

A 404 says it in a word that servers agree on. A sentence on a page is our reading, and so is a redirect; a portal in
trouble may answer so for everything for a night: it counts when it was met on several visits, a night apart, of runs
that found other articles where they should be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

GONE = (404, 410)
"""Statuses that say that a page is not there."""
FORBIDDEN = tuple(status for status in range(400, 500) if status not in (*GONE, 408, 425, 429))
"""Statuses of a portal that answers, and not to us (401, 403, 451 …): tomorrow, too, as a rule."""
DENIED = "soft-404"
"""The reason for which a page is refused that says so, and for which its article is then missing."""
LED_AWAY = ("redirect-home", "redirect-list")
"""The reasons for which an address is refused that leads back: to the front page, to a list of articles."""
DENIALS = (DENIED, *LED_AWAY)
VISITS = 3
"""Visits in a row, a night apart, that make an article missing."""
_APART = timedelta(hours=20)
"""A nightly run that starts earlier than yesterday's is still a night apart."""

MISS = (
    "UPDATE articles SET state = 'missing', missed_at = coalesce(missed_at, ?), misses = misses + ?, "
    "missed_reason = ? WHERE url = ?"
)
"""When it was first missed, how many visits did so, what they were told, and the article's address."""

_REASONS = ", ".join(f"'{reason}'" for reason in DENIALS)
_DENIALS = f"""
SELECT a.url, a.state, r.refused_at, r.reason FROM refusals r
JOIN articles a ON a.url = r.url
JOIN runs ON runs.id = r.run AND runs.articles_new + runs.articles_changed + runs.articles_unchanged > 0
WHERE r.portal = (SELECT portal FROM runs WHERE id = :run) AND r.reason IN ({_REASONS})
AND r.refused_at > a.last_seen_at AND a.state IN ('published', 'missing')
AND a.url IN (SELECT url FROM refusals WHERE run = :run AND reason IN ({_REASONS}))
ORDER BY a.url, r.refused_at
"""  # noqa: S608 - our own words
"""The visits since an article was last seen that found such a page, of articles that ``run`` did not find."""


def miss_denied(db: Database, run: int) -> None:
    """Make the articles missing whose pages have said often enough that they are not there, ``run``'s the latest.

    To be called in a transaction, when the row of ``run`` has its counts.
    """
    db.conn.executemany(MISS, list(_missed(db, run)))


def _missed(db: Database, run: int) -> Iterator[tuple[str, int, str, str]]:
    found = db.conn.execute(_DENIALS, {"run": run}).fetchall()
    for (url, state), group in groupby(found, key=itemgetter(0, 1)):
        visits = list(group)
        instants, reason = [refused_at for *_, refused_at, _ in visits], visits[-1][-1]
        if state == "missing":
            yield instants[0], 1, reason, url
        elif nights_apart(instants) >= VISITS:
            yield instants[0], len(instants), reason, url


def nights_apart(instants: Iterable[str]) -> int:
    """How many of these instants, in order, lie a night after the one before that was counted."""
    counted = 0
    before: datetime | None = None
    for instant in map(datetime.fromisoformat, instants):
        if before is None or instant - before >= _APART:
            counted, before = counted + 1, instant
    return counted
