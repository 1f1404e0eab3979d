"""Pages that say little: a notice of a few lines among menus is read by where it stands, not by how it looks.

What tells text from menus elsewhere (length, sentences, company) is missing here. What is left: where the title
is, which box holds what was found, and that a menu is made of links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property, partial
from itertools import takewhile

from attrs import frozen

from pipelines.blocks import Box, Piece
from pipelines.grouping import groups
from pipelines.marks import MARKS
from pipelines.phrases import kind_of
from pipelines.text import plain, weighted_length
from pipelines.traits import Traits, parent_of

_PARTS = frozenset("ul ol li dl dt dd table thead tbody tr td th blockquote p h2 h3 h4 h5 h6".split())
"""What never holds a notice as a whole, but parts of it."""
_MOST = 60
"""Blocks that the rest of a notice may have: a table of fees, no list of all countries."""
_MOST_BETWEEN = 2
_HALF = 0.5
"""What stands below the title, of what stands above it, to be the text in its place."""
_FEWEST_TEASERS = 2
_FEW_OTHERS = 0.2
"""The share of a list of teasers that may be anything else."""
_OF_OTHERS = sum(1 << list(MARKS).index(name) for name in ("related", "side", "nav"))
_FEW = 120
"""Characters of lines that look like text wherever they stand."""


@frozen(eq=False)
class Lines:
    """The blocks of a page, how they were described and scored, and its title as the head has it."""

    pieces: Sequence[Piece]
    traits: Traits
    scores: Sequence[float]
    title: str

    @cached_property
    def named(self) -> int | None:
        """The heading that says most of what the head says."""
        said = plain(self.title)
        headings = ((at, plain(piece.text)) for at, piece in enumerate(self.pieces) if piece.box.level)
        alike = [at for at, words in headings if words and words in said]
        return max(
            alike, key=lambda at: (len(self.pieces[at].text), -self.pieces[at].box.level), default=None
        )

    @cached_property
    def heading(self) -> int:
        """The title of what the page says; failing that the last first-level heading; else no block's index."""
        if self.named is not None:
            return self.named
        first_level = (at for at, piece in enumerate(self.pieces) if piece.box.level == 1)
        return max(first_level, default=len(self.pieces))


def find_notice(lines: Lines, least: float) -> list[int]:
    """The indices of what a page with hardly any text says; ``least`` is the score that a line of it needs.

    The paragraphs of the main box; without any, the sentences that stand together first after the title; without
    these, what stands there without a link: the names of who was appointed. Above the title nothing is looked for
    where anything stands below it.
    """
    likely = [at for at, score in enumerate(lines.scores) if score > least]
    if lines.named is not None:
        likely = [at for at in likely if at > lines.heading] or likely
    central = [at for at in likely if lines.traits.central[at]]
    sentences = [at for at in likely if lines.traits.sentence[at]]
    if sentences and not central:
        first = parent_of(lines.pieces[sentences[0]].box).build
        return [at for at in sentences if parent_of(lines.pieces[at].box).build == first]
    if not central:
        return _under_heading(lines, likely)
    first_of_all = next((at for at in central if at in sentences), central[0])
    return next(group for group in groups(lines.pieces, central) if first_of_all in group)


def _under_heading(lines: Lines, likely: Sequence[int]) -> list[int]:
    """The ``likely`` blocks without a link that follow the title at once, or after a line or two like 'Published:
    4 May' or the links to who wrote it."""
    heading = lines.heading
    below = [
        at for at in likely if at > heading and not lines.pieces[at].links and not lines.traits.beside[at]
    ]
    first = next(iter(groups(lines.pieces, below)), [])
    between = lines.pieces[heading + 1 : first[0]] if first else ()
    is_near = len(between) <= _MOST_BETWEEN and all(p.links or kind_of(p.text) for p in between)
    return first if is_near else []


def near_title(lines: Lines, chosen: Sequence[int], least: float) -> list[int]:
    """The ``chosen`` indices without what stands in another part of the page than the title and looks no more like
    text than a telephone number in a column does; where nothing is left, what stands under the title. A teaser above
    the title that the head names gives way to a sentence below that is not much shorter.
    """
    inside, apart, below = _parted(lines, chosen, least)
    if not below or not apart:
        return list(chosen)
    own = inside or below
    is_above = (
        lines.named is not None
        and apart[-1] < lines.named
        and _says(lines, own)
        and _HALF * _weight(lines, apart) <= _weight(lines, own)
    )
    if inside:
        is_headed = apart[0] > inside[-1] and lines.pieces[apart[0]].box.level > 0
        is_other = is_above or (is_headed and not _says(lines, apart))
        return inside if is_other else list(chosen)
    is_more = is_above or (_says(lines, below) and _weight(lines, below) >= _weight(lines, apart))
    is_nothing = not _says(lines, apart) and _weight(lines, apart) < _FEW
    return below if is_more or is_nothing else list(chosen)


def without_teasers(lines: Lines, chosen: Sequence[int], least: float) -> list[int]:
    """The ``chosen`` indices without the teasers of other pages above or below a text that says something: each
    behind a link, in a part that the page names or heads as such. Where nothing else was chosen, what stands under
    the title.
    """
    of_others = set(_of_others(lines.pieces))
    teased = [at for at in chosen if _is_teased(lines.pieces, at)]
    if len(teased) < _FEWEST_TEASERS or of_others.isdisjoint(chosen):
        return list(chosen)
    inside, apart, below = _parted(lines, chosen, least)
    own = inside or below
    others = [at for at in apart if at not in teased]
    said = [at for at in others if lines.traits.sentence[at]]
    are_teasers = len(others) <= _FEW_OTHERS * len(apart) and _weight(lines, said) <= _weight(lines, own)
    is_around = own and apart and not any(own[0] < at < own[-1] for at in apart) and _says(lines, own)
    return own if are_teasers and is_around and apart[0] in of_others else list(chosen)


def teasers(pieces: Sequence[Piece]) -> str:
    """The plain words of all that teases other pages in parts that are named or headed as such."""
    return plain("".join(pieces[at].text for at in _of_others(pieces) if _is_teased(pieces, at)))


def _is_teased(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a block is a link or stands behind one, with no more than a block between: a date, a first sentence."""
    return any(piece.links and piece.is_linked for piece in pieces[max(0, at - _MOST_BETWEEN) : at + 1])


def _of_others(pieces: Sequence[Piece]) -> list[int]:
    """The blocks in parts for other pages, by the names of their boxes or the heading above them."""
    found, headed = [], False
    for at, piece in enumerate(pieces):
        if piece.box.level and not piece.links:
            headed = kind_of(piece.text) == "more"
        if headed or piece.box.all_marks & _OF_OTHERS:
            found.append(at)
    return found


def _parted(lines: Lines, chosen: Sequence[int], least: float) -> tuple[list[int], list[int], list[int]]:
    """What was chosen in the title's part of the page, what elsewhere, and what may be text under the title."""
    holder, below = _under_title(lines, least)
    inside = [at for at in chosen if any(box is holder for box in lines.pieces[at].box.outward())]
    return inside, sorted({*chosen}.difference(inside)), below


def _under_title(lines: Lines, least: float) -> tuple[Box | None, list[int]]:
    """The smallest box round the title that holds anything below it that may be text, and what that is."""
    if lines.heading == len(lines.pieces):
        return None, []
    joints = _Joints(lines.pieces[lines.heading].box)
    fitting = filter(partial(_fits, lines, least), range(lines.heading + 1, len(lines.pieces)))
    met = {at: joints.of(lines.pieces[at].box) for at in fitting}
    holder = max(met.values(), key=lambda box: box.depth, default=None)
    return holder, [at for at, box in met.items() if box is holder]


def _says(lines: Lines, places: Sequence[int]) -> bool:
    return any(lines.traits.sentence[at] for at in places)


def _weight(lines: Lines, places: Sequence[int]) -> int:
    return sum(weighted_length(lines.pieces[at].text) for at in places)


def with_rest(lines: Lines, chosen: Sequence[int], least: float) -> list[int]:
    """The ``chosen`` indices with what stands before, between and after them in the box that holds them: the fees
    under a sentence, the answer 'No.', the hour above a line, who signs.

    Parts that the page names otherwise than what was chosen are something else, tables and lists apart. Nothing is
    taken of a box that holds more than a notice has.
    """
    if not chosen:
        return []
    joints = _Joints(_holder(lines, chosen))
    first, last = chosen[0], chosen[-1]
    builds = {part.build for at in chosen if (part := joints.part(lines.pieces[at].box))}

    def fits(at: int) -> bool:
        piece = lines.pieces[at]
        if not (joints.holds(piece.box) and _fits(lines, least, at)):
            return False
        part = joints.part(piece.box)
        return part is None or part.tag in _PARTS or part.build in builds or piece.kind in ("row", "item")

    after = list(takewhile(fits, range(last + 1, len(lines.pieces))))
    while after and lines.pieces[after[-1]].box.level:
        after.pop()  # what it heads is something else: links, a form
    rest = {
        *takewhile(fits, range(first - 1, -1, -1)),
        *filter(fits, range(first, last)),
        *after,
    }.difference(chosen)
    return sorted({*chosen, *rest}) if len(rest) <= _MOST else list(chosen)


def _holder(lines: Lines, chosen: Sequence[int]) -> Box:
    """The smallest box round all that was chosen that can hold a whole notice: none of several of one kind."""
    around = [list(lines.pieces[at].box.outward()) for at in chosen]
    common = set(around[0]).intersection(*around[1:])
    kinds = Counter(box.build for box in _boxes(lines.pieces))
    fit = (box for box in around[0][1:] if box in common and box.tag not in _PARTS and kinds[box.build] == 1)
    return next(fit, around[0][-1])


def _boxes(pieces: Sequence[Piece]) -> set[Box]:
    """Every box of a page that shows anything."""
    seen: set[Box] = set()
    for piece in pieces:
        seen.update(takewhile(lambda box: box not in seen, piece.box.outward()))
    return seen


def _fits(lines: Lines, least: float, at: int) -> bool:
    piece = lines.pieces[at]
    return (
        lines.scores[at] > least
        and not lines.traits.beside[at]
        and at != lines.heading
        and not piece.is_linked
        and not kind_of(piece.text)
    )


class _Joints:
    """Where the ways up from boxes meet the way up from one of them; each step is made once."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._met = {around: around for around in box.outward()}

    def of(self, box: Box) -> Box:
        """The smallest box that holds both."""
        way = list(takewhile(lambda around: around not in self._met, box.outward()))
        joint = self._met[parent_of(way[-1]) if way else box]
        self._met.update(dict.fromkeys(way, joint))
        return joint

    def holds(self, box: Box) -> bool:
        """Whether it stands in the one."""
        return self.of(box) is self._box

    def part(self, box: Box) -> Box | None:
        """The box right inside the one that holds it; none where it is the one itself."""
        return next((around for around in box.outward() if around.parent is self._box), None)
