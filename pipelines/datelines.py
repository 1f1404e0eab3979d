"""Dates in the visible lines of a page: labelled ones, and bare ones that stand alone beside the title.

Running text, related articles, comments, copyright lines and clocks are never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, takewhile

from attrs import evolve, frozen
from lxml.html import HtmlElement

from archive.records import Claim
from pipelines.bylines import QUOTED
from pipelines.dates import FIRST_YEAR, claim_of, parse_date
from pipelines.gazettes import EARLIEST, cites_journal, is_of_journal, journal_before
from pipelines.labels import (
    Role,
    forbids,
    is_of_any_date,
    is_of_drafting,
    label_alone,
    label_before,
    names_news,
)
from pipelines.listed import holds_link, is_listed, is_short
from pipelines.moments import (
    Found,
    claimed_days,
    find_month,
    is_as_of,
    is_end_of_span,
    mentions_year,
    plain_figures,
)
from pipelines.months import is_weekday
from pipelines.occasions import is_among_events, is_of_occasion
from pipelines.openings import opening_day
from pipelines.outline import Line, names_of, short_text, visible_text
from pipelines.sources import Sources

_LONGEST_LABELLED = 260
LONGEST_ALONE = 100
_HEADINGS = frozenset({"h1", "h2", "h3"})
_UNDER_TITLE = 3
_OVER_TITLE = 2
_FARTHEST_BARE = 17
"""How many lines below the title: further down a day without label is that of something else."""
_FEWEST_LISTED = 3
_ZONES_APART = timedelta(days=1)
_MOST_BELOW = 300
_SHORTEST_OPENING = 60
"""Characters of a line right under the title that may open the text in one sentence: 'Oldtown, 10 June 2020 – Speech of
the minister at the opening of the bridge'."""
_DIGIT = re.compile(r"\d|年")
YEAR = re.compile(r"\d\d\d\d|\d[./-]\d\d?\b|[年년]|[\u0e01-\u0e4e]\.?\s?\d\d")
_YEAR_WRITTEN = re.compile(r"(?<!\d)\d{4}(?!\d)")
_CALLED_DATE = re.compile(r"(?<![a-z])(?:date|datum|datetime|pubdate|fecha)(?![a-z])", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|changed")
_PUBLISHED = re.compile(r"publi|entry-date|posted|created")
_CALLED_CLOCK = re.compile(
    r"(?<![a-z])(?:today|clock|now|(?:current|server|live|local)[_-]?(?:date|time|day))(?![a-z])",
    re.IGNORECASE,
)
LABELS = frozenset({"dt", "th", "td", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"dt", "dd", "th", "td"})
_LONGEST_LABEL = 60
_MOST_BEFORE_TEXT = 4
_WORDS = re.compile(r"\w+")
_INTRODUCES = re.compile(r"(?<![|•·]\s)(?<!\w)\w+\s?:$|\W:$")
"""Ends a line that leads to what follows it, unless with one word set apart: '25.11.2011 | Source:'."""
_STEPS = re.compile(r"\s[>›»→]\s.*\s[>›»→]\s")
"""Steps of a breadcrumb, one of which may be the day of an issue: less than a day by itself."""
_SENTENCE_WORDS = 5
"""So many words in lower case beside a date are a sentence; a byline or a reading time has fewer."""


@frozen(eq=False)
class Candidate:
    """A date that something on the page claims, and the line where it is visible."""

    role: Role
    claim: Claim
    line: Line | None = None
    beside_title: bool = False
    aside: bool = False
    """Whether the line stands in a side bar."""
    of_another: bool = False
    """Whether it is rather the day of an event, of what a list holds, or of something far below the title."""

    @property
    def label(self) -> str:
        """What the page writes before the date."""
        return _label_of(self.claim.origin)

    @property
    def is_of_drafting(self) -> bool:
        """Whether its label says that something was written, signed or issued on that day: less than published."""
        return self.role == "published" and is_of_drafting(self.label)

    @property
    def is_of_journal(self) -> bool:
        """Whether its label names an official journal alone: the page's own day, where there is one, is another."""
        return cites_journal(self.label)

    @property
    def is_bare(self) -> bool:
        """Whether it is taken for the day of publication though no label says so."""
        return self.role == "published" and self.claim.origin in ("text", "time")

    @property
    def is_of_any_date(self) -> bool:
        """Whether its label says 'date' and nothing more."""
        return is_of_any_date(self.label)


def read_lines(sources: Sources) -> list[Candidate]:
    """The dates of the lines beside the title and below the text; ``origin`` ``time…``, ``text:LABEL`` or ``text``.

    Those of side bars are marked ``aside``.
    """
    return _in_place(sources, list(_from_lines(sources)))


def _from_lines(sources: Sources) -> Iterator[Candidate]:
    """Labelled dates beside the title, at the article's end and in side bars; bare ones only beside the title."""
    yield from _in_title(sources)
    head = sources.outline.head()
    near = {line.position: line for line in (*head, *sources.outline.under_heading())}
    for line in near.values():
        yield from _in_line(sources, line, True)
    start = head[-1].position if head else sources.outline.prose
    below = (line for line in sources.outline.lines[start:] if line.position not in near)
    dated = [line for line in below if len(line.text) <= _LONGEST_LABELLED and YEAR.search(line.text)]
    for line in dated[-_MOST_BELOW:]:
        yield from _in_line(sources, line, False)


def read_opening(sources: Sources) -> Iterator[Candidate]:
    """The day with which the text opens: 'OLDTOWN, 10 June 2020 – The ministry …'; ``origin`` ``text:opening``.

    A standfirst may stand before it.
    """
    outline = sources.outline
    if outline.title is None:
        return
    under = outline.lines[outline.title + 1 : outline.title + 1 + _MOST_BEFORE_TEXT]
    long = [line for line in under if len(line.text) > LONGEST_ALONE][:2]
    short = [line for line in under[:1] if _SHORTEST_OPENING < len(line.text) <= LONGEST_ALONE]
    for line in (*short, *long):
        day = opening_day(line.text, sources.languages, sources.date_order)
        if day and _is_article(sources, line):
            # Without its line: that is text, and stays there.
            found = claimed(sources, line, day, "published", "text:opening", False)
            yield from (evolve(candidate, line=None) for candidate in found)


def _is_article(sources: Sources, line: Line) -> bool:
    outline = sources.outline
    return not outline.is_outside(line.element) or outline.is_in_teaser(line.element)


def _in_place(sources: Sources, candidates: list[Candidate]) -> list[Candidate]:
    """Without labels far below a bare date right under the title, and without the bare dates of a list of them.

    The former belong to what the text lists; the latter date events or other articles, but for the only one right
    under the title.
    """
    title = sources.outline.title or 0
    days = {c.claim.on for c in candidates if c.beside_title and c.claim.origin == "text"}
    near = [c for c in candidates if c.line and 0 < c.line.position - title <= _UNDER_TITLE]
    own = near if len({c.claim.on for c in near}) == 1 else []
    candidates = [c for c in candidates if not c.of_another]
    others = [c for c in candidates if not (c.is_bare and c.line and _STEPS.search(c.line.text))]
    candidates = others if any(c.is_bare for c in others) else candidates
    bare = [c.line.position for c in candidates if c.line and c.is_bare]
    if len(days) >= _FEWEST_LISTED:
        return [c for c in candidates if c.claim.origin != "text" or c in own]
    under_title = min((position for position in bare if 0 < position - title <= _UNDER_TITLE), default=None)
    if under_title is None:
        return candidates
    below = sources.outline.lines[under_title + 1 : under_title + 3]
    last = under_title + len(list(takewhile(is_short, below)))
    candidates = [c for c in candidates if c.role != "published" or not c.line or c.line.position <= last]
    # Under another heading above the title is the day of another article, where one stands under the title.
    return [c for c in candidates if not (c.is_bare and c.line and _is_under_other_heading(sources, c.line))]


def _is_under_other_heading(sources: Sources, line: Line) -> bool:
    """Whether a line above the title stands right under a heading that calls the page nothing."""
    outline = sources.outline
    if not 0 < line.position < (outline.title or 0):
        return False
    above = outline.lines[line.position - 1]
    return above.element.tag in _HEADINGS and not names_news(above.text)


def _in_title(sources: Sources) -> Iterator[Candidate]:
    """A date that the page sets apart in its title: ``<h1><span class="date">27.01.2022</span>Petrol sales …``."""
    title = sources.outline.title_element
    for element in title.iterdescendants() if title is not None else ():
        if _CALLED_DATE.search(names_of(element)):
            text = plain_figures(short_text(element, LONGEST_ALONE))
            days = claimed_days(text, sources.languages, sources.date_order)
            if len(days) == 1 and not forbids(text):
                line = sources.outline.lines[sources.outline.title or 0]
                yield from claimed(sources, line, days[0], "published", "text", True)
                return


def _in_line(sources: Sources, line: Line, beside_title: bool) -> Iterator[Candidate]:
    if len(line.text) > _LONGEST_LABELLED or not _DIGIT.search(line.text):
        return
    if sources.outline.is_outside(line.element) and not _adjoins_title(sources, line):
        if sources.outline.is_in_side_bar(line.element) and not _is_on_card(sources, line):
            yield from (
                evolve(c, aside=True) for c in _dated(sources, line, False) if c.claim.origin != "text"
            )
    else:
        yield from _dated(sources, line, beside_title)


def _adjoins_title(sources: Sources, line: Line) -> bool:
    """Whether a short line that is called a teaser or a foot stands right above or below the title, or a date right
    below it or a labelled one right above it, whatever its box is called: ``<ul class="nav meta">``."""
    title = sources.outline.title
    if title is None or len(line.text) > LONGEST_ALONE:
        return False
    below = line.position - title
    return (-_OVER_TITLE <= below <= _UNDER_TITLE and _is_article(sources, line)) or (
        abs(below) == 1 and is_date(sources, line, is_labelled=below < 0)
    )


def is_date(sources: Sources, line: Line, is_labelled: bool = False) -> bool:
    """Whether a line is a date and nothing else, but for a weekday, or for the label that it must have."""
    text = plain_figures(line.text)
    days = claimed_days(text, sources.languages, sources.date_order)
    if len(days) != 1:
        return False
    before, after = text[: days[0].start], text[days[0].end :]
    if is_labelled:
        return label_before(before, len(before))[0] == "published" and not _WORDS.search(after)
    return all(map(is_weekday, _WORDS.findall(f"{before} {after}")))


def _is_on_card(sources: Sources, line: Line) -> bool:
    """Whether a link stands in the line or in the two above it: then the date may be that of what it leads to."""
    around = sources.outline.lines[max(0, line.position - 2) : line.position + 1]
    return any(map(holds_link, (other.element for other in around)))


def _dated(sources: Sources, line: Line, beside_title: bool) -> Iterator[Candidate]:
    text = plain_figures(line.text)
    for candidate in _timed(sources, line, text, beside_title) or _written(sources, line, text, beside_title):
        is_doubtful = candidate.is_bare or candidate.is_of_any_date
        yield evolve(candidate, of_another=is_doubtful and _is_of_another(sources, candidate, line))


def _is_of_another(sources: Sources, candidate: Candidate, line: Line) -> bool:
    is_far = candidate.is_bare and candidate.beside_title and _is_far(sources, line)
    return (
        is_far
        or is_of_occasion(sources.outline.lines, line)
        or is_among_events(sources.page.url)
        or is_listed(sources, line)
    )


def _is_far(sources: Sources, line: Line) -> bool:
    outline = sources.outline
    is_below = outline.title is not None and line.position - outline.title > _FARTHEST_BARE
    return is_below and line not in outline.under_heading()


def _written(sources: Sources, line: Line, text: str, beside_title: bool) -> Iterator[Candidate]:
    """The dates in the words of a line: the labelled ones, and a bare one where it is alone beside the title."""
    bare: list[Found] = []
    floor = 0
    roles: set[Role] = set()
    days = claimed_days(text, sources.languages, sources.date_order)
    is_range = False
    if not days:
        yield from _month(sources, line, text, beside_title)
    for day in days:
        role, label = _role(sources, line, text, day.start, floor)
        floor = day.end
        if (
            role == "published"
            and not beside_title
            and (len(text) > LONGEST_ALONE or cites_journal(label or ""))
        ):
            continue  # the reference of a book, a paper or a law, or what the text says of another page
        if role:
            roles.add(role)
            yield from claimed(sources, line, day, role, f"text:{label}", beside_title)
        elif label is not None:
            bare.append(day)
        else:
            is_range = True  # 'from 3 May 2020 to 4 June 2020': what holds of the one holds of the other
    # '3 May 2020. Updated: 4 May 2020' says wherever it stands that the former is the day of publication.
    if (
        (beside_title or roles == {"modified"})
        and len(bare) == 1
        and not (is_range or _is_quoted(line, text) or _has_more_days(sources, text, len(days)))
        and _stands_alone(sources, line, text, bare[0])
    ):
        yield from claimed(sources, line, bare[0], "published", "text", beside_title)


def _is_quoted(line: Line, text: str) -> bool:
    """Whether a day is that of a message which the page quotes: '— Jane Roe (@roe) 10 June 2020'."""
    around = (line.element, *line.element.iterancestors("blockquote"))
    return any(node.tag == "blockquote" for node in around) and QUOTED.match(text) is not None


def _has_more_days(sources: Sources, text: str, known: int) -> bool:
    """Whether days stand in a line besides the known ones: '19-01-2017 / 01-07-2019', of which the latter may be read
    in two ways."""
    days = claimed_days(text, sources.languages, "DMY")
    return sum(_YEAR_WRITTEN.search(text, day.start, day.end) is not None for day in days) > known


def _month(sources: Sources, line: Line, text: str, beside_title: bool) -> Iterator[Candidate]:
    """A labelled month in a short line without a day. A bare one may be the month that a report is about."""
    if len(text) > LONGEST_ALONE or not mentions_year(text):
        return
    month = find_month(text, sources.languages)
    if month is None:
        return
    role, label = _role(sources, line, text, month.start, 0)
    if role:
        yield from claimed(sources, line, month, role, f"text:{label}", beside_title)


def _timed(sources: Sources, line: Line, text: str, beside_title: bool) -> list[Candidate]:
    """``<time datetime>`` in a line: the attribute is what a machine should read. None where a reader sees another
    day than one of them says."""
    page, floor = sources.page, 0
    found: list[Candidate] = []
    for element in islice(line.element.iter("time"), 4):
        shown = plain_figures(visible_text(element))
        at = text.find(shown, floor)
        claim = parse_date(
            element.get("datetime", ""),
            timezone=page.reading.timezone,
            origin="time",
            captured_at=page.captured_at,
        )
        if not claim or not shown or at < 0:
            continue
        if _contradicts(sources, shown, claim):
            return []
        role, label = _role(sources, line, text, at + _words_before_day(sources, shown), floor)
        floor = at + len(shown)
        if label is not None and (role or (beside_title and not _is_clock(sources, line, claim))):
            origin = f"time:{label}" if label else "time"
            alone = line.element if shown == text else element
            role = role or _role_by_name(element) or _role_by_name(alone) or "published"
            found.append(Candidate(role, evolve(claim, origin=origin), line, beside_title))
    return found


def _contradicts(sources: Sources, shown: str, claim: Claim) -> bool:
    """Whether a reader sees another day than the attribute says, zones apart, in whatever order figures are read."""
    told = date.fromisoformat(claim.on)
    seen = [
        date(day.moment.year, day.moment.month, day.moment.day)
        for order in ("DMY", "MDY")
        for day in claimed_days(shown, sources.languages, order)
        if day.moment.month and day.moment.day
    ]
    return bool(seen) and all(abs(day - told) > _ZONES_APART for day in seen)


def _words_before_day(sources: Sources, shown: str) -> int:
    """How far into the text of a ``<time>`` its date begins: labels stand inside as well as before."""
    # Any order does: only where the date stands is asked.
    days = claimed_days(shown, sources.languages, "MDY")
    return days[0].start if days else 0


def _role_by_name(element: HtmlElement) -> Role | None:
    """What the page calls the element that holds a date without label; ``None`` where that tells nothing."""
    names = f"{names_of(element)} {element.get('itemprop', '')}".lower()
    if _PUBLISHED.search(names):
        return "published"
    return "modified" if _CHANGED.search(names) else None


def _role(sources: Sources, line: Line, text: str, start: int, floor: int) -> tuple[Role | None, str | None]:
    """What a date is by the words before it, or by the line before that is nothing but a label.

    The second value is the label, or ``None`` where the words say that the date is no claim at all.
    """
    if journal := journal_before(text[floor:start]):
        return "published", journal
    role, label, forbidden = label_before(text[floor:start], start - floor)
    if forbidden:
        return None, None
    above = line.position - 1
    is_first = all(map(is_weekday, _WORDS.findall(text[:start])))
    if role is None and is_first and above >= 0 and above != sources.outline.title:
        line_above = sources.outline.lines[above]
        role, label, forbidden = label_alone(line_above.text)
        if role is None and _is_cell_beside(line, line_above):
            named = f"{plain_figures(line_above.text).rstrip(' :：')}: "
            forbidden |= label_before(named, len(named))[2]
        # In a list of events the word may belong to the day above it.
        forbidden &= line_above.element.tag in LABELS or line_above.text.endswith((":", "："))
    return (None, None) if forbidden else (role, label)


def _is_cell_beside(line: Line, label: Line) -> bool:
    """Whether a line stands in a cell of a table or list of terms behind a short one, which says what it is."""
    cells = {line.element.tag, label.element.tag}
    return cells <= _CELLS and len(label.text) <= _LONGEST_LABEL


def _stands_alone(sources: Sources, line: Line, text: str, day: Found) -> bool:
    """Whether a line without label is a date line: a date, perhaps names beside it, no sentence."""
    if (
        line.position == sources.outline.title
        or len(text) > LONGEST_ALONE
        or _INTRODUCES.search(text)
        or forbids(text)
        or is_end_of_span(text, day)
        or is_as_of(text, day)
    ):
        return False
    words = f"{text[: day.start]} {text[day.end :]}".split()
    claim = _claim(sources, day, "text")
    return sum(word.islower() for word in words) < _SENTENCE_WORDS and not (
        claim and _is_clock(sources, line, claim)
    )


def _is_clock(sources: Sources, line: Line, claim: Claim) -> bool:
    """The day of the capture is what the portal's clock shows: above the title, or where the page calls it so."""
    captured = parse_date(sources.page.captured_at, timezone=sources.page.reading.timezone)
    if captured is None or captured.on != claim.on:
        return False
    title = sources.outline.title
    if title is not None and line.position <= title:
        return True
    around = (line.element, line.element.getparent())
    return any(_CALLED_CLOCK.search(names_of(element)) for element in around if element is not None)


def claimed(
    sources: Sources, line: Line, day: Found, role: Role, origin: str, beside_title: bool = False
) -> Iterator[Candidate]:
    """The day in a line as what ``role`` says, where it can be that."""
    if claim := _claim(sources, day, origin):
        yield Candidate(role, claim, line, beside_title)


def _claim(sources: Sources, day: Found, origin: str) -> Claim | None:
    page = sources.page
    return claim_of(
        day.moment,
        timezone=page.reading.timezone,
        origin=origin,
        captured_at=page.captured_at,
        first_year=EARLIEST if is_of_journal(_label_of(origin)) else FIRST_YEAR,
    )


def _label_of(origin: str) -> str:
    return origin.partition(":")[2]
