"""Days of meetings, hearings and sessions: portals announce them as they date their news."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.labels import PLACES, label_alone
from pipelines.outline import Line

_TIME = r"\d{1,2}(?:[:h]\d{2}(?:\s?[ap]\.?m\.?)?|\.\d{2}(?=\s?uhr)|\s?[ap]\.?m\.?|(?=\s?uhr))(?:\s?uhr)?"
_LASTS = re.compile(
    rf"(?<![\d.:]){_TIME}\s?(?:-|–|—|~|to|until|till|bis|[àa]|al|au|al?las|até|до|至|から)\s?{_TIME}",
    re.IGNORECASE,
)
"""From when till when: '8:30 AM - 10:00 AM', '14:00 bis 16:00 Uhr'. Nothing is published for two hours."""
_CLOCK = re.compile(_TIME, re.IGNORECASE)
_TIME_LABEL = re.compile(
    r"(?:(?:start(?:ing)?|event|meeting) )?(?:time|uhrzeit|heures?|hora(?:rio)?|ora(?:rio)?|tijd|godzina|čas|время"
    r"|beginn|début|inicio|início|inizio|aanvang|początek|začátek|начало|saat|waktu|الساعة|时间|時間|시간)"
    r"\s?(?:[:：]|$)",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(
    rf"(?:{PLACES}|address|adresse|dirección|indirizzo|адрес|المكان|tempat)\s?(?:[:：]|$)", re.IGNORECASE
)
_LONGEST = 100
_ABOVE = 3
_BELOW = 4


def is_of_occasion(lines: Sequence[Line], line: Line) -> bool:
    """Whether the day in a line is that of something that takes place: it lasts from one hour to another, stands
    there once more with another hour, has time and place named below it, or labels round it ('Start', 'End')."""
    above, below = lines[: line.position][-_ABOVE:], lines[line.position + 1 : line.position + 1 + _BELOW]
    before, after = [other.text for other in reversed(above)], [other.text for other in below]
    return (
        any(_LASTS.search(text) for text in (line.text, *after[:1]) if len(text) <= _LONGEST)
        or any(_is_other_hour(line.text, other) for other in (*before[:1], *after[:1]))
        or (any(map(_TIME_LABEL.match, (line.text, *after))) and any(map(_PLACE_LABEL.match, after)))
        or (_speaks_of_occasion(before[:1]) and _speaks_of_occasion([*after[:1], *before[2:]]))
    )


def _speaks_of_occasion(lines: Sequence[str]) -> bool:
    return any(label_alone(line)[2] for line in lines)


def _is_other_hour(one: str, other: str) -> bool:
    """Whether two lines give the same day and different hours: the beginning and the end."""
    return one != other and bool(_CLOCK.search(one)) and _CLOCK.sub("", one) == _CLOCK.sub("", other)
