"""The headings of the first level, as a reader sees them: without kickers and what nobody sees, line by line."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from pipelines.outline import names_of
from pipelines.surroundings import is_logo
from pipelines.text import clean_line, plain, weighted_length

LONGEST = 500
"""Characters of a title that are kept."""
MOST_HEADINGS = 8
SHORTEST = 4
"""Letters; less is no title."""
_HOME = re.compile(r"\s*(?:(?:https?:)?//[^/?#]+/?|/)(?:index\.\w+)?\s*")
_BREAKING = frozenset("br div p span small li h2 h3 strong time".split())
_UNREAD = frozenset(("script", "style", "template"))
CALLED = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|titel|titre|titulo|biaoti)(?:$|[\s_-])", re.IGNORECASE
)
_BESIDE_TITLE = re.compile(
    r"(?:\S*kicker|(?:\S+[-_])?(?:dachzeile|overline|eyebrow|topline|roofline|spitzmarke|surtitre|occhiello|antet[ií]tulo"
    r"|pre-?title|aural|sr-only|visually-?hidden|screen-?reader(?:-text)?|element-invisible|show-for-sr)"
    r"|category|blind|wb-inv)",
    re.IGNORECASE,
)
"""A class of what stands in a heading and is no part of it, or is there for those alone who cannot see it."""
_SHOWN = "not-sr-only"
_OPENING = " :：–—-|"


def first_headings(tree: HtmlElement, told: Collection[str]) -> list[str]:
    """The ``<h1>`` of a page, a line break where the page puts parts of one under each other."""
    headings = (_headline_in(heading) for heading in tree.iter("h1") if not _leads_home(heading))
    lines = ("\n".join(filter(None, map(clean_line, _lines_of(heading, told)))) for heading in headings)
    return [line[:LONGEST] for line in islice(filter(None, lines), MOST_HEADINGS)]


def _headline_in(heading: HtmlElement) -> HtmlElement:
    """What of a heading the page itself calls the headline (schema.org): a kicker may stand beside it."""
    return next((part for part in heading.iter() if part.get("itemprop") == "headline"), heading)


def _leads_home(heading: HtmlElement) -> bool:
    """Whether all of a heading is a link to the portal's front page, or one in what is called a logo: then it is the
    portal's name."""
    around = next(heading.iterancestors("a"), None)
    if around is not None and _HOME.fullmatch(around.get("href") or ""):
        return True
    link = next(heading.iter("a"), None)
    if link is None or not (_HOME.fullmatch(link.get("href") or "") or is_logo(heading)):
        return False
    return plain(heading.text_content()[:LONGEST]) == plain(said_in(link))


def _lines_of(heading: HtmlElement, told: Collection[str]) -> list[str]:
    """What a heading says, without what it calls a kicker or shows to nobody: not where the rest is no title by itself,
    nor where one of ``told`` (plain) begins with all of it and none with the rest."""
    whole, rest = _parts_of(heading, is_whole=True), _parts_of(heading, is_whole=False)
    if rest == whole:
        return whole
    first = next((at for at, line in enumerate(rest) if line.strip(_OPENING)), 0)
    rest = [rest[first].lstrip(_OPENING), *rest[first + 1 :]]
    all_said, said = plain("".join(whole)), plain("".join(rest))
    is_title = weighted_length(said) >= SHORTEST and not said.isdigit() and not rest[0][:1].islower()
    told_whole = [one for one in told if one.startswith(all_said)]
    is_told_whole = told_whole and not any(one.startswith(said) for one in told if one not in told_whole)
    return rest if is_title and not is_told_whole else whole


def _stands_beside(part: HtmlElement) -> bool:
    classes = part.get("class", "").split()
    is_beside = any(map(_BESIDE_TITLE.fullmatch, classes)) and not any(_SHOWN in one for one in classes)
    return is_beside and not CALLED.search(names_of(part))


def _parts_of(heading: HtmlElement, is_whole: bool) -> list[str]:
    parts: list[str] = []
    walker = etree.iterwalk(heading, events=("start", "end"))
    for event, element in walker:
        apart = "\n" if element.tag in _BREAKING else ""
        if event == "start" and (
            element.tag in _UNREAD or (not is_whole and element is not heading and _stands_beside(element))
        ):
            walker.skip_subtree()
            continue
        if event == "start":
            parts += [apart, (element.text or "").replace("\n", " ") if isinstance(element.tag, str) else ""]
        elif element is not heading:
            parts += [apart, (element.tail or "").replace("\n", " ")]
    return "".join(parts).split("\n")


def said_in(link: HtmlElement) -> str:
    return (link.text_content() if len(link) else link.text or "")[:LONGEST]
