"""What an import took into the archive and what it left out, in lines of plain text, as runs are reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import groupby

from attrs import define, field

from crawler.importing.sorting import Offered, Sorting

ARTICLES, FILES, PARTS = "articles", "files", "parts of pages"
_WORDS = {
    ARTICLES: ("new", "changed", "earlier", "unchanged", "missing", "moved"),
    FILES: ("new", "changed", "unchanged"),
    PARTS: ("new",),
}
"""What can be taken of each, in the words of ``Store`` and ``Files``."""


_NAMED = 3
"""Hosts of strangers that are named, the most frequent."""


@define
class Report:
    """Counts by what they are of."""

    sorting: Sorting
    stranger: str
    """What answers of other hosts are, in words."""
    taken: defaultdict[str, Counter[tuple[str, str]]] = field(factory=lambda: defaultdict(Counter))
    """Portal to how many answers were taken, by what they are of and what they brought (``_WORDS``)."""
    refused: defaultdict[str, Counter[str]] = field(factory=lambda: defaultdict(Counter))
    """Portal to the reasons for which pages are no articles (``quality.REASONS``)."""
    left: Counter[str] = field(factory=Counter)
    """Answers that were sorted and not taken, by why."""
    damaged: list[str] = field(factory=list)
    """Files and records that could not be read, with place and reason."""

    def holds(self) -> Iterator[str]:
        """What there is to be taken, none of it read."""
        for portal, offered in groupby(sorted(self.sorting.articles(), key=_portal), key=_portal):
            found = list(offered)
            instants = [one.answer.captured_at for one in found]
            yield (
                f"{portal}: {len(found)} captures of {len({one.url for one in found})} addresses of articles, "
                f"{min(instants)[:10]} to {max(instants)[:10]}"
            )
        if files := len({one.place for one in self.sorting.files()}):
            yield f"{files} captures of what may be files of theirs"
        if parts := len({one.place for one in self.sorting.parts()}):
            yield f"{parts} captures of what their pages may need to look as they did"
        yield from self._left_out()

    def lines(self) -> Iterator[str]:
        for portal in sorted({*self.taken, *self.refused}):
            yield portal
            for kind, words in _WORDS.items():
                counts = [f"{count} {word}" for word in words if (count := self.taken[portal][kind, word])]
                if counts:
                    yield f"  {kind}: {', '.join(counts)}"
            if refused := self.refused[portal]:
                reasons = ", ".join(f"{reason} {count}" for reason, count in refused.most_common())
                yield f"  refused: {refused.total()}: {reasons}"
        if not self.taken and not self.refused:
            yield "nothing taken"
        yield from self._left_out()

    def _left_out(self) -> Iterator[str]:
        left = self.left + self.sorting.left  # without what there was none of
        if strangers := self.sorting.strangers:
            most = ", ".join(f"{host or 'no host'} {count}" for host, count in strangers.most_common(_NAMED))
            left[f"{self.stranger}: {most}{' …' if len(strangers) > _NAMED else ''}"] = strangers.total()
        if left:
            yield "left out:"
            yield from (f"  {count} {why}" for why, count in left.most_common())
        if self.sorting.strangers and not (self.sorting.articles() or self.sorting.files()):
            yield "Nothing in it is of a portal's host: `scrapy genspider -t portal NAME ADDRESS` declares one."


def _portal(offered: Offered) -> str:
    return offered.portal
