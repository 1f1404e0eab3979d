"""Articles that said once what a search looks for, and no longer do: found in the states before the latest, those of
their own text first, then those of their files and further pages."""

from __future__ import annotations

import sqlite3
from typing import Any

from attrs import evolve, frozen

from archive.rows import by_name
from archive.search import Query, match_expression, selection
from archive.snippets import best_part, marks, part
from archive.tokens import as_written

SHOWN = 20
"""Articles that are told, those first that changed last."""


@frozen
class _Kind:
    """States that are not the latest, of one kind: how they are found, and what is told of them."""

    index: str
    column: int
    """Of the text, in the index."""
    states: str
    """From the index to ``state``, the one ``later`` and ``articles``."""
    told: str
    """Columns beside those that all have."""

    @property
    def matching(self) -> str:
        return f"FROM {self.index} {self.states} WHERE {self.index} MATCH :match"

    @property
    def of_articles(self) -> str:
        """Condition on ``articles``: such a state of it matches."""
        return f"articles.id IN (SELECT articles.id {self.matching})"


_KINDS = (
    _Kind(
        "former_fts",
        1,
        "JOIN revisions AS state ON state.id = former_fts.rowid JOIN articles ON articles.id = state.article "
        "JOIN revisions AS later ON later.article = state.article AND later.number = state.number + 1",
        "state.title, highlight(former_fts, 0, :start, :end) AS marked_title",
    ),
    _Kind(
        "former_file_fts",
        0,
        "JOIN file_revisions AS state ON state.id = former_file_fts.rowid "
        "JOIN attachments AS offered ON offered.url = state.url JOIN articles ON articles.id = offered.article "
        "JOIN file_revisions AS later ON later.url = state.url AND later.number = state.number + 1 "
        # What cannot be read any more may still be said, and an article offers a file of another's only for a time.
        "AND later.text <> '' AND later.captured_at > articles.first_seen_at "
        "AND coalesce(offered.removed_at, later.captured_at) >= later.captured_at",
        "articles.title, '' AS marked_title, offered.id AS file, offered.page, offered.title AS file_title",
    ),
)


@frozen
class Former:
    """The last state of an article, or of a file or further page of it, that said it. ``marked_title`` and ``snippet``
    as in ``search.Hit``."""

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
    file: int = 0
    """Number of the file or further page whose state it is; 0 where it is the article's."""
    page: int = 0
    file_title: str = ""

    @property
    def where(self) -> str:
        """What said it, in words; empty where the article itself did."""
        if self.page:
            return f"page {self.page}"
        return f"file {self.file_title}".strip() if self.file else ""


def find_former(connection: sqlite3.Connection, query: Query) -> tuple[Former, ...]:
    """The articles that ``query`` would have found in an earlier state and does not now; at most ``SHOWN``.

    Its filters count as for the articles of today; without words nothing is found.
    """
    found: dict[int, Former] = {}
    for kind in _KINDS if match_expression(query.text) else ():
        for former in _find(connection, query, kind):
            found.setdefault(former.article, former)
    return tuple(sorted(found.values(), key=lambda former: former.replaced_at, reverse=True)[:SHOWN])


def count_former(connection: sqlite3.Connection, query: Query) -> int:
    """How many articles ``find_former`` would tell, if it told all of them."""
    if not match_expression(query.text):
        return 0
    filters, _ = selection(evolve(query, text=""))
    _, parameters = selection(query)
    former = " OR ".join(kind.of_articles for kind in _KINDS)
    sql = (
        "SELECT count(*) FROM articles "  # noqa: S608 - our own conditions
        "WHERE articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match) "
        f"AND {filters} AND ({former})"
    )
    return int(connection.execute(sql, parameters).fetchone()[0])


def ever(query: Query) -> tuple[str, dict[str, object]]:
    """As ``search.selection``, with the articles that were found in an earlier state, too."""
    condition, parameters = selection(query)
    if "match" not in parameters:
        return condition, parameters
    filters, _ = selection(evolve(query, text=""))
    former = " OR ".join(kind.of_articles for kind in _KINDS)
    return f"({condition} OR ({filters} AND ({former})))", parameters


def says(state: str, earlier: str) -> str:
    """Condition on two rows of ``revisions``, a ``state`` of its article and the one ``earlier``, and on ``articles``:
    one of the two says what is looked for."""
    before = "SELECT rowid FROM former_fts WHERE former_fts MATCH :match"
    now = "articles.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)"
    is_latest = f"{state}.number = articles.revisions AND {now}"
    return f"({state}.id IN ({before}) OR {earlier}.id IN ({before}) OR ({is_latest}))"


def _find(connection: sqlite3.Connection, query: Query, kind: _Kind) -> list[Former]:
    expression = match_expression(query.text)
    condition, parameters = selection(evolve(query, text=""))
    chosen = connection.execute(
        # SQLite takes the other columns from the row of the maximum. Numbers of rows do not follow time.
        "SELECT article, state FROM (SELECT articles.id AS article, state.id AS state, "  # noqa: S608 - ours
        f"max(later.captured_at) AS replaced_at {kind.matching} "
        "AND articles.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match) "
        f"AND {condition} GROUP BY articles.id) ORDER BY replaced_at DESC LIMIT :shown",
        parameters | {"match": expression, "shown": SHOWN},
    )
    states = {(article, state) for article, state in chosen}
    cursor = connection.execute(
        "SELECT articles.id AS article, state.id AS state, state.number, state.captured_at, "
        "later.captured_at AS replaced_at, articles.url, articles.portal, articles.language, state.text, "
        f"{best_part(kind.index, 'state.text', kind.column)} AS fragment, {kind.told} {kind.matching} "
        f"AND {kind.index}.rowid IN ({', '.join(str(state) for _, state in states)})",
        marks(expression) | {"match": expression},
    )
    return [
        _former(row, expression) for row in by_name(cursor) if (row["article"], row.pop("state")) in states
    ]


def _former(row: dict[str, Any], expression: str) -> Former:
    snippet = part(row.pop("text"), row.pop("fragment"), expression)
    marked = as_written(row["title"], row["marked_title"]) if row["marked_title"] else row["title"]
    return Former(**row | {"marked_title": marked, "snippet": snippet})
