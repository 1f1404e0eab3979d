"""When a page says it was published and changed: where to look, in which order, and what not to believe.

The order, first that yields wins, for each of the two dates by itself:

1. the portal's rules (``rule``)
2. JSON-LD of the article (``json-ld:datePublished``)
3. meta (``meta:article:published_time``)
4. microdata (``itemprop:…``); JSON-LD of the page instead of an article, where the reader sees the same day
5. ``<time>`` beside the title (``time``, ``time:Updated``)
6. a labelled line beside the title (``text:Updated:``); what says published before what says issued or signed
7. feed or sitemap (``hint:feed``)
8. the address (``url``)
9. a line beside the title that is a date and little else (``text``); failing that the day of an official journal
   (``text:BOE núm. 123``)
10. the day with which the text opens (``text:opening``); a day and an hour alone below it (``text:below the text``)
11. labelled lines below the text, where they agree (``text:Last updated:``); failing those, in side bars
12. labelled months, where they agree ('Last updated: June 2020')
13. the day with which the text ends, alone in its line (``text:closing``)

Corrections: a day found above is refined by a minute found below when both name it, a year or month by a day in it;
a published date that the reader sees beside the title is believed before a later stamp in the head, and a change that
the reader sees before an earlier one there; 1 January without a time counts only where it is said twice or visibly. A
'modified' in the head alone, on a page that nothing dates, is the publishing system's housekeeping and no claim.

How often the day of publication from each origin was right on the corpus of ``tests/benchmarks`` (2026-11-28);
'change': the answer is the day of a change that the page tells besides; 'invented': the answer has no date:

=========================  =====  ======  =====  ========
origin                     right  change  wrong  invented
=========================  =====  ======  =====  ========
``json-ld:datePublished``    210      23      3         3
``meta:…``                   180       3      6         3
``text``                      95       0      6         4
``time``                      29       0      2         0
``itemprop:datepublished``    23       2      0         2
``text:LABEL``                18       0      1         2
``url``                        8       0      0         0
=========================  =====  ======  =====  ========

Refused, as they were wrong or invented more often than right: JSON-LD alone on a page that Open Graph calls a
website (1 right, 2 wrong, 4 invented), JSON-LD of the page that no line confirms (2 right, 1 wrong, 10 invented),
``date`` in the data that scripts hold (1 right, 3 what the page elsewhere calls the change).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from urllib.parse import unquote, urlsplit

from attrs import evolve, frozen
from lxml.html import HtmlElement

from archive.records import Claim
from pipelines import meta
from pipelines.datelines import Candidate, read_lines, read_opening
from pipelines.dates import parse_date
from pipelines.endings import read_closing, read_stamp
from pipelines.jsonld import addresses_of, text_of, types_of
from pipelines.labels import Role
from pipelines.occasions import is_among_events
from pipelines.outline import Line, names_of, visible_text
from pipelines.sources import Sources

_IN_ADDRESS = (
    re.compile(
        r"/(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>0[1-9]|[12]\d"
        r"|3[01])(?=[/_.-]|$)"
    ),
    re.compile(
        r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>[1-9]|1[0-2])[/-](?P<day>[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    ),
    re.compile(r"[/_]t?(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])_"),
    re.compile(
        r"(?<=[/_-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    ),
)
_MONTH_IN_ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3,9})/(?P<day>\d{1,2})(?=/)", re.IGNORECASE
)
_ANY_PUBLISHED = re.compile(
    r"publish\w*[\s._:-]?(?:date|time|on|at)\b|(?:date|time)[\s._:-]?publish|pub[\s._-]?date"
)

_OF_ANY_DAY = frozenset(
    f"meta:{name}" for name in ("date", "dc.date", "dcterms.date", "dcterms.created", "created")
)
"""Claims of 'a point or period of time associated with an event in the lifecycle of the resource' (DCMI Terms)."""
_DRAFTED = 7
"""Days for which a page waits for its publication."""
_EVENT = re.compile(r"event|termin|veranstaltung", re.IGNORECASE)
_OF_LETTERS = {"year": 4, "month": 7}
"""Letters of a day that a claim names which names none."""

Read = Callable[..., Claim | None]


@frozen
class Dates:
    """What was found, and the visible lines in which it stood."""

    published: Claim | None = None
    modified: Claim | None = None
    overruled: Claim | None = None
    """What the page itself names as the day of publication, where a feed or sitemap was believed instead."""
    lines: tuple[Line, ...] = ()


def find_dates(sources: Sources) -> Dates:
    """The dates of the page's article. Absent is absent: each is ``None`` where nothing on the page claims it."""
    read = partial(
        parse_date,
        languages=sources.languages,
        timezone=sources.page.reading.timezone,
        order=sources.rules.date_order,
        captured_at=sources.page.captured_at,
    )
    candidates = _without_doubtful(sources, list(_candidates(sources, read)))
    published = _published(candidates, sources.page.reading.timezone)
    if published is None:
        candidates = [candidate for candidate in candidates if not _is_housekeeping(candidate, candidates)]
    modified = _modified(candidates)
    if modified and published and modified.origin.startswith("hint:") and modified.value == published.value:
        modified = (
            None  # a list tells of no change so; another list does not tell it, and that would look like one
        )
    days = {claim.on for claim in (published, modified) if claim}
    read_from = (c.line for c in candidates if c.line and c.claim.on in days)
    return Dates(published, modified, _overruled(published, candidates), tuple(dict.fromkeys(read_from)))


def _without_doubtful(sources: Sources, candidates: list[Candidate]) -> list[Candidate]:
    """Without the dates of JSON-LD where they are all there is and Open Graph calls the page a website, no article.

    Shops and guides put pages without a date into an article's template. A news article that names the page's
    address is believed.
    """
    if sources.metas.get("og:type", ("",))[0].lower() != "website" or _is_news(sources):
        return candidates
    others = [c for c in candidates if not c.claim.origin.startswith("json-ld:")]
    is_dated = any(c.line or c.role == "published" for c in others)
    return candidates if is_dated else others


def _is_news(sources: Sources) -> bool:
    is_news = any(kind.endswith("NewsArticle") for kind in types_of(sources.article))
    return is_news and any(map(sources.is_page, addresses_of(sources.article)))


def _overruled(published: Claim | None, candidates: list[Candidate]) -> Claim | None:
    if published is None or not published.origin.startswith("hint:"):
        return None
    own = (c.claim for c in candidates if c.role == "published" and not c.claim.origin.startswith("hint:"))
    return next((claim for claim in own if claim.on != published.on), None)


def _published(candidates: list[Candidate], timezone: str) -> Claim | None:
    chosen = _first(candidates, "published")
    if chosen is None:
        return None
    chosen = _seen_otherwise(chosen, candidates) or chosen
    # An undeclared zone is UTC: then the page's own day settles which day the portal means.
    return _on_local_day(chosen, candidates) if timezone == "UTC" and chosen.precision != "day" else chosen


def _modified(candidates: list[Candidate]) -> Claim | None:
    """The first in the order, unless the reader sees a later change beside the title that the head does not tell."""
    chosen = _first(candidates, "modified")
    if chosen is None or not _is_in_head(chosen):
        return chosen
    seen = [c.claim for c in candidates if c.role == "modified" and c.beside_title and ":" in c.claim.origin]
    return next((claim for claim in seen if claim.on > chosen.on), chosen)


def _is_in_head(claim: Claim) -> bool:
    return claim.origin.startswith(("json-ld:", "meta:", "itemprop:"))


def _first(candidates: list[Candidate], role: Role) -> Claim | None:
    """The claim of the first source in the order, refined by a minute that another source knows of that day."""
    claims = [candidate.claim for candidate in candidates if candidate.role == role]
    chosen = next((claim for claim in claims if not _is_artefact(claim, claims)), None)
    if chosen and chosen.precision in _OF_LETTERS:
        within = chosen.on[: _OF_LETTERS[chosen.precision]]
        days = (c for c in claims if c.precision not in _OF_LETTERS and not c.on.endswith("-01-01"))
        finer = (c for c in days if c.on.startswith(within))
        chosen = next(finer, chosen)
    if chosen and chosen.precision == "day":
        return next((c for c in claims if c.on == chosen.on and c.precision in ("minute", "second")), chosen)
    return chosen


def _on_local_day(chosen: Claim, candidates: list[Candidate]) -> Claim:
    """An instant with the day on which the page itself or its address dates it, where that is the next one."""
    days = [
        c.claim.on
        for c in candidates
        if c.role == "published" and (c.beside_title or c.claim.origin == "url")
    ]
    near = [day for day in days if abs(date.fromisoformat(day) - date.fromisoformat(chosen.on)).days == 1]
    return evolve(chosen, on=near[0]) if near and chosen.on not in days else chosen


def _seen_otherwise(chosen: Claim, candidates: list[Candidate]) -> Claim | None:
    """The date that the reader sees beside the title, where it is before what the head says.

    Systems stamp an old article anew when it is moved or touched; nobody prints too early a date by hand. A few days
    later it may be where the head has any day in the life of the page, that on which it was begun: as ``<time>`` alone,
    as other days are those of events.
    """
    if not _is_in_head(chosen):
        return None
    beside = (c for c in candidates if c.role == "published" and c.beside_title)
    beside = (c for c in beside if c.line and not (c.is_bare and _is_of_event(c.line)))
    seen = [c.claim for c in beside if c.claim.precision != "month" and not c.is_of_drafting]
    days = (date.fromisoformat(chosen.on) - date.fromisoformat(seen[0].on)).days if seen else 0
    if chosen.origin in _OF_ANY_DAY and -_DRAFTED <= days < 0:
        return seen[0] if seen[0].origin == "time" else None
    return seen[0] if days > (0 if chosen.precision == "day" else 1) else None


def _is_of_event(line: Line) -> bool:
    return any(_EVENT.search(names_of(node)) for node in (line.element, *line.element.iter("time")))


def _is_housekeeping(candidate: Candidate, candidates: list[Candidate]) -> bool:
    """A 'modified' of the publishing system that nobody sees on a page without any other date."""
    seen = {other.claim.on for other in candidates if other.line or other.claim.origin == "rule"}
    return (
        candidate.line is None
        and candidate.claim.on not in seen
        and not candidate.claim.origin.startswith("hint")
    )


def _is_artefact(claim: Claim, claims: list[Claim]) -> bool:
    """1 January without a time is what systems write for 'some time in that year', unless said twice."""
    alone = sum(other.on == claim.on for other in claims) == 1
    return (
        claim.precision == "day"
        and claim.on.endswith("-01-01")
        and alone
        and not claim.origin.startswith("text")
    )


def _candidates(sources: Sources, read: Read) -> Iterator[Candidate]:
    yield from _from_rules(sources, read)
    yield from _from_json_ld(sources, read)
    yield from _from_metas(sources, read)
    yield from _from_microdata(sources, read)
    visible = read_lines(sources)
    lines = [c for c in visible if c.claim.precision != "month"]
    yield from _from_page_node(sources, read, {c.claim.on for c in lines if c.beside_title})
    labelled = [c for c in lines if c.beside_title and not c.is_of_drafting]
    yield from (c for c in labelled if c.claim.origin.startswith("time"))
    written = [c for c in labelled if c.claim.origin.startswith("text:") and not c.is_of_journal]
    yield from sorted(written, key=lambda candidate: candidate.is_of_any_date)
    yield from (c for c in lines if c.beside_title and c.is_of_drafting)
    yield from _from_hint(sources, read)
    yield from _from_address(sources, read)
    yield from (c for c in lines if c.beside_title and c.claim.origin == "text")
    yield from (c for c in labelled if c.is_of_journal)
    yield from read_opening(sources)
    yield from read_stamp(sources)
    yield from _unanimous([c for c in lines if not c.beside_title and not c.aside])
    yield from _unanimous([c for c in lines if c.aside])
    yield from _unanimous([c for c in visible if c.claim.precision == "month"])
    yield from read_closing(sources)


def _unanimous(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Labelled dates away from the title, where those of a role agree: several are a list of other things."""
    for role in ("published", "modified"):
        same = [candidate for candidate in candidates if candidate.role == role]
        same = [candidate for candidate in same if not candidate.is_of_drafting] or same
        if len({candidate.claim.on for candidate in same}) == 1:
            yield from same


def _from_rules(sources: Sources, read: Read) -> Iterator[Candidate]:
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("published", sources.rules.published),
        ("modified", sources.rules.modified),
    )
    for role, selectors in roles:
        for text in sources.declared_all(selectors):
            if claim := read(text, origin="rule"):
                yield Candidate(role, claim)
                break


def _from_json_ld(sources: Sources, read: Read) -> Iterator[Candidate]:
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("published", ("datePublished", "dateCreated")),
        ("modified", ("dateModified",)),
    )
    for role, names in roles:
        for name in names:
            if claim := read(text_of(sources.article.get(name)), origin=f"json-ld:{name}"):
                yield Candidate(role, claim)


def _from_page_node(sources: Sources, read: Read, seen: set[str]) -> Iterator[Candidate]:
    """The day that JSON-LD names for the page instead of an article: only where it is visible beside the title."""
    for node in sources.nodes if seen else ():
        if "WebPage" in types_of(node) and any(map(sources.is_page, addresses_of(node))):
            claim = read(text_of(node.get("datePublished")), origin="json-ld:datePublished")
            if claim and claim.on in seen:
                yield Candidate("published", claim)


def _from_metas(sources: Sources, read: Read) -> Iterator[Candidate]:
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("published", meta.PUBLISHED),
        ("modified", meta.MODIFIED),
    )
    for role, names in roles:
        for name in names:
            if name in sources.metas and (claim := read(sources.metas[name][0], origin=f"meta:{name}")):
                yield Candidate(role, claim)
    for name, contents in sources.metas.items():
        is_other = name not in meta.PUBLISHED and _ANY_PUBLISHED.search(name)
        if is_other and (claim := read(contents[0], origin=f"meta:{name}")):
            yield Candidate("published", claim)


def _from_microdata(sources: Sources, read: Read) -> Iterator[Candidate]:
    roles: tuple[tuple[Role, str], ...] = (("published", "datepublished"), ("modified", "datemodified"))
    for role, name in roles:
        elements = [e for e in sources.items.get(name, ()) if not sources.outline.is_outside(e)]
        written = {_machine_text(element): element for element in elements}
        if len(written) == 1 and (claim := read(next(iter(written)), origin=f"itemprop:{name}")):
            yield Candidate(role, claim)


def _machine_text(element: HtmlElement) -> str:
    return element.get("content") or element.get("datetime") or visible_text(element)


def _from_hint(sources: Sources, read: Read) -> Iterator[Candidate]:
    hint = sources.page.hint
    roles: tuple[tuple[Role, str], ...] = (("published", hint.published), ("modified", hint.modified))
    for role, written in roles:
        if written and (claim := read(written, origin=f"hint:{hint.origin or 'listing'}")):
            yield Candidate(role, claim)


def _from_address(sources: Sources, read: Read) -> Iterator[Candidate]:
    url = sources.document.url
    if is_among_events(url):
        return
    if claim := read(day_in_address(url) or _day_named_in_address(url), origin="url"):
        yield Candidate("published", claim)


def day_in_address(url: str) -> str:
    """The day (``YYYY-MM-DD``) that stands in the path of an address; empty where none does."""
    path = unquote(urlsplit(url).path)
    for form in _IN_ADDRESS:
        if match := form.search(path):
            return f"{match['year']}-{match['month']:0>2}-{match['day']:0>2}"
    return ""


def _day_named_in_address(url: str) -> str:
    """The same where the month is a word, as it stands there."""
    named = _MONTH_IN_ADDRESS.search(unquote(urlsplit(url).path))
    return f"{named['day']} {named['name']} {named['year']}" if named else ""
