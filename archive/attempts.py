"""What the latest runs of each portal came to: what a timetable needs to know of the table of runs."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from attrs import frozen

_LATEST = """
WITH whole AS (SELECT * FROM runs WHERE from_date = '' AND to_date = '' AND addresses = 0)
SELECT portal, started_at, coalesce(finished_at, started_at), outcome, (
    SELECT count(*) FROM whole AS vain
    WHERE vain.portal = latest.portal AND vain.outcome NOT IN ('finished', 'waiting') AND vain.id > coalesce(
        (SELECT max(id) FROM whole AS good WHERE good.portal = latest.portal AND outcome = 'finished'), 0))
FROM whole AS latest WHERE id IN (SELECT max(id) FROM whole GROUP BY portal)
"""
"""The latest by number, not by time: a clock may have been wrong."""


@frozen
class Attempts:
    """The latest run of a portal; one for some days or addresses only does not count."""

    began_at: datetime
    ended_at: datetime
    """When it began, where it ended without a word."""
    outcome: str
    in_vain: int
    """How many runs since the last one that finished did neither finish nor wait as their portal had asked."""


def latest_attempts(connection: sqlite3.Connection) -> dict[str, Attempts]:
    """Portal to its latest run; without those that never ran. Asked while no crawl runs."""
    return {
        portal: Attempts(datetime.fromisoformat(began_at), datetime.fromisoformat(ended_at), outcome, in_vain)
        for portal, began_at, ended_at, outcome, in_vain in connection.execute(_LATEST)
    }
