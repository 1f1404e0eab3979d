"""Which articles a run asks for, going by what is known of them before they are read."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from archive.records import Claim, Hint
from crawler.spiders.found import Window
from pipelines.dates import parse_date
from pipelines.dating import day_in_address

_TOLD_APART = 1
"""Days between what a list says of an article and what its page says: the zones they mean may differ."""
_WRITTEN_APART = 31
"""Days between the address of an article and its page: the address may be that of the first draft."""


@frozen
class Days:
    """The days of a run, for a portal that writes its dates so."""

    window: Window
    languages: tuple[str, ...]
    timezone: str

    def may_hold(self, url: str, hint: Hint) -> bool:
        """Whether the article at ``url`` can be of these days."""
        if self.window == Window():
            return True
        told, written = self._published(hint), day_in_address(url)
        return self.window.widened(_TOLD_APART).may_hold(told) and (
            bool(told) or self.window.widened(_WRITTEN_APART).may_hold(written)
        )

    @property
    def earliest(self) -> str:
        """The first day that an article of these days may bear in a list or its address; empty where all may."""
        return self.window.widened(_WRITTEN_APART).from_date

    def of(self, named: Iterable[tuple[str, Hint]]) -> list[str]:
        """The days of articles as far as list or address tells, else empty strings."""
        return [self._published(hint) or day_in_address(url) for url, hint in named]

    def modified_at(self, hint: Hint) -> str:
        """When an article was changed by a list's word, at the precision it is told with; empty where it is not."""
        claim = self._read(hint.modified)
        return claim.value if claim else ""

    def _published(self, hint: Hint) -> str:
        claim = self._read(hint.published)
        return claim.on if claim else ""

    def _read(self, written: str) -> Claim | None:
        return parse_date(written, languages=self.languages, timezone=self.timezone) if written else None
