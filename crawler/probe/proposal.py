"""The portal's file that a survey proposes: ten lines or fewer, accepted by the declaration's own checks."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen

from archive.errors import UsageError
from archive.terminal import printable
from crawler.declaration import is_name
from crawler.portal import Portal
from crawler.probe.entrances import Entrance
from crawler.probe.forms import forms_of, joined, path_of, pattern_of
from crawler.probe.lists import Listed
from crawler.probe.origin import zone_words
from crawler.probe.survey import Survey
from crawler.spiders.feed import Feed
from crawler.spiders.found import Way
from crawler.spiders.json_api import wordpress
from crawler.spiders.listing import Listing
from crawler.spiders.sections import Sections
from crawler.spiders.sitemap import Sitemap

_WIDTH = 110
_LONGEST_TITLE = 80
_GENERIC = frozenset(
    "www gov gob gouv gouvernement govt go gub com co org or edu ac net news english en".split()
)
_MOST_STRAY_LISTINGS = 5
_FEWEST_FOUND = 3


@frozen
class Entry:
    """A way as the file writes it and as Python makes it."""

    text: str
    imported: str
    way: Way


@frozen
class Proposal:
    name: str
    text: str
    left_out: tuple[str, ...]
    """Ways for which the file has no room, as they would be written."""
    doubts: tuple[str, ...]

    def write(self, folder: Path) -> Path:
        """Write the file. Raises ``UsageError`` where there is one already or the folder is none."""
        path = folder / f"{self.name}.py"
        if not folder.is_dir():
            raise UsageError(f"{folder}: no folder of portals; run it in a checkout, or redirect the output")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(self.text)
        except FileExistsError as error:
            raise UsageError(
                f"{path} is there already and is not overwritten; give another --name"
            ) from error
        return path


def propose(survey: Survey, name: str = "") -> Proposal:
    """The finished file for what was surveyed. Raises ``DeclarationError`` where it would be refused."""
    name = name or _name(survey)
    # Where nothing lists enough, the home page has at least linked to what was read.
    entries = list(_entries(survey)) or [_listing(Listed(survey.home_url, (), False, ""))]
    chosen, left = _fitting(entries)
    fields: dict[str, Any] = {
        "title": printable(survey.origin.title).strip()[:_LONGEST_TITLE] or _host(survey.home_url),
        "languages": survey.origin.languages,
        "timezone": survey.origin.timezone,
        "home_url": survey.home_url,
        "ways": chosen,
        "article_url": survey.articles.pattern,
    }
    class_name = "".join(part.capitalize() for part in name.split("_"))
    # Creating the class is what refuses a declaration.
    type(class_name, (Portal,), {**fields, "name": name, "ways": tuple(entry.way for entry in chosen)})
    imported = sorted(
        {"Portal", *(entry.imported for entry in chosen)}, key=lambda word: (word.islower(), word)
    )
    lines = [f"from crawler.declare import {', '.join(imported)}", "", "", f"class {class_name}(Portal):"]
    lines += [f"    {field} = {_literal(field, value)}{_remark(value)}" for field, value in fields.items()]
    return Proposal(
        name, "\n".join(lines) + "\n", tuple(entry.text for entry in left), tuple(_doubts(survey))
    )


def _literal(field: str, value: Any) -> str:
    if field == "ways":
        return _tuple([entry.text for entry in value])
    if field == "languages":
        return _tuple([json.dumps(tag) for tag in value])
    # JSON's strings are Python's; a raw string cannot hold a quotation mark.
    is_raw = field == "article_url" and '"' not in value and not value.endswith("\\")
    return f'r"{value}"' if is_raw else json.dumps(value, ensure_ascii=False)


def _remark(value: Any) -> str:
    """What a zone without a city means, beside it."""
    is_puzzling = isinstance(value, str) and value.startswith("Etc/GMT")
    return f"  # {zone_words(value).partition(' ')[0]}" if is_puzzling else ""


def _tuple(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)}{',' * (len(parts) == 1)})"


def _fitting(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """As many as one line holds, in their order; the first always."""
    chosen: list[Entry] = []
    for entry in entries:
        line = "    ways = " + _tuple([one.text for one in (*chosen, entry)])
        if not chosen or len(line) <= _WIDTH:
            chosen.append(entry)
    return chosen, [entry for entry in entries if entry not in chosen]


def _entries(survey: Survey) -> Iterator[Entry]:
    """Ways that lead to everything first, then what is quick with the newest; lists where nothing else is whole."""
    useful = [entrance for entrance in survey.entrances if _is_useful(survey, entrance)]
    whole = [entrance for entrance in useful if entrance.kind == "wordpress"]
    whole = whole or [entrance for entrance in useful if entrance.kind == "sitemap"]
    for entrance in sorted(whole, key=lambda entrance: entrance.is_news):
        yield _entry(entrance)
    if all(entrance.is_news for entrance in whole):
        yield from _list_entries(survey)
    for entrance in useful:
        if entrance.kind == "feed":
            yield _entry(entrance)


def _is_useful(survey: Survey, entrance: Entrance) -> bool:
    found = sum(survey.articles.has(url) for url, _ in entrance.found)
    return _host(entrance.url) == _host(survey.home_url) and found >= min(_FEWEST_FOUND, len(entrance.found))


def _entry(entrance: Entrance) -> Entry:
    path = json.dumps(path_of(entrance.url))
    if entrance.kind == "wordpress":
        return Entry(f"wordpress({path})", "wordpress", wordpress(entrance.url))
    kind = Sitemap if entrance.kind == "sitemap" else Feed
    return Entry(f"{kind.__name__}({path})", kind.__name__, kind(entrance.url))


def _list_entries(survey: Survey) -> Iterator[Entry]:
    """One list as it is; several by the form of their addresses, where that hits few other pages."""
    sections = [listed for listed in survey.listings if listed.url != survey.home_url]
    if len(sections) > 1 and (pattern := _listing_pattern(survey, sections)):
        text = f'Sections({json.dumps(path_of(survey.home_url))}, r"{pattern}")'
        yield Entry(text, "Sections", Sections(survey.home_url, pattern))
        return
    for listed in sections or survey.listings[:1]:
        yield _listing(listed)


def _listing(listed: Listed) -> Entry:
    told = [json.dumps(path_of(listed.url))]
    way = Listing(listed.url)
    if listed.numbered and not listed.has_next:
        way = Listing(listed.url, numbered=listed.numbered, first=listed.first)
        told.append(f"numbered={json.dumps(path_of(listed.numbered))}")
        told += [f"first={listed.first}"] * (listed.first != 2)
    return Entry(f"Listing({', '.join(told)})", "Listing", way)


def _listing_pattern(survey: Survey, sections: Sequence[Listed]) -> str:
    """The form of all lists and their further pages; empty where it hits too much that is none."""
    own = [listed.url for listed in sections]
    further = [url for listed in sections for url in listed.further]
    pattern = joined(sorted(pattern_of(form.urls) for form in forms_of((*own, *further))))
    known = {*own, *further}
    hits = [
        link.url for link in survey.links if link.url not in known and re.search(pattern, path_of(link.url))
    ]
    strays = [url for url in hits if survey.articles.has(url)]
    is_clear = len(hits) <= max(_MOST_STRAY_LISTINGS, len(known)) and not strays and '"' not in pattern
    return pattern if is_clear else ""


def _doubts(survey: Survey) -> Iterator[str]:
    mapped = [one for one in survey.entrances if one.kind == "sitemap" and not one.is_news]
    named = {url for entrance in mapped for url, _ in entrance.found}
    feed = {
        url
        for one in survey.entrances
        if one.kind == "feed"
        for url, _ in one.found
        if survey.articles.has(url)
    }
    if mapped and feed and not feed & named and not any(one.children for one in mapped):
        yield f"ways: the sitemap names none of the {len(feed)} articles of the feed; is it kept up?"
    lists = [listed for listed in survey.listings if listed.goes_on]
    if not survey.entrances and not lists:
        yield "ways: no list goes on to a second page; older articles are not reached"


def _name(survey: Survey) -> str:
    """Country and the host's own word; for a bare IP address a word of the title."""
    host = _host(survey.home_url).partition(":")[0]
    labels = [label for label in host.split(".")[:-1] if label not in _GENERIC]
    is_numeric = host.replace(".", "").isdigit() or not labels
    word = _word(survey.origin.title) if is_numeric else re.sub(r"[^a-z0-9]", "", labels[-1])
    name = f"{survey.origin.country.lower()}_{word}"
    return name if is_name(name) else f"{survey.origin.country.lower()}_portal"


def _word(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return max(re.findall(r"[a-z]+", plain), key=len, default="portal")


def _host(url: str) -> str:
    return urlsplit(url).netloc
