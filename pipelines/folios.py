"""What stands at the head and foot of every page of a typeset document: running heads and the numbers of pages.

They are no text, and interrupt the sentence that runs on to the next page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice

from attrs import frozen

_DEEP = 6
"""Lines from the edge of a page: a name, a day, a number, the heads of a table that goes on."""
_FEWEST = 3
"""Pages on which a line has to stand."""
_MANY = 5
"""Pages on which one has to that may head or sign each of several papers in one file: 'Session 2', 'The Mayor'."""
_SEVERAL = 3
"""Lines that stand there again together, as a letterhead does."""
_YEARS = range(1900, 2100)
_FEW_WORDS = 4
_SHORTEST = 3
"""Characters; less is a cell of a table."""
_LONGEST = 300
_SHEET = 2
"""Pages: of so few only numbers that stand alone and are those of the pages are believed."""
_APART = (1, -1, 2, -2)
"""Pages: left and right ones have heads of their own."""
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d{1,6}")
_NUMBERED = re.compile(
    r"(?<!\w)(?:art(?:icle|ículo|iculo|igo|icolo|ikel)?|sec(?:tion)?|chapter|kapitel|capítulo|capitolo|chapitre|rozdział"
    r"|tit(?:re|le|el)|título|titolo|annexe?|anexo|allegato|anlage|anhang|załącznik|part(?:ie|e)?|teil|schedule|clause"
    r"|tab(?:le|elle|leau|la|ela)|fig(?:ure|ura)?|abb(?:ildung)?|exhibit|form|lot|case|rule|item|question|no|nr|madde"
    r"|bölüm|член|чл|статья|глава|čl(?:ánek)?|paragraf|مادة|άρθρο|ข้อ|§{1,2})\W{0,3}\d+|第?\s?\d+\s?[条條章节節款조장]",
    re.IGNORECASE,
)
"""What may be numbered once a page, and is text."""
_PAGE = r"(?:page|seite|página|pagina|pág|p|s|sid[ea]|strona|str|стр|страница|sayfa|trang|halaman)"
_OF_PAGES = re.compile(
    rf"\W*(?:{_PAGE}\W*)?"
    r"(?P<at>\d{1,4})\s?(?:of|von|de|sur|di|van|z|из|od|av|af|/)\s?(?P<all>\d{1,4})\W*",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(_PAGE, re.IGNORECASE)


@frozen
class _Line:
    """A line near an edge of a page: whole, its letters, its words in any order, the numbers that may be a page's."""

    text: str
    letters: str
    words: str
    """Left and right pages say the same the other way round."""
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Line:
        return cls(
            text="".join(text.split()),
            letters=_letters(text),
            words=" ".join(sorted(_WORD.findall(text.casefold()))),
            numbers=tuple(map(int, _NUMBER.findall(_NUMBERED.sub("", text)))),
        )


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


_Pages = Mapping[int, Sequence[_Line]]
"""The lines that have something in common, by the pages at whose edge they stand."""


def without_folios(pages: Sequence[str]) -> list[str]:
    """The texts of pages without the running heads and page numbers with which they begin and end.

    A line is one where pages around begin (or end) with the same line, or with its letters and a number that counts the
    pages: three pages at least. One that does not count stays where it stands for the first time, unless an earlier
    page says it as well: it may be the head of a table.
    """
    lines = _without_heads([page.split("\n") for page in pages])
    upside_down = _without_heads([own[::-1] for own in lines])
    return ["\n".join(own[::-1]).strip() for own in upside_down]


def _without_heads(pages: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    edges = [dict(_edge(own)) for own in pages]
    alike, same = _by_page(edges, "words"), _by_page(edges, "text")
    cut: list[Sequence[str]] = []
    said = ""
    for page, own in enumerate(pages):
        counting = {
            at for at, line in edges[page].items() if _counts(line, page, alike[line.words], len(pages))
        }
        repeated = sum(_repeats(line, page, same[line.text], _FEWEST) for line in edges[page].values())
        fewest = _FEWEST if counting or repeated >= _SEVERAL else _MANY
        gone = set()
        for at, line in edges[page].items():
            if not (at in counting or _repeats(line, page, same[line.text], fewest)):
                break
            if at in counting or min(same[line.text]) < page or (line.letters and line.letters in said):
                gone.add(at)
        cut.append([line for at, line in enumerate(own) if at not in gone])
        said += _letters("".join(own))
    return cut


def _edge(page: Sequence[str]) -> Iterator[tuple[int, _Line]]:
    """The first lines of a page and their places; none from the first on that is too long for a running head."""
    written = ((at, line) for at, line in enumerate(page) if line.strip())
    for at, line in islice(written, _DEEP):
        if len(line) > _LONGEST:
            return
        yield at, _Line.of(line)


def _by_page(edges: Sequence[Mapping[int, _Line]], shared: str) -> Mapping[str, _Pages]:
    found: defaultdict[str, defaultdict[int, list[_Line]]] = defaultdict(lambda: defaultdict(list))
    for page, lines in enumerate(edges):
        for line in lines.values():
            found[getattr(line, shared)][page].append(line)
    return found


def _repeats(line: _Line, page: int, same: _Pages, fewest: int) -> bool:
    """Whether a line stands on pages around as well, on at least half of those between its first and its last."""
    is_often = len(same) >= fewest and 2 * len(same) >= max(same) - min(same) + 1
    return is_often and len(line.text) >= _SHORTEST and _is_near(page, same)


def _counts(line: _Line, page: int, alike: _Pages, pages: int) -> bool:
    """Whether a number in a line goes up with the pages, or says which of them it is."""
    if (of := _OF_PAGES.fullmatch(line.text)) and (int(of["at"]), int(of["all"])) == (page + 1, pages):
        return True
    if not (line.letters or len(line.numbers) == 1):
        return False
    counting = [other for other in alike if other != page and _goes_on(line, alike[other], other - page)]
    if pages == _SHEET:
        return bool(counting) and not line.letters and line.numbers == (page + 1,)
    return len(counting) + 1 >= (_FEWEST if _is_sure(line) else _MANY) and _is_near(page, counting)


def _is_sure(line: _Line) -> bool:
    """Whether a line that counts is hardly the heading of one paper after the other: it is a number alone or with the
    word for a page, or says more than a few words and a number."""
    is_of_year = any(number in _YEARS for number in line.numbers)
    if not line.letters or _OF_PAGE.fullmatch(line.letters):
        return not is_of_year
    others = [number for number in map(int, _NUMBER.findall(line.text)) if number not in _YEARS]
    return len(others) > 1 or line.words.count(" ") + 1 > _FEW_WORDS


def _is_near(page: int, others: Container[int]) -> bool:
    return any(page + apart in others for apart in _APART)


def _goes_on(line: _Line, others: Sequence[_Line], apart: int) -> bool:
    """Whether a number of a line, so many pages on, is one of another line."""
    return any(number + apart in other.numbers for number in line.numbers for other in others)
