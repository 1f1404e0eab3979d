"""Names that no label introduces: beside the date under the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.dates import FIRST_YEAR
from pipelines.labels import label_alone, label_before
from pipelines.moments import claimed_days, plain_figures
from pipelines.names import is_organisation, is_particle, is_proper, is_role, names_in
from pipelines.outline import Line, Outline
from pipelines.sources import Sources

_LONGEST = 120
_LONGEST_NAME = 40
_ABOVE, _BELOW = 3, 9
"""How many lines above and below the title a byline stands."""
QUOTED = re.compile(r"[—–-].*\(@")
"""Opens who is quoted, and where: '— Jane Roe (@jroe) 10 June 2020'."""
_HEADINGS = frozenset({"h1", "h2"})
_SENTENCE_WORDS = 6
"""So many words in lower case are a sentence."""
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[)”\"]?[.!?]$|\d{4}\.$")
_DIVIDER = re.compile(r"\s*[|·•●⋅–—]\s*|\s-\s")
_KIND = re.compile(
    r"\b(?:comments?|posted|forum|release|statement|speech|remarks|notice|advisory|announcement|bulletin|brief|report|update|event|policy|story"
    r"|affairs|safety|security|health|education|transport|environment|energy|economy|finance|justice|defen[cs]e"
    r"|development|agriculture|labou?r|trade|immigration|housing|information|public|foreign|social|national"
    r"|stories|interview|article|feature|opinion|description|details|overview|summary|documents?|agenda|minutes|meetings?|read|share|city|street|north|south|east|west|united|new|san|st"
    r"|print(?:er|able)?|friendly|format|version"
    r"|facebook|twitter|linkedin|whatsapp|telegram|instagram|youtube|pinterest|weibo|wechat)\b",
    re.IGNORECASE,
)
"""Words of what else stands beside a date: what kind of page it is, and where."""
_PLACE = re.compile(r"[^|·•●⋅–—,]*,\s*(?:(?:am|den|the|le|el|il|em|op)\s*)?\Z", re.IGNORECASE)
"""'Oldtown Bridge, 10 June 2020': the place and the day under a decree are written as no byline is."""
_WRITTEN = re.compile(r"[^\W\d_][^\W\d_.'’-]?\.|(?:[^\W\d_][^\W\d_A-Z]*['’-]?){1,4}|Ma?c[A-Z][a-z]+")


def beside_date(sources: Sources) -> Iterator[tuple[list[str], Line]]:
    """The people's names in a line with a date near the title, or in a line of their own next to one."""
    outline = sources.outline
    for line in _near_title(outline):
        if QUOTED.match(line.text) or _is_sentence(line.text) or _is_of_another_day(line.text):
            continue
        parts = _undated(line.text) or (_bare(line, outline) and [line.text]) or []
        for part in parts:
            names = list(names_in(part))
            is_signed = (
                names and part.startswith(names[0]) and all(_is_person(name, outline) for name in names)
            )
            if is_signed and not _is_in_list(line, outline):
                yield names, line
                break


def _near_title(outline: Outline) -> Iterator[Line]:
    title = outline.title
    if title is None:
        return
    for line in outline.lines[max(0, title - _ABOVE) : title + _BELOW]:
        if line.position != title and len(line.text) <= _LONGEST and not outline.is_outside(line.element):
            yield line


def _is_sentence(text: str) -> bool:
    """Whether a line says something instead of naming who and when: 'Jane Roe (born 3 May 1966) is the minister.'"""
    small = sum(word.strip("(),;").islower() for word in text.split())
    return small >= _SENTENCE_WORDS or (small >= 2 and bool(_SENTENCE_END.search(text)))


def _is_of_another_day(text: str) -> bool:
    """Whether the day in a line is that of a deadline, an event or a law: 'Ende der Frist: 3. Mai 2026'."""
    plain = plain_figures(text)
    days = claimed_days(plain, order="DMY")
    return bool(days) and label_before(plain, days[0].start)[2]


def _undated(text: str) -> list[str]:
    """The parts of a line round its date, but for the place where something was signed; none where it has no date."""
    plain = plain_figures(text)
    days = claimed_days(plain, order="DMY")
    if not days or days[0].moment.year < FIRST_YEAR:
        return []
    rest = f"{_PLACE.sub('', plain[: days[0].start])}|{plain[days[-1].end :]}"
    return [part for whole in _DIVIDER.split(rest) if (part := whole.strip(" ,.-–—"))]


def _bare(line: Line, outline: Outline) -> bool:
    """Whether a short line stands next to one that is a date and nothing else."""
    is_label = line.text.endswith((":", "：")) or label_alone(line.text)[0]
    if len(line.text) > _LONGEST_NAME or line.element.tag in _HEADINGS or is_label:
        return False
    beside = outline.lines[max(0, line.position - 1) : line.position + 2]
    return any(other is not line and _is_date(other.text) for other in beside)


def _is_in_list(line: Line, outline: Outline) -> bool:
    """Whether other names stand in two of the lines around: who was appointed, not who writes."""
    around = outline.lines[max(0, line.position - 2) : line.position + 3]
    return sum(other is not line and _is_person(other.text, outline) for other in around) >= 2


def _is_date(text: str) -> bool:
    if len(text) > _LONGEST_NAME:
        return False
    days = claimed_days(plain_figures(text), order="DMY")
    # Who is born on an earlier day has a page of his own, and has not written it.
    return bool(days) and days[0].moment.year >= FIRST_YEAR and not _undated(text)


def _is_person(name: str, outline: Outline) -> bool:
    """Two words or more with capitals, none of which the page writes small elsewhere, and that no menu repeats."""
    if not 1 <= name.count(" ") <= 3 or len(name) > _LONGEST_NAME or not is_proper(name):
        return False
    if len(name.split()[-1]) == 1 and max(map(len, name.split())) <= 2:
        return False  # 'OJ L' is a journal
    if (
        is_organisation(name)
        or is_role(name)
        or _KIND.search(name)
        or not all(map(_WRITTEN.fullmatch, name.split()))
    ):
        return False
    others = [line for line in outline.lines if line.text == name and outline.is_outside(line.element)]
    return not others and not any(_is_word(word, outline) for word in name.split())


def _is_word(word: str, outline: Outline) -> bool:
    """Whether the page writes a word small somewhere."""
    small = word.lower()
    # Most names stand in no line so, and an expression takes longer to make than all lines to look through.
    holding = [line.text for line in outline.lines if small in line.text]
    return bool(holding) and not is_particle(word) and _stands_alone(small, holding)


def _stands_alone(word: str, texts: Iterable[str]) -> bool:
    alone = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return any(map(alone.search, texts))
