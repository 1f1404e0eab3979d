"""Articles that said once what a search looks for, and no longer do: found in the states before the latest."""

from __future__ import annotations

import sqlite3

from attrs import evolve, frozen

from archive.search import Query, match_expression, selection
from archive.snippets import best_part, marks, part
from archive.tokens import as_written

SHOWN = 20
"""Articles that are told, those first that changed last."""
_IN_FORMER = (
    "articles.id IN (SELECT revisions.article FROM former_fts JOIN revisions ON revisions.id = former_fts.rowid "
    "WHERE former_fts MATCH :match)"
)
"""Condition on ``articles``: a state before the latest matches."""
_STATES = (
    "FROM former_fts JOIN revisions ON revisions.id = former_fts.rowid "
    "JOIN articles ON articles.id = revisions.article "
    "JOIN revisions AS later ON later.article = revisions.article AND later.number = revisions.number + 1 "
    "WHERE former_fts MATCH :match"
)
_CHOSEN = (
    f"SELECT max(revisions.id) {_STATES} "  # noqa: S608 - ours
    "AND articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)"
)
_TOLD = (
    "SELECT revisions.article, revisions.number, revisions.captured_at, later.captured_at AS replaced_at, "
    "revisions.title, revisions.text, articles.url, articles.portal, articles.language, "
    "highlight(former_fts, 0, :start, :end) AS marked_title, "
    f"{best_part('former_fts', 'revisions.text', 1)} AS fragment {_STATES} AND former_fts.rowid IN"
)


@frozen
class Former:
    """The last state of an article that said it. ``marked_title`` and ``snippet`` as in ``search.Hit``."""

    article: int
    number: int
    """Of that state; the one after it says it no more."""
    captured_at: str
    """When that state was first seen."""
    replaced_at: str
    """When the state after it was seen: what was looked for went in between."""
    url: str
    portal: str
    language: str
    title: str
    marked_title: str
    snippet: str


def find_former(connection: sqlite3.Connection, query: Query) -> tuple[Former, ...]:
    """The articles that ``query`` would have found in an earlier state and does not now; at most ``SHOWN``.

    Its filters count as for the articles of today; without words nothing is found.
    """
    expression = match_expression(query.text)
    if not expression:
        return ()
    condition, parameters = selection(evolve(query, text=""))
    parameters |= {"match": expression, "shown": SHOWN}
    chosen = (
        f"{_CHOSEN} AND {condition} GROUP BY revisions.article "
        "ORDER BY max(later.captured_at) DESC LIMIT :shown"
    )
    numbers = [row[0] for row in connection.execute(chosen, parameters)]
    cursor = connection.execute(
        f"{_TOLD} ({', '.join(map(str, numbers))}) ORDER BY replaced_at DESC",
        marks(expression) | {"match": expression},
    )
    names = [column[0] for column in cursor.description]
    return tuple(_former(dict(zip(names, row, strict=True)), expression) for row in cursor)


def ever(query: Query) -> tuple[str, dict[str, object]]:
    """As ``search.selection``, with the articles that were found in an earlier state, too."""
    condition, parameters = selection(query)
    if "match" not in parameters:
        return condition, parameters
    filters, _ = selection(evolve(query, text=""))
    return f"({condition} OR ({filters} AND {_IN_FORMER}))", parameters


def _former(row: dict[str, object], expression: str) -> Former:
    title, text, fragment = str(row["title"]), str(row.pop("text")), str(row.pop("fragment"))
    marked = as_written(title, str(row.pop("marked_title")))
    return Former(**row, marked_title=marked, snippet=part(text, fragment, expression))  # type: ignore[arg-type]
