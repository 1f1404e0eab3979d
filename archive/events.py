"""What was observed of the articles that a search finds, the latest first: what a subscriber is told."""

from __future__ import annotations

import sqlite3
from typing import Any, Literal

from attrs import evolve, frozen

from archive.former import ever, says
from archive.rows import by_name
from archive.search import Parameters, Query, is_common, match_expression, selection, walked

Kind = Literal[
    "new",
    "changed",
    "silent",
    "missing",
    "moved",
    "found",
    "file-replaced",
    "file-added",
    "file-removed",
    "file-returned",
    "file-missing",
    "file-found",
    "page-changed",
    "page-added",
    "page-removed",
    "page-returned",
    "page-missing",
    "page-found",
]

LATEST = 50
"""Events that are told at once: a day's worth of a busy search."""
_MANY = 5_000
"""Articles from which on walking down the states, latest first, meets enough of them sooner than sorting theirs."""
_ARTICLE = (
    "articles.id AS article, articles.url, articles.portal, articles.section, articles.language, "
    "coalesce(articles.published_on, '') AS published_on, "
    "coalesce(nullif(articles.publisher, ''), portals.publisher, portals.title, articles.portal) AS publisher"
)
_PORTAL = "LEFT JOIN portals ON portals.name = articles.portal"


@frozen
class Event:
    """One thing that was observed of one article."""

    kind: Kind
    """``new``: first seen; ``changed``, ``silent``: another state of title or text, with and without another date
    claimed for it; ``missing``: not found at its address; ``moved``: its address leads to another one; ``found``: at
    its address again; of one of its files: ``file-replaced``: it is another one; ``file-added``, ``file-removed``,
    ``file-returned``: it is offered for the first time, no more, again; ``file-missing``, ``file-found``: it is not
    found at its own address, found again; of a further page of it the same (``page-changed``: it says otherwise)."""
    at: str
    """When we saw it, an instant; for ``missing`` when it was first missed."""
    article: int
    number: int
    """Of the revision; 0 where there is none of it."""
    url: str
    portal: str
    section: str
    language: str
    publisher: str
    published_on: str
    """The day on which the portal says that it published the article; empty where it names none."""
    title: str
    text: str
    """As it is in this state; of a missing article as it was last."""
    before: tuple[str, str] = ("", "")
    """Title and text of the state before; empty where there is none."""
    last_seen_at: str = ""
    """Before that, where the article went, moved or came back, or its file did; empty where that is not known."""
    detail: str = ""
    """What answered in its place (``http-404``), or the address that its own leads to, or that of the file or page."""
    file: str = ""
    """What the article calls the file or page; empty where nothing is known of it."""


@frozen
class _Wanted:
    """Which events, and what of them."""

    since: str = ""
    most: int = LATEST
    """-1 for all."""
    texts: bool = True

    def text(self, column: str) -> str:
        return column if self.texts else "''"

    def parameters(self, others: Parameters) -> Parameters:
        return {**others, "since": self.since, "most": self.most}


def latest(connection: sqlite3.Connection, query: Query) -> tuple[Event, ...]:
    """The latest events of all articles that ``query`` finds, now or in an earlier state, whatever its order and
    limit; at most ``LATEST``.
    """
    return _events(connection, query, _Wanted())[:LATEST]


def since(connection: sqlite3.Connection, query: Query, at: str) -> tuple[Event, ...]:
    """All of them that were noticed after the instant ``at``, the latest first, however many; without texts, see
    ``with_texts``. Of states those that say what is looked for, or come after one that did: an article that comes to
    say it is told as that, and not with all that it said before.
    """
    return _events(connection, query, _Wanted(at, most=-1, texts=False))


def latest_at(connection: sqlite3.Connection) -> str:
    """When the latest of all events was noticed, an instant; empty where there is none."""
    # By two indexes: there may be millions of captures, and none of their instants.
    sql = "SELECT max(at) FROM (SELECT max(captured_at) AS at FROM revisions UNION ALL SELECT max(at) FROM sightings)"
    return str(connection.execute(sql).fetchone()[0] or "")


def with_texts(connection: sqlite3.Connection, event: Event) -> Event:
    """An event of ``since`` with its texts; as it was where the article is not open any more."""
    sql = (
        "SELECT revisions.text, coalesce(earlier.text, '') FROM revisions LEFT JOIN revisions AS earlier "
        "ON earlier.article = revisions.article AND earlier.number = revisions.number - 1 "
        "WHERE revisions.article = ? AND revisions.number = ?"
    )
    found = connection.execute(sql, [event.article, event.number]).fetchone()
    return evolve(event, text=found[0], before=(event.before[0], found[1])) if found else event


def _events(connection: sqlite3.Connection, query: Query, wanted: _Wanted) -> tuple[Event, ...]:
    events = [*_states(connection, query, wanted), *_sightings(connection, query, wanted)]
    return tuple(sorted(events, key=lambda event: (event.at, event.article), reverse=True))


def _states(connection: sqlite3.Connection, query: Query, wanted: _Wanted) -> list[Event]:
    # Who subscribes to a word wants to be told that it was taken out.
    condition, parameters = ever(query)
    first, second = "articles", "revisions"
    if _are_many(connection, query):
        first, second = second, first
        condition = walked(condition)
    if wanted.since and "match" in parameters:
        condition += f" AND {says('revisions', 'earlier')}"
    # CROSS JOIN keeps the order in which the tables are named.
    sql = (
        f"SELECT {_ARTICLE}, revisions.captured_at AS at, revisions.number, revisions.silent, "  # noqa: S608 - ours
        f"revisions.title, {wanted.text('revisions.text')} AS text, "
        f"earlier.title AS title_before, {wanted.text('earlier.text')} AS text_before "
        f"FROM {first} CROSS JOIN {second} ON revisions.article = articles.id "
        "LEFT JOIN revisions AS earlier "
        "ON earlier.article = articles.id AND earlier.number = revisions.number - 1 "
        f"{_PORTAL} WHERE revisions.captured_at > :since AND ({condition}) "
        "ORDER BY revisions.captured_at DESC, revisions.id DESC LIMIT :most"
    )
    return [_state(row) for row in by_name(connection.execute(sql, wanted.parameters(parameters)))]


def _state(row: dict[str, Any]) -> Event:
    before = (row.pop("title_before") or "", row.pop("text_before") or "")
    silent = row.pop("silent")
    kind: Kind = "new" if row["number"] == 1 else "silent" if silent else "changed"
    return Event(kind=kind, before=before, **row)


def _are_many(connection: sqlite3.Connection, query: Query) -> bool:
    """Whether both the words and the filters are met by so many articles that some of the latest will be among them."""
    expression = match_expression(query.text)
    if expression and not is_common(connection, expression):
        return False
    condition, parameters = selection(evolve(query, text=""))
    sql = f"SELECT count(*) FROM (SELECT 1 FROM articles WHERE {condition} LIMIT {_MANY})"  # noqa: S608 - ours
    return bool(connection.execute(sql, parameters).fetchone()[0] == _MANY)


def _sightings(connection: sqlite3.Connection, query: Query, wanted: _Wanted) -> list[Event]:
    condition, parameters = ever(query)
    sql = (
        f"SELECT {_ARTICLE}, sightings.at, iif(sightings.state = 'published', 'found', sightings.state) AS kind, "  # noqa: S608
        f"0 AS number, articles.title, {wanted.text('articles.text')} AS text, "
        "sightings.last_seen_at, sightings.detail, coalesce((SELECT attachments.title FROM attachments "
        "WHERE attachments.article = articles.id AND attachments.url = sightings.detail), '') AS file FROM sightings "
        f"CROSS JOIN articles ON articles.id = sightings.article {_PORTAL} "
        f"WHERE sightings.at > :since AND ({condition}) ORDER BY sightings.at DESC, sightings.id DESC LIMIT :most"
    )
    return [Event(**row) for row in by_name(connection.execute(sql, wanted.parameters(parameters)))]
