"""What belongs to a text by where it stands, whatever it looks like: what a colon announces, who signs at its end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, takewhile

from pipelines.blocks import ANCESTORS, HEADINGS, Box, Piece
from pipelines.phrases import kind_of
from pipelines.traits import Traits, parent_of

_COLON = (":", "：")
_LEADING_ON = (*_COLON, "…", "...", "→", "?")
"""How lines end that have something beneath them, here or on another page."""
_LISTING = frozenset("ul ol dl address blockquote table pre".split())
_MOST_ANNOUNCED = 100
_MOST_ENDING = 12
"""Blocks that end a box of text: names, an address, a last line."""
_LONGEST_ENDING = 400
_HOPELESS = -2.0
"""The score of what is no text even where it stands in a box of text: a copyright line, a tag."""
_WHOLE = 0.9
"""The share of a box, by length, that has to be text before its end is text as well."""
_A_SENTENCE = 40
_LONGEST_FOOT = 1_500
_FOOT = re.compile(
    r"(?:^|\s)(?:(?:site|page|global|main|region|block)[-_]{0,2})?footer"
    r"(?:[-_]{1,2}(?:top|bottom|inner|wrap(?:per)?|container|content|widgets?|area|region|section|main))?(?:$|\s)",
    re.IGNORECASE,
)
_IN_MAIN = 1 << ANCESTORS.index("main")
_IN_ARTICLE = 1 << ANCESTORS.index("article") | _IN_MAIN
_IN_FOOTER = 1 << ANCESTORS.index("footer")
_IN_QUOTATION = 1 << ANCESTORS.index("blockquote")


def filled(pieces: Sequence[Piece], scores: Sequence[float], chosen: Sequence[int]) -> list[int]:
    """The ``chosen`` indices of ``pieces`` with what they announce and with what ends their box."""
    text = set(chosen)
    for at in chosen:
        if pieces[at].text.endswith(_COLON) and not kind_of(pieces[at].text):
            text.update(_announced(pieces, scores, at))
    text.update(_quoted(pieces, scores, text))
    text.update(_ending(pieces, scores, text) if text else ())
    return sorted(text)


def signing(pieces: Sequence[Piece], chosen: Sequence[int]) -> list[int]:
    """The last of ``chosen`` that are marked up as headings and head nothing: who signs, in large print.

    They end the box of the text; where anything follows in it, were it an empty list, they are headings of that.
    """
    headings = list(takewhile(lambda at: pieces[at].box.level, reversed(chosen)))
    if not headings:
        return []
    last = _heading(pieces[headings[0]].box)
    holder = parent_of(last)
    held = any(parent_of(pieces[at].box) is holder for at in chosen[: -len(headings)])
    if not held or holder.last is not last:
        return []
    return [
        at
        for before, at in enumerate(headings)
        if at == headings[0] - before
        and parent_of(_heading(pieces[at].box)) is holder
        and not pieces[at].links
        and not pieces[at].text.endswith(_LEADING_ON)
        and not kind_of(pieces[at].text)
    ]


def _heading(box: Box) -> Box:
    return next(around for around in box.outward() if around.tag in HEADINGS)


def _announced(pieces: Sequence[Piece], scores: Sequence[float], at: int) -> Sequence[int]:
    """The list, address or quotation that follows a line at once, in the same box or the next."""
    near = {pieces[at].box, parent_of(pieces[at].box)}
    if at + 1 == len(pieces):
        return ()
    holder = next((box for box in pieces[at + 1].box.outward() if box.parent in near), None)
    if holder is None or holder.tag not in _LISTING:
        return ()
    found = list(_inside(pieces, holder, range(at + 1, len(pieces))))
    hopeful = sum(scores[place] for place in found) > _HOPELESS * len(found)
    return found if hopeful and len(found) <= _MOST_ANNOUNCED else ()


def _quoted(pieces: Sequence[Piece], scores: Sequence[float], text: Collection[int]) -> Iterator[int]:
    """The rest of quotations that are text in part: who said it."""
    said = (pieces[at] for at in text if pieces[at].box.tags & _IN_QUOTATION and not pieces[at].links)
    quotations = {_quotation(piece.box) for piece in said}
    for at, piece in enumerate(pieces) if quotations else ():
        is_within = piece.box.tags & _IN_QUOTATION and _quotation(piece.box) in quotations
        if is_within and not piece.links and scores[at] > _HOPELESS:
            yield at


def _quotation(box: Box) -> Box:
    return next(around for around in box.outward() if around.tag == "blockquote")


def _ending(pieces: Sequence[Piece], scores: Sequence[float], text: Collection[int]) -> Sequence[int]:
    """The few blocks between the last of the text and the end of its box, where that holds hardly anything else."""
    main = max((parent_of(pieces[at].box) for at in text), key=lambda box: box.direct)
    last = next(at for at in sorted(text, reverse=True) if main in pieces[at].box.outward())
    rest = list(islice(_inside(pieces, main, range(last + 1, len(pieces))), _MOST_ENDING + 1))
    if len(rest) > _MOST_ENDING or not rest or _length(pieces, rest) > _LONGEST_ENDING:
        return ()
    if any(scores[at] <= _HOPELESS or pieces[at].links or kind_of(pieces[at].text) for at in rest):
        return ()
    before = list(_inside(pieces, main, range(last, -1, -1)))
    is_whole = _length(pieces, [at for at in before if at in text]) >= _WHOLE * _length(pieces, before)
    return rest if is_whole else ()


def _inside(pieces: Sequence[Piece], holder: Box, places: Iterable[int]) -> Iterator[int]:
    """The ``places`` up to the first that is not in a box."""
    return takewhile(lambda at: holder in pieces[at].box.outward(), places)


def _length(pieces: Sequence[Piece], places: Sequence[int]) -> int:
    return sum(len(pieces[at].text) for at in places)


def foot(pieces: Sequence[Piece], traits: Traits, scores: Sequence[float]) -> set[int]:
    """The indices of ``pieces`` in the page's foot, which says who the ministry is, and where.

    The foot: what its page calls so, outside of articles, and what stands behind the ``<main>`` that holds a heading
    of first level and a sentence, where it looks like no more than a little text.
    """
    called = _called_feet(pieces)
    found = {at for at, piece in enumerate(pieces) if _is_in_foot(piece.box, called)}
    mains = [at for at, piece in enumerate(pieces) if piece.box.tags & _IN_MAIN]
    is_headed = any(pieces[at].box.level == 1 for at in mains)
    if is_headed and any(traits.sentence[at] and len(pieces[at].text) > _A_SENTENCE for at in mains):
        behind = range(mains[-1] + 1, len(pieces))
        if _length(pieces, [at for at in behind if scores[at] > 0]) < _LONGEST_FOOT:
            found.update(behind)
    return found


def _is_in_foot(box: Box, called: Mapping[Box | None, bool]) -> bool:
    return not box.tags & _IN_ARTICLE and (bool(box.tags & _IN_FOOTER) or called[box])


def _called_feet(pieces: Sequence[Piece]) -> dict[Box | None, bool]:
    """Of every box whether it or one round it is called a foot; each is asked once, however many blocks it holds."""
    called: dict[Box | None, bool] = {None: False}
    for piece in pieces:
        unknown: list[Box] = []
        around: Box | None = piece.box
        while around is not None and around not in called:
            unknown.append(around)
            around = around.parent
        for box in reversed(unknown):
            called[box] = called[box.parent] or _is_called_foot(box.name)
    return called


@lru_cache(maxsize=20_000)
def _is_called_foot(name: str) -> bool:
    return _FOOT.search(name) is not None
