"""What stands at the head and foot of every page of a typeset document: running heads and the numbers of pages.

They are no text, and interrupt the sentence that runs on to the next page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from itertools import islice, takewhile

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
            numbers=_numbers(text),
        )


def _numbers(text: str) -> tuple[int, ...]:
    """Those that may be a page's: several without a word are a row of a table."""
    found = tuple(map(int, _NUMBER.findall(_NUMBERED.sub("", text))))
    return found if len(found) == 1 or _letters(text) else ()


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


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
    edges = _Edges.of(pages)
    cut: list[Sequence[str]] = []
    said = ""
    for page, own in enumerate(pages):
        running = edges.running(page, said)
        cut.append([line for at, line in enumerate(own) if at not in running])
        said += _letters("".join(own))
    return cut


@frozen
class _Edges:
    """What stands at the beginnings of pages."""

    lines: Sequence[Mapping[int, _Line]]
    """The lines of each page, by their places."""
    numbers: Mapping[str, Mapping[int, Set[int]]]
    """The numbers that stand beside the same words, by the pages."""
    pages: Mapping[str, Set[int]]
    """The pages on which the same line stands."""

    @classmethod
    def of(cls, pages: Sequence[Sequence[str]]) -> _Edges:
        edges = [dict(_edge(page)) for page in pages]
        numbers: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        same: dict[str, set[int]] = defaultdict(set)
        for page, lines in enumerate(edges):
            for line in lines.values():
                numbers[line.words][page].update(line.numbers)
                same[line.text].add(page)
        return cls(edges, numbers, same)

    def running(self, page: int, said: str) -> Set[int]:
        """The places of a page's lines that are running heads or page numbers; ``said`` are the letters of all pages
        before."""
        lines = self.lines[page]
        counting = {at for at, line in lines.items() if self._counts(line, page)}
        repeated = [at for at, line in lines.items() if self._repeats(line, page, _FEWEST)]
        fewest = _FEWEST if counting or len(repeated) >= _SEVERAL else _MANY
        heads = dict(
            takewhile(lambda one: one[0] in counting or self._repeats(one[1], page, fewest), lines.items())
        )
        return {at for at, line in heads.items() if at in counting or self._is_known(line, page, said)}

    def _is_known(self, line: _Line, page: int, said: str) -> bool:
        return min(self.pages[line.text]) < page or bool(line.letters and line.letters in said)

    def _repeats(self, line: _Line, page: int, fewest: int) -> bool:
        """Whether a line stands on pages around as well, on at least half of those between its first and its last."""
        same = self.pages[line.text]
        is_often = len(same) >= fewest and 2 * len(same) >= max(same) - min(same) + 1
        return is_often and len(line.text) >= _SHORTEST and _is_near(page, same)

    def _counts(self, line: _Line, page: int) -> bool:
        """Whether a number in a line goes up with the pages, or says which of them it is."""
        of = _OF_PAGES.fullmatch(line.text)
        if of and (int(of["at"]), int(of["all"])) == (page + 1, len(self.lines)):
            return True
        beside = self.numbers[line.words]
        counting = [
            other
            for other, numbers in beside.items()
            if other != page and any(number + other - page in numbers for number in line.numbers)
        ]
        if len(self.lines) == _SHEET:
            return bool(counting) and not line.letters and line.numbers == (page + 1,)
        return len(counting) + 1 >= (_FEWEST if _is_sure(line) else _MANY) and _is_near(page, counting)


def _edge(page: Sequence[str]) -> Iterator[tuple[int, _Line]]:
    """The first lines of a page and their places; none from the first on that is too long for a running head."""
    written = ((at, line) for at, line in enumerate(page) if line.strip())
    for at, line in islice(written, _DEEP):
        if len(line) > _LONGEST:
            return
        yield at, _Line.of(line)


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
