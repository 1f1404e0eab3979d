"""An article's title, and where it was read.

What a page calls itself in several places is compared: the ``<h1>`` that shares words with ``<title>``,
``og:title``, the JSON-LD headline or what the listing said is the title, because it is what readers see. A page's
``<h1>`` may as well be its site's name, a section or a form; then the statement without the site's name is taken.
A title may begin with the site's name ('Ministry of Transport opens bridge'): only 'News', 'Home' and the like
beside the name make no title of it.

Order: the portal's rule; an agreeing ``<h1>``; a visible line that is a part of ``<title>``, or all of it but a body's
name; ``og:title``, JSON-LD, ``dc.title``; what a board's entry is called; the only ``<h1>``; ``<title>``; the listing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, combinations, islice

from attrs import frozen
from lxml.html import HtmlElement

from archive.records import Page
from pipelines.boards import title_above_day
from pipelines.filed import first_line, is_number
from pipelines.headings import CALLED, LONGEST, MOST_HEADINGS, SHORTEST, first_headings, said_in
from pipelines.kinds import is_contents, is_kind
from pipelines.labels import names_news
from pipelines.markup import Document
from pipelines.moments import is_day
from pipelines.names import is_body
from pipelines.outline import names_of, short_text
from pipelines.sitenames import (
    ANY,
    ENOUGH,
    STRONG,
    breaks_in,
    is_name,
    names_of_site,
    parted,
    without_ends,
    without_names,
)
from pipelines.surroundings import is_beside, is_in_header, is_no_title
from pipelines.text import clean_line, plain
from pipelines.urls import leads_to_front

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_LINES = ("h2", "h3", "h4", "div", "p", "span", "td", "strong", "b", "font")
_MOST_BREAKS = 8
_STAMP = re.compile(r"\s\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:,?\s\d{1,2}:\d\d)$")
"""Ends a heading with which the day and hour of its article run together."""
_APART = re.compile(r"[:,;](?:\s|$)")
SUBTITLE = "——"
"""Stands before the second half of a Chinese title."""
_TAG = re.compile(r"</?[a-z][a-z\d]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
"""Markup that systems write into the head, as of a line of its own in a title."""
_BLANK = re.compile(r"[\s–—-]+")
_OF_BODY = re.compile(
    r"(?=.*[\u3400-\u9fff])[\u3400-\u9fffA-Za-z ]{2,30}(?:[网站社报台局部委办厅处院校会所司馆]|中心|设计|杂志)"
)
"""What follows a blank in a Chinese title and is no part of it."""
_AGREEING = 0.3
_KICKER = 8


@frozen
class Statement:
    """What a page says its title is, and where."""

    text: str
    origin: str


def read_title(
    document: Document,
    page: Page,
    meta: Mapping[str, str],
    headline: str,
    site_names: Iterable[str],
    declared: str = "",
    in_table: str = "",
) -> Statement:
    """The title without the site's name; both fields empty where there is none.

    ``headline`` is JSON-LD's, ``declared`` what the portal's rule selected, ``in_table`` what the table of a board's
    entry says.
    """
    if title := clean_line(declared):
        return Statement(title[:LONGEST], "rule:title")
    names = names_of_site(document.url, site_names)
    statements = _statements(document, meta, headline)
    headings = first_headings(document.tree, [plain(statement.text) for statement in statements])
    names |= _names_in_head(headings, statements, names) | _name_in_header(document, statements)
    said = [statement for statement in (*statements, Statement(page.hint.title, "")) if statement.text]
    texts = [statement.text for statement in statements]
    of_head = [statement for statement in statements if statement.origin == "html:title"]
    others = [statement for statement in statements if statement not in of_head]
    shown = (
        _agreeing(headings, said, names)
        or _visible(document, statements, names)
        or _unparted(document, statements, names)
    )
    if shown and _is_of_menu(shown.text, document, others):
        is_heading = shown.origin == "text:h1"
        entry = _of_entry(in_table or ("" if is_heading else title_above_day(document.tree)), names)
        entry = entry or (None if is_heading else _heading_alone(_own_headings(headings, texts), names))
        shown = entry if entry and len(entry.text) > len(shown.text) else shown
    found = (
        shown
        or _first_of(others, names)
        or _of_entry(in_table or title_above_day(document.tree), names)
        or _heading_alone(_own_headings(headings, texts), names)
        or _first_of(of_head, names)
        or Statement(clean_line(page.hint.title), f"hint:{page.hint.origin or 'listing'}")
    )
    unsaid = not found.text
    if unsaid and statements:
        first = statements[0]
        found = Statement(without_ends(first.text, names) or first.text, first.origin)
    # A page may give its own title for the site's name; what the portal declares is the portal's.
    declared_names = names_of_site("", (page.reading.site_name, page.reading.publisher))
    if not found.text or (unsaid and is_name(found.text, declared_names)):
        found = _lesser_heading(document, names) or found
    if not found.text:
        found = _heading_alone(list(filter(is_contents, headings)), names) or found
    if is_number(found.text) and (line := first_line(document)):
        found = Statement(line, "text:line")
    return Statement(found.text[:LONGEST], found.origin) if found.text else Statement("", "")


def _statements(document: Document, meta: Mapping[str, str], headline: str) -> list[Statement]:
    title = next((e.text_content() for e in document.tree.iter("title") if e.getparent().tag != "svg"), "")
    found = (
        (meta.get("og:title", ""), "meta:og:title"),
        (headline, "json-ld:headline"),
        (meta.get("articletitle", ""), "meta:articletitle"),
        (title, "html:title"),
        *((meta.get(name, ""), f"meta:{name}") for name in ("twitter:title", "dc.title", "dcterms.title")),
    )
    shown = (
        (_TAG.sub(" ", text[:LONGEST]).replace(f" {SUBTITLE}", SUBTITLE), origin) for text, origin in found
    )
    lines = ((clean_line(text), origin) for text, origin in shown)
    return [Statement(line, origin) for line, origin in lines if line]


def _of_page(statement: Statement, statements: Sequence[Statement]) -> str:
    """What a statement says of the page; where another one is all of it before a bar, the rest is of the site."""
    beginnings = {statement.text[: found.start()] for found in breaks_in(ANY, statement.text)}
    return next((other.text for other in statements if other.text in beginnings), statement.text)


def _names_in_head(
    headings: Sequence[str], statements: Sequence[Statement], names: frozenset[str]
) -> frozenset[str]:
    """The last part of ``<title>`` and the headings that say no more than it, where they are the site's.

    They are where the last part is the name of a body and the first is a heading as well ('Glossary | Courts Service
    of Ireland'), or a heading is but a piece of the last: 'Ministry of Justice' under 'Glossary | New Zealand Ministry
    of Justice'. Any other last part may be the title behind a section's name.
    """
    title = _head_title(statements)
    breaks = list(breaks_in(STRONG, title))
    if not breaks:
        return frozenset()
    first, body = title[: breaks[0].start()], title[breaks[-1].end() :]
    if not is_body(body):
        return frozenset()
    last = plain(body)
    others = {plain(statement.text) for statement in statements if statement.origin != "html:title"}
    own = set(map(plain, headings))
    within = {heading for heading in own - others if heading in last}
    is_told = plain(first) in own or (within and last not in own)
    is_title = last in others or is_name(first, names)
    return frozenset({last, *within}) if within and is_told and not is_title else frozenset()


def _name_in_header(document: Document, statements: Sequence[Statement]) -> frozenset[str]:
    """The last part of ``<title>``, where a heading in the header of the site says it and the first part is a heading
    below: portals of Korea and China put their name into the only ``<h1>``."""
    title = _head_title(statements)
    breaks = list(breaks_in(ANY, title))
    if not breaks:
        return frozenset()
    first, last = title[: breaks[0].start()], plain(title[breaks[-1].end() :])
    said = (heading for heading in document.tree.iter("h1") if plain(short_text(heading, LONGEST)) == last)
    is_name = last and any(map(is_in_header, said)) and _shown(document, [first], are_called=True)
    return frozenset({last}) if is_name else frozenset()


def _head_title(statements: Sequence[Statement]) -> str:
    return next((statement.text for statement in statements if statement.origin == "html:title"), "")


def _agreeing(headings: Sequence[str], said: Sequence[Statement], names: frozenset[str]) -> Statement | None:
    """The ``<h1>`` that agrees best with the other statements, the first of equals."""
    texts = {_of_page(statement, said) for statement in said}
    rated = [
        (max((agreement(heading, text) for text in texts), default=0.0), heading) for heading in headings
    ]
    rated = [
        (rate, heading)
        for rate, heading in rated
        if rate >= _AGREEING and not is_name(heading, names) and not is_kind(heading, texts)
    ]
    if not rated:
        return None
    best = max(rated, key=lambda pair: pair[0])[1]
    all_said = [statement.text for statement in said]
    return Statement(_without_label(_without_kicker(best, all_said, names), names, all_said), "text:h1")


def _without_kicker(heading: str, said: Sequence[str], names: frozenset[str]) -> str:
    """Where other statements say only the first or last lines of a heading, the rest is a kicker or a byline.

    A heading in Chinese that they say whole was broken for its looks only: its lines are joined without a blank.
    In a heading on one line, two statements have to agree on its end, unless it begins with a word for news ('Novica');
    a colon keeps what it introduces, as does a word written small that calls nothing news: 'We work for' before
    'Transport' is half a sentence.
    """
    lines = heading.split("\n")
    cores = [without_ends(text, names) for text in said]
    known = Counter(map(plain, cores))
    if _WIDE.search(heading) and plain(heading) in known:
        return "".join(lines)
    for at in range(1, len(lines)):
        for part in (lines[at:], lines[:at]):
            if plain("".join(part)) in known:
                return _on_one_line(part)
    if len(lines) > 1 and (whole := next((core for core in cores if plain(core) == plain(heading)), "")):
        return whole  # as the head puts the parts together: with a colon or a dash
    line = _on_one_line([line for line in lines if not is_day(line)] or lines)
    for core in cores:
        before = line.removesuffix(core).strip()
        if before in ("", line) or before[-1] in ":：-–—":
            continue
        is_news = names_news(before)
        is_all_but_kicker = (
            is_news and " " not in before and len(plain(core)) >= ENOUGH and not core[0].islower()
        )
        is_told = known[plain(core)] > 1 and len(before) >= _KICKER
        if is_all_but_kicker or (is_told and (is_news or not before.rpartition(" ")[2][0].islower())):
            return core
    return line


def _on_one_line(lines: Sequence[str]) -> str:
    """Lines of a heading as one; a colon on a line of its own belongs to what it follows."""
    return "".join(line if _APART.match(line) else f" {line}" for line in lines).strip()


def _without_label(heading: str, names: frozenset[str], said: Sequence[str]) -> str:
    """A heading without names and the hour of its article, and without what follows a bar unless that is the greater
    part of it."""
    heading = _STAMP.sub("", _with_day(without_ends(heading, names), heading, said))
    before, bar, after = parted(heading)
    return before if bar and len(plain(before)) > len(plain(after)) else heading


def _with_day(title: str, heading: str, said: Sequence[str]) -> str:
    """A title with the day that a heading ends with, where another statement has it as well: what a body says every
    day differs by nothing else."""
    day = heading.partition(title)[2].lstrip(" -–—·:")
    is_told = title and is_day(day) and any(plain(day) in plain(text) for text in said)
    return heading[heading.index(title) :] if is_told else title


def agreement(one: str, other: str) -> float:
    """How many words (pairs of characters in Chinese) two texts share, 0 to 1 (Dice)."""
    left, right = _tokens(one), _tokens(other)
    return (
        2 * len(left & right) / (len(left) + len(right))
        if left and right
        else float(plain(one) == plain(other))
    )


def _tokens(text: str) -> set[str]:
    if _WIDE.search(text):
        letters = plain(text)
        return {letters[at : at + 2] for at in range(len(letters) - 1)}
    return {word for word in _WORD.findall(text.casefold()) if len(word) > 2 or word.isdigit()}


def _visible(document: Document, statements: Sequence[Statement], names: frozenset[str]) -> Statement | None:
    """A line of the page that is a whole part of ``<title>``: a beginning before an end before what stands between a
    site's name and a section, the longest of each."""
    title = _head_title(statements)
    breaks = [found for found in breaks_in(ANY, title) if found[0].strip() != SUBTITLE][:_MOST_BREAKS]
    beginnings = [title, *(title[: found.start()] for found in reversed(breaks))]
    between = [title[one.end() : other.start()] for one, other in combinations(breaks, 2)]
    ends = (title[found.end() :] for found in breaks)
    parts = (*beginnings, *ends, *sorted(between, key=len, reverse=True))
    names = names | _names_of_home(document)
    line = next(iter(_shown(document, [part for part in parts if not is_name(part, names)])), "")
    line = line or ("" if is_name(title, names) else _heading_of(document, title))
    return Statement(line, "text:line") if line else None


def _heading_of(document: Document, title: str) -> str:
    """The lesser heading that says all of ``<title>``, which may be as short as the number of an act. A word without
    figures may be the name of a section, or of the site."""
    own = plain(title)
    if len(own) < SHORTEST or not any(map(str.isdigit, own)):
        return ""
    headings = (heading for heading in document.tree.iter("h2", "h3", "h4") if not is_beside(heading))
    said = (short_text(heading, len(title) + _KICKER) for heading in headings)
    return next((text for text in said if plain(text) == own), "")


def _unparted(document: Document, statements: Sequence[Statement], names: frozenset[str]) -> Statement | None:
    """A line called a title with which ``<title>`` begins, where all else that stands there is the name of a body:
    sites put theirs behind a blank, too. Nothing where another statement says the whole."""
    whole = _head_title(statements)
    if sum(plain(statement.text) == plain(whole) for statement in statements) > 1:
        return None
    title = without_ends(whole, names)
    ends = [found for found in _BLANK.finditer(title) if _OF_BODY.fullmatch(title[found.end() :])]
    parts = [title[: found.start()] for found in ends if len(plain(title[: found.start()])) >= ENOUGH]
    called = (line for line in _shown(document, parts, are_called=True) if not is_name(line, names))
    line = next(called, "")
    return Statement(line, "text:line") if line else None


def _shown(document: Document, parts: Sequence[str], are_called: bool = False) -> list[str]:
    """The lines of the page that are one of ``parts``, those first that stand first there; links, which are rather
    the names of sections, after all others."""
    ranks: dict[str, int] = {}
    for part in parts:
        letters = plain(part)
        if len(letters) >= (4 if _WIDE.search(letters) else 12):
            ranks.setdefault(letters, len(ranks))
    found: dict[tuple[bool, int], str] = {}
    for element in document.tree.iter(*_LINES) if ranks else ():
        text = element.text
        rank = ranks.get(plain(text)) if text and len(text) < LONGEST else None
        if rank is not None and (not are_called or _is_called_title(element)) and not is_no_title(element):
            is_link = next(element.iterancestors("a"), None) is not None
            found.setdefault((is_link, rank), clean_line(text or ""))
    return [found[place] for place in sorted(found)]


def _is_called_title(element: HtmlElement) -> bool:
    """Whether a line is a heading or in a box that is called a title, and nothing else stands in it."""
    around = [element, *islice(element.iterancestors(), 2)]
    is_called = any(node.tag in _LINES[:3] or CALLED.search(names_of(node)) for node in around)
    return is_called and plain(short_text(element, LONGEST)) == plain(element.text or "")


def _is_of_menu(title: str, document: Document, statements: Sequence[Statement]) -> bool:
    """Whether a title may be the name of a section: a link of the page says all of it, and no statement does that is
    made for sharing the article."""
    letters = plain(title)
    is_told = any(plain(statement.text).startswith(letters) for statement in statements)
    # Nearly all links are too short for that; only signs beyond ASCII may stand for several letters.
    said = (
        text
        for text in map(said_in, document.tree.iter("a"))
        if len(text) >= len(letters) or not text.isascii()
    )
    return not is_told and any(plain(text) == letters for text in said)


def _of_entry(title: str, names: frozenset[str]) -> Statement | None:
    """What the head of a board's entry says, if that is a title."""
    return Statement(title, "text:line") if title and not is_name(title, names) else None


def _names_of_home(document: Document) -> frozenset[str]:
    """What is written in links to the front page: the site's name."""
    links = ((link.get("href") or "#", link) for link in document.tree.iter("a"))
    return frozenset(
        plain(said_in(link)) for href, link in links if href[0] not in "#?" and leads_to_front(href)
    )


def _first_of(statements: Sequence[Statement], names: frozenset[str]) -> Statement | None:
    for statement in statements:
        text = without_names(statement.text, names)
        if text and not is_name(text, names):
            return Statement(text, statement.origin)
    return None


def _own_headings(headings: Sequence[str], said: Collection[str]) -> list[str]:
    """Without those that only say what kind of page it is, or that contents follow."""
    return [heading for heading in headings if not (is_kind(heading, said) or is_contents(heading))]


def _heading_alone(headings: Sequence[str], names: frozenset[str]) -> Statement | None:
    fitting = [heading for heading in headings if not is_name(heading, names)]
    return Statement(_on_one_line(fitting[0].split("\n")), "text:h1") if len(fitting) == 1 else None


def _lesser_heading(document: Document, names: frozenset[str]) -> Statement | None:
    """Where nothing but names was found: the first heading below the first level, or line that is called a title."""
    headings = (element for element in document.tree.iter("h2", "h3"))
    called = (
        element
        for element in document.tree.iter("div", "p", "span", "td")
        if CALLED.search(names_of(element))
    )
    for element in chain(headings, islice(called, MOST_HEADINGS)):
        text = short_text(element, LONGEST)
        if not is_beside(element) and len(plain(text)) >= SHORTEST and not is_name(text, names):
            return Statement(text, f"text:{element.tag if element.tag in _LINES[:2] else 'line'}")
    return None
