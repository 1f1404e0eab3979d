"""What stands at the edges of the pages of a typeset document: running heads and the numbers of pages.

They are no text, and interrupt the sentence that runs on to the next page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice, takewhile

from attrs import frozen

_DEEP = 6
"""Lines from the edge of a page: a name, a day, a number, the heads of a table that goes on."""
_FEWEST = 3
"""Pages on which a number that stands alone has to count."""
_MANY = 5
"""Pages on which one has to that may head each of several papers in one file."""
_OF_PAGES_WITH = 0.4
"""Of all pages; left and right ones may have heads of their own."""
_YEARS = range(1900, 2100)
_SOME_WORDS = 3
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

    A page number stands alone, with the word for a page, or in a line that says the same on five pages but for the one
    number that counts them. A running head is what many pages begin with: it stays where it stands first, unless an
    earlier page says it as well, as it may be the head of a table. What pages end with alike may be a vote or a
    signature.
    """
    lines = _without_edges([page.split("\n") for page in pages], are_heads=True)
    upside_down = _without_edges([own[::-1] for own in lines], are_heads=False)
    return ["\n".join(own[::-1]).strip() for own in upside_down]


def _without_edges(pages: Sequence[Sequence[str]], are_heads: bool) -> list[Sequence[str]]:
    edges = _Edges.of(pages)
    cut: list[Sequence[str]] = []
    said = ""
    for page, own in enumerate(pages):
        running = edges.running(page, said, are_heads)
        cut.append([line for at, line in enumerate(own) if at not in running])
        said += _letters("".join(own))
    return cut


@frozen
class _Edges:
    """What stands at the beginnings of pages."""

    lines: Sequence[Mapping[int, _Line]]
    """The lines of each page, by their places."""
    alike: Mapping[str, Mapping[int, Sequence[tuple[int, ...]]]]
    """The numbers that stand beside the same words, line by line, by the pages."""
    pages: Mapping[str, Set[int]]
    """The pages on which the same line stands."""

    @classmethod
    def of(cls, pages: Sequence[Sequence[str]]) -> _Edges:
        edges = [dict(_edge(page)) for page in pages]
        alike: dict[str, dict[int, list[tuple[int, ...]]]] = defaultdict(lambda: defaultdict(list))
        same: dict[str, set[int]] = defaultdict(set)
        for page, lines in enumerate(edges):
            for line in lines.values():
                alike[line.words][page].append(line.numbers)
                same[line.text].add(page)
        return cls(edges, alike, same)

    def running(self, page: int, said: str, are_heads: bool) -> Set[int]:
        """The places of a page's lines that are running heads or page numbers; ``said`` are the letters of all pages
        before."""
        lines = self.lines[page]
        counting = {at for at, line in lines.items() if self._counts(line, page)}
        repeated = {at for at, line in lines.items() if are_heads and self._repeats(line)}
        heads = dict(takewhile(lambda one: one[0] in counting | repeated, lines.items()))
        return {at for at, line in heads.items() if at in counting or self._is_known(line, page, said)}

    def _is_known(self, line: _Line, page: int, said: str) -> bool:
        return min(self.pages[line.text]) < page or bool(line.letters and line.letters in said)

    def _repeats(self, line: _Line) -> bool:
        """Whether many pages begin with a line: of left or of right ones nearly all."""
        same = self.pages[line.text]
        return len(line.text) >= _SHORTEST and len(same) >= max(_MANY, _OF_PAGES_WITH * len(self.lines))

    def _counts(self, line: _Line, page: int) -> bool:
        """Whether the one number that differs in a line goes up with the pages, or says which of them it is."""
        of = _OF_PAGES.fullmatch(line.text)
        if of and (int(of["at"]), int(of["all"])) == (page + 1, len(self.lines)):
            return True
        counting = [
            other
            for other, numbers in self.alike[line.words].items()
            if other != page and any(_goes_on(line.numbers, those, other - page) for those in numbers)
        ]
        if len(self.lines) == _SHEET:
            return bool(counting) and not line.letters and line.numbers == (page + 1,)
        fewest = _FEWEST if not line.letters or _OF_PAGE.fullmatch(line.letters) else _MANY
        is_near = any(page + apart in counting for apart in _APART)
        return is_near and len(counting) + 1 >= fewest and _is_head(line)


def _edge(page: Sequence[str]) -> Iterator[tuple[int, _Line]]:
    """The first lines of a page and their places; none from the first on that is too long for a running head."""
    written = ((at, line) for at, line in enumerate(page) if line.strip())
    for at, line in islice(written, _DEEP):
        if len(line) > _LONGEST:
            return
        yield at, _Line.of(line)


def _is_head(line: _Line) -> bool:
    """Whether a line that counts is hardly the heading of one thing after the other: 'Session 2', 'Budget 2020'."""
    if not line.letters or _OF_PAGE.fullmatch(line.letters):
        return not any(number in _YEARS for number in line.numbers)
    return len(_NUMBER.findall(line.text)) > 1 or line.words.count(" ") + 1 >= _SOME_WORDS


def _goes_on(numbers: Sequence[int], others: Sequence[int], apart: int) -> bool:
    """Whether the numbers of two lines, so many pages apart, are the same but for one, which goes up by as much."""
    left, right = Counter(numbers), Counter(others)
    lower, higher = list((left - right).elements()), list((right - left).elements())
    return len(lower) == len(higher) == 1 and higher[0] - lower[0] == apart
