"""A search as a feed (Atom, RFC 4287): an entry for each time that an article was new, changed, missed at its address,
moved or found again, and for what became of its files.

Everything is plain text: what portals wrote is never markup in a reader's program.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from archive.events import Event
from archive.site.blocks import one_line
from archive.site.comparison import Comparison, Piece, compare
from archive.site.links import is_web_address
from archive.site.wording import fate_words, instant_words, language_tag, missed_words, timespec

TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries was changed: a feed has to name an instant."""
_LEAD = {
    "new": "",
    "changed": "Changed: ",
    "silent": "Changed without a word: ",
    "missing": "Not found: ",
    "moved": "Moved: ",
    "found": "At its address again: ",
}
_LABELS = {
    "new": "new",
    "changed": "changed",
    "silent": "changed without a word",
    "missing": "not found",
    "moved": "moved",
    "found": "found again",
}
_PLACES = {"file": "#attachments", "page": "#pages"}
"""Where on its article's page something is shown that is not the article."""
_THINGS = {"file": "file", "page": "further page"}
_FATES = {
    "replaced": "is another file now",
    "changed": "says otherwise now",
    "added": "is offered for the first time",
    "removed": "is offered no more",
    "returned": "is offered again",
    "missing": "was not found at its address",
    "found": "is at its address again",
}
_KEPT = {
    "replaced": " What it was before is kept.",
    "changed": " What it said before is kept.",
    "removed": " What was captured of it is kept.",
    "missing": " What was captured of it is kept. When it went, and why, was not observed.",
}
_LONGEST_COMPARED = 40_000
"""Characters of both states together: what is longer is compared on its page, not for each caller."""
_MOST_COMPARED = 15
_LONGEST_SHOWN = 900
_AROUND = 50
"""Characters of the words around a change."""
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

Address = Callable[[str], str]
"""Makes the absolute address of one of the site's paths."""


def feed(events: Sequence[Event], words: str, parameters: Mapping[str, object], address: Address) -> bytes:
    """The feed of a search, as bytes of XML; ``words`` name the search, ``parameters`` lead to it."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    root = ElementTree.Element("feed", xmlns=_ATOM)
    _add(root, "id", _name(f"gazette:search?{urlencode(sorted(parameters.items()))}"))
    _add(root, "title", f"Gazette: {words}")
    _add(root, "updated", events[0].at if events else _NEVER)
    _link(root, "self", address(f"/search.atom{query}"))
    _link(root, "alternate", address(f"/search{query}"))
    _add(_add(root, "author"), "name", "Gazette")
    _add(root, "generator", "Gazette")
    compared = [event for event in events if event.number > 1][:_MOST_COMPARED]
    for event in events:
        root.append(_entry(event, event in compared, address))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(event: Event, is_compared: bool, address: Address) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    tag = language_tag(event.language)
    _add(entry, "id", _name(f"{event.url}#{event.kind}-{event.at}{_file(event)}"))
    _add(
        entry,
        "title",
        f"{_lead(event)}{event.title or '(no title)'}",
        **({"xml:lang": tag} if tag else {}),
    )
    _add(entry, "updated", event.at)
    _link(entry, "alternate", address(_path(event)))
    if is_web_address(event.url):
        _link(entry, "via", event.url)
    _add(_add(entry, "author"), "name", event.publisher)
    _add(entry, "category", term=event.kind, label=_LABELS.get(event.kind) or _fate(event))
    _add(entry, "category", term=_clean(event.portal))
    _add(entry, "summary", _summary(event, is_compared))
    return entry


def _path(event: Event) -> str:
    if event.number > 1:
        return f"/article/{event.article}/compare/{event.number - 1}/{event.number}"
    return f"/article/{event.article}{_PLACES.get(event.kind.partition('-')[0], '')}"


def _lead(event: Event) -> str:
    """What stands before an article's title; of its files and further pages what became of which."""
    if event.kind in _LEAD:
        return _LEAD[event.kind]
    return f"{_fate(event).capitalize()}: {f'{event.file} – ' if event.file else ''}"


def _fate(event: Event) -> str:
    return f"{_THINGS[event.kind.partition('-')[0]]} {fate_words(event.kind)}"


def _file(event: Event) -> str:
    """The address of the file or further page of which something is told; empty where it is of the article."""
    return "" if event.kind in _LEAD else event.detail


def _summary(event: Event, is_compared: bool) -> str:
    if event.kind == "found":
        return f"Seen there again {instant_words(event.at)}."
    if event.kind not in _LEAD:
        fate = event.kind.partition("-")[2]
        return f"{event.detail} {_FATES[fate]}; noticed {instant_words(event.at)}.{_KEPT.get(fate, '')}"
    if event.kind == "moved":
        return f"Its address leads to {event.detail} now; noticed {instant_words(event.at)}."
    if event.kind == "missing":
        told, exactly = missed_words(event.detail), timespec(event.last_seen_at, event.at)
        return (
            f"Last seen {instant_words(event.last_seen_at, 'UTC', exactly)}, "
            f"first missed {instant_words(event.at, 'UTC', exactly)}."
            f"{f' The portal answered {told}.' if told else ''} When it went, and why, was not observed."
        )
    if event.kind == "new":
        return _shortened(one_line(event.text[: 4 * _LONGEST_SHOWN]))
    return _difference(event, is_compared)


def _difference(event: Event, is_compared: bool) -> str:
    title, text = event.before
    if not is_compared or len(text) + len(event.text) > _LONGEST_COMPARED:
        return "What changed is shown on its page."
    changes = _changes((compare(title, event.title), compare(text, event.text)))
    return _shortened(" / ".join(" ".join(change.split()) for change in changes))


def _changes(comparisons: Iterable[Comparison]) -> Iterator[str]:
    """The paragraphs that differ, each with what went and what came where it stood, and some words around."""
    for comparison in comparisons:
        for paragraph in comparison.paragraphs:
            if paragraph.change != "same":
                last = len(paragraph.pieces) - 1
                yield "".join(_shown(piece, at == 0, at == last) for at, piece in enumerate(paragraph.pieces))


def _shown(piece: Piece, is_first: bool, is_last: bool) -> str:
    text = piece.text
    if piece.change != "same":
        words = text.strip()
        sign = "+" if piece.change == "added" else "−"
        return f"{sign}[{words}]{' ' if text[-1:].isspace() else ''}" if words else text
    if len(text) <= 2 * _AROUND:
        return text
    return f"{'' if is_first else text[:_AROUND]} … {'' if is_last else text[-_AROUND:]}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN].rstrip()}…"


def _name(of: str) -> str:
    """A name for good, the same on every machine that shows the archive."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, of)}"


def _link(parent: ElementTree.Element, relation: str, address: str) -> None:
    _add(parent, "link", rel=relation, href=_clean(address))


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = _clean(text) or None
    return element


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
