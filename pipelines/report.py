"""What reading again changes, in counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, define

_UNTOLD = frozenset({"url", "portal", "extractor", "origins", "text_digest"})
"""Columns whose change says nothing by itself."""


@define
class Report:
    """Counts of what was read again and what is read differently; nothing of it is written yet."""

    articles: int = 0
    changed: int = 0
    unreadable: Counter[str] = Factory(Counter)
    """Captures of articles that today's rules refuse, or whose bytes are missing, by reason; they stay as they are."""
    gained: Counter[str] = Factory(Counter)
    lost: Counter[str] = Factory(Counter)
    altered: Counter[str] = Factory(Counter)
    """Articles by field."""
    refused: int = 0
    """Pages that had been refused."""
    admitted: Counter[str] = Factory(Counter)
    """Those that hold an article by today's rules, by the reason for which they had been refused."""
    held_elsewhere: int = 0
    """Those whose article is in the archive under another address: nothing of them is written."""
    files: int = 0
    """States of attached files."""
    files_changed: int = 0
    files_unreadable: int = 0
    """Those whose bytes are missing, or that took too long this time: they stay as they are."""
    rewrites: int = 0
    """Articles, addresses of refused pages, and files that would be written."""
    undeclared: set[str] = Factory(set)
    """Portals that nobody declares any more: their rules are not known."""

    def compare(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
        """Count by field how a row of ``articles`` is read otherwise; whether it is."""
        differs = False
        for name, value in after.items():
            if name not in _UNTOLD and value != before[name]:
                differs = True
                counter = self._counter(_is_empty(before[name]), _is_empty(value))
                counter[name] += 1
        return differs

    def lines(self) -> Iterator[str]:
        """The report in plain text."""
        told = f"{_counted(self.articles, 'article')} read again, {self.changed} read differently"
        yield f"{told}, {self.unreadable.total()} of their captures not readable{_by_reason(self.unreadable)}"
        for name in sorted({*self.gained, *self.lost, *self.altered}):
            yield f"  {name}: {self.gained[name]} gained, {self.lost[name]} lost, {self.altered[name]} altered"
        if self.refused:
            told = f"{_counted(self.refused, 'refused page')} read again, {self.admitted.total()} with an article now"
            yield f"{told}{_by_reason(self.admitted)}"
        if self.held_elsewhere:
            yield f"  {self.held_elsewhere} of them held under another address, and left"
        if self.files:
            told = (
                f"{_counted(self.files, 'attached file')} read again, {self.files_changed} read differently"
            )
            yield f"{told}, {self.files_unreadable} not readable"
        for portal in sorted(self.undeclared):
            yield f"  {portal} is not declared (GAZETTE_PORTALS names further packages): read without its rules"

    def _counter(self, was_empty: bool, is_empty: bool) -> Counter[str]:
        if was_empty:
            return self.gained
        return self.lost if is_empty else self.altered


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _by_reason(counts: Counter[str]) -> str:
    return f" ({', '.join(f'{reason} {count}' for reason, count in counts.most_common())})" if counts else ""


def _is_empty(value: Any) -> bool:
    return value in (None, "", 0) or (
        isinstance(value, str) and value[:1] in ("[", "{") and not json.loads(value)
    )
