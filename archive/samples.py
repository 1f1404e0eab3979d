"""What the articles that a run read have in common: the figures in which a portal's new layout shows."""

from __future__ import annotations

import sqlite3
from collections import Counter
from statistics import median
from typing import Any

from archive.rows import counter_text

FIELDS = ("date", "author", "section", "picture")
"""Fields whose presence is counted, each in the column ``with_…``."""

_SAMPLE = """
SELECT a.published_at IS NOT NULL, a.authors <> '[]', a.section <> '', a.lead_image <> '',
       length(a.text), a.language
FROM captures c JOIN revisions r ON r.capture = c.id JOIN articles a ON a.id = r.article AND a.capture = c.id
WHERE c.run = :run
AND coalesce(a.published_on, '9999') >= (SELECT date(started_at, '-31 days') FROM runs WHERE id = :run)
"""
# Old articles stay out: a backfill goes through layouts that the portal has long left.


def sample_columns(connection: sqlite3.Connection, run: int) -> dict[str, Any]:
    """The sample of a run as columns of its row: articles of the last 31 days that it read anew."""
    found = [tuple(row) for row in connection.execute(_SAMPLE, {"run": run})]
    present = {f"with_{name}": sum(row[at] for row in found) for at, name in enumerate(FIELDS)}
    return present | {
        "sampled": len(found),
        "median_length": round(median(row[4] for row in found)) if found else 0,
        "languages": counter_text(Counter(row[5] for row in found)),
    }
