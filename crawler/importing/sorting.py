"""What somebody's WARC files hold of the portals that are declared."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

from attrs import evolve, frozen

from archive.attached import PICTURE
from archive.foreign import Answer
from archive.records import PART_TYPES, format_instant
from archive.requisites import absolute
from crawler.portal import Portal
from pipelines.further import is_further
from pipelines.urls import canonicalise

_PARTS = re.compile(
    r"text/(?:css|javascript)|application/(?:x-)?javascript|font/|audio/|video/", re.IGNORECASE
)
"""What pages are made of, and nobody links to as a file."""
_PICTURE = re.compile(PICTURE, re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:[/_,~-]|[_-]p|/p/?|[/_-](?:page|seite|pagina|pag|str)[/_-]?)\d{1,2}(?=(?:\.\w{2,5})?/?$)",
    re.IGNORECASE | re.ASCII,
)
_FIRSTS = ("", "_0", "_1", "-0")
"""What the first page of a divided article has where others have their numbers."""


@frozen
class Offered:
    """An answer of an address that an archive may hold."""

    portal: str
    url: str
    """Canonical."""
    answer: Answer
    """The record that holds the body, at the instant of the one that stands for it."""
    source: str
    """File and id of that one."""

    @property
    def place(self) -> tuple[str, str]:
        """Address and instant: by these a capture is known."""
        return self.answer.url, self.answer.captured_at

    @property
    def body_place(self) -> tuple[str, str]:
        """The same of the record that holds the body."""
        return self.answer.repeats[:2] if self.answer.repeats else self.place  # type: ignore[return-value]


class Sorting:
    """Takes answers in any order; told afterwards, in the order of time, which are of articles and which of files."""

    def __init__(self, portals: Collection[type[Portal]]) -> None:
        self.left: Counter[str] = Counter()
        """Why answers are left out, in words, and how many."""
        self.strangers: Counter[str] = Counter()
        """Hosts of no portal that is declared, and how many answers are of them."""
        self._hosts: defaultdict[str, list[type[Portal]]] = defaultdict(list)
        for portal in portals:
            for host in portal.own_hosts:
                self._hosts[host].append(portal)
        self._articles: list[Offered] = []
        self._files: list[Offered] = []
        self._parts: list[Offered] = []
        self._revisits: list[Answer] = []
        self._bodies: dict[tuple[str, str], Answer] = {}
        """Address and instant, address and digest, or nothing and record id, to the record that holds a body."""
        self._led: dict[str, str] = {}
        """Where the address of what is no article led to, to that."""
        self._tomorrow = format_instant(datetime.now(UTC) + timedelta(days=1))

    def add(self, answer: Answer) -> None:
        host = urlsplit(canonicalise(answer.url)).netloc
        if host not in self._hosts:
            self.strangers[host] += 1
        elif not "1991" < answer.captured_at < self._tomorrow:
            self.left["without a date that can be true"] += 1
        elif answer.repeats:
            self._revisits.append(answer)
        else:
            own = (answer.captured_at, answer.payload_digest)
            keys = [(answer.url, by) for by in own if by] + [("", answer.record_id)] * bool(answer.record_id)
            self._bodies |= dict.fromkeys(keys, answer)
            self._sort(answer, answer.source)

    def articles(self) -> list[Offered]:
        """Answers of the addresses of articles, oldest first."""
        self._resolve()
        return in_time(self._articles)

    def files(self) -> list[Offered]:
        """Answers of other addresses, which are of files, or of further pages, if an article offers them; a second
        time under the address that led there."""
        self._resolve()
        led = (evolve(one, url=self._led[one.url]) for one in self._files if one.url in self._led)
        return in_time([*self._files, *led])

    def parts(self) -> list[Offered]:
        """Answers that may be what pages need to look as they did, by the addresses at which these name them, oldest
        first."""
        self._resolve()
        return in_time(self._parts)

    def _sort(self, answer: Answer, source: str) -> None:
        url = canonicalise(answer.url)
        portals = self._hosts[urlsplit(url).netloc]
        # Several portals may share a host, each with addresses of its own.
        own = next((portal for portal in portals if portal.is_article(url)), None)
        is_part = (
            answer.status == HTTPStatus.OK and answer.content_type.lower().startswith(PART_TYPES) and not own
        )
        if is_part:
            self._parts.append(Offered(portals[0].name, absolute(answer.url), answer, source))
        if own:
            self._articles.append(Offered(own.name, url, answer, source))
        elif answer.status == 200 and self._may_be_file(answer.content_type, portals):
            self._files.append(Offered(portals[0].name, url, answer, source))
            if (target := canonicalise(answer.target_url)) not in ("", url):
                self._led[url] = target
        else:
            if there := canonicalise(answer.redirect_url, answer.url) if answer.redirect_url else "":
                self._led[there] = url
            if not is_part:
                self.left["of what is no article and no file"] += 1

    @staticmethod
    def _may_be_file(content_type: str, portals: Collection[type[Portal]]) -> bool:
        is_wanted = any(portal.keeps_pictures for portal in portals) or not _PICTURE.match(content_type)
        return is_wanted and not _PARTS.match(content_type)

    def _resolve(self) -> None:
        """Revisits hold no body: the one that they repeat is taken, at their instant."""
        revisits, self._revisits = self._revisits, []
        for revisit in revisits:
            url, at, record = revisit.repeats or ("", "", "")
            told = ((url or revisit.url, at), ("", record), (url or revisit.url, revisit.payload_digest))
            body = next((self._bodies[key] for key in told if key[1] and key in self._bodies), None)
            if body is None:
                self.left["repeat what is in none of these files"] += 1
            else:
                place = (body.url, body.captured_at)
                there = evolve(body, url=revisit.url, captured_at=revisit.captured_at, repeats=place)
                self._sort(there, revisit.source)


def without_further(articles: Collection[Offered]) -> tuple[list[Offered], list[Offered]]:
    """``articles`` without those that may be further pages of others among them, and these."""
    urls = {one.url for one in articles}
    further = {url for url in urls if any(first in urls and is_further(first, url) for first in _firsts(url))}
    return [one for one in articles if one.url not in further], [
        one for one in articles if one.url in further
    ]


def _firsts(url: str) -> Iterator[str]:
    """The addresses of which ``url`` may be a further page."""
    parts = urlsplit(url)
    for first in _FIRSTS:
        path, count = _NUMBERED.subn(first, parts.path)
        if count and path != parts.path:
            yield parts._replace(path=path).geturl()
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for pair in pairs:
        if pair[1].isdecimal():
            yield parts._replace(query=urlencode([other for other in pairs if other != pair])).geturl()


def in_time(offered: Iterable[Offered]) -> list[Offered]:
    """Oldest first."""
    return sorted(offered, key=lambda one: one.answer.captured_at)
