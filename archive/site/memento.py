"""Memento (RFC 7089): the states of the page at an address, for programs that ask many web archives for them at once.

A memento is the page of a state as it looked, or the document that it is; captures that brought no other text are none.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import unquote

from attrs import frozen

from archive.addresses import forms
from archive.requisites import absolute
from archive.search import IS_DOCUMENT
from archive.site.queries import Row, rows

TIMEMAP_TYPE = "application/link-format"
TIMEGATE, TIMEMAP = "timegate", "timemap/link"
"""The beginnings of their paths; the address that is asked for follows."""
_SCHEME = re.compile(r"^(https?):/+", re.IGNORECASE)
_ENCODED = re.compile(r"https?%3a", re.IGNORECASE)
_MEMENTOS = f"""
WITH asked(url) AS (SELECT value FROM json_each(?)),
states(capture) AS (
    SELECT capture FROM revisions JOIN captures ON captures.id = capture WHERE final_url IN asked
    UNION SELECT revisions.capture FROM revisions JOIN articles ON articles.id = article WHERE url IN asked)
SELECT id, captured_at, final_url, {IS_DOCUMENT} AS is_document
FROM captures WHERE id IN states ORDER BY captured_at, id
"""  # noqa: S608 - ours


@frozen
class Addresses:
    """Of one page, in this archive."""

    original: str
    timegate: str
    timemap: str


def asked_for(path: str, beginning: str) -> str:
    """The address behind ``beginning`` in a path with its query, as it is asked for on the web; empty for none. Some
    proxies make one slash of two."""
    asked = path.partition(f"/{beginning}/")[2]
    asked = unquote(asked) if _ENCODED.match(asked) else asked
    return absolute(_SCHEME.sub(r"\1://", asked)) or absolute(f"http://{asked}")


def addresses(original: str, address_of: Callable[[str], str]) -> Addresses:
    """``address_of`` makes the absolute address of one of the site's paths."""
    return Addresses(original, address_of(f"/{TIMEGATE}/{original}"), address_of(f"/{TIMEMAP}/{original}"))


def mementos(connection: sqlite3.Connection, url: str) -> list[Row]:
    """The captures of the states of the page at ``url``, in whatever form that is written, oldest first: ``id``,
    ``captured_at``, ``final_url``, ``is_document``."""
    return rows(connection, _MEMENTOS, json.dumps([url, *forms(url)]))


def path_of(memento: Row) -> str:
    """Where it is shown; a document is given away."""
    return f"/capture/{memento['id']}/{'bytes' if memento['is_document'] else 'replay'}"


def nearest(found: Sequence[Row], accepted: str) -> Row:
    """The one nearest to an ``Accept-Datetime``; the latest where that is empty. Raises ``ValueError`` where it is no
    date."""
    if not accepted:
        return found[-1]
    moment = parsedate_to_datetime(accepted)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def distance(row: Row) -> timedelta:
        return abs(_moment(row["captured_at"]) - moment)

    return min(found, key=distance)


def http_date(instant: str) -> str:
    """An instant of the archive as HTTP has it (RFC 9110, 5.6.7)."""
    return format_datetime(_moment(instant), usegmt=True)


def links(of: Addresses) -> str:
    """The ``Link`` header of a memento and of a redirect to one."""
    return (
        f'<{of.original}>; rel="original", <{of.timegate}>; rel="timegate", '
        f'<{of.timemap}>; rel="timemap"; type="{TIMEMAP_TYPE}"'
    )


def timemap(of: Addresses, found: Sequence[Row], address_of: Callable[[str], str]) -> str:
    """All mementos, as RFC 7089 (5) writes them down."""
    first, last = http_date(found[0]["captured_at"]), http_date(found[-1]["captured_at"])
    lines = [
        f'<{of.original}>; rel="original"',
        f'<{of.timemap}>; rel="self"; type="{TIMEMAP_TYPE}"; from="{first}"; until="{last}"',
        f'<{of.timegate}>; rel="timegate"',
        *_memento_lines(found, address_of),
    ]
    return ",\n".join(lines) + "\n"


def _memento_lines(found: Sequence[Row], address_of: Callable[[str], str]) -> Iterator[str]:
    for place, row in enumerate(found):
        words = ["first"] * (place == 0) + ["last"] * (place == len(found) - 1) + ["memento"]
        address, date = address_of(path_of(row)), http_date(row["captured_at"])
        yield f'<{address}>; rel="{" ".join(words)}"; datetime="{date}"'


def _moment(instant: str) -> datetime:
    return datetime.fromisoformat(instant)
