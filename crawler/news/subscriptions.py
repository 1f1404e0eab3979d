"""Who is told of what: the searches that a file of the operator's names, and where what is new of each goes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from attrs import evolve, frozen

from archive.addresses import forms
from archive.errors import UsageError
from archive.nearest import instead
from archive.port import public_address
from archive.search import Query, text_expression
from crawler.channels import Channel, mail, webhook
from crawler.news.hours import Hours

VARIABLE = "GAZETTE_SUBSCRIPTIONS"
EXAMPLE = """\
site = "https://news.example/gazette/"

[harbour]
query = "harbour dues"
mail = ["anna@newsroom.example"]
"""
KINDS: Mapping[str, Collection[str]] = {
    "new": ("new",),
    "changed": ("changed", "silent"),
    "silent": ("silent",),
    "missing": ("missing", "moved"),
    "found": ("found",),
    "files": ("file-", "page-"),
}
"""What may be told, each with how the kinds of events (``archive.events.Kind``) begin that it means."""
_FILTERS = ("query", "portal", "section", "language")
_FIELDS = (*_FILTERS, "watched", "tell", "at", "mail", "webhook")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_OF_ALL = ("site", "timezone")
_NEAR = 0.8
_NAME = re.compile(r"\w[\w .:-]{0,59}")


@frozen
class Subscription:
    """A search, and who is told what is new of it."""

    name: str
    query: Query
    tell: tuple[str, ...]
    """Keys of ``KINDS``, in its order; empty where the file names none, and all are meant."""
    channels: tuple[Channel, ...]
    hours: Hours

    def wants(self, kind: str) -> bool:
        """Whether an event of this kind is told."""
        return kind.startswith(tuple(begin for key in self.tell or KINDS for begin in KINDS[key]))

    def key(self, channel: Channel) -> str:
        """What its account is kept under: who changes the search begins another one."""
        return f"{self.name}: {channel.name}: {self.parameters}: {','.join(self.tell)}"

    @property
    def parameters(self) -> str:
        """Its search in the words of the site's addresses."""
        asked = self.query
        values = {
            "q": asked.text,
            "portal": asked.portal,
            "section": asked.section,
            "language": asked.language,
            "watched": "1" if asked.watched else "",
        }
        return urlencode({name: value for name, value in values.items() if value})


@frozen
class Subscriptions:
    """A file of them."""

    path: Path
    site: str
    """The address at which readers find the archive, with a slash at its end; empty where none is named."""
    all: tuple[Subscription, ...]

    def chosen(self, names: Collection[str]) -> tuple[Subscription, ...]:
        """Those of ``names``, all where there are none; ``UsageError`` for a name that is not in the file."""
        known = [one.name for one in self.all]
        if unknown := [name for name in names if name not in known]:
            raise UsageError(f"{', '.join(unknown)}: not in {self.path}; {instead(unknown, known)}")
        return tuple(one for one in self.all if not names or one.name in names)


def named_in(environment: Mapping[str, str]) -> Subscriptions | None:
    """Those of the file that ``GAZETTE_SUBSCRIPTIONS`` names; none where it is not set. Raises as ``read`` does."""
    path = environment.get(VARIABLE, "").strip()
    return read(Path(path), environment) if path else None


def read(path: Path, environment: Mapping[str, str]) -> Subscriptions:
    """The subscriptions of a TOML file; the mail server is that of alarms.

    Raises ``UsageError`` where it cannot be read, or holds what makes no sense: what is misspelt would else be told to
    nobody for ever.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); {VARIABLE} names the file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no TOML: {error}; write\n\n{EXAMPLE}") from error
    site, zone = _site(tables.pop("site", ""), path), _zone(tables.pop("timezone", ""), path)
    if not tables:
        raise UsageError(f"{path}: no subscription in it; write\n\n{EXAMPLE}")
    found = (_one(name, table, path, environment) for name, table in tables.items())
    return Subscriptions(path, site, tuple(evolve(one, hours=evolve(one.hours, zone=zone)) for one in found))


def _site(told: object, path: Path) -> str:
    if not isinstance(told, str):
        raise UsageError(
            f'{path}: site: no text; write site = "https://news.example/gazette/", before all tables'
        )
    try:
        return public_address(told)
    except UsageError as error:
        raise UsageError(f"{path}: site: {error}") from None


def _zone(told: object, path: Path) -> ZoneInfo | None:
    if not isinstance(told, str):
        raise UsageError(f'{path}: timezone: no text; write timezone = "Europe/Vienna", before all tables')
    try:
        return ZoneInfo(told.strip()) if told.strip() else None
    except (ValueError, KeyError, OSError):
        near = get_close_matches(told, available_timezones(), 1, _NEAR)
        remedy = f'"{near[0]}"' if near else '"Europe/Vienna"'
        raise UsageError(
            f"{path}: timezone: {told!r} is none; write timezone = {remedy}, before all tables"
        ) from None


def _one(name: str, table: object, path: Path, environment: Mapping[str, str]) -> Subscription:
    where = f"{path}: [{name}]"
    if not isinstance(table, dict):
        raise UsageError(
            f"{path}: {name}: means nothing here; `site`, `timezone` and tables, one a subscription, do"
        )
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{where}: a name has up to 60 letters, figures, blanks and dashes, a letter or figure first"
        )
    if misplaced := [field for field in table if field in _OF_ALL]:
        raise UsageError(f"{where}: {', '.join(misplaced)}: holds for all; write it before all tables")
    if unknown := [field for field in table if field not in _FIELDS]:
        raise UsageError(
            f"{where}: {', '.join(unknown)}: no field of a subscription; {instead(unknown, _FIELDS)}"
        )
    text, portal, section, language = (_word(table, field, where) for field in _FILTERS)
    watched = _truth(table, "watched", where)
    query = Query(text=text, portal=portal, section=section, language=language, watched=watched)
    if query.text and not (forms(query.text) or text_expression(query.text)):
        raise UsageError(
            f"{where}: query: {query.text!r} finds nothing: it names no word and no address to look for"
        )
    tell = _words(table, "tell", where)
    if wrong := [kind for kind in tell if kind not in KINDS]:
        raise UsageError(
            f"{where}: tell: {', '.join(wrong)}: nothing that can be told; {', '.join(KINDS)} are"
        )
    return Subscription(
        name,
        query,
        tuple(kind for kind in KINDS if kind in tell),
        _channels(table, where, environment),
        _hours(table, where),
    )


def _hours(table: Mapping[str, Any], where: str) -> Hours:
    if "at" not in table:
        return Hours()
    told = table["at"] if isinstance(table["at"], list) else [table["at"]]
    # TOML has hours of its own: at = 07:00:00.
    hours = [f"{one:%H:%M}" if isinstance(one, time) else str(one).strip() for one in told]
    wrong = [hour for hour in hours if not _HOUR.fullmatch(hour)]
    if wrong or not hours:
        what = f"{', '.join(wrong)}: no hour of the day" if any(wrong) else "names no hour"
        raise UsageError(
            f'{where}: at: {what}; write at = ["07:00", "16:30"], or leave it out to be told with every crawl'
        )
    return Hours(tuple(sorted(set(map(time.fromisoformat, hours)))))


def _channels(table: Mapping[str, Any], where: str, environment: Mapping[str, str]) -> tuple[Channel, ...]:
    found: list[Channel] = []
    for recipient in _words(table, "mail", where):
        # A message and an account each: one whom the server refuses takes nothing from the others.
        one = mail([recipient], environment, f"{where}: mail")
        found.append(evolve(one, name=f"e-mail to {recipient}"))
    if url := _word(table, "webhook", where):
        found.append(webhook(url, f"{where}: webhook"))
    if not found:
        raise UsageError(
            f'{where}: nobody is told; write mail = ["you@newsroom.example"] or webhook = "https://…"'
        )
    return tuple(found)


def _word(table: Mapping[str, Any], field: str, where: str) -> str:
    value = table.get(field, "")
    if not isinstance(value, str):
        raise UsageError(f'{where}: {field}: no text; write {field} = "…"')
    return value.strip()


def _truth(table: Mapping[str, Any], field: str, where: str) -> bool:
    value = table.get(field, False)
    if not isinstance(value, bool):
        raise UsageError(f"{where}: {field}: neither true nor false; write {field} = true")
    return value


def _words(table: Mapping[str, Any], field: str, where: str) -> tuple[str, ...]:
    value = table.get(field, [])
    values = [value] if isinstance(value, str) else value
    if not (isinstance(values, list) and all(isinstance(one, str) for one in values)):
        raise UsageError(f'{where}: {field}: no list of texts; write {field} = ["…", "…"]')
    return tuple(one.strip() for one in values if one.strip())
