"""What reading again would write into the archive, each kind by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from archive.records import Article, Capture, FileText
from archive.store import State, Store


class Rewrite(Protocol):
    """One thing to be written: made while nothing is written yet, and kept until somebody has agreed."""

    def write(self, store: Store) -> None: ...


@frozen
class Restated:
    """An article's states, as today's rules read them."""

    states: Sequence[tuple[State, Article]]

    def write(self, store: Store) -> None:
        store.restate(self.states)


@frozen
class Admitted:
    """An article in pages that were refused when they were captured."""

    reads: Sequence[tuple[Article, Capture]]
    """Oldest first; a page that came again brings the same article with its later capture."""

    def write(self, store: Store) -> None:
        store.admit(self.reads)


@frozen
class FileRead:
    """The text of one state of an attached file."""

    revision: int
    url: str
    text: FileText

    def write(self, store: Store) -> None:
        store.files.restate(self.revision, self.url, self.text)
