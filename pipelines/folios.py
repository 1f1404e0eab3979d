"""What stands at the edges of the pages of a typeset document: running heads and the numbers of pages.

They are no text, and interrupt the sentence that runs on to the next page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import islice, takewhile

from attrs import frozen

_DEEP = 6
"""Lines from the edge of a page: a name, a day, a number, the heads of a table that goes on."""
_FEWEST = 3
"""Pages on which a number that stands alone has to count."""
_MANY = 5
"""Pages with a line of words: on fewer it may be the heading of each of several papers in one file."""
_SHARE = 0.4
"""Of all pages, which begin with a running head: left and right ones may have heads of their own."""
_YEARS = range(1900, 2100)
"""A number among them is rather a year."""
_SOME_WORDS = 3
"""Words of a running head; fewer may call what is numbered."""
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
_ADDRESS = re.compile(r"(?:https?|file)://|about:")
_PRINTED_AT = re.compile(r"\d{1,4}(?P<between>[./-])\d{1,2}(?P=between)\d{1,4},?\D{0,6}\d{1,2}:\d\d")

_Rest = tuple[str, tuple[int, ...]]
"""The words of a line, and its numbers but for one."""


@frozen
class _Line:
    """A line near an edge of a page: whole, its letters, its words in any order, the numbers that may be a page's."""

    text: str
    letters: str
    words: str
    """Left and right pages say the same the other way round."""
    numbers: tuple[int, ...]

    @property
    def is_number(self) -> bool:
        """Whether it is a number alone, or with the word for a page."""
        return not self.letters or _OF_PAGE.fullmatch(self.letters) is not None

    def parts(self) -> Iterator[tuple[int, _Rest]]:
        """Each of the numbers, and all else that the line says."""
        ordered = sorted(self.numbers)
        for at, number in enumerate(ordered):
            if at == 0 or number != ordered[at - 1]:
                yield number, (self.words, (*ordered[:at], *ordered[at + 1 :]))

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


def without_folios(pages: Sequence[str], count: int) -> list[str]:
    """The texts of pages without the running heads and page numbers with which they begin and end; ``pages`` are the
    first of ``count``.

    A page number stands alone, with the word for a page, or in a line that says the same on five pages but for the one
    number that counts them. Browsers print the page's address with it, and the instant with the title. A running head
    is what many pages begin with: it stays where it stands first, unless an earlier page says it as well, as it may be
    the head of a table. What pages end with alike may be a vote or a signature.
    """
    lines = _without_edges([page.split("\n") for page in pages], count, are_heads=True)
    upside_down = _without_edges([own[::-1] for own in lines], count, are_heads=False)
    return ["\n".join(own[::-1]).strip() for own in upside_down]


def _without_edges(pages: Sequence[Sequence[str]], count: int, are_heads: bool) -> list[Sequence[str]]:
    edges = _Edges.of(pages, count)
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
    alike: Mapping[_Rest, Mapping[int, Set[int]]]
    """The numbers in which lines differ that say the same else, by the pages."""
    pages: Mapping[str, Set[int]]
    """The pages on which the same line stands."""
    count: int
    """Of all pages, read or not."""

    @classmethod
    def of(cls, pages: Sequence[Sequence[str]], count: int) -> _Edges:
        edges = [dict(_edge(page)) for page in pages]
        alike: dict[_Rest, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        same: dict[str, set[int]] = defaultdict(set)
        for page, lines in enumerate(edges):
            for line in lines.values():
                same[line.text].add(page)
                for number, rest in line.parts():
                    alike[rest][page].add(number)
        return cls(edges, alike, same, count)

    def running(self, page: int, said: str, are_heads: bool) -> Set[int]:
        """The places of a page's lines that are running heads or page numbers; ``said`` are the letters of all pages
        before."""
        lines = self.lines[page]
        counting = self._printed(page) | {at for at, line in lines.items() if self._counts(line, page)}
        repeated = {at for at, line in lines.items() if are_heads and self._repeats(line)}
        heads = dict(takewhile(lambda one: one[0] in counting | repeated, lines.items()))
        return {at for at, line in heads.items() if at in counting or self._is_known(line, page, said)}

    def _printed(self, page: int) -> Set[int]:
        """The places of what a browser has printed around a page: its address and number, the instant and the title."""
        number, lines = f"{page + 1}/{self.count}", self.lines[page]
        addresses = {
            at for at, line in lines.items() if _ADDRESS.match(line.text) and line.text.endswith(number)
        }
        return addresses and addresses | {at for at, line in lines.items() if _PRINTED_AT.match(line.text)}

    def _is_known(self, line: _Line, page: int, said: str) -> bool:
        return min(self.pages[line.text]) < page or bool(line.letters and line.letters in said)

    def _repeats(self, line: _Line) -> bool:
        """Whether many pages begin with a line: of left or of right ones nearly all."""
        same = self.pages[line.text]
        return len(line.text) >= _SHORTEST and len(same) >= max(_MANY, _SHARE * len(self.lines))

    def _counts(self, line: _Line, page: int) -> bool:
        """Whether the one number that differs in a line goes up with the pages, or says which of them it is."""
        of = _OF_PAGES.fullmatch(line.text)
        if of and (int(of["at"]), int(of["all"])) == (page + 1, self.count):
            return True
        counting = {
            other
            for number, rest in line.parts()
            for other, numbers in self.alike[rest].items()
            if other != page and number + other - page in numbers
        }
        if self.count == _SHEET:
            return bool(counting) and not line.letters and line.numbers == (page + 1,)
        fewest = _FEWEST if line.is_number else _MANY
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
    if line.is_number:
        return not any(number in _YEARS for number in line.numbers)
    return len(_NUMBER.findall(line.text)) > 1 or line.words.count(" ") + 1 >= _SOME_WORDS
