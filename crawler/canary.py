"""A live look at a declared portal: do its ways still name articles, and do these still read as such?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from attrs import frozen
from scrapy.http import Response

from archive.records import DOCUMENT, Article, Hint
from archive.terminal import printable
from crawler.portal import Portal
from crawler.probe.samples import MUST, Sample, Sampler, missing_everywhere
from crawler.scout import Scout
from crawler.spiders.found import Found, Way, Window
from pipelines.urls import canonicalise

MOST_ASKED = 40
"""Addresses that are asked of one portal."""
_MOST_BEGINNINGS = 5
"""Days of a dated archive that are looked at."""
_MOST_LISTINGS = 4
"""Listings that a beginning leads to: children of a sitemap index, sections."""
_MOST_WATCHED = 20
"""Pages that are watched and that are read; the others are named by a crawl that does not keep them."""
_READ = 3


@frozen
class Look:
    """What one look at a portal gave."""

    portal: str
    named: int
    """Articles that its ways named."""
    read: int
    faults: tuple[str, ...]
    """Named reasons, empty where all is as declared."""

    def line(self) -> str:
        seen = f"{self.named} articles named, {self.read} read"
        if not self.faults:
            return f"{self.portal}: OK ({seen})"
        return "\n".join(
            [f"{self.portal}: FAILED ({seen})", *(f"  {printable(fault)}" for fault in self.faults)]
        )


async def look_at(scout: Scout, portal: Portal, expected: Sequence[str]) -> Look:
    """Ask every way for its beginning, read a few of the articles named. ``expected``: fields that they had."""
    scout.hosts = portal.own_hosts
    named, faults = await named_by(scout, portal)
    watched = {url: portal.hint_of(url) for url in portal.watched}
    hints = {url: hint for found in named for url, hint in found.items()} | watched
    samples = await _read(scout, portal, [*islice(watched, _MOST_WATCHED), *_spread(named)], hints)
    faults += [f"led-away: {url}: leads to {there}" for url, there in _led_away(samples, portal)]
    read = [sample for sample in samples if sample.article]
    # A page that is watched may be any page, and have neither date nor author.
    own = [sample for sample in read if sample.url not in portal.watched]
    articles = [sample.article for sample in own if sample.article]
    faults += [f"not-read: {sample.url}: {_reason(sample)}" for sample in samples if not sample.article]
    faults += [
        f"field-gone: none of {len(articles)} articles has {field}"
        for field in missing_everywhere(articles, (*_must(own, hints), *expected))
    ]
    return Look(portal.name, len(hints), len(read), tuple(faults))


def fields_of(answers: Sequence[Mapping[str, object]]) -> list[str]:
    """Fields of an article that reviewed answers have, and that the portal's pages should therefore have."""
    return sorted({field for answer in answers for field, value in answer.items() if value} - {"refused"})


async def named_by(scout: Scout, portal: Portal) -> tuple[list[dict[str, Hint]], list[str]]:
    """For each way of a portal the newest articles that it names, with what it says of them; the named reasons of those
    that name none."""
    looked = [await _named_by(scout, portal, way) for way in portal.ways]
    return [found for found, _ in looked], [why for _, why in looked if why]


def _led_away(samples: Sequence[Sample], portal: Portal) -> Iterator[tuple[str, str]]:
    """The watched pages whose addresses lead to what is neither an article nor watched, and where."""
    for sample in samples:
        there = canonicalise(sample.response.url) if sample.response else sample.url
        if sample.url in portal.watched and not portal.is_article(there):
            yield sample.url, there


def _must(samples: Sequence[Sample], hints: Mapping[str, Hint]) -> Iterator[str]:
    """What articles must have: of documents no day, where their list tells none."""
    documents = [sample for sample in samples if sample.article and DOCUMENT in sample.article.flags]
    is_undated = documents == samples and not any(hints[sample.url].published for sample in documents)
    yield from (field for field in MUST if field != "date" or not is_undated)


async def _named_by(scout: Scout, portal: Portal, way: Way) -> tuple[dict[str, Hint], str]:
    """The articles of a way with what it says of them, or the named reason why there is none."""
    beginnings = list(islice(way.start(Window()), _MOST_BEGINNINGS))
    why = ""
    for url in beginnings:
        response = await scout.ask(url)
        if response is None:
            why = why or f"way-silent: {way!r}: {url}: {scout.failures.get(url, 'no answer')}"
            continue
        try:
            found = await _articles_at(scout, portal, way, response)
        except ValueError as error:
            why = f"way-unreadable: {way!r}: {error}"
            continue
        if found:
            return found, ""
        why = f"no-article: {way!r}: {url} names nothing that article_url {portal.article_url!r} matches"
    return {}, why


async def _articles_at(scout: Scout, portal: Portal, way: Way, response: Response) -> dict[str, Hint]:
    """What a beginning names; where that is only further listings, what the outer ones of these name."""
    found = list(way.read(response, Window()))
    articles = dict(_articles(portal, found, response))
    listings = [canonicalise(item.url, response.url) for item in found if item.kind == "listing"]
    for url in [] if articles else [*listings[:1], *reversed(listings[1:][-_MOST_LISTINGS:])]:
        if answer := await scout.ask(url):
            articles |= dict(_articles(portal, list(way.read(answer, Window())), answer))
    return articles


def _articles(portal: Portal, found: Sequence[Found], response: Response) -> Iterator[tuple[str, Hint]]:
    for item in found:
        url = canonicalise(item.url, response.url) if item.kind == "article" else ""
        if url and portal.is_article(url):
            yield url, item.hint


def _spread(named: Sequence[Mapping[str, Hint]]) -> list[str]:
    """The first articles of every way in turn: mostly the newest."""
    turns = [url for at in range(_READ) for found in named for url in islice(found, at, at + 1)]
    return list(dict.fromkeys(turns))[: max(_READ, len(named))]


async def _read(scout: Scout, portal: Portal, urls: Sequence[str], hints: Mapping[str, Hint]) -> list[Sample]:
    sampler = Sampler(scout, portal.reading, hints)
    try:
        return [await sampler.take(url) for url in urls]
    finally:
        sampler.close()


def _reason(sample: Sample) -> str:
    result = sample.result
    return "" if isinstance(result, Article) else f"{result.reason} {result.detail}".strip()
