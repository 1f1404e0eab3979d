"""Finding articles: what a person may type, which articles that means, and what is shown of them.

The index (``articles_fts``) holds ``fts_text`` of an article, and a query gets the same treatment; what is
shown is cut from the text as it is stored.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Literal

from attrs import evolve, frozen

from archive import addresses, tokens
from archive.rows import by_name, storable
from archive.snippets import best_part, marks, opening, part
from archive.tokens import MARK_END, MARK_START, as_written, fts_text, plain, unmarked

__all__ = [
    "MARK_END",
    "MARK_START",
    "Hit",
    "Query",
    "any_of",
    "count",
    "find",
    "fts_text",
    "is_common",
    "match_expression",
    "only_excludes",
    "plain",
    "register",
    "selection",
    "text_expression",
    "unmarked",
    "walked",
]

Sort = Literal["relevance", "newest", "oldest"]
Changed = Literal["", "any", "silent"]
Parameters = dict[str, Any]

MAX_QUERY = 2_000
"""Characters of a query that are read; the rest is left out."""
MAX_TERMS = 100
"""Words and phrases of a query that are read."""
DAY = "coalesce(articles.published_on, articles.modified_on, substr(articles.first_seen_at, 1, 10))"
"""The day of an article (see ``Query``), in the words of the index ``articles_day``."""
SILENT_CHANGES = (
    "(SELECT count(*) FROM revisions WHERE revisions.article = articles.id "
    "AND revisions.silent AND revisions.number > 1)"
)
"""How many states of an article the dates that the portal gives do not tell."""
IS_DOCUMENT = "(captures.content_type <> '' AND captures.content_type NOT LIKE '%html%')"
"""Whether what a state was read from is no page but a document."""
IS_DIVIDED = "EXISTS (SELECT 1 FROM attachments WHERE article = articles.id AND page > 0 AND text <> '')"
"""Whether an article goes on on further pages that were read."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\0": " "})
_TERM = re.compile(r'-*"(?P<phrase>[^"]*)"?(?P<star>\*?)|(?P<word>[^\s"]+)')
_COLUMNS = (
    "articles.id, articles.url, articles.portal, articles.title, articles.section, articles.language, "
    f"{DAY} AS day, articles.published_on, articles.text, articles.attachment_text, articles.word_count, "
    f"articles.state, articles.last_seen_at, articles.missed_at, articles.revisions, "
    f"{SILENT_CHANGES} AS silent_changes, {IS_DIVIDED} AS is_divided"
)
_WEIGHTS = "bm25(8.0, 1.0, 0.5)"
"""Title, text, attachments: who looks for a word means first of all what is about it."""
_MATCHES = "articles.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match)"
_CHANGED = {
    "any": "articles.id IN (SELECT id FROM articles AS changed WHERE changed.revisions > 1)",
    "silent": "articles.id IN (SELECT article FROM revisions WHERE silent AND number > 1)",
}
WATCHED_ARTICLE = (
    "coalesce(watched.article, (SELECT id FROM articles AS at_address WHERE at_address.url = watched.url))"
)
"""The article of a row of ``watched``; where none has been noted yet, as before the end of a first run or after an
import, the one at its very address."""
_WATCHED = f"articles.id IN (SELECT {WATCHED_ARTICLE} FROM watched WHERE until IS NULL)"  # noqa: S608 - ours
_COMMON = 5_000
"""Matches from which on walking is cheaper: at 300,000 articles, half of them found, 27 against 297 ms."""


@frozen
class Query:
    """What is looked for. Everything empty means every article.

    ``text``: words (``text_expression``), or the address of a page (``archive.addresses``).
    ``language`` takes its variants along: ``zh`` finds ``zh-Hant``. ``from_date`` and ``to_date`` include
    their day and may be ``2020``, ``2020-06`` or ``2020-06-10``. An article's day is the date on which it was
    published, where it names none that of its modification, else the day on which we first saw it.
    ``relevance`` without a text means ``newest``. ``changed``: articles with more than one state; ``silent``, with
    one that the dates claimed for it do not tell. ``watched``: of pages that a declaration watches. ``ids``: of these
    articles alone.
    """

    text: str = ""
    portal: str = ""
    section: str = ""
    language: str = ""
    state: str = ""
    from_date: str = ""
    to_date: str = ""
    changed: Changed = ""
    watched: bool = False
    ids: tuple[int, ...] = ()
    sort: Sort = "relevance"
    limit: int = 20
    offset: int = 0


@frozen
class Hit:
    """An article that was found. ``marked_title`` and ``snippet`` hold ``MARK_START`` and ``MARK_END`` round
    the words found, and are otherwise as written: escape them before the marks become tags."""

    id: int
    url: str
    portal: str
    title: str
    marked_title: str
    section: str
    language: str
    day: str
    published_on: str | None
    snippet: str
    word_count: int
    state: str
    last_seen_at: str
    missed_at: str | None
    revisions: int
    silent_changes: int
    """How many of its states the dates that the portal gives do not tell."""
    is_divided: int
    """Whether it goes on on further pages."""
    in_attachment: bool = False
    """Whether ``snippet`` is of an attached file or a further page."""
    attachment: int = 0
    """Number of that; 0 where it is not known."""
    attachment_title: str = ""
    attachment_page: int = 0
    attachment_removed_at: str | None = None
    """When the article was first captured without it; None where it is offered still."""

    @property
    def where(self) -> str:
        """What ``snippet`` is of, in words; empty where it is of the text."""
        if not self.in_attachment:
            return ""
        if not self.attachment:
            return "on a further page or in a file" if self.is_divided else "in an attached file"
        named = f"in the file “{self.attachment_title}”" if self.attachment_title else "in an attached file"
        told = f"on page {self.attachment_page}" if self.attachment_page else named
        return f"{told}, no longer offered" if self.attachment_removed_at else told


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` the SQL functions of the index and of a ``selection``."""
    tokens.register(connection)
    addresses.register(connection)


def match_expression(query: str) -> str:
    """The words of a query, as ``text_expression``; empty where it is an address, whose article is meant."""
    return "" if addresses.forms(query) else text_expression(query)


def text_expression(query: str) -> str:
    """What a person types, as an FTS5 expression that SQLite accepts; empty where it asks for nothing.

    Words are all to occur; ``"a phrase"`` as it stands; ``prefix*``; ``-word`` or ``NOT word`` is not to
    occur; ``a OR b``: one of the two, which binds closer than the blank between words. Operators count in
    capitals and where they have something to work on; all other characters are text. Of exclusions alone
    nothing comes, as nothing says what to exclude them from. Read are the first ``MAX_QUERY`` characters and
    the first ``MAX_TERMS`` terms.
    """
    wanted, unwanted = _groups(query)
    if not wanted:
        return ""
    expression = " AND ".join(f"({' OR '.join(group)})" for group in wanted)
    return f"({expression}) NOT ({' OR '.join(unwanted)})" if unwanted else expression


def any_of(query: str) -> str:
    """An FTS5 expression for whatever of ``query`` is to occur, each by itself; empty where nothing is."""
    wanted, _ = _groups(query) if match_expression(query) else ([], [])
    return " OR ".join(term for group in wanted for term in group)


def _groups(query: str) -> tuple[list[list[str]], list[str]]:
    """The terms that are to occur, one of each group, and those that are not."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    last: list[str] = []
    for operator, term in _terms(query):
        if operator == "NOT":
            last = unwanted
        elif operator != "OR" or not last:
            wanted.append(last := [])
        last.append(term)
    return wanted, unwanted


def only_excludes(query: str) -> bool:
    """Whether a query names words, and all of them to be left out: then it finds nothing."""
    terms = _terms(query)
    return bool(terms) and all(operator == "NOT" for operator, _ in terms)


def _terms(query: str) -> list[tuple[str, str]]:
    """The operator before each term, and the term quoted for FTS5."""
    typed = query[:MAX_QUERY].encode("utf-8", "ignore").decode().translate(_QUOTES)
    words = list(_TERM.finditer(typed))
    terms: list[tuple[str, str]] = []
    operator = ""
    for place, word in enumerate(words):
        last = place == len(words) - 1
        if not last and (word[0] == "NOT" or (word[0] in ("AND", "OR") and terms)):
            operator = word[0]
        elif term := _term(word):
            excluded = word[0].startswith("-")
            terms.append(("NOT" if excluded else operator, term))
            operator = ""
    return terms[:MAX_TERMS]


def _term(word: re.Match[str]) -> str:
    text = fts_text((word["word"] or word["phrase"]).lstrip("-"))
    if not any(character.isalnum() for character in text):
        return ""
    star = "*" if word["star"] or (word["word"] and text.endswith("*")) else ""
    return f'"{text}"{star}'


def selection(query: Query) -> tuple[str, Parameters]:
    """The SQL condition on ``articles`` that ``query`` means, and its parameters; sorting and limits apart.

    A text that holds nothing to look for finds nothing. One that is an address (``archive.addresses``) finds the
    articles of the page there.
    """
    conditions, parameters = _filters(query)
    if forms := addresses.forms(query.text):
        conditions.append(addresses.FOUND)
        parameters |= addresses.parameters(forms)
    elif expression := match_expression(query.text):
        conditions.append(_MATCHES)
        parameters["match"] = expression
    elif query.text.strip():
        conditions.append("0")
    return " AND ".join(conditions) or "1", parameters


def _filters(query: Query) -> tuple[list[str], Parameters]:
    """The conditions on columns, and their parameters."""
    same = {name: getattr(query, name) for name in ("portal", "section", "state") if getattr(query, name)}
    conditions = [f"articles.{name} = :{name}" for name in same]
    parameters: Parameters = dict(same)
    if query.language:
        conditions.append("(articles.language = :language OR articles.language GLOB :variants)")
        parameters |= {"language": query.language, "variants": _literal(query.language) + "-*"}
    if query.ids:
        conditions.append(f"articles.id IN ({', '.join(str(int(number)) for number in query.ids)})")
    if query.changed:
        conditions.append(_CHANGED[query.changed])
    if query.watched:
        conditions.append(_WATCHED)
    if query.from_date:
        conditions.append(f"{DAY} >= :from_date")
        parameters["from_date"] = query.from_date
    if query.to_date:
        conditions.append(f"{DAY} <= :to_date")
        parameters["to_date"] = query.to_date + "9999-99-99"[len(query.to_date) :]
    return conditions, {name: storable(value) for name, value in parameters.items()}


def _literal(text: str) -> str:
    """``text`` without a special meaning in a GLOB pattern."""
    return re.sub(r"([*?\[])", r"[\1]", text)


def count(connection: sqlite3.Connection, query: Query) -> int:
    """How many articles ``query`` finds, whatever its limit."""
    condition, parameters = selection(query)
    if condition == _MATCHES:
        sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH :match"
    else:
        sql = f"SELECT count(*) FROM articles WHERE {condition}"  # noqa: S608 - our own conditions
    return int(connection.execute(sql, parameters).fetchone()[0])


def find(connection: sqlite3.Connection, query: Query) -> tuple[Hit, ...]:
    """The articles that ``query`` finds, in its order, from its offset on, at most its limit.

    Articles of one day stand with the one last added first (``oldest``: last).
    """
    by_relevance = query.sort == "relevance" and match_expression(query.text)
    ids = _by_relevance(connection, query) if by_relevance else _by_day(connection, query)
    rows = _rows(connection, ids)
    marked = _marked(connection, query, ids)
    expression = match_expression(query.text)
    hits = (_hit(rows[number], marked.get(number), expression) for number in ids if number in rows)
    return tuple(_with_file(connection, hit) if hit.in_attachment else hit for hit in hits)


def _with_file(connection: sqlite3.Connection, hit: Hit) -> Hit:
    """The hit with the file or page in which the first of the words found stands, told by what stands around it."""
    before, _, after = hit.snippet.partition(MARK_START)
    word, _, after = after.partition(MARK_END)
    before, after = unmarked(before).lstrip("…"), unmarked(after).rstrip("…")
    around = before[-_AROUND:].rpartition("\n")[2] + word + after[:_AROUND].partition("\n")[0]
    rows = by_name(connection.execute(_FILE_OF, {"article": hit.id, "around": around}))
    return evolve(hit, **rows[0]) if rows else hit


_FILE_OF = """
SELECT id AS attachment, title AS attachment_title, page AS attachment_page, removed_at AS attachment_removed_at
FROM attachments WHERE article = :article AND instr(text, :around) ORDER BY removed_at IS NOT NULL, position LIMIT 1
"""
_AROUND = 20
"""Characters beside a word that tell in which of an article's files it stands."""


def _by_relevance(connection: sqlite3.Connection, query: Query) -> list[int]:
    conditions, parameters = _filters(query)
    parameters |= {"match": match_expression(query.text), "limit": query.limit, "offset": query.offset}
    # `rank MATCH` lets FTS5 sort by itself, which spares a sorter of SQLite's own.
    sql = (
        "SELECT articles_fts.rowid FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid "  # noqa: S608
        f"WHERE articles_fts MATCH :match AND articles_fts.rank MATCH '{_WEIGHTS}'"
        f"{''.join(f' AND {condition}' for condition in conditions)} "
        "ORDER BY articles_fts.rank LIMIT :limit OFFSET :offset"
    )
    return [row[0] for row in connection.execute(sql, parameters)]


def _by_day(connection: sqlite3.Connection, query: Query) -> list[int]:
    condition, parameters = selection(query)
    if is_common(connection, parameters.get("match", "")):
        condition = walked(condition)
    order = "ASC" if query.sort == "oldest" else "DESC"
    sql = (
        f"SELECT articles.id FROM articles WHERE {condition} "  # noqa: S608 - our own conditions
        f"ORDER BY {DAY} {order}, articles.id {order} LIMIT :limit OFFSET :offset"
    )
    parameters |= {"limit": query.limit, "offset": query.offset}
    return [row[0] for row in connection.execute(sql, parameters)]


def walked(condition: str) -> str:
    """A ``selection`` for walking through articles in another order: the plus keeps SQLite from looking up matches."""
    return condition.replace(_MATCHES, f"+{_MATCHES}")


def is_common(connection: sqlite3.Connection, expression: str) -> bool:
    """Whether so many articles match that sorting them costs more than walking through them in order.

    ``expression`` as ``match_expression`` makes it.
    """
    if not expression:
        return False
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
    return bool(connection.execute(sql, (expression, _COMMON)).fetchone()[0] == _COMMON)


def _rows(connection: sqlite3.Connection, ids: list[int]) -> dict[int, dict[str, Any]]:
    sql = f"SELECT {_COLUMNS} FROM articles WHERE articles.id IN ({_listed(ids)})"  # noqa: S608 - numbers
    return {row["id"]: row for row in by_name(connection.execute(sql))}


def _marked(connection: sqlite3.Connection, query: Query, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Of each article the title and the best parts of text and attachments, folded, with marks."""
    expression = match_expression(query.text)
    if not expression:
        return {}
    sql = (
        "SELECT articles.id, highlight(articles_fts, 0, :start, :end), "  # noqa: S608 - only placeholders are added
        f"{best_part('articles_fts', 'articles.text', 1)}, "
        f"{best_part('articles_fts', 'articles.attachment_text', 2)} "
        "FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid "
        f"WHERE articles_fts MATCH :match AND articles_fts.rowid IN ({_listed(ids)})"
    )
    values = marks(expression) | {"match": expression}
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(sql, values)}


def _listed(ids: list[int]) -> str:
    return ", ".join(map(str, ids))


def _hit(row: dict[str, Any], marked: tuple[str, str, str] | None, expression: str) -> Hit:
    text, attachment_text = row.pop("text"), row.pop("attachment_text")
    if marked is None:
        return Hit(**row, marked_title=unmarked(row["title"]), snippet=opening(unmarked(text)))
    title, in_text, in_attachment = marked
    snippet, of_file = part(text, in_text, expression), part(attachment_text, in_attachment, expression)
    is_of_file = MARK_START not in snippet and MARK_START in of_file
    return Hit(
        **row,
        marked_title=as_written(row["title"], title),
        snippet=of_file if is_of_file else snippet,
        in_attachment=is_of_file,
    )
