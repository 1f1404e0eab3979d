"""Days of meetings, hearings and sessions: portals announce them as they date their news."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice, takewhile
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.labels import PLACES, label_alone
from pipelines.moments import mentions_year, plain_figures
from pipelines.outline import Line, is_prose, names_of

_HALF_DAY = r"(?:(?:午前|午後|上午|下午|오전|오후)\s?)?"
_FULL = (
    rf"{_HALF_DAY}\d{{1,2}}(?::\d{{2}}(?:\s?[ap]\.?m\.?|\s?uhr|\s?h)?|\s?h(?:\s?\d{{2}})?|\.\d{{2}}\s?uhr|\s?[ap]\.?m\.?"
    r"|\s?uhr|\s?(?:時|时|点|點|시)(?:\d{1,2}[分분]|半)?)"
)
_HOUR = rf"{_HALF_DAY}\d{{1,2}}(?:[.:]\d{{2}})?"
_UNIT = r"\s?(?:[ap]\.?m\.?|uhr|horas|hrs|heures|uur|h|時|时|点|點|시|น\.|wib|noon)(?!\w)"
_TILL = (
    r"\s?(?:-|–|—|~|to|until|till|bis(?: ca\.)?|[àa]|a las|al|alle|au|[àa]s|até|tot|do|до|đến|إلى|至|から)\s?"
)
_LASTS = re.compile(
    rf"(?<![\d.:/-])(?:{_FULL}{_TILL}{_FULL}|{_HOUR}{_TILL}{_HOUR}{_UNIT}"
    r"|(?:kl|godz|ob)\.?\s\d{1,2}[.:]\d{2}\s?[-–—]\s?\d{1,2}[.:]\d{2})",
    re.IGNORECASE,
)
"""From when till when: '8:30 AM - 10:00 AM', '14 bis 16 Uhr'. Nothing is published for two hours."""
_FROM = re.compile(r"(?:from|between|von|de|des|da|dalle|od|van)\s", re.IGNORECASE)
_CLOCK = re.compile(_FULL, re.IGNORECASE)
_ZONE = re.compile(r"\s[+-]0\d:?[0134][05](?!\d)")
_TIME_LABEL = re.compile(
    r"(?:(?:start(?:ing)?|event|meeting) )?(?:time|uhrzeit|heures?|hor[aá](?:rio)?|ora(?:rio)?|tijd|godzina|čas|время"
    r"|час"
    r"|beginn|début|inicio|início|inizio|aanvang|początek|začátek|начало|saat|waktu|thời gian|الساعة|الوقت|เวลา"
    r"|时间|時間|시간)\s?(?:[:：]|$)",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(
    rf"(?:{PLACES}|address|adresse|dirección|indirizzo|адрес|treffpunkt|room|raum|saal|salle|sala|المكان|tempat"
    r"|สถานที่|địa điểm|місце проведення)\s?(?:[:：]|$)",
    re.IGNORECASE,
)
_BOUND_LABEL = re.compile(
    r"(?:start|begin|end|finish|beginn|ende|début|fin|inicio|início|inizio|fine)(?:s|ing|ning)?\s?:?",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<![a-z])(?:start|end)[_-]?(?:date|time)(?![a-z])|(?<![a-z])dt-(?:start|end)(?![a-z])", re.IGNORECASE
)
_EVENTS = frozenset((
    "agenda event events eventi evento eventos evenement evenements événements veranstaltung veranstaltungen termin "
    "termine evenemang arrangementer wydarzenia akce tapahtumat etkinlik etkinlikler"
).split())  # fmt: skip
_NEWS = frozenset((
    "news newsroom press press-releases pressreleases releases media speeches statements transcripts archive blog "
    "noticias noticia notas comunicados actualites actualite actualités communiques aktuelles presse nachrichten "
    "pressemitteilung pressemitteilungen rueckblick rückblick aktuality aktualnosci aktualności nyheter nyheder nieuws "
    "notizie comunicati uutiset haberler duyurular xinwen"
).split())  # fmt: skip
"""Folders of news: Moscow has those of its president in one of events."""
_ABOVE = 3
_BELOW = 4
_MOST_INSIDE = 8
_LONGEST = 100


def is_among_events(url: str) -> bool:
    """Whether the page at an address stands in a portal's folder of events, and in none of news within: a day there is
    that of one."""
    folders = urlsplit(url).path.lower().split("/")[:-1]
    within = dropwhile(lambda folder: folder not in _EVENTS, folders)
    return next(within, "") != "" and _NEWS.isdisjoint(within)


def is_of_occasion(lines: Sequence[Line], line: Line) -> bool:
    """Whether the day in a line is that of something that takes place: it lasts from one hour to another, stands
    there once more with another hour, has time and place named below it, labels round it ('Start', 'End'), or is
    called a beginning or an end by the page.

    What stands below counts as far as the next day or running text.
    """
    text = _plain(line)
    before = [_plain(other) for other in reversed(lines[max(0, line.position - _ABOVE) : line.position])]
    next_ones = [_plain(other) for other in lines[line.position + 1 : line.position + 1 + _BELOW]]
    after = list(takewhile(_says_more_of_it, next_ones))
    return (
        (len(text) <= _LONGEST and _LASTS.search(text) is not None)
        or any(map(_opens_with_hours, after[:1]))
        or any(_is_other_hour(text, other) for other in (*before[:1], *next_ones[:1]))
        or (any(map(_TIME_LABEL.match, (text, *after))) and any(map(_PLACE_LABEL.match, after)))
        or (_is_bound(before[:1]) and _is_bound([*after[:1], *before[2:]]))
        or any(_CALLED.search(called) for called in _names(line.element))
    )


def _plain(line: Line) -> str:
    return _ZONE.sub("", plain_figures(line.text))


def _says_more_of_it(text: str) -> bool:
    return not (is_prose(text) or mentions_year(text))


def _opens_with_hours(text: str) -> bool:
    label = _TIME_LABEL.match(text)
    hours = text[label.end() if label else 0 :].lstrip()
    return _LASTS.match(_FROM.sub("", hours, count=1)) is not None


def _is_bound(lines: Sequence[str]) -> bool:
    return any(label_alone(line)[2] and _BOUND_LABEL.fullmatch(line) for line in lines)


def _is_other_hour(one: str, other: str) -> bool:
    """Whether two lines give the same day and different hours: the beginning and the end."""
    return one != other and bool(_CLOCK.search(one)) and _CLOCK.sub("", one) == _CLOCK.sub("", other)


def _names(element: HtmlElement) -> Iterator[str]:
    for inner in islice(element.iter(), _MOST_INSIDE):
        if isinstance(inner.tag, str):
            yield f"{names_of(inner)} {inner.get('itemprop', '')}"
