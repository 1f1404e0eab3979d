"""Days with which an article ends: below its text with an hour, or as its last line, as under a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipelines.datelines import LABELS, LONGEST_ALONE, YEAR, Candidate, claimed, is_date
from pipelines.listed import holds_link, is_listed, is_short
from pipelines.moments import Found, claimed_days, plain_figures
from pipelines.occasions import is_of_occasion
from pipelines.outline import Line, names_of
from pipelines.sources import Sources

_LONGEST_CONTROL = 40
_UNDER_TEXT = 4
"""How many lines around a day below the text are looked at."""
_SHORTEST_SENTENCE = 40
_ENDS_SENTENCE = re.compile(r"[.!?。！？][\"'”’»）)]?$")
_PLACE = re.compile(r"[^\W\d_a-z]{3,}(?:[ -][^\W\d_a-z]{2,}){0,2},?")
"""A place in capitals."""
_ENDS_STAMP = re.compile(r"\d\W{0,3}(?:[^\W\d_a-zа-я]{1,4}|г|ч|uhr|h|[ap]\.?m)?\W{0,3}$")
"""No more than a zone or a unit stands behind the last figure: what else does is the name of who comments."""


def read_stamp(sources: Sources) -> Iterator[Candidate]:
    """The day and hour right below the text, alone in their line: ``origin`` ``text:below the text``.

    The only such line of the article. What more text follows is that of a comment or of another article; a short line
    above it, without a link or a day, says what is on that day or who comments.
    """
    lines = sources.outline.lines
    below = ((line, _stamp(sources, line)) for line in lines[sources.outline.prose + 1 :])
    stamps = list(islice(((line, day) for line, day in below if day), 2))
    if len(stamps) != 1:
        return
    ((line, day),) = stamps
    at = line.position
    above, below_it = lines[max(0, at - _UNDER_TEXT) : at], lines[at + 1 : at + 1 + _UNDER_TEXT]
    is_at_end = not all(map(is_short, above)) and all(map(is_short, below_it))
    is_labelled = (
        is_short(above[-1]) and not holds_link(above[-1].element) and not YEAR.search(above[-1].text)
    )
    is_of_another = is_listed(sources, line) or is_of_occasion(lines, line)
    if is_at_end and not (is_labelled or is_of_another or any(map(_is_teaser, below_it[:1]))):
        yield from claimed(sources, line, day, "published", "text:below the text")


def read_closing(sources: Sources) -> Iterator[Candidate]:
    """The day with which the text ends, alone in its line: 'PUTRAJAYA', '25 January 2022'; ``origin`` ``text:closing``.

    The only such line in the box of the text, below its last sentence or the place in capitals that stands there: any
    other line says what is on that day, or who comments.
    """
    lines, first = sources.outline.lines, sources.outline.prose
    box = lines[first].element.getparent() if first < len(lines) else None
    text = [line for line in lines[first:] if box is not None and line.element.getparent() is box]
    closing = [line for line in text[1:] if len(line.text) <= LONGEST_ALONE and YEAR.search(line.text)]
    closing = [line for line in closing if is_date(sources, line)]
    if len(closing) != 1 or closing[0] not in text[-_UNDER_TEXT:]:
        return
    (line,) = closing
    above, behind = lines[line.position - 1], text[text.index(line) + 1 :]
    is_signed = above in text and (_is_sentence(above) or _PLACE.fullmatch(above.text) is not None)
    is_of_another = (
        is_listed(sources, line) or is_of_occasion(lines, line) or "event" in names_of(line.element)
    )
    if is_signed and not is_of_another and all(len(other.text) <= LONGEST_ALONE for other in behind):
        (day,) = claimed_days(plain_figures(line.text), sources.languages, sources.date_order)
        yield from claimed(sources, line, day, "published", "text:closing")


def _is_sentence(line: Line) -> bool:
    is_plain = line.element.tag not in LABELS and not holds_link(line.element)
    return is_plain and len(line.text) >= _SHORTEST_SENTENCE and _ENDS_SENTENCE.search(line.text) is not None


def _stamp(sources: Sources, line: Line) -> Found | None:
    """The day of a line of the article that is a day and an hour, and nothing else; midnight is no hour."""
    if len(line.text) > LONGEST_ALONE or ":" not in line.text or not is_date(sources, line):
        return None
    (day,) = claimed_days(plain_figures(line.text), sources.languages, sources.date_order)
    clock = day.moment.clock
    is_hour = clock is not None and (clock.hour, clock.minute) != (0, 0) and _ENDS_STAMP.search(line.text)
    return day if is_hour and not sources.outline.is_outside(line.element) else None


def _is_teaser(line: Line) -> bool:
    return len(line.text) > _LONGEST_CONTROL and holds_link(line.element)
