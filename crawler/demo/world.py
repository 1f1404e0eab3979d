"""The state of one portal: which articles stand at which address, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from attrs import evolve, frozen

from crawler.demo.article import DemoArticle
from crawler.demo.changes import (
    CHANGED_ON,
    CORRECTIONS,
    MOVED,
    SILENT_EDITS,
    STANDING_EDITS,
    TITLE_EDITS,
    VANISHED,
    Edit,
)
from crawler.demo.copies import address, copied
from crawler.demo.originals import additions, originals
from crawler.demo.standing import STANDING


@frozen
class Entry:
    """An article's place; its text is made when it is asked for."""

    path: str
    published: datetime
    original: DemoArticle
    copy: int = 0

    def article(self) -> DemoArticle:
        return _copied(self.original, self.copy) if self.copy else self.original


@frozen
class World:
    """Everything that a portal publishes in one state."""

    entries: tuple[Entry, ...]
    """Newest first."""
    by_path: Mapping[str, Entry]
    by_section: Mapping[str, tuple[Entry, ...]]
    """By stem, newest first."""
    moved: Mapping[str, str]
    """Old address to new."""
    vanished: Mapping[str, int]
    """Address to status."""
    standing: Mapping[str, tuple[str, ...]]
    """Address of each page that is changed in place to its blocks."""


def world(portal: str, state: int, copies: int) -> World:
    """The portal in state 1 or 2, with ``copies`` articles for each original."""
    articles = originals(portal)
    moved = {move.path: move.new_path for move in MOVED if move.portal == portal and state == 2}
    vanished = {each.path: each.status for each in VANISHED if each.portal == portal and state == 2}
    present = _second_state(portal, moved, vanished) if state == 2 else articles
    entries = [Entry(article.path, article.published, article) for article in present]
    entries += _copies(articles, copies)
    entries.sort(key=lambda entry: (entry.published, entry.path), reverse=True)
    by_path = {entry.path: entry for entry in entries}
    standing = _standing(portal, state)
    return World(tuple(entries), by_path, _by_section(entries), moved, vanished, standing)


def _standing(portal: str, state: int) -> dict[str, tuple[str, ...]]:
    edits = {edit.path: edit for edit in STANDING_EDITS if edit.portal == portal and state == 2}
    pages = STANDING.get(portal, {})
    return {
        path: _replaced(blocks, edits[path]) if path in edits else blocks for path, blocks in pages.items()
    }


def _second_state(
    portal: str, moved: Mapping[str, str], vanished: Mapping[str, int]
) -> tuple[DemoArticle, ...]:
    edits = {edit.path: edit for edit in (*CORRECTIONS, *SILENT_EDITS, *TITLE_EDITS) if edit.portal == portal}
    kept = [article for article in originals(portal) if article.path not in vanished]
    edited = [_edited(article, edits[article.path]) if article.path in edits else article for article in kept]
    placed = [evolve(article, path=moved.get(article.path, article.path)) for article in edited]
    return (*placed, *additions(portal))


def _edited(article: DemoArticle, edit: Edit) -> DemoArticle:
    zone = article.published.tzinfo
    claimed = edit.modified.replace(tzinfo=zone) if edit.modified else article.modified
    return evolve(
        article,
        title=edit.title or article.title,
        markup=_replaced(article.markup, edit),
        modified=claimed,
        changed=(edit.modified or CHANGED_ON).replace(tzinfo=zone),
    )


def _replaced(blocks: Iterable[str], edit: Edit) -> tuple[str, ...]:
    text = "\n\n".join(blocks)
    for before, after in edit.replace:
        assert before in text, (edit.path, before)
        text = text.replace(before, after)
    return tuple(block for block in text.split("\n\n") if block.strip())


def _copies(articles: Iterable[DemoArticle], copies: int) -> list[Entry]:
    entries = []
    for original in articles:
        for copy in range(1, copies):
            place = address(original, copy)
            entries.append(Entry(place.path, place.published, original, copy))
    return entries


def _by_section(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    sections: dict[str, list[Entry]] = {}
    for entry in entries:
        sections.setdefault(entry.original.section_stem, []).append(entry)
    return {stem: tuple(members) for stem, members in sections.items()}


_copied = lru_cache(maxsize=1024)(copied)
