"""A state of an article as plain text, with where it comes from at its foot: saved as a file, it has nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from archive.site.queries import Row
from archive.site.wording import claim_words, instant_words, timespec

DIVIDER = "-" * 72


def as_text(state: Row, text: str, address: str, further_pages: int = 0) -> str:
    """Title and ``text`` of a ``state`` (as ``article.revision`` gives it), a line, and what cites it.

    ``address``: of the state in the archive. ``further_pages``: how many stand behind the text of the state itself.
    """
    lines = (" ".join(line.split()) for line in _foot(state, address, further_pages))
    return "\n".join([bare(state, text), DIVIDER, *lines, ""])


def bare(state: Row, text: str) -> str:
    """Title and ``text`` alone."""
    return f"{state['title']}\n\n{text}\n"


def _foot(state: Row, address: str, further_pages: int) -> Iterator[str]:
    """What is not known has no line."""
    yield f"Publisher: {state['publisher']}"
    if state["authors"]:
        yield f"Signed by: {'; '.join(state['authors'])}"
    yield f"Address: {state['url']}{_since(state)}"
    if state["published_at"]:
        claimed = claim_words(state["published_at"], state["published_precision"], state["timezone"])
        yield f"Published: {claimed}, as the portal claims"
    by_others = f" by others, in {state['imported_from']}" if state["imported_from"] else ""
    yield f"State: {state['number']} of {state['latest']}, captured {state['captured_at']}{by_others}"
    if further_pages:
        yield f"Further pages: {further_pages}, with captures of their own"
    if state["payload_digest"]:
        yield f"Digest of the bytes captured: {state['payload_digest']}"
    yield f"Archived as: {address}"


def _since(state: Row) -> str:
    if state["moved_to"]:
        return f" (leads to {state['moved_to']} now)"
    if state["missed_at"]:
        seen, missed = state["last_seen_at"], state["missed_at"]
        exactly = timespec(seen, missed)
        return (
            f" (last seen there {instant_words(seen, 'UTC', exactly)}, "
            f"not found there since {instant_words(missed, 'UTC', exactly)})"
        )
    return ""
