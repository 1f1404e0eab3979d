"""What the search page shows: what was asked, what was found, and how to ask for less."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from typing import Any

from attrs import Factory, asdict, frozen

from archive import filters, search
from archive.filters import not_held, portal_names
from archive.nearest import instead
from archive.period import first_day
from archive.records import STATES
from archive.site.queries import rows
from archive.site.wording import day_words, language_name, state_words

PAGE = 20
LAST_PAGE = 500
"""Nobody reads further; whoever needs all of them takes the CSV."""
FACETS = {"portal": "Portal", "section": "Section", "language": "Language", "state": "State"}
"""Columns by which results are counted, and what they are called."""
LONGEST_VALUE = 200
"""Characters of a value that are read: no portal, section or language has more."""
SHOWN = 12
"""Values of a facet that are offered, the most frequent first."""
CHANGES = {"": "Changed or not", "any": "Changed", "silent": "Changed without a word"}
WATCHED = "Watched pages"
SORTS = {"relevance": "Best match", "newest": "Newest", "oldest": "Oldest"}

_NAMES = ("q", "from", "to", "changed", "watched", "sort", "page", *FACETS)
"""What an address of a search may name."""
_LONGEST_NAME = 60
NO_DAY = "it is not a day, month or year such as 2020-06-10, 2020-06 or 2020"
WRONG_WAY_ROUND = "the days are the wrong way round: the first lies after the last"


_TOLD_OF_CHANGES = {"any": ("changed",), "silent": ("silent",)}
_TOLD_OF_STATES = {"missing": ("missing",), "moved": ("missing",)}
"""What of a subscription tells of what a search is limited to."""


@frozen
class Asked:
    """A search as its address says it. What makes no sense there is left out, and ``ignored`` names it, and says why.

    A page may say so; what is taken away as a file cannot, and must not be made of it.
    """

    query: search.Query
    page: int = 1
    ignored: Mapping[str, str] = Factory(dict)

    @property
    def parameters(self) -> dict[str, object]:
        """Parameters that lead to the same search, on its first page."""
        asked = asdict(self.query)
        names = {"q": "text", "from": "from_date", "to": "to_date", "changed": "changed"}
        names |= {name: name for name in FACETS}
        chosen: dict[str, object] = {name: asked[key] for name, key in names.items() if asked[key]}
        chosen |= {"watched": 1} if self.query.watched else {}
        return chosen | ({"sort": self.query.sort} if self.query.sort != "relevance" else {})

    @property
    def lasting(self) -> dict[str, object]:
        """The parameters without those of the order: what may be subscribed to."""
        return {name: value for name, value in self.parameters.items() if name != "sort"}

    @property
    def subscription(self) -> str:
        """What stands in a file of subscriptions for this search (TOML), to be sent to whoever runs the archive.

        Days are no part of it, as news is told as it comes.
        """
        query = self.query
        told = {
            "query": query.text,
            "portal": query.portal,
            "section": query.section,
            "language": query.language,
        }
        kinds = [*_TOLD_OF_CHANGES.get(query.changed, ()), *_TOLD_OF_STATES.get(query.state, ())]
        lines = [f"{name} = {_basic(value)}" for name, value in told.items() if value]
        lines += ["watched = true"] if query.watched else []
        lines += [f"tell = [{', '.join(map(_basic, kinds))}]"] if kinds else []
        return "\n".join(["[my-search]", *lines, 'mail = ["you@newsroom.example"]'])

    @property
    def narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return bool(self.parameters.keys() - {"q", "sort"})


def _basic(value: str) -> str:
    """A basic string of TOML, which JSON's strings are as well, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@frozen
class Value:
    """A value of a facet; ``chosen`` where the search is limited to it."""

    value: str
    label: str
    count: int
    chosen: bool


def asked(arguments: Mapping[str, str], also: Collection[str] = (), repeated: Collection[str] = ()) -> Asked:
    """Read the arguments of an address; any argument may hold anything.

    ``also``: names beside those of every search that mean something at this address. ``repeated``: those that have
    several values, none of which counts.
    """
    days = {name: arguments.get(name, "").strip() for name in ("from", "to")}
    ignored = {name: NO_DAY for name, day in days.items() if not is_period(day)}
    ignored |= dict(_unknown(arguments, (*_NAMES, *also)))
    ignored |= dict.fromkeys((name[:_LONGEST_NAME] for name in repeated), "it is named more than once")
    changed = arguments.get("changed", "")
    if changed and changed not in CHANGES:
        ignored["changed"] = f"it is neither {' nor '.join(filter(None, CHANGES))}"
    watched = arguments.get("watched", "")
    if watched not in ("", "1"):
        ignored["watched"] = "it is not 1, which asks for watched pages alone"
    sort = arguments.get("sort", "")
    if sort and sort not in SORTS:
        ignored["sort"] = f"it is none of {', '.join(SORTS)}"
    number = arguments.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    page = min(max(1, page), LAST_PAGE)
    query = search.Query(
        text=arguments.get("q", "").strip()[: search.MAX_QUERY],
        from_date="" if "from" in ignored else days["from"],
        to_date="" if "to" in ignored else days["to"],
        sort="relevance" if "sort" in ignored or not sort else sort,  # type: ignore[arg-type]
        limit=PAGE,
        offset=(page - 1) * PAGE,
        changed="" if "changed" in ignored else changed,  # type: ignore[arg-type]
        watched=watched == "1",
        portal=arguments.get("portal", "")[:LONGEST_VALUE],
        section=arguments.get("section", "")[:LONGEST_VALUE],
        language=arguments.get("language", "")[:LONGEST_VALUE],
        state=arguments.get("state", "")[:LONGEST_VALUE],
    )
    return Asked(query, page, ignored)


def is_period(typed: str) -> bool:
    """Whether ``typed`` is a day, a month, a year or nothing at all."""
    try:
        first_day(typed)
    except ValueError:
        return False
    return True


def _unknown(names: Collection[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names that mean nothing here, no longer than is shown, each with why: 'form' was to be 'from'."""
    for name in names:
        if name not in known:
            yield name[:_LONGEST_NAME], f"it means nothing here; {instead([name[:_LONGEST_NAME]], known)}"


def in_vain(connection: sqlite3.Connection, query: search.Query) -> list[str]:
    """Why nothing was found, a sentence each: filters that name nothing, days the wrong way round, no word to find, an
    address of which no page is held, or one that is withheld.

    To be asked where nothing was found: it walks through the articles.
    """
    told = (
        ["Name a word to be found beside those to be left out."] if search.only_excludes(query.text) else []
    )
    held = not_held(connection, query.text)
    reasons = [
        *([held] if held else []),
        *impossible(query, portal_names(connection)).values(),
        *filters.in_vain(connection, query),
    ]
    return told + [f"{why[:1].upper()}{why[1:]}." for why in reasons]


def impossible(query: search.Query, portals: Container[str]) -> dict[str, str]:
    """Filters that no article can ever pass, by the names of their parameters, each with why."""
    found = {}
    if query.from_date and query.to_date and query.from_date > query.to_date + "~":
        found["to"] = WRONG_WAY_ROUND
    if query.portal and query.portal not in portals:
        found["portal"] = f"no portal is called “{query.portal}”"
    if query.state and query.state not in STATES:
        found["state"] = f"there is no state “{query.state}”"
    return found


def pages(asked: Asked, total: int | None, hits: Sequence[search.Hit]) -> int:
    """Pages that can be turned to; where the number of hits is not known, one more if this one is full."""
    if total is None:
        return asked.page + (len(hits) == PAGE)
    return max(1, min(LAST_PAGE, -(-total // PAGE)))


def facets(connection: sqlite3.Connection, query: search.Query) -> dict[str, Counter[str]]:
    """How many of all articles that ``query`` finds have which portal, section, language and state."""
    condition, parameters = search.selection(query)
    columns = ", ".join(f"articles.{name}" for name in FACETS)
    sql = f"SELECT {columns}, count(*) FROM articles WHERE {condition} GROUP BY {columns}"  # noqa: S608 - ours
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for *values, count in connection.execute(sql, parameters):
        for name, value in zip(FACETS, values, strict=True):
            counted[name][value] += count
    return counted


def portal_titles(connection: sqlite3.Connection) -> dict[str, str]:
    """Portal name to its title."""
    return {row["name"]: row["title"] for row in rows(connection, "SELECT name, title FROM portals")}


def in_words(asked: Asked, titles: Mapping[str, str]) -> str:
    """What a search asks for, on one line: 'harbour dues · Ministry of Waters · from June 2020'."""
    query = asked.query
    parts = [
        query.text,
        *(_label(name, getattr(query, name), titles) for name in FACETS if getattr(query, name)),
    ]
    parts += [CHANGES[query.changed].lower()] if query.changed else []
    parts += [WATCHED.lower()] if query.watched else []
    parts += [f"from {day_words(query.from_date)}"] if query.from_date else []
    parts += [f"to {day_words(query.to_date)}"] if query.to_date else []
    return " · ".join(filter(None, parts)) or "everything"


def offered(
    counted: Mapping[str, Counter[str]] | None, asked: Asked, titles: Mapping[str, str]
) -> dict[str, list[Value]]:
    """Of each facet the values to offer: the most frequent, and the chosen one always."""
    return {name: list(_values(name, (counted or {}).get(name, Counter()), asked, titles)) for name in FACETS}


def _values(name: str, counted: Counter[str], asked: Asked, titles: Mapping[str, str]) -> list[Value]:
    chosen: Any = getattr(asked.query, name)
    found = [(value, count) for value, count in counted.most_common(SHOWN) if value]
    if chosen and not any(value == chosen for value, _ in found):
        found.insert(0, (chosen, counted[chosen]))
    return [Value(value, _label(name, value, titles), count, value == chosen) for value, count in found]


def _label(name: str, value: str, titles: Mapping[str, str]) -> str:
    if name == "language":
        return language_name(value)
    if name == "state":
        return state_words(value)
    return titles.get(value, value) if name == "portal" else value
