"""When a page says it was published and changed: where to look, in which order, and what not to believe.

The order, first that yields wins, for each of the two dates by itself:

1. the portal's rules (``rule``)
2. JSON-LD of the article (``json-ld:datePublished``)
3. meta (``meta:article:published_time``)
4. microdata and ``<time>`` beside the title (``itemprop:…``, ``time``)
5. a labelled line beside the title, then one at the article's end (``text:Updated:``)
6. feed or sitemap (``hint:feed``)
7. the address (``url``)
8. a line beside the title that is a date and little else (``text``)

A day found above is refined by a minute found below when both name the same day. Running text, related
articles, comments, copyright lines and clocks are never asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from urllib.parse import unquote, urlsplit

from attrs import evolve, frozen
from lxml.html import HtmlElement

from archive.records import Claim
from pipelines import meta
from pipelines.dates import claim_of, figure_order, parse_date
from pipelines.jsonld import text_of
from pipelines.labels import Role, forbids, label_alone, label_before
from pipelines.moments import Found, find_days, mentions_year, plain_figures
from pipelines.outline import Line, names_of, visible_text
from pipelines.sources import Sources

_LONGEST_LABELLED = 160
_LONGEST_ALONE = 110
_MOST_BESIDE = 60
_IN_ADDRESS = (
    re.compile(r"/(?P<year>(?:19|20)\d\d)[/_-]?(?P<month>0[1-9]|1[0-2])[/_-]?(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>[1-9]|1[0-2])[/-](?P<day>[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
    re.compile(r"[/_]t?(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])_"),
    re.compile(r"(?<=[/_-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"),
)
_MARKED = re.compile(r"date|time|publi|posted|byline|meta|info|source|pubtime|fecha|datum", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|changed")
_PUBLISHED = re.compile(r"publi|entry-date|posted|created")
_SENTENCE = re.compile(r"[.!?。！？]\s+\w+\s+\w+\s+\w+|,\s\w+\s\w+\s\w+\s\w+\s\w+")

Read = Callable[..., Claim | None]


@frozen
class Dates:
    """What was found, and the visible lines in which it stood."""

    published: Claim | None = None
    modified: Claim | None = None
    lines: tuple[Line, ...] = ()


@frozen(eq=False)
class _Candidate:
    role: Role
    claim: Claim
    line: Line | None = None


def find_dates(sources: Sources) -> Dates:
    """The dates of the page's article. Absent is absent: each is ``None`` where nothing on the page claims it."""
    read = partial(
        parse_date,
        languages=sources.languages,
        timezone=sources.page.reading.timezone,
        order=sources.rules.date_order,
        captured_at=sources.page.captured_at,
    )
    candidates = list(_candidates(sources, read))
    published = _choose(candidates, "published")
    if published is None:
        candidates = [candidate for candidate in candidates if not _is_housekeeping(candidate, candidates)]
    return Dates(
        published=published,
        modified=_choose(candidates, "modified"),
        lines=tuple(dict.fromkeys(c.line for c in candidates if c.line)),
    )


def _choose(candidates: list[_Candidate], role: Role) -> Claim | None:
    claims = [candidate.claim for candidate in candidates if candidate.role == role]
    if not claims:
        return None
    chosen = next((claim for claim in claims if not _is_artefact(claim, claims)), None)
    if chosen and chosen.precision == "day":
        return next((c for c in claims if c.on == chosen.on and c.precision in ("minute", "second")), chosen)
    return chosen


def _is_housekeeping(candidate: _Candidate, candidates: list[_Candidate]) -> bool:
    """A 'modified' of the publishing system that nobody sees on a page without any other date."""
    seen = {other.claim.on for other in candidates if other.line or other.claim.origin == "rule"}
    return candidate.line is None and candidate.claim.on not in seen and not candidate.claim.origin.startswith("hint")


def _is_artefact(claim: Claim, claims: list[Claim]) -> bool:
    """1 January without a time is what systems write for 'some time in that year', unless said twice."""
    alone = sum(other.on == claim.on for other in claims) == 1
    return claim.precision == "day" and claim.on.endswith("-01-01") and alone and not claim.origin.startswith("text:")


def _candidates(sources: Sources, read: Read) -> Iterator[_Candidate]:
    yield from _from_rules(sources, read)
    yield from _from_json_ld(sources, read)
    yield from _from_metas(sources, read)
    yield from _from_microdata(sources, read)
    lines = list(_from_lines(sources))
    yield from (candidate for candidate in lines if candidate.claim.origin.startswith("time"))
    yield from (candidate for candidate in lines if candidate.claim.origin.startswith("text:"))
    yield from _from_hint(sources, read)
    yield from _from_address(sources, read)
    yield from (candidate for candidate in lines if candidate.claim.origin == "text")


def _from_rules(sources: Sources, read: Read) -> Iterator[_Candidate]:
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("published", sources.rules.published),
        ("modified", sources.rules.modified),
    )
    for role, selectors in roles:
        for text in sources.declared_all(selectors):
            if claim := read(text, origin="rule"):
                yield _Candidate(role, claim)
                break


def _from_json_ld(sources: Sources, read: Read) -> Iterator[_Candidate]:
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("published", ("datePublished", "dateCreated")),
        ("modified", ("dateModified",)),
    )
    for role, names in roles:
        for name in names:
            if claim := read(text_of(sources.article.get(name)), origin=f"json-ld:{name}"):
                yield _Candidate(role, claim)


def _from_metas(sources: Sources, read: Read) -> Iterator[_Candidate]:
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = (("published", meta.PUBLISHED), ("modified", meta.MODIFIED))
    for role, names in roles:
        for name in names:
            if name in sources.metas and (claim := read(sources.metas[name][0], origin=f"meta:{name}")):
                yield _Candidate(role, claim)


def _from_microdata(sources: Sources, read: Read) -> Iterator[_Candidate]:
    roles: tuple[tuple[Role, str], ...] = (("published", "datepublished"), ("modified", "datemodified"))
    for role, name in roles:
        elements = [e for e in sources.items.get(name, ()) if not sources.outline.is_outside(e)]
        written = {_machine_text(element): element for element in elements}
        if len(written) == 1 and (claim := read(next(iter(written)), origin=f"itemprop:{name}")):
            yield _Candidate(role, claim)


def _machine_text(element: HtmlElement) -> str:
    return element.get("content") or element.get("datetime") or visible_text(element)


def _from_hint(sources: Sources, read: Read) -> Iterator[_Candidate]:
    hint = sources.page.hint
    roles: tuple[tuple[Role, str], ...] = (("published", hint.published), ("modified", hint.modified))
    for role, written in roles:
        if written and (claim := read(written, origin=f"hint:{hint.origin or 'listing'}")):
            yield _Candidate(role, claim)


def _from_address(sources: Sources, read: Read) -> Iterator[_Candidate]:
    path = unquote(urlsplit(sources.document.url).path)
    for form in _IN_ADDRESS:
        match = form.search(path)
        if match and (claim := read(f"{match['year']}-{match['month']}-{match['day']}", origin="url")):
            yield _Candidate("published", claim)
            return


def _from_lines(sources: Sources) -> Iterator[_Candidate]:
    """Labelled dates beside the title and at the article's end; bare ones only beside the title."""
    head = sources.outline.head()
    near = {line.position for line in head}
    for line in head:
        yield from _in_line(sources, line, True)
    for line in sources.outline.lines[sources.outline.prose :]:
        if line.position not in near and len(line.text) <= _LONGEST_LABELLED:
            yield from _in_line(sources, line, False)


def _in_line(sources: Sources, line: Line, beside_title: bool) -> Iterator[_Candidate]:
    if len(line.text) > _LONGEST_LABELLED or not any(c.isdigit() for c in line.text):
        return
    text = plain_figures(line.text)
    if not mentions_year(text) or sources.outline.is_outside(line.element):
        return
    if timed := list(_timed(sources, line, text)):
        yield from timed
        return
    order = sources.rules.date_order or figure_order(sources.languages, sources.page.reading.timezone)
    days = find_days(text, sources.languages, order)
    floor = 0
    for day in days:
        role, label = _role(sources, line, text, day, floor)
        floor = day.end
        if role:
            yield from _claimed(sources, line, day, role, f"text:{label}")
        elif beside_title and _stands_alone(sources, line, text, days) and label is not None:
            yield from _claimed(sources, line, day, "published", "text")
            return


def _timed(sources: Sources, line: Line, text: str) -> Iterator[_Candidate]:
    """``<time datetime>`` in a line: the attribute is what a machine should read."""
    page, floor = sources.page, 0
    for element in islice(line.element.iter("time"), 4):
        shown = plain_figures(visible_text(element))
        at = text.find(shown, floor)
        claim = parse_date(
            element.get("datetime", ""), timezone=page.reading.timezone, origin="time", captured_at=page.captured_at
        )
        if claim and shown and at >= 0:
            role, label, forbidden = label_before(text[floor:at], at - floor)
            floor = at + len(shown)
            if not forbidden:
                origin = f"time:{label}" if label else "time"
                yield _Candidate(role or _role_by_name(element), evolve(claim, origin=origin), line)


def _role_by_name(element: HtmlElement) -> Role:
    names = f"{names_of(element)} {element.get('itemprop', '')}".lower()
    return "modified" if _CHANGED.search(names) and not _PUBLISHED.search(names) else "published"


def _role(sources: Sources, line: Line, text: str, day: Found, floor: int) -> tuple[Role | None, str | None]:
    """What a date is by the words before it, or by the line before that is nothing but a label.

    The second value is the label, or ``None`` where the words say that the date is no claim at all.
    """
    role, label, forbidden = label_before(text[floor : day.start], day.start - floor)
    if forbidden:
        return None, None
    if role is None and not text[: day.start].strip() and line.position:
        role, label = label_alone(sources.outline.lines[line.position - 1].text)
    return role, label


def _stands_alone(sources: Sources, line: Line, text: str, days: list[Found]) -> bool:
    """Whether a line without label is a date line: a date, perhaps names beside it, no sentence."""
    if len(text) > _LONGEST_ALONE or len(days) > 1 or forbids(text):
        return False
    beside = len(text) - sum(day.end - day.start for day in days)
    if beside > _MOST_BESIDE or _SENTENCE.search(text):
        return False
    if line.position == sources.outline.title or _is_clock(sources, line):
        return False
    return True


def _is_clock(sources: Sources, line: Line) -> bool:
    """A date above the title that is the day of the capture is the portal's clock."""
    title = sources.outline.title
    if title is None or line.position > title:
        return False
    captured = parse_date(sources.page.captured_at, timezone=sources.page.reading.timezone)
    claim = parse_date(line.text, languages=sources.languages)
    return bool(captured and claim and captured.on == claim.on)


def _claimed(sources: Sources, line: Line, day: Found, role: Role, origin: str) -> Iterator[_Candidate]:
    page = sources.page
    claim = claim_of(day.moment, timezone=page.reading.timezone, origin=origin, captured_at=page.captured_at)
    if claim:
        yield _Candidate(role, claim, line)
