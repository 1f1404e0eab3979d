"""The files that articles offer: what is kept of them when an article's page is read anew."""

from __future__ import annotations

from collections.abc import Iterable

from archive.rows import Row

_UNREAD = {"capture": None, "text": "", "reason": "", "removed_at": None}

TEXT_OF_FILES = (
    "UPDATE articles SET attachment_text = (SELECT coalesce(group_concat(text, char(10, 10)), '') FROM "
    "(SELECT text FROM attachments WHERE article = articles.id AND text <> '' ORDER BY position))"
)
"""Makes the files' texts searchable with their articles; takes a condition on ``articles``."""

TO_FETCH = """
SELECT DISTINCT t.url FROM attachments t
JOIN articles a ON a.id = t.article JOIN captures page ON page.id = a.capture
LEFT JOIN captures file ON file.id = t.capture
WHERE a.portal = ? AND t.type = 'application/pdf' AND t.reason = '' AND t.removed_at IS NULL
AND (t.capture IS NULL OR file.captured_at < page.captured_at)
"""
"""Addresses of a portal's PDF files that nobody has tried to fetch since their article said what it says now."""


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
