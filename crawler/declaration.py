"""What a portal must declare, checked when its class is created: a broken one is never half a crawl."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.errors import DeclarationError
from archive.records import Rules
from crawler.cadence import is_cadence
from crawler.manners.hours import Hours
from crawler.spiders.follow import Follow
from crawler.spiders.found import Window
from pipelines.selectors import faults
from pipelines.urls import canonicalise, is_web_url

_NAME = re.compile(r"[a-z]{2,}(_[a-z0-9]+)+")
_MISSPELT = 0.85
"""How alike a name is to that of a field, by difflib's measure, that is one with a slip of the pen."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_declaration(portal: type) -> None:
    """Raise ``DeclarationError`` naming file, field and remedy for all fields that are to be filled in (``...``),
    else for the first that is not as it must be."""
    if blanks := [field for field in _FIELDS if getattr(portal, field, None) is ...]:
        raise _blank(portal, blanks)
    for name in vars(portal):
        meant = get_close_matches(name, _FIELDS, n=1, cutoff=_MISSPELT)
        if meant and name not in _FIELDS and not hasattr(portal.__base__, name):
            raise DeclarationError(
                f"{_file_of(portal)}: {portal.__name__}.{name}: no field is called that; {meant[0]} may be meant"
            )
    for field, (is_right, remedy) in _FIELDS.items():
        if not is_right(getattr(portal, field, None)):
            raise _fault(portal, field, remedy)
    for rules in portal.rules:  # type: ignore[attr-defined]
        for wrong in faults(rules):
            raise DeclarationError(f"{_file_of(portal)}: {portal.__name__}.rules: {wrong}")
    if not (portal.ways or portal.watch):  # type: ignore[attr-defined]
        raise _fault(portal, "ways", _FIELDS["ways"][1])
    if twice := _walked_and_watched(portal):
        raise _fault(portal, "watch", f"{twice} is walked as a list: leave it out of ways or of watch")
    if stranger := _beginning_elsewhere(portal):
        host = urlsplit(stranger).netloc or "…"
        raise _fault(portal, "ways", f'{stranger} is on no host of the portal: hosts = ("{host}",)')


def _blank(portal: type, fields: Sequence[str]) -> DeclarationError:
    remedies = "; ".join(f"{field}: {_FIELDS[field][1]}" for field in fields)
    return DeclarationError(f"{_file_of(portal)}: {portal.__name__}: to be filled in: {remedies}")


def _file_of(portal: type) -> str:
    return inspect.getsourcefile(portal) or portal.__module__


def _fault(portal: type, field: str, remedy: str) -> DeclarationError:
    return DeclarationError(
        f"{_file_of(portal)}: {portal.__name__}.{field} is {getattr(portal, field, None)!r}; {remedy}"
    )


def _beginning_elsewhere(portal: Any) -> str:
    """The first address of a way, or of a page that is watched, that would never be asked, as it is not the portal's;
    empty where none is."""
    own = set(map(str.lower, (urlsplit(portal.home_url).netloc, *portal.hosts)))
    beginnings = (*portal.watch, *_beginnings(portal))
    return next((url for url in beginnings if urlsplit(url).netloc.lower() not in own), "")


def _walked_and_watched(portal: Any) -> str:
    """The first address of both a list and a page that is watched; empty where none is: an address has one ending."""
    lists = [re.escape(canonicalise(url)) for url in _beginnings(portal)]
    lists += [_form(way.numbered) for way in portal.ways if getattr(way, "numbered", "")]
    return next((url for url in portal.watch if any(re.fullmatch(form, url) for form in lists)), "")


def _form(numbered: str) -> str:
    """The form of the addresses of a list's further pages."""
    before, _, after = canonicalise(numbered.replace("{page}", "4711")).partition("4711")
    return rf"{re.escape(before)}\d+{re.escape(after)}"


def _beginnings(portal: Any) -> Iterator[str]:
    return (url for way in portal.ways for url in way.start(Window()))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_name(value: Any) -> bool:
    """Whether ``value`` can name a portal: country, underscore, short name, all lower case."""
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _is_country(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 2 and value.isalpha() and value.isupper()


def _are_languages(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and bool(value)
        and all(isinstance(tag, str) and _LANGUAGE.fullmatch(tag) for tag in value)
    )


def _is_timezone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (OSError, ValueError, KeyError):
        return False


def is_day(value: Any) -> bool:
    """Whether ``value`` is a day as ``YYYY-MM-DD``."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value)) and len(value) == 10
    except ValueError:
        return False


def _are_ways(value: Any) -> bool:
    return isinstance(value, tuple) and all(map(_is_way, value))


def _is_way(way: Any) -> bool:
    is_walked = callable(getattr(way, "start", None)) and callable(getattr(way, "read", None))
    return is_walked and "{page}" in (getattr(way, "numbered", "") or "{page}")


def _is_pattern(value: Any) -> bool:
    try:
        return _is_text(value) and bool(re.compile(value))
    except re.error:
        return False


def _are_hosts(value: Any) -> bool:
    return isinstance(value, tuple) and all(urlsplit(f"//{host}").netloc == host for host in value)


def _are_hours(value: Any) -> bool:
    try:
        return value == "" or bool(Hours.read(value, "UTC"))
    except (ValueError, AttributeError):
        return False


def _are_rules(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(rules, Rules) for rules in value)


_FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "name": (is_name, 'give it the stem of its file, lower case: name = "xx_ministry"'),
    "title": (_is_text, 'name the portal as readers know it: title = "Ministry of …: news"'),
    "publisher": (_is_text, 'name the body that signs its articles: publisher = "Ministry of …"'),
    "country": (_is_country, 'give the ISO 3166 code in capitals: country = "CN"'),
    "languages": (_are_languages, 'give BCP 47 tags, the main one first: languages = ("en", "zh")'),
    "timezone": (_is_timezone, 'give an IANA zone: timezone = "Asia/Shanghai"'),
    "licence": (_is_text, 'say on what terms it publishes: licence = "all rights reserved"'),
    "home_url": (lambda value: _is_text(value) and is_web_url(value), 'home_url = "https://…/"'),
    "first_date": (
        lambda value: value == "" or is_day(value),
        'the day of its oldest article as far as known: first_date = "2010-01-01"',
    ),
    "ways": (
        _are_ways,
        'name at least one, a numbered listing with {page}: ways = (Sitemap("https://…/sitemap.xml"),)',
    ),
    "watch": (
        lambda value: isinstance(value, tuple) and all(map(is_web_url, value)),
        'addresses of pages that every crawl looks at: watch = ("/about/", "/dues/")',
    ),
    "article_url": (_is_pattern, r'a regular expression for the address: article_url = r"/news/\d+\.html$"'),
    "every": (is_cadence, 'how often it is crawled, 1h to 31d: every = "6h" or every = "1d"'),
    "hosts": (_are_hosts, 'further hosts of the portal, with port where not the usual: hosts = ("www2.…",)'),
    "follow": (
        lambda value: value is None or (isinstance(value, Follow) and value.depth > 0 and value.most > 0),
        "None, or how far links are followed: follow = Follow(depth=1)",
    ),
    "keeps_pictures": (
        lambda value: isinstance(value, bool),
        "True, and pictures are kept as files are; False: they are only named",
    ),
    "keeps_requisites": (
        lambda value: isinstance(value, bool),
        "True, and what its pages need to look as they did is kept (stylesheets, fonts, icons); False: it is not",
    ),
    "hours": (_are_hours, 'when it may be asked, by its own clocks: hours = "22:00-06:00"; "" for always'),
    "rules": (_are_rules, "a tuple of archive.records.Rules, latest first; () where none are needed"),
}
