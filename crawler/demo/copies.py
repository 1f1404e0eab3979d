"""Many more articles for the benchmark, each with an address and a text of its own, made when asked for.

A copy keeps its original's section and form and takes its paragraphs from all articles in the language, with
other figures and its sentences in another order: as large and as varied as the real thing, if not as wise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random

from attrs import evolve, frozen

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import BODIES
from crawler.demo.originals import originals

COPY_STEP = 1_000_000
"""A copy's number is its original's plus so much for each copy before it."""
_FIRST_DAY = datetime(2025, 11, 1)
_SPREAD = 365
_SHORTEST = 40
_MARKS = ("|", "-", "#")
_FIGURE = re.compile(r"\d+(?![\d:]|\.\s)")
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+|(?<=。)")


@frozen
class Address:
    """Where a copy is found, which is all that listings and sitemaps of thousands need."""

    path: str
    number: int
    published: datetime


def address(original: DemoArticle, copy: int) -> Address:
    """Of copy number ``copy`` (from 1): another day, number and slug."""
    body = BODIES[original.portal]
    number = original.number + COPY_STEP * copy
    day = (original.published.replace(tzinfo=None) - _FIRST_DAY).days
    moved = _FIRST_DAY + timedelta(days=(day + 37 * copy) % _SPREAD)
    published = datetime.combine(moved.date(), original.published.timetz())
    slug = f"{original.path.rstrip('/').rpartition('/')[2].removesuffix('.html')}-{copy}"
    return Address(body.section(original.section_stem).path(number, slug, published), number, published)


def copied(original: DemoArticle, copy: int) -> DemoArticle:
    """The article at ``address(original, copy)``."""
    place = address(original, copy)
    chance = Random(place.number)  # noqa: S311
    blocks = _pool(original.portal, original.language, original.section_stem)
    markup = tuple(_varied(chance.choice(blocks), chance) for _ in range(len(original.markup) + 2))
    return evolve(
        original,
        path=place.path,
        number=place.number,
        title=f"{_varied(original.title, chance)} ({copy})",
        markup=markup,
        published=place.published,
        modified=None,
        changed=None,
        image=original.image.replace(str(original.number), str(place.number)),
        attachment="",
        attachment_title="",
        further=(),
    )


@cache
def _pool(portal: str, language: str, stem: str) -> Sequence[str]:
    """What the copies of a section are made of; the old layout knows paragraphs only."""
    blocks = (block for each in originals(portal) if each.language == language for block in each.markup)
    long = [block for block in blocks if len(block) >= _SHORTEST]
    if BODIES[portal].section(stem).layout == "old":
        return [block for block in long if not block.startswith(_MARKS)]
    return long


def _varied(block: str, chance: Random) -> str:
    """Other figures; in a paragraph, the sentences in another order."""
    figures = _FIGURE.sub(lambda match: _other(match[0], chance), block)
    if block.startswith(_MARKS):
        return figures
    sentences = _SENTENCE.split(figures)
    chance.shuffle(sentences)
    return (" " if " " in block else "").join(sentences)


def _other(figure: str, chance: Random) -> str:
    """A figure of as many digits; a year stays what it is."""
    if len(figure) == 4 and figure.startswith("20"):
        return figure
    smallest = 10 ** (len(figure) - 1)
    return str(smallest + int(chance.random() * 9 * smallest))
