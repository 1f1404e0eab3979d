"""A search as a feed (Atom, RFC 4287): an entry for each time that an article was new, changed, missed at its address,
moved or found again, and for what became of its files.

Everything is plain text: what portals wrote is never markup in a reader's program.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from archive.events import Event
from archive.site import telling
from archive.site.links import is_web_address
from archive.site.wording import language_tag

TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries was changed: a feed has to name an instant."""
_MOST_COMPARED = 15
"""Changes whose words are told: to compare two texts takes its time."""
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

Address = Callable[[str], str]
"""Makes the absolute address of one of the site's paths."""


def feed(events: Sequence[Event], words: str, parameters: Mapping[str, object], address: Address) -> bytes:
    """The feed of a search, as bytes of XML; ``words`` name the search, ``parameters`` lead to it."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    root = ElementTree.Element("feed", xmlns=_ATOM)
    _add(root, "id", telling.named(f"gazette:search?{urlencode(sorted(parameters.items()))}"))
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
    _add(entry, "id", telling.name(event))
    _add(entry, "title", telling.title(event), **({"xml:lang": tag} if tag else {}))
    _add(entry, "updated", event.at)
    _link(entry, "alternate", address(telling.path(event)))
    if is_web_address(event.url):
        _link(entry, "via", event.url)
    _add(_add(entry, "author"), "name", event.publisher)
    _add(entry, "category", term=event.kind, label=telling.kind_words(event.kind))
    _add(entry, "category", term=_clean(event.portal))
    _add(entry, "summary", telling.summary(event, is_compared))
    return entry


def _link(parent: ElementTree.Element, relation: str, address: str) -> None:
    _add(parent, "link", rel=relation, href=_clean(address))


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = _clean(text) or None
    return element


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
