"""An event in words: what a subscriber is told of it, in a feed or in a message. Plain text, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

from archive.events import Event
from archive.site.blocks import one_line
from archive.site.comparison import Comparison, Piece, compare
from archive.site.wording import fate_words, instant_words, missed_words, timespec

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
_ELSEWHERE = "What changed is shown on its page."
_LONGEST_COMPARED = 40_000
"""Characters of both states together: what is longer is compared on its page, not for each caller."""
_LONGEST = 900
"""Characters of a summary, unless another number is asked for."""
_AROUND = 50
"""Characters of the words around a change."""


def name(event: Event) -> str:
    """A name of this one event for good, the same on every machine that shows the archive: a URN (RFC 4122)."""
    file = "" if event.kind in _LEAD else event.detail
    return named(f"{event.url}#{event.kind}-{event.at}{file}")


def named(of: str) -> str:
    """A name for good of what ``of`` says, the same for the same words."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, of)}"


def title(event: Event) -> str:
    """What happened, and to which article or file."""
    return f"{_lead(event)}{event.title or '(no title)'}"


def kind_words(kind: str) -> str:
    """What happened, in a word or two, by the kind of the event."""
    return _LABELS.get(kind) or _fate(kind)


def path(event: Event) -> str:
    """Where the site shows it."""
    if event.number > 1:
        return f"/article/{event.article}/compare/{event.number - 1}/{event.number}"
    return f"/article/{event.article}{_PLACES.get(event.kind.partition('-')[0], '')}"


def _lead(event: Event) -> str:
    """What stands before an article's title; of its files and further pages what became of which."""
    if event.kind in _LEAD:
        return _LEAD[event.kind]
    return f"{_fate(event.kind).capitalize()}: {f'{event.file} – ' if event.file else ''}"


def _fate(kind: str) -> str:
    return f"{_THINGS[kind.partition('-')[0]]} {fate_words(kind)}"


def summary(event: Event, is_compared: bool = True, longest: int = _LONGEST) -> str:
    """How the text begins, what was changed in it, or what was observed, in about ``longest`` characters at most; where
    not ``is_compared``, that its page shows what was changed."""
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
        return _shortened(one_line(event.text[: 4 * longest]), longest)
    return _difference(event, longest) if is_compared else _ELSEWHERE


def _difference(event: Event, longest: int) -> str:
    title, text = event.before
    if len(text) + len(event.text) > _LONGEST_COMPARED:
        return _ELSEWHERE
    changes = _changes((compare(title, event.title), compare(text, event.text)))
    return _shortened(" / ".join(" ".join(change.split()) for change in changes), longest)


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


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
