"""Which addresses are articles': forms that look like it are read, those that hold up become one pattern."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from crawler.probe.forms import (
    Form,
    Signature,
    forms_of,
    joined,
    likeness,
    loosened,
    path_of,
    pattern_of,
    signature_of,
)
from crawler.probe.samples import Sampler

WANTED = 5
"""Articles that are read and shown."""
_MOST_FORMS = 10
_MOST_READ = 18
_FEWEST_ALIKE = 3
"""Links of one form, where no feed or sitemap vouches for them."""
_MOST_FAILURES = 2
_READ_OF_A_TWIN = 3
_LEAST_LIKELY = 1.0
_WORD_OF_A_FEED = 5.0
"""What being named by a feed weighs against looks."""
_LONGEST_PATTERN = 90
"""Characters that fit into a line of the portal's file."""


@frozen
class Candidates:
    """Addresses that may be articles', by what vouches for them."""

    sure: tuple[str, ...]
    """Feeds, news sitemaps and article interfaces name them."""
    mapped: tuple[str, ...]
    """Plain sitemaps name them, and other pages as well."""
    linked: tuple[str, ...]
    """Pages link to them, menus apart."""

    def forms(self) -> list[Form]:
        """The forms worth a look, the likeliest first."""
        vouched_for, mapped = set(self.sure), set(self.mapped)
        rest = [url for url in (*self.mapped, *self.linked) if url not in vouched_for]
        # Apart, although they may be built alike: what nothing vouches for has to prove itself.
        sure, loose = forms_of(self.sure, with_head=True), forms_of(rest, with_head=True)
        fitting = [
            form for form in loose if len(form.urls) >= _FEWEST_ALIKE or not mapped.isdisjoint(form.urls)
        ]
        rated = [(_rate(form) + _WORD_OF_A_FEED, form) for form in sure]
        rated += [(rate, form) for form in fitting if (rate := _rate(form)) >= _LEAST_LIKELY]
        vouched = {form.signature for form in sure}
        forms = [form for _, form in sorted(rated, key=lambda pair: -pair[0])][:_MOST_FORMS]
        return [evolve(form, is_twin=form.signature in vouched and form not in sure) for form in forms]


@frozen
class Articles:
    """The pattern of the addresses of articles, and how far it was checked."""

    pattern: str
    forms: tuple[Form, ...]
    sampled: int
    """Addresses of articles that it was made from."""
    matched: int
    """Those of them that it matches: not all where a line cannot hold every form."""
    others: int
    """Other addresses of the portal that it was tried on."""
    strays: tuple[str, ...]
    """Those of them that it matches all the same."""

    def has(self, url: str) -> bool:
        return bool(self.pattern) and bool(re.search(self.pattern, path_of(url)))


def _rate(form: Form) -> float:
    return sum(map(likeness, form.urls)) / len(form.urls) + math.log10(len(form.urls))


async def read_forms(sampler: Sampler, forms: Sequence[Form]) -> list[Form]:
    """Those forms whose pages read as articles; asks for pages of each in turn until enough is known."""
    for turn in range(WANTED):
        for form in forms:
            if len(sampler.samples) < _MOST_READ and _is_open(sampler, form, turn):
                await sampler.take(_nth(form.urls, turn))
    return [form for form in forms if _holds_up(sampler, form)]


def _is_open(sampler: Sampler, form: Form, turn: int) -> bool:
    """Whether another page of a form should be read: its first one always."""
    if turn == 0 or (form.is_twin and turn < _READ_OF_A_TWIN):
        return True
    is_hopeful = turn < _MOST_FAILURES or _holds_up(sampler, form)
    return is_hopeful and len(sampler.good()) < WANTED


def _nth(urls: Sequence[str], turn: int) -> str:
    """From all over the list: its ends may be special."""
    return urls[int(len(urls) * (turn * 0.381966 % 1.0))]


def turns_of(sampler: Sampler, form: Form) -> int:
    """How many of its pages were asked for."""
    return sum(url in sampler.samples for url in form.urls)


def _holds_up(sampler: Sampler, form: Form) -> bool:
    taken = [sampler.samples[url] for url in form.urls if url in sampler.samples]
    good = sum(sample.is_good for sample in taken)
    return good == len(taken) > 0 if form.is_twin else good > 0 and 2 * good >= len(taken)


def pattern_for(forms: Sequence[Form], others: Iterable[str]) -> Articles:
    """Of some patterns the one that has most of the articles, among equals the one with the fewest strays."""
    known = {url for form in forms for url in form.urls}
    tried = tuple(dict.fromkeys(url for url in others if url not in known))
    choices = [_checked(pattern, forms, tried) for pattern in _choices(forms)]
    return min(choices, key=lambda choice: (-choice.matched, len(choice.strays), choices.index(choice)))


def _choices(forms: Sequence[Form]) -> Iterator[str]:
    """Forms joined where only their first folder differs; each for itself; with headlines of three words."""
    for has_headline in (False, True):
        yield _pattern(forms, lambda form: signature_of(form.urls[0]), has_headline)
        yield _pattern(forms, lambda form: form.signature, has_headline)
        yield _pattern(forms, lambda form: loosened(signature_of(form.urls[0])), has_headline)


def _pattern(forms: Sequence[Form], key: Callable[[Form], Signature], has_headline: bool) -> str:
    """One pattern for the forms of each key, the most frequent first, as far as a line holds them."""
    groups: dict[Signature, list[str]] = {}
    for form in forms:
        groups.setdefault(key(form), []).extend(form.urls)
    chosen: list[str] = []
    for urls in sorted(groups.values(), key=len, reverse=True):
        pattern = pattern_of(urls, has_headline)
        if not chosen or len(joined([*chosen, pattern])) <= _LONGEST_PATTERN:
            chosen.append(pattern)
    return joined(chosen)


def _checked(pattern: str, forms: Sequence[Form], others: Sequence[str]) -> Articles:
    search = re.compile(pattern).search
    matched = [url for form in forms for url in form.urls if search(path_of(url))]
    strays = tuple(url for url in others if search(path_of(url)))
    sampled = {url for form in forms for url in form.urls}
    return Articles(pattern, tuple(forms), len(sampled), len(set(matched)), len(others), strays)
