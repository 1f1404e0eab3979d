"""Documents that a portal's pages lead to: official journals publish them in place of pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen
from scrapy.http import HtmlResponse

from archive.records import Hint, fuller
from crawler.probe.forms import Form, forms_of, pattern_of
from crawler.probe.lists import documents_of

_FEWEST_ALIKE = 3
"""Documents of one form: fewer are files of this and that."""
_MOST_FORMS = 3
_JOURNAL = re.compile(
    r"gazett|journal|di[áa]rio|bolet[íi]n|bulletin|amtsblatt|gesetzblatt|kundmach|decre|ordinance|resolution"
    r"|ordonnance|arr[êe]t[ée]|公报|官報|公報|관보|法规|الجريدة|вестник|ведомости|monitor|staatsblad|lovtidend|dziennik",
    re.IGNORECASE,
)


@frozen
class Documents:
    """Documents by address, with the most that a row says of each."""

    hints: Mapping[str, Hint]
    journals: frozenset[str] = frozenset()
    """Those that a page leads to which calls itself a journal, or lists decrees."""

    def forms(self) -> list[Form]:
        """Those built alike, the ones first whose rows tell a day, then the most frequent."""
        alike = [form for form in forms_of(self.hints, with_head=True) if len(form.urls) >= _FEWEST_ALIKE]
        return sorted(alike, key=lambda form: -self._share_dated(form))[:_MOST_FORMS]

    def likely(self) -> list[Form]:
        """Those of which most have a day in their row, or stand in a journal: forms to fill in and leaflets do not."""
        return [form for form in self.forms() if self._is_likely(form)]

    def doubts(self, taken: Sequence[Form]) -> list[str]:
        """What to look at where the forms ``taken`` are the articles: lists with days lead to others as well."""
        others = [form for form in self.likely() if form not in taken]
        return [
            f"documents: lists lead to {len(form.urls)} like {form.urls[0]}; if these are published as articles "
            f"are, and nowhere as pages, let article_url match {pattern_of(form.urls)} as well"
            for form in others
        ]

    def _is_likely(self, form: Form) -> bool:
        in_journal = sum(url in self.journals for url in form.urls)
        return self._share_dated(form) > 0.5 or 2 * in_journal > len(form.urls)

    def _share_dated(self, form: Form) -> float:
        return sum(bool(self.hints[url].published) for url in form.urls) / len(form.urls)


def documents_in(pages: Iterable[HtmlResponse]) -> Documents:
    """The documents that any of these pages links to."""
    hints: dict[str, Hint] = {}
    journals: set[str] = set()
    for page in pages:
        is_journal = _is_journal(page)
        for url, hint in documents_of(page).items():
            hints[url] = fuller(hints.get(url, hint), hint)
            if is_journal or _JOURNAL.search(url):
                journals.add(url)
    return Documents(hints, frozenset(journals))


def _is_journal(page: HtmlResponse) -> bool:
    named = (page.url, *page.css("title::text, h1 *::text, h1::text").getall())
    return any(map(_JOURNAL.search, named))
