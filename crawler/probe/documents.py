"""Documents that a portal's pages lead to: official journals publish them in place of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen
from scrapy.http import HtmlResponse

from archive.records import Hint
from crawler.probe.forms import Form, forms_of, pattern_of
from crawler.probe.lists import documents_of

_FEWEST_ALIKE = 3
"""Documents of one form: fewer are files of this and that."""
_MOST_FORMS = 3


@frozen
class Documents:
    """Documents by address, with the most that a row says of each."""

    hints: Mapping[str, Hint]

    def forms(self) -> list[Form]:
        """Those built alike, the ones first whose rows tell a day, then the most frequent."""
        alike = [form for form in forms_of(self.hints, with_head=True) if len(form.urls) >= _FEWEST_ALIKE]
        return sorted(alike, key=lambda form: -self._share_dated(form))[:_MOST_FORMS]

    def doubts(self, taken: Sequence[Form]) -> list[str]:
        """What to look at where the forms ``taken`` are the articles: lists with days lead to others as well."""
        others = [form for form in self.forms() if form not in taken and self._share_dated(form) > 0.5]
        return [
            f"documents: lists lead to {len(form.urls)} like {form.urls[0]} and tell their days; if these are "
            f"published as articles are, and nowhere as pages, let article_url match {pattern_of(form.urls)} as well"
            for form in others
        ]

    def _share_dated(self, form: Form) -> float:
        return sum(bool(self.hints[url].published) for url in form.urls) / len(form.urls)


def documents_in(pages: Iterable[HtmlResponse]) -> Documents:
    """The documents that any of these pages links to."""
    hints: dict[str, Hint] = {}
    for page in pages:
        for url, hint in documents_of(page).items():
            if url not in hints or hint.statements > hints[url].statements:
                hints[url] = hint
    return Documents(hints)
