"""The text of a page as blocks. The one file that imports trafilatura.

Every page is cut into blocks and the blocks are scored (``pipelines.scoring``). Where that reading looks doubtful
(hardly any text, or little of the page's running text), trafilatura reads the page too and wins if it finds at
least twice as much. It reads one page in a hundred or so: on reviewed pages it is the weaker reader and takes three
times as long, but it knows what only a script or a frame of the page holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import trafilatura
from attrs import evolve, frozen
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from pipelines.blocks import Piece, cut
from pipelines.edges import filled, foot, signing
from pipelines.grouping import completed, together
from pipelines.notices import Lines, find_notice, near_title, teasers, with_rest, without_teasers
from pipelines.repeats import without_repeats
from pipelines.scoring import scores
from pipelines.text import Block, BlockKind, clean_line, plain, row, weighted_length
from pipelines.threshold import threshold
from pipelines.told import told_blocks
from pipelines.traits import describe, is_sentence, running_text

VERSION = 21
"""Raised with every change that may change a text, so that a new reading is never taken for the portal's edit."""
EXTRACTOR = f"gazette {VERSION} trafilatura {trafilatura.__version__}"

_SHORT = 60
_LITTLE = 600
"""Characters of a text that may be a notice, of which the rest looks like no text."""
_COVERED = 0.15
_MENUS = 0.2
"""Share of the second reader's text that may be links of the page."""
_MOSTLY_TOLD = 3
"""How many times as long as what the page shows its data have to be: they repeat captions and code."""
_NOTICE_PAGE = 1_500
"""Characters of running text that may stand round a notice: legal lines, warnings, the newsletter."""
_NOTICE = -4.0
_NOTICE_IN_FOOT = -2.0
"""The scores that the sentence of a notice needs, alone on a page of menus; more where it stands in the page's foot."""
_LEAST = -9.0
"""The score of what is no text wherever there is any other."""
_ENDS = ".!?。！？"
_SENTENCE = re.compile(rf"[^{_ENDS}]+[{_ENDS}]?")
"""A sentence, or the rest of a text, which ends without a sign: looked for from each of its letters, it would take
quadratic time."""
_LARGE = 20_000
_LONGEST_HEADING = 300
_BESIDE = 1.0
"""The score that a list of links beside the main text needs, or a notice above the title: both are worded like it."""


@frozen
class Extraction:
    """What a page's text is, and who read it."""

    blocks: tuple[Block, ...]
    origin: str
    """``rule:text``, ``text:board``, ``blocks``, ``json-ld:articleBody`` or ``trafilatura``."""
    flags: tuple[str, ...] = ()
    visible: int = 0
    """Characters that the whole page shows."""
    links: int = 0
    """Links that the whole page shows."""
    page_linked: float = 0.0
    """Share of what the page shows that stands in links, 0 to 1."""
    running: int = 0
    """Characters of running text on the whole page, see ``pipelines.traits``."""
    linked: float = 0.0
    """Share of the text that stands in links, 0 to 1."""
    said: int = 0
    """Characters of the text in sentences without a link."""
    menus: bool = False
    """Whether nothing was found but what the page shows on all sides: good for telling what kind of page it is."""


def extract(
    tree: HtmlElement,
    declared: Sequence[HtmlElement] = (),
    told: str = "",
    declared_by: str = "rule:text",
) -> Extraction:
    """The text of a page, empty where nothing was found; ``tree`` is left as it was.

    ``declared``: the elements that the portal's rules, or the page itself (``declared_by``), name as the text; then
    nothing is judged.
    ``told``: the text as the page's data give it, plain or as HTML; taken where the page shows only its beginning.
    """
    if declared:
        pieces = [piece for element in declared for piece in cut(element)]
        return _extraction(pieces, range(len(pieces)), declared_by)
    pieces = cut(tree)
    described = describe(pieces)
    scored = scores(pieces, described)
    below = foot(pieces, described, scored)
    above = [_LEAST if at in below else score for at, score in enumerate(scored)]
    title = tree.findtext("head/title") or ""
    chosen = _choose(Lines(pieces, described, above, title), _NOTICE) or _choose(
        Lines(pieces, described, scored, title), _NOTICE_IN_FOOT
    )
    own = _extraction(pieces, chosen, "blocks")
    if whole := _told(told, _MOSTLY_TOLD * max(_SHORT, _size(own.blocks))):
        return evolve(own, blocks=whole, origin="json-ld:articleBody", flags=("not-shown",), linked=0.0)
    sure = any(described.sentence[at] for at in chosen) or any(
        central and score > 0 for central, score in zip(described.central, scored, strict=True)
    )
    return _by_second_reader(tree, own, pieces) if _is_doubtful(own, sure) else own


def _by_second_reader(tree: HtmlElement, own: Extraction, pieces: Sequence[Piece]) -> Extraction:
    """What trafilatura finds, where that is at least twice as much and, if we found anything, says more than it."""
    other = _by_trafilatura(tree)
    if _size(other) <= 2 * _size(own.blocks):
        return own
    linked = {plain(piece.text) for piece in pieces if piece.is_linked} - {""}
    teased = teasers(pieces)
    new = [words for words in _new_sentences(other, own.blocks) if words not in teased]
    said = [words for words in new if sum(link in words for link in linked) < 2]
    menus = _is_linked(other, linked) and not said
    if own.blocks and (menus or not new):
        return own
    return evolve(own, blocks=other, origin="trafilatura", flags=("second-reader",), linked=0.0, menus=menus)


def _choose(lines: Lines, least: float) -> list[int]:
    """The indices of the blocks that are the text; ``least`` is the score that a line of a notice needs.

    From here on scores are what a block has above what this page asks of text.
    """
    pieces = lines.pieces
    lengths = [weighted_length(piece.text) for piece in pieces]
    enough = threshold(lines.scores, lengths)
    scored = [score - enough for score in lines.scores]
    lines = evolve(lines, scores=scored)
    likely = [at for at, aside in enumerate(lines.traits.beside) if scored[at] >= (_BESIDE if aside else 0)]
    text = filled(pieces, scored, completed(pieces, scored, together(pieces, scored, likely)))
    chosen = without_teasers(lines, without_repeats(pieces, text), least)
    size = sum(lengths[at] for at in chosen)
    if size < _SHORT:
        chosen = find_notice(lines, least) or chosen
    if size < _LITTLE:
        whole = with_rest(lines, near_title(lines, chosen, least), least)
        chosen = without_repeats(pieces, whole)
    return chosen


def _extraction(pieces: Sequence[Piece], chosen: Sequence[int], origin: str) -> Extraction:
    signs = signing(pieces, chosen)
    return Extraction(
        blocks=tuple(
            Block("paragraph" if at in signs else _kind(pieces[at]), pieces[at].text) for at in chosen
        ),
        origin=origin,
        visible=_characters(pieces),
        links=sum(piece.links for piece in pieces),
        page_linked=_linked(pieces),
        running=running_text(pieces),
        linked=_linked([pieces[at] for at in chosen]),
        said=sum(weighted_length(pieces[at].text) for at in chosen if is_sentence(pieces[at])),
    )


def _kind(piece: Piece) -> BlockKind:
    """What is long is no heading: one that is never closed holds the paragraphs that follow."""
    return "paragraph" if piece.kind == "heading" and len(piece.text) > _LONGEST_HEADING else piece.kind


def _characters(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _linked(pieces: Sequence[Piece]) -> float:
    return sum(piece.link_chars for piece in pieces) / (_characters(pieces) or 1)


def _told(told: str, least: int) -> tuple[Block, ...]:
    """The blocks of what the page's data tell, where these are more than ``least`` characters."""
    blocks = told_blocks(told) if len(told) > least else ()
    return blocks if _size(blocks) > least else ()


def _is_doubtful(found: Extraction, is_sure: bool) -> bool:
    """Hardly any text, unless a sentence of the main box is beyond doubt; or little of much running text."""
    size = _size(found.blocks)
    covers_little = size < _COVERED * found.running
    return covers_little and found.running > _NOTICE_PAGE if is_sure else size < _SHORT or covers_little


def _is_linked(blocks: Sequence[Block], linked: Collection[str]) -> bool:
    """Whether much of a text are the page's links: the second reader gave up and took all that the page shows."""
    text = plain("".join(block.text for block in blocks))
    return sum(len(words) for words in linked if words in text) > _MENUS * len(text)


def _new_sentences(blocks: Sequence[Block], own: Sequence[Block]) -> list[str]:
    """The plain words of the longer sentences of a text that stand nowhere in our own."""
    ours = plain("".join(block.text for block in own))
    sentences = (part for block in blocks for part in _SENTENCE.findall(block.text) if part[-1] in _ENDS)
    long = (plain(part) for part in sentences if weighted_length(part) >= _SHORT)
    return [words for words in long if words not in ours and (not ours or ours not in words)]


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _by_trafilatura(tree: HtmlElement) -> tuple[Block, ...]:
    """Comments off, tables on, no deduplication, no metadata: its best setting on reviewed pages."""
    # Its third method compares every paragraph with all others: minutes for 20,000 of them.
    large = sum(1 for _ in islice(tree.iter(), _LARGE)) == _LARGE
    options = Extractor(output_format="python", fast=large, comments=False, tables=True, dedup=False)
    document = trafilatura.bare_extraction(tree, options=options)
    body = getattr(document, "body", None)
    return tuple(_blocks(body)) if body is not None else ()


def _blocks(body: etree._Element) -> Iterator[Block]:
    for element in body:
        if element.tag == "table":
            yield from _rows(element)
        elif element.tag == "list":
            yield from (Block("item", line) for item in element.iterchildren("item") for line in _lines(item))
        elif element.tag == "head":
            yield from (Block("heading", line) for line in _lines(element))
        else:
            yield from (Block("paragraph", line) for line in _lines(element))
        if tail := clean_line(element.tail or ""):
            yield Block("paragraph", tail)


def _rows(table: etree._Element) -> Iterator[Block]:
    for element in table.iter("row"):
        cells = [clean_line("".join(cell.itertext())) for cell in element.iter("cell")]
        if any(cells):
            yield row(cells)


def _lines(element: etree._Element) -> Iterator[str]:
    """The lines of an element: a line break or an inner block ends one."""
    parts = []
    for event, child in etree.iterwalk(element, events=("start", "end")):
        apart = "\n" if child.tag in ("lb", "p", "head", "item", "row") else ""
        if event == "start":
            parts += [apart, (child.text or "").replace("\n", " ")]
        elif child is not element:
            parts += [apart, (child.tail or "").replace("\n", " ")]
    for line in "".join(parts).split("\n"):
        if cleaned := clean_line(line):
            yield cleaned
